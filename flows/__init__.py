"""The conversation. Pure: the standard library only; no clock, no database, no network, no chance."""

from flows.after import CRAVING_LATER, CRAVING_MORNING, SETBACK_MORNING
from flows.checkin import CHECKIN
from flows.craving import CRAVING
from flows.enrolment import ENROLMENT
from flows.goals import GOAL_WEEK, GOALS
from flows.machine import Flow
from flows.meetings import MEETING_SOON, MEETINGS
from flows.milestones import FIRST_WEEK, MILESTONE, WIN
from flows.same_phone import SAME_PHONE
from flows.setback import SETBACK
from flows.settings import SETTINGS
from flows.sos import SOS
from flows.supporters import BUDDY, BUDDY_NEWS, SUPPORTING
from flows.survey import SURVEYS

_ALL = (
    CHECKIN,
    ENROLMENT,
    SETTINGS,
    SOS,
    CRAVING,
    CRAVING_LATER,
    CRAVING_MORNING,
    SETBACK,
    SETBACK_MORNING,
    GOALS,
    GOAL_WEEK,
    MILESTONE,
    FIRST_WEEK,
    WIN,
    MEETINGS,
    MEETING_SOON,
    BUDDY,
    BUDDY_NEWS,
    SUPPORTING,
    SAME_PHONE,
    *SURVEYS,
)

FLOWS: dict[tuple[str, int], Flow] = {(flow.name, flow.version): flow for flow in _ALL}
"""Every flow by name and version. An old version stays as long as a conversation may be in it."""


def flow(name: str, version: int) -> Flow | None:
    """The flow of a conversation under way, or None when that version is gone."""
    return FLOWS.get((name, version))


def current(name: str) -> Flow:
    """The newest version, for a conversation that opens now. KeyError for a name no flow has."""
    newest = {known.name: known for _, known in sorted(FLOWS.items(), key=lambda item: item[0])}
    return newest[name]

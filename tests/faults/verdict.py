"""Holds one finished night against the promises. It reads rows, answers, phones and the carrier; it changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Row

from bot import outbox
from bot.invariants import broken
from bot.models import audit_event, client, escalation, inbound, outbound, page
from tests.faults import tries
from tests.faults.cast import Tonight, language
from tests.faults.storm import ROW, Storm
from tests.night.world import said

AT_MOST: Mapping[str, float] = {
    "texts lost": 0,
    "replies doubled or changed": 0,
    "people without exactly one escalation at a time": 0,
    "pages doubled beyond one a kill": 0,
    "pages never handed over": 0,
    "pages at most s late": 10,
    "pages not taken tried again after at most s": 10,
    "gap between attempts, at most s": 300,
    "danger without an answer in the request": 0,
    "a coach named who had not taken it": 0,
    "phone rings at most s after, all texts filtered": 90,
    "promises broken at the end": 0,
}
"""Each figure of a night, and the most it may be."""

DANGER = ("urgent", "emergency")


@dataclass(frozen=True)
class Verdict:
    """One night: its figures by the names of AT_MOST, those that are too high, and the faults that were drawn."""

    seed: int
    figures: dict[str, float]
    drawn: tuple[str, ...]
    pages: int
    doubled: int
    words: tuple[str, ...] = field(default=())

    @property
    def breaches(self) -> list[str]:
        return [name for name, most in AT_MOST.items() if self.figures[name] > most]


def judge(storm: Storm, people: Tonight, seed: int) -> Verdict:
    """Every figure of this night. `words` names the live promises that are broken."""
    doubled, late, missing = _pages(storm)
    rests = [one.name for one in broken(storm.line.engine, storm.now)]
    figures: dict[str, float] = dict.fromkeys(AT_MOST, 0.0)
    figures |= {
        "texts lost": _lost(storm),
        "replies doubled or changed": _doubled_replies(storm),
        "people without exactly one escalation at a time": _not_one(storm, people),
        "pages doubled beyond one a kill": max(0, doubled - storm.doubles),
        "pages never handed over": missing,
        "pages at most s late": round(late, 1),
        "pages not taken tried again after at most s": round(max(tries.waits(storm), default=0.0), 1),
        "gap between attempts, at most s": round(max(_gaps(storm), default=0.0), 1),
        "danger without an answer in the request": _unanswered(storm),
        "a coach named who had not taken it": sum(_untruths(storm, people)),
        "phone rings at most s after, all texts filtered": round(_voice(storm, people), 1),
        "promises broken at the end": len(rests),
    }
    return Verdict(seed, figures, tuple(storm.drawn), len(storm.handed), doubled, tuple(rests))


def _lost(storm: Storm) -> int:
    return len(storm.posted - {row.provider_sid for row in storm.rows(inbound)})


def _doubled_replies(storm: Storm) -> int:
    """Every answer to a SID is the same, and it says each row once."""
    sids = {row.id: row.provider_sid for row in storm.rows(inbound)}
    rows = Counter(
        sids[row.inbound_id] for row in storm.rows(outbound, outbound.c.inbound_id.is_not(None), outbox.IN_ANSWER)
    )
    told = storm.answers.items()
    return sum(len(set(bodies)) != 1 or bodies[0].count(b"<Message") != rows[sid] for sid, bodies in told)


def _not_one(storm: Storm, people: Tonight) -> int:
    """Who has none, or two for one text, or one that opened while another was open."""
    ids = {row.name: row.id for row in storm.rows(client)}
    opened: dict[int, list[Row[Any]]] = {ids[name]: [] for name in people.clients}
    for row in storm.rows(escalation):
        opened[row.client_id].append(row)
    return sum(not _one_after_another(held) for held in opened.values())


def _one_after_another(held: list[Row[Any]]) -> bool:
    once = len({row.inbound_id for row in held}) == len(held)
    apart = (first.closed_at is not None and first.closed_at <= then.opened_at for first, then in pairwise(held))
    return bool(held) and once and all(apart)


def _pages(storm: Storm) -> tuple[int, float, int]:
    """How many went out twice, how late the latest was, and how many never went out and were not taken back."""
    calls = [made.callback for made in storm.network.calls.values()]
    texts = [message.callback for message in storm.network.messages.values()]
    made = Counter(int(found[1]) for url in (*calls, *texts) if (found := ROW.search(url or "")))
    paged = {row.id: row.at for row in storm.rows(page)}
    behind = dict(storm.behind)
    doubled, late, missing = 0, 0.0, 0
    for row in storm.rows(outbound, outbound.c.page_id.is_not(None)):
        doubled += max(0, made[row.id] - 1)
        at, handed = paged[row.page_id], _handed(storm, row)
        if not handed:
            missing += row.state != "dropped" and storm.late(at, storm.now) > AT_MOST["pages at most s late"]
        else:
            went = next((one for one in handed if one >= at), handed[-1])  # it may ride on a call that rang before
            late = max(late, behind.get(at, 0.0) + storm.late(at, went))
    return doubled, max(late, max(behind.values(), default=0.0)), missing


def _handed(storm: Storm, row: Row[Any]) -> list[datetime]:
    """When it was given to the carrier, by itself or with a row it rode on; the last of those may be a call that rang
    before."""
    return sorted(at for one in {row.id, row.rides_on} for at in storm.handed.get(one, ()))


def _gaps(storm: Storm) -> Iterator[float]:
    """Between two attempts while nobody had it, in each escalation; from its opening, and to the night's end."""
    for held in storm.rows(escalation):
        events = storm.rows(audit_event, audit_event.c.subject == "escalation", audit_event.c.subject_id == held.id)
        alone: datetime | None = None
        owner = ""
        for event in events:
            attempt = event.act in ("paged", "nobody to page")
            back = event.act == "no contact in time" or (event.act == "passed" and event.actor == owner)
            if alone is not None and (attempt or event.act in ("acknowledged", "closed")):
                yield (event.at - alone).total_seconds()
            if event.act in ("acknowledged", "closed"):
                alone, owner = None, event.actor
            elif event.act == "opened" or back or (attempt and alone is not None):
                alone, owner = event.at, "" if back else owner
        if alone is not None:
            yield (storm.now - alone).total_seconds()


def _unanswered(storm: Storm) -> int:
    """Danger that was taken and heard nothing in the same request, though nobody had opted out and no coach who has
    the person was sent these words."""
    opted_out = {row.id: row.opted_out_at for row in storm.rows(client)}
    to_coaches = storm.rows(outbound, outbound.c.coach_id.is_not(None), outbound.c.channel == "text")
    passed_on = [(row.created_at, row.body) for row in to_coaches]
    silent = 0
    for row in storm.rows(inbound, inbound.c.tier.in_(DANGER), inbound.c.coach_id.is_(None)):
        out = opted_out[row.client_id]
        may = out is None or row.received_at < out
        heard = all(b"<Message" in body for body in storm.answers[row.provider_sid])
        silent += may and not heard and not any(at == row.received_at and row.body in body for at, body in passed_on)
    return silent


def _untruths(storm: Storm, people: Tonight) -> Iterator[bool]:
    codes = {row.client_id: row.code for row in storm.rows(escalation)}
    ids = {row.name: row.id for row in storm.rows(client)}
    for name, phone in people.clients.items():
        for coach in people.coaches:
            words, code = said("crisis.coach_coming", language(name), coach=coach.name), codes.get(ids[name])
            for bubble in phone.thread:
                if bubble.body == words:
                    yield not any(acked in (code, None) and at <= bubble.at for acked, at in coach.acks)


def _voice(storm: Storm, people: Tonight) -> float:
    """How long until the first phone rang, in a night in which no text reaches a coach."""
    ringing = [at for coach in people.coaches for at in coach.rang]
    can_ring = any(coach.phone.habit == "rings" for coach in people.coaches)
    opened = [row.opened_at for row in storm.rows(escalation)]
    if not people.filtered or not can_ring:
        return 0.0
    return max((storm.late(at, _next(ringing, at, storm.now)) for at in opened), default=0.0)


def _next(times: list[datetime], after: datetime, end: datetime) -> datetime:
    return min((at for at in times if at >= after), default=end + timedelta(days=1))

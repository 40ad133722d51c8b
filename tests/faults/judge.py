"""Holds a finished run against what must always hold. It reads rows, answers and the carrier; it changes nothing."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tests.faults import rows
from tests.faults.carrier import Town
from tests.faults.plan import Plan, Sent
from tests.faults.report import WITHIN, Report, percentile
from tests.faults.sender import Sender

ONE_REPLY = {"answer", "chat", "stranger"}


def judge(report: Report, engine: Engine, town: Town, sender: Sender, sent: list[Sent], plan: Plan) -> None:
    """Fill the report in. `sent` is every text, the coaches' too."""
    stored, accepted, lanes = rows.stored(engine), town.accepted(), rows.lanes(engine)
    report.figures |= {"texts": len(sent), "posts it took": sender.tries}
    report.hold("texts never taken", sum(text.sid not in sender.answers for text in sent))
    report.hold("texts lost", sum(sid not in stored for sid in sender.answers))
    report.hold("texts out of nowhere", sum(sid not in {text.sid for text in sent} for sid in stored))
    report.hold("replies doubled or missing", sum(not _answered_once(text, sender, stored) for text in sent))
    _judge_crises(report, engine, sent, plan)
    _judge_pages(report, rows.pages(engine), accepted, town.resets())
    bulk = [row_id for row_id, (lane, _) in lanes.items() if lane == "bulk"]
    report.figures["check-ins sent"] = sum(row_id in accepted for row_id in bulk)
    report.figures["check-ins nobody can vouch for"] = Counter(lanes[row_id][1] for row_id in bulk)["unknown"]
    report.hold("check-ins sent twice", sum(len(accepted.get(row_id, ())) > 1 for row_id in bulk))


def _answered_once(text: Sent, sender: Sender, stored: dict[str, int]) -> bool:
    """Every answer to a SID is the same answer, it says what the rows say, and what needs one reply has one."""
    answers = set(sender.answers.get(text.sid, ()))
    said = {answer.count(b"<Message") for answer in answers}
    return len(answers) == 1 and said == {stored.get(text.sid, 0)} and (text.kind not in ONE_REPLY or said == {1})


def _judge_crises(report: Report, engine: Engine, sent: list[Sent], plan: Plan) -> None:
    opened, taken = rows.escalations(engine), rows.owners(engine)
    codes = {text.body.split()[1] for text in sent if text.kind == "take"}
    report.figures["people in crisis"] = len(plan.in_crisis)
    report.hold("people in crisis without exactly one escalation", sum(opened[who] != 1 for who in plan.in_crisis))
    report.hold("escalations of nobody in crisis", sum(who not in plan.in_crisis for who in opened))
    report.figures["escalations taken by a coach"] = len(codes)
    report.hold("escalations taken that have no owner", sum(taken.get(code) is None for code in codes))


def _judge_pages(report: Report, pages: list[rows.PageRow], accepted: dict[int, list[datetime]], resets: int) -> None:
    gone = [row for row in pages if row.outbound_id in accepted]
    late = [max(timedelta(0), accepted[row.outbound_id][0] - row.due).total_seconds() for row in gone]
    report.figures["pages accepted by the carrier"] = len(gone)
    report.figures["seconds from due to accepted, p50"] = round(percentile(late, 0.5), 2)
    report.figures["seconds from due to accepted, p99"] = round(percentile(late, 0.99), 2)
    report.hold("seconds from due to accepted, most", round(max(late, default=0.0), 2), WITHIN)
    # A page that a coach's answer overtook is taken back: it is nobody's loss.
    missed = [row for row in pages if row.outbound_id not in accepted and row.state != "dropped"]
    report.hold("pages the carrier never got", len(missed))
    again = sum(len(accepted[row_id]) - 1 for row_id in {row.outbound_id for row in gone})
    report.hold("pages sent again", again, _kills(report) + resets)


def _kills(report: Report) -> int:
    return int(report.figures["kills"])

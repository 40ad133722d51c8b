"""A coach's text: taking an alert, passing, writing to the client they have, finishing. Flows read what it means."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, caseload, lookout, methods, outbox, owners, paging, people, relay, trials
from bot.effects import Reply
from bot.meaning import Heard
from bot.models import coach, contact_method, escalation
from bot.owners import ASKED_AGAIN
from bot.people import Someone
from bot.tasks import open_task
from bot.work import Work
from flows.copy import words
from flows.fold import words as words_of
from flows.interrupts import Keyword, keyword
from flows.replies import CoachReply, addressed, names_code, outcome_digit, read_by_rules, read_coach_reply
from flows.triage import Tier

OFF_FOR = timedelta(hours=12)
"""How long "I am off" holds when nobody says otherwise."""

OUTCOMES = {"1": "connected", "2": "could_not_reach", "3": "emergency_services", "4": "other"}
ASKED = "asked"
WAITING = {ASKED, ASKED_AGAIN}
"""Outcomes of someone whose coach has yet to say how it went; asked again where no contact was seen."""

FEW = 12
"""Codes named when a coach is asked which one they mean; the carrier takes no text of hundreds."""

OWN_BUSINESS = {"ack", "pass", "which", "relay", "done", "call", "offduty"}
"""What only a coach means. Anything else from somebody who is a client too is read as theirs."""

ENDS_DUTY = {"offduty", "stop"}
"""What is meant for everybody, also for those whose call came after it was written."""


def desk(work: Work, someone: Someone, heard: Heard) -> "Desk | None":
    """The desk of the coach who texted, or None when the text is better read as a client's: nobody's coach, or a coach
    in danger (whom rules alone read), or a client's answer from somebody who is both."""
    if someone.coach is None:
        return None
    alerts, owned = caseload.alerts(work, someone.coach.id), caseload.owned(work, someone.coach.id)
    asked, had = caseload.then(alerts, heard.said_at), caseload.then(owned, heard.said_at)
    reads = read_by_rules if heard.verdict.tier >= Tier.URGENT else read_coach_reply
    reply = reads(heard.body, tuple(row.code for row in asked), caseload.talked_to(had, heard.body))
    if reply.kind not in ENDS_DUTY:
        alerts, owned = asked, had
    if heard.verdict.tier >= Tier.URGENT and reply.kind in {"unclear", "help"}:
        return None
    theirs = Desk(work, someone.coach, heard, reply, alerts, owned)
    if someone.client is None or someone.client.status != "active" or reply.kind in OWN_BUSINESS:
        return theirs
    if methods.is_code(work, someone.coach.id, heard.body):
        return theirs
    if reply.kind == "stop":
        theirs.opt_out()
    return None


@dataclass
class Desk:
    """One coach's text, with the alerts that wait for them and the people they have taken."""

    work: Work
    coach: Row[Any]
    heard: Heard
    reply: CoachReply
    alerts: list[Row[Any]]
    owned: list[Row[Any]]
    replies: list[Reply] = field(default_factory=list)

    def answer(self) -> list[Reply]:
        """Do what the text asks for; the replies go back in the webhook's own answer."""
        if keyword(self.heard.body) is Keyword.START and self._was_away():
            self._opt_in()
        elif not any(tried() for tried in (self._code, self._outcome, self._trial, self._again, self._late)):
            self._do()
        return self.replies

    def _was_away(self) -> bool:
        """Whether START opens anything. To a coach who gets texts YES is an ordinary word: it takes an alert, or it is
        for the client; and it puts nobody back on duty."""
        if methods.opted_out(self.work, self.coach.id, self.coach.number):
            return True
        off = self.coach.off_until is not None and self.coach.off_until > self.work.at
        return (off or (not self.alerts and not self.owned)) and words_of(self.heard.body) != ("yes",)

    def _do(self) -> None:
        match self.reply.kind:
            case "ack":
                self._ack()
            case "pass":
                self._pass()
            case "relay":
                self._relay()
            case "done":
                self._done()
            case "call":
                self._call()
            case "offduty":
                self._offduty()
            case "stop":
                self._stop()
            case "help":
                self._say("coach.help")
            case "which":
                self._which(self.alerts or self.owned)
            case "unclear":
                self._say("coach.unclear" if self.alerts else "coach.nothing_open")
            case _:
                assert_never(self.reply.kind)

    def _code(self) -> bool:
        """The code of a phone that is being verified."""
        found = methods.answer(self.work, self.coach.id, self.heard.body, busy=bool(self.alerts or self.owned))
        if found is not None:
            self._say(methods.SAID[found])
        return found is not None

    def _trial(self) -> bool:
        """The 1 that a test page asked for, unless it could mean a person."""
        plain = self.heard.body.strip().rstrip(".") == "1" and not self.alerts and not self.owned
        if not plain or not trials.texted(self.work, self.coach.id):
            return False
        self._say("coach.trial_good")
        return True

    def _again(self) -> bool:
        """They take whom they have already. A bare 1 before the first word to the client is no word to the client."""
        held = self._named(self.owned)
        took = self.reply.kind == "unclear" and held is not None and _takes(self.heard.body, held.code)
        if not took and self.heard.body.strip().rstrip(".") == "1" and not self.alerts:
            held = next((row for row in self.owned if row.contacted_at is None and row.outcome not in WAITING), None)
            took = held is not None
        if took and held is not None:
            self._say("coach.already_yours", code=held.code)
        return took

    def _late(self) -> bool:
        """An answer to an alert that is over, or is somebody else's by now: it is no word for another client."""
        held = self._named(caseload.lost(self.work, self.coach.id))
        if held is None or not (_takes(self.heard.body, held.code) or _passes(self.heard.body, held.code)):
            return False
        if held.closed_at is not None:
            self._say("coach.closed_already", code=held.code)
        else:
            self._say("coach.taken_by", coach=people.coach_by_id(self.work, held.owner_id).name, code=held.code)
        return True

    def _outcome(self) -> bool:
        """The answer to "how did it go?", unless an alert is waiting that the same digit could take."""
        asked = next((row for row in self.owned if row.outcome in WAITING), None)
        outcome = OUTCOMES.get(self.heard.body.strip().rstrip("."))
        if asked is None or outcome is None or self.alerts:
            return False
        self._close(asked, outcome)
        return True

    def _ack(self) -> None:
        held = self._meant(self.alerts)
        if held is None:
            self._say("coach.no_code")
        elif not owners.acknowledge(self.work, held, self.coach.id):
            owner = people.coach_by_id(self.work, paging.by_id(self.work, held.id).owner_id)
            self._say("coach.taken_by", coach=owner.name, code=held.code)

    def _pass(self) -> None:
        passed = self.alerts if self.reply.code == "both" else [self._meant(self.alerts + self.owned)]
        for held in (row for row in passed if row is not None):
            owners.pass_on(self.work, held, self.coach.id)
            self._say("coach.passed", code=held.code)
        if passed == [None]:
            self._say("coach.no_code")

    def _relay(self) -> None:
        theirs = tuple(row.code for row in self.owned)
        others = {row.code for row in (*self.alerts, *caseload.lost(self.work, self.coach.id))}
        to = addressed(self.heard.body, theirs, sorted(others.difference(theirs)))
        held = next((row for row in self.owned if row.code == to.code), None)
        if to.other in others:
            self._say("coach.not_sent", code=to.other, codes=", ".join(theirs[:FEW]))
        elif held is None or to.other is not None:
            self._which(self.alerts or self.owned)
        elif relay.to_client(self.work, held, self.heard.inbound_id, to.words):
            if self.heard.verdict.tier >= Tier.URGENT:
                open_task(self.work, "coach_words", None, coach_id=self.coach.id, inbound_id=self.heard.inbound_id)
        else:
            self._say(relay.only_by_call(self.work, held), code=held.code)

    def _done(self) -> None:
        held = self._meant(self.owned)
        digit = outcome_digit(self.heard.body)
        if held is None:
            self._whom()
        elif digit:
            self._close(held, OUTCOMES[digit])
        else:
            self._ask(held, held.outcome or ASKED, "coach.outcome")

    def _call(self) -> None:
        """The coach's own phone rings; once they answer, the line calls the client and joins the two."""
        held = self._meant(self.owned)
        if held is None:
            return self._whom()
        phone = people.coach_phone(self.work, self.coach.id, self.coach.number)
        spoken = words("voice.connecting", self.coach.language)
        outbox.call(self.work, phone, f"i{self.heard.inbound_id}.call", spoken, escalation_id=held.id)
        return None

    def _offduty(self) -> None:
        self._coach({"off_until": self.work.at + OFF_FOR})
        for held in (*self.alerts, *self.owned):
            owners.pass_on(self.work, held, self.coach.id)
        audit.note(self.work, f"coach {self.coach.id}", "off duty", "coach", self.coach.id)
        self._say("coach.offduty")

    def _stop(self) -> None:
        self.opt_out()
        if not self.heard.carrier_answered:
            self._say("coach.stopped")

    def opt_out(self) -> None:
        """The law: they get no more texts. Whoever they had or were asked for goes to the next coach, and a supervisor
        sees at once that cover is missing."""
        self._methods({"opted_out_at": self.work.at})
        for held in (*self.alerts, *self.owned):
            owners.pass_on(self.work, held, self.coach.id)
        open_task(self.work, "coach_opted_out", None, coach_id=self.coach.id)
        lookout.soon(self.work)
        audit.note(self.work, f"coach {self.coach.id}", "opted out", "coach", self.coach.id)

    def _opt_in(self) -> None:
        self._methods({"opted_out_at": None})
        self._coach({"off_until": None})
        audit.note(self.work, f"coach {self.coach.id}", "opted in", "coach", self.coach.id)
        self._say("coach.help")

    def _whom(self) -> None:
        """DONE or CALL of nobody in particular, from a coach who has several or none."""
        if self.owned:
            return self._which(self.owned)
        return self._say("coach.unclear" if self.alerts else "coach.nothing_open")

    def _which(self, among: list[Row[Any]]) -> None:
        codes = [row.code for row in among]
        more = [words("coach.more", self.coach.language, count=len(codes) - FEW)] if len(codes) > FEW else []
        self._say("coach.which", codes=", ".join([*codes[:FEW], *more]))

    def _ask(self, held: Row[Any], waits: str, key: str) -> None:
        self.work.tx.execute(sa.update(escalation).where(escalation.c.id == held.id).values(outcome=waits))
        self._say(key, code=held.code)

    def _close(self, held: Row[Any], outcome: str) -> None:
        """Who says that they spoke, unseen by the line, is asked once; then their word counts."""
        if owners.is_unseen(held, outcome) and held.outcome != ASKED_AGAIN:
            return self._ask(held, ASKED_AGAIN, "coach.no_trace")
        owners.close(self.work, held, self.coach.id, outcome)
        return self._say("coach.done", code=held.code)

    def _meant(self, among: list[Row[Any]]) -> Row[Any] | None:
        """The one with the code that was named; without a code, the only one there is."""
        if self.reply.code is not None:
            return next((row for row in among if row.code == self.reply.code), None)
        return among[0] if len(among) == 1 else self._named(among)

    def _named(self, among: list[Row[Any]]) -> Row[Any] | None:
        """The one whose code is in the text."""
        return next((row for row in among if names_code(self.heard.body, row.code)), None)

    def _say(self, key: str, **facts: Any) -> None:
        body = words(key, self.coach.language, **facts)
        phone = people.coach_phone(self.work, self.coach.id, self.coach.number)
        phone["inbound_id"] = self.heard.inbound_id
        once = f"i{self.heard.inbound_id}.{len(self.replies)}"
        outbound_id = outbox.reply(self.work, phone, once, body)
        if outbound_id is not None:
            self.replies.append(Reply(outbound_id, body))

    def _coach(self, values: dict[str, Any]) -> None:
        self.work.tx.execute(sa.update(coach).where(coach.c.id == self.coach.id).values(**values))

    def _methods(self, values: dict[str, Any]) -> None:
        """Their own: a number that is not verified yet may be a stranger's, and so is its STOP."""
        texts = (contact_method.c.coach_id == self.coach.id, contact_method.c.kind == "text")
        own = sa.update(contact_method).where(*texts, contact_method.c.verified_at.is_not(None))
        self.work.tx.execute(own.values(**values))


def _takes(text: str, code: str) -> bool:
    return read_coach_reply(text, (code,)).kind == "ack"


def _passes(text: str, code: str) -> bool:
    return read_coach_reply(text, (code,)).kind == "pass"

"""Running calls: who rings, what is said, which keys count, who is put through to whom. The program writes TwiML."""

from functools import partial
from urllib.parse import urljoin

from bot.phones.calling import Leg, call_fields, change, child_of, incoming_call, missed, say, seconds_of
from bot.phones.records import Call, Line, Phone
from bot.phones.switch import Switch
from bot.phones.twiml import VOICE_VERBS, Malformed, Verb, check_voice, parse
from bot.phones.webhook import Webhook, call
from bot.phones.wire import Response

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
# What each kind of answer is called when the program asked for machine detection.
DETECTED = {
    ("human", "Enable"): "human",
    ("human", "DetectMessageEnd"): "human",
    ("machine", "Enable"): "machine_start",
    ("machine", "DetectMessageEnd"): "machine_end_beep",
}


class Voice:
    """Every call that lasts. All methods run under the switch's lock and return at once; the rest is events."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.legs: dict[str, Leg] = {}
        self.live: dict[str, None] = {}

    # Both ways in.

    def place(self, made: Call) -> Call:
        """Start a call from one of our lines to a phone."""
        self.switch.calls[made.sid] = made
        self._open_leg(Leg(made.sid))
        self.switch.touch()
        self.switch.after(self.switch.delays.dial, partial(self._dial, made.sid))
        return made

    def incoming(self, phone: Phone, line: Line) -> str:
        """Start a call from a phone to one of our lines; its SID."""
        switch, made = self.switch, incoming_call(self.switch, phone, line)
        switch.calls[made.sid] = made
        self._open_leg(Leg(made.sid, noticed=True))
        switch.note("call incoming", sid=made.sid)
        switch.after(switch.delays.dial, partial(self._open, made.sid))
        return made.sid

    def _open_leg(self, leg: Leg) -> None:
        self.legs[leg.sid] = leg
        self.live[leg.sid] = None

    # What people and the REST API do.

    def answer(self, sid: str, by: str = "human") -> None:
        """Somebody, or a machine, picks up a phone that rings."""
        made = self.switch.calls[sid]
        if made.status != "ringing" or made.direction == "inbound":
            return
        detected = DETECTED.get((by, made.detect or ""))
        change(self.switch, sid, "in-progress", "answered", answered=self.switch.now, answered_by=detected)
        if made.parent:
            self._only(made)
        self._open(sid)

    def press(self, sid: str, keys: str) -> None:
        """Press keys; they count only while the call gathers them."""
        leg = self.legs[sid]
        for key in keys:
            if leg.gather is None:
                return self.switch.note(f"key {key} pressed, nothing asked for it", sid=sid)
            self._key(leg, leg.gather, key)

    def finish(self, sid: str, status: str) -> None:
        """End a call, and whatever hangs on it."""
        if self.switch.calls[sid].ended:
            return
        made = change(self.switch, sid, status, "completed", ended_at=self.switch.now)
        self.live.pop(sid)
        missed(self.switch, made)
        leg = self.legs[sid]
        leg.turn, leg.gather = leg.turn + 1, None
        for child in leg.children:
            self.finish(child, "completed" if child == leg.bridged else "canceled")
        if made.parent:
            self._child_over(self.legs[made.parent], made)

    def redirect(self, sid: str, url: str | None, twiml: str | None) -> None:
        """Give a call in progress another document."""
        if twiml is not None:
            return self._read(self.legs[sid], self.legs[sid].base, twiml)
        self._fetch(self.legs[sid], url or "")

    # Ringing.

    def _dial(self, sid: str) -> None:
        made = self.switch.calls[sid]
        if made.ended:
            return
        change(self.switch, sid, "queued", "initiated")
        phone = self.switch.phones.get(made.to)
        if phone is None or phone.habit == "unreachable":
            return self.finish(sid, "failed")
        self.switch.after(self.switch.delays.ring, partial(self._ring, sid, phone))

    def _ring(self, sid: str, phone: Phone) -> None:
        made = self.switch.calls[sid]
        if made.ended:
            return
        if phone.habit == "busy" or self.talking(phone):
            return self.finish(sid, "busy")
        change(self.switch, sid, "ringing", "ringing")
        self.switch.later(made.timeout, partial(self._unanswered, sid))
        if phone.voicemail is not None:
            wait = 0.0 if phone.habit == "off" else phone.voicemail
            self.switch.later(wait, partial(self.answer, sid, "machine"))

    def _unanswered(self, sid: str) -> None:
        if self.switch.calls[sid].status == "ringing":
            self.finish(sid, "no-answer")

    def talking(self, phone: Phone) -> bool:
        """Whether this phone is already in a call."""
        return any(made.status == "in-progress" for made in self.of(phone))

    def of(self, phone: Phone) -> list[Call]:
        """This phone's calls that have not ended, oldest first."""
        calls = [self.switch.calls[sid] for sid in self.live]
        return [made for made in calls if made.phone == phone.number]

    # Documents.

    def _open(self, sid: str) -> None:
        """The first document of a call that was answered, or that comes in."""
        made, leg = self.switch.calls[sid], self.legs[sid]
        if made.twiml is not None:
            self._read(leg, made.url or "", made.twiml)
        elif made.url:
            self._fetch(leg, made.url)
        elif made.parent:
            self._bridge(made)
        else:
            self.finish(sid, "failed")

    def _fetch(self, leg: Leg, url: str, extra: dict[str, str] | None = None) -> None:
        leg.turn, leg.gather = leg.turn + 1, None
        made = self.switch.calls[leg.sid]
        fields = call_fields(made, self.switch.phones.get(made.phone)) | (extra or {})
        webhook = Webhook(made.account, url, fields, made.fallback, made.sid, check_voice)
        call(self.switch, webhook, partial(self._fetched, leg, leg.turn))

    def _fetched(self, leg: Leg, turn: int, answer: Response | None) -> None:
        if leg.turn != turn:
            return
        if answer is not None:
            return self._read(leg, answer.url, answer.text)
        say(self.switch, leg, APOLOGY)
        self.finish(leg.sid, "completed" if self.switch.calls[leg.sid].answered else "failed")

    def _read(self, leg: Leg, base: str, document: str) -> None:
        verbs = parse(document, VOICE_VERBS)
        leg.turn, leg.base, leg.gather = leg.turn + 1, base.partition("#")[0], None
        leg.verbs = [] if isinstance(verbs, Malformed) else list(verbs)
        made = self.switch.calls[leg.sid]
        if made.status == "ringing" and not (leg.verbs and leg.verbs[0].name == "Reject"):
            change(self.switch, leg.sid, "in-progress", "answered", answered=self.switch.now)
        self._next(leg, leg.turn)

    def _next(self, leg: Leg, turn: int) -> None:
        """Run the next verb of the document."""
        if leg.turn != turn:
            return
        if not leg.verbs:
            return self._document_over(leg)
        verb = leg.verbs.pop(0)
        if verb.name in ("Say", "Play", "Pause"):
            return self.switch.later(self._speak(leg, verb), partial(self._next, leg, turn))
        match verb.name:
            case "Hangup":
                self.finish(leg.sid, "completed")
            case "Reject":
                self.finish(leg.sid, "busy" if verb.get("reason") == "busy" else "no-answer")
            case "Redirect":
                self._fetch(leg, urljoin(leg.base, verb.text))
            case "Gather":
                self._gather(leg, verb)
            case "Dial":
                self._put_through(leg, verb)

    def _document_over(self, leg: Leg) -> None:
        made = self.switch.calls[leg.sid]
        if made.parent and self.legs[made.parent].bridged is None:
            return self._bridge(made)
        self.finish(leg.sid, "completed")

    def _speak(self, leg: Leg, verb: Verb) -> float:
        """Say, play or wait; the seconds it takes. Sounds are not played."""
        if verb.name == "Pause":
            return float(verb.get("length", "1"))
        if verb.name == "Say":
            say(self.switch, leg, verb.text)
            return len(verb.text.split()) * self.switch.delays.word
        return 0.0

    # Keys.

    def _gather(self, leg: Leg, verb: Verb) -> None:
        leg.gather, leg.digits = verb, ""
        spoken = sum(self._speak(leg, part) for part in verb.inside)
        self.switch.later(spoken + seconds_of(verb, 5), partial(self._gathered, leg, leg.turn))

    def _key(self, leg: Leg, gather: Verb, key: str) -> None:
        self.switch.note("key pressed", sid=leg.sid)
        leg.turn += 1
        if key == gather.get("finishOnKey", "#"):
            return self._gathered(leg, leg.turn, key)
        leg.digits += key
        if len(leg.digits) == int(gather.get("numDigits", "0")):
            return self._gathered(leg, leg.turn)
        self.switch.later(seconds_of(gather, 5), partial(self._gathered, leg, leg.turn))

    def _gathered(self, leg: Leg, turn: int, last: str = "") -> None:
        if leg.turn != turn or leg.gather is None:
            return
        gather, leg.gather = leg.gather, None
        if leg.digits or last or gather.get("actionOnEmptyResult") == "true":
            told = {"Digits": leg.digits, "FinishedOnKey": last, "msg": "Gather End"}
            return self._fetch(leg, urljoin(leg.base, gather.get("action") or leg.base), told)
        self._next(leg, turn)

    # Putting through.

    def _put_through(self, leg: Leg, dial: Verb) -> None:
        """Ring every number of a `<Dial>` at once; the first that answers is put through."""
        numbers = [part for part in dial.inside if part.name == "Number"]
        leg.dial, leg.bridged = dial, None
        targets = numbers or [Verb("Number", {}, dial.text)]
        leg.children = [self.place(child_of(self.switch, leg, dial, number)).sid for number in targets]

    def _only(self, made: Call) -> None:
        """The others stop ringing."""
        for sid in self.legs[made.parent or ""].children:
            if sid != made.sid:
                self.finish(sid, "canceled")

    def _bridge(self, made: Call) -> None:
        parent = self.legs[made.parent or ""]
        parent.bridged = made.sid
        self.switch.note("calls put through", sid=made.sid)
        limit = parent.dial.get("timeLimit") if parent.dial else ""
        if limit:
            self.switch.later(int(limit), partial(self.finish, made.sid, "completed"))

    def _child_over(self, parent: Leg, made: Call) -> None:
        over = all(self.switch.calls[sid].ended for sid in parent.children)
        if parent.dial is None or not over or self.switch.calls[parent.sid].ended:
            return
        dial, parent.dial, parent.children = parent.dial, None, []
        bridged, parent.bridged = parent.bridged, None
        if not dial.get("action"):
            return self._next(parent, parent.turn)
        told = {
            "DialCallSid": made.sid,
            "DialCallStatus": made.status,
            "DialCallDuration": str(made.seconds),
            "DialBridged": "true" if bridged else "false",
        }
        self._fetch(parent, urljoin(parent.base, dial.get("action")), told)

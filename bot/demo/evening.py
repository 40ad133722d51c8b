"""The evening that `peerline demo --script` plays, in the order it happens. What is said comes from the copy files."""

import re

from bot.demo.acting import Acting
from bot.demo.cast import PROGRAM
from flows.copy import words

PAGE_WITHIN = 10.0
"""Seconds within which a page is out, whichever one process is killed."""

CRY = "mi hermano no respira, creo que es una sobredosis"


def play(acting: Acting) -> None:
    """The whole evening. Raises Different at the first thing that is not as it must be."""
    checkins_are_asked(acting)
    code = ana_has_a_strong_craving(acting)
    joy_takes_it(acting, code)
    they_write_to_each_other(acting, code)
    joy_is_done(acting, code)
    code = luis_cries_for_help(acting)
    ravi_takes_it_by_phone(acting, code)
    luis_wants_no_more_texts(acting, code)
    somebody_unknown_writes(acting)
    acting.rests(4)
    acting.nothing_else()


def checkins_are_asked(acting: Acting) -> None:
    acting.began = acting.supervisor.now()
    acting.hears("Ana", words("checkin.mood", "en", name="Ana"), "Ana is asked how today is", 20)
    acting.hears("Luis", words("checkin.mood", "es", name="Luis"), "Luis is asked, in Spanish", 20)


def ana_has_a_strong_craving(acting: Acting) -> str:
    facts = {"name": "Ana", "mood": 6, "craving": 9, "word": words("checkin.word", "en")}
    acting.answers_at_once("Ana", "6 9", words("checkin.paging", "en", **facts), "Ana hears that a coach is paged")
    return _alert(acting, "Joy", "urgent", "Joy, on call, is paged")


def joy_takes_it(acting: Acting, code: str) -> None:
    acting.texts("Joy", "1")
    acting.hears("Ana", words("crisis.coach_coming", "en", coach="Joy"), "Ana reads that Joy is coming", 10)
    acting.hears("Joy", words("coach.taken", "en", code=code, minutes=5))
    acting.hears("Joy", words("coach.client_says", "en", code=code, text="6 9"), "Joy gets Ana's words", 10)


def they_write_to_each_other(acting: Acting, code: str) -> None:
    said = "Hi Ana, Joy here. I am walking over to the park. Tea?"
    acting.texts("Joy", said)
    acting.hears("Ana", said, "what Joy writes goes to Ana", 10)
    back = "Yes please. It is easing off a little."
    acting.texts("Ana", back)
    acting.hears("Joy", words("coach.client_says", "en", code=code, text=back), "what Ana writes goes to Joy", 10)


def joy_is_done(acting: Acting, code: str) -> None:
    acting.answers_at_once("Joy", "DONE", words("coach.outcome", "en", code=code), "Joy is asked how it went")
    acting.answers_at_once("Joy", "1", words("coach.done", "en", code=code), "it is closed")
    acting.hears("Ana", words("crisis.closed", "en", coach="Joy"), "Ana reads that Joy has finished", 10)


def luis_cries_for_help(acting: Acting) -> str:
    """The crisis worker is killed as Luis writes; the page still goes out."""
    acting.kill("crisis worker")
    reply = words("sos.emergency_overdose", "es")
    acting.answers_at_once("Luis", CRY, reply, "Luis hears 911 and naloxone, in Spanish")
    dead = "the crisis worker was killed (kill -9), and"
    code = _alert(acting, "Joy", "emergency", f"{dead} Joy is paged by text")
    _alert(acting, "Ravi", "emergency", f"{dead} Ravi is paged by text", code)
    _alert(acting, "Sol", "emergency", f"{dead} Sol is paged by text", code)
    for who in ("Joy", "Ravi", "Sol"):
        acting.rings(who, f"{who}'s phone rings", PAGE_WITHIN)
    return code


def ravi_takes_it_by_phone(acting: Acting, code: str) -> None:
    tier, spelled = words("coach.tier_emergency", "en"), ", ".join(code)
    page = words("voice.page", "en", program=PROGRAM, tier=tier, code_spelled=spelled)
    acting.began = acting.supervisor.now()
    acting.picks_up("Ravi", key="1")
    acting.listens("Ravi", page)
    acting.listens("Ravi", words("voice.taken", "en"))
    acting.hears("Luis", words("crisis.coach_coming", "es", coach="Ravi"), "Luis reads that Ravi is coming", 10)
    acting.hears("Ravi", words("coach.taken", "en", code=code, minutes=5))
    acting.hears("Ravi", words("coach.client_says", "en", code=code, text=CRY), "Ravi gets Luis's words", 10)
    for who in ("Joy", "Sol"):
        acting.hears(who, words("coach.taken_by", "en", coach="Ravi", code=code), f"{who} hears that Ravi has it", 10)
    acting.picks_up("Joy")
    acting.listens("Joy", words("voice.closed", "en"))
    acting.hangs_up("Sol")
    acting.overhears("Ravi")


def luis_wants_no_more_texts(acting: Acting, code: str) -> None:
    stop = words("line.stop", "es", program=PROGRAM)
    acting.answers_at_once("Luis", "STOP", stop, "Luis's STOP is confirmed, once")
    acting.hears("Ravi", words("coach.client_says", "en", code=code, text="STOP"), "Ravi reads it", 10)
    acting.hears("Ravi", words("coach.call_them", "en", code=code), "Ravi is asked to call instead", 10)
    acting.answers_at_once("Ravi", "DONE 3", words("coach.done", "en", code=code), "Ravi closes it; Luis gets no text")


def somebody_unknown_writes(acting: Acting) -> None:
    asked = "hi, is this the food bank?"
    acting.answers_at_once("Kim", asked, words("line.stranger", "en", program=PROGRAM), "a stranger is answered kindly")


def _alert(acting: Acting, who: str, tier: str, what: str, code: str = "") -> str:
    """The page, and its code."""
    text = words("coach.alert", "en", tier=words(f"coach.tier_{tier}", "en"), code="<code>")
    pattern = re.escape(text).replace("<code>", f"({code or '[0-9A-Z]+'})")
    return acting.finds(who, "text", pattern, what, PAGE_WITHIN)[1]

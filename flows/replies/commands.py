"""What a coach's whole text asks of the line itself: whatever is open, and while they talk with a client."""

import re
from typing import Literal

from flows.fold import compile_words, fold
from flows.fold import words as spoken
from flows.interrupts import Keyword, keyword
from flows.replies.coach_row import CODE, DATA, without, words

Order = Literal["stop", "help", "offduty"]
Command = Literal["done", "call", "pass"]

FILLER = words(DATA["signs"]["filler"])
QUOTED = re.compile("|".join(DATA["quoted"]["patterns"] + DATA["quoted"]["machine"]))
MACHINE = re.compile("|".join(DATA["quoted"]["machine"]))
_POLITELY = r"(?: (?:,|please|pls|plz|thanks|thank you|thx|gracias|por favor|sorry))*"
_BECAUSE = words(DATA["duty"]["because"]).pattern
_OFF_TALKING = words(DATA["duty"]["off"])
_OFF = words(DATA["duty"]["off"] + DATA["duty"]["off_if_not_talking"])
_OFF_BECAUSE = words(DATA["duty"]["off"] + DATA["duty"]["off_if_not_talking"], after=f"{_POLITELY} {_BECAUSE}")
_OFF_AND_ASIDE = words(DATA["duty"]["off"] + DATA["duty"]["off_if_not_talking"] + DATA["duty"]["aside"])
_FOR_A_WHILE = words(DATA["duty"]["for_a_while"])
_NEW = words(DATA["lists"]["new"])
_COMMANDS = {name: words(patterns) for name, patterns in DATA["commands"].items()}
_CLOSING = DATA["closing"]
_CLAUSE = compile_words(
    r"(?:(?:{before}) )*(?:(?:(?P<closes>{closes})|(?P<ends>{ends}))(?: (?:{after}))*)?"
    r"(?:(?:^|(?<=\S) )(?:(?:and|y|so|because|porque|pero|but) )*(?P<told>{told})(?: \S+)*)?",
    _CLOSING | DATA["lists"],
)
SPOKEN_TO = words(_CLOSING["spoken_to"])
_OUTCOMES = frozenset("1234")
_BEFORE_OUTCOME = frozenset(DATA["commands"]["before_outcome"].split())
_JOINED = re.compile(r"connect|patch|bridge|through|thru|phone|conect|comuni|telefono|llamada| line ")
_CALL_NOW = words(DATA["commands"]["call_if_not_talking"])
_CLIENT = words(DATA["lists"]["the_client"])
_CARRIER_STOP = frozenset({"stop", "stopall", "end", "quit", "cancel", "unsubscribe", "revoke", "optout", "opt out"})
_CARRIER_HELP = frozenset({"help", "info", "ayuda"})


def order_of(text: str, row: str, talking: bool) -> Order | None:
    """What holds whatever is open. While they talk with a client only the carriers' own words opt out."""
    whole = re.sub(" ," if talking else r" [,?]", "", row).strip()
    if whole in _CARRIER_STOP or (not talking and _asks_to_stop(text, row)):
        return "stop"
    if whole in _CARRIER_HELP or (not talking and _asks_how(whole)):
        return "help"
    return "offduty" if _goes_off(row, talking) else None


def _asks_how(whole: str) -> bool:
    """Whether all of it asks how an alert is answered, with what somebody new says of themselves."""
    row = f" {whole} "
    asks = _COMMANDS["asks_how"]
    return _COMMANDS["commands"].fullmatch(whole) is not None or (
        asks.search(row) is not None and without(row, asks, _NEW, FILLER) == ""
    )


def _asks_to_stop(text: str, row: str) -> bool:
    """No more texts for ever. What speaks of a night or a shift is none, however it is said."""
    if _goes_off(row, talking=False) or QUOTED.search(fold(text)) or _FOR_A_WHILE.search(row):
        return False
    return keyword(text) is Keyword.STOP


def _goes_off(row: str, talking: bool) -> bool:
    """While they talk with a client only the plain words, and no reason beside them, are for the line."""
    if _all_of(_OFF_TALKING, row):
        return True
    return not talking and (_all_of(_OFF, row, _OFF_AND_ASIDE) or _all_of(_OFF_BECAUSE, row))


def _all_of(duty: re.Pattern[str], row: str, beside: re.Pattern[str] | None = None) -> bool:
    return duty.search(row) is not None and without(row, beside or duty, FILLER) == ""


def wants_a_call(row: str) -> bool:
    """Whether all that is said, by a coach who talks with nobody yet, is to be put through to the client by phone."""
    row = row.replace(" ?", "")
    return (_is("call", row, True) and _JOINED.search(row) is not None) or (
        _CALL_NOW.search(row) is not None and without(row, _CALL_NOW, FILLER) == ""
    )


def outcome_digit(text: str) -> str | None:
    """The outcome, 1 to 4, that stands with DONE; a number that counts something ("DONE talked 2 hours") is none."""
    for word in spoken(text):
        if word in _OUTCOMES:
            return word
        if word.isalpha() and word not in _BEFORE_OUTCOME:
            return None
    return None


def command_of(row: str) -> Command | None:
    """DONE, CALL or PASS, when the whole text is that; anything else is for the client."""
    if _COMMANDS["done_with_words"].fullmatch(row.strip(" ,")) or _closes(row):
        return "done"
    if _COMMANDS["pass_with_words"].fullmatch(row.strip(" ,")):
        return "pass"
    asking = _CLIENT.search(row) is not None
    if _is("done", _COMMANDS["aside"].sub("", row), asking, "outcome"):
        return "done"
    if asking:
        row = row.replace(" ?", "")
    return "call" if _is("call", row, asking) else "pass" if _is("pass", row, asking) else None


def _closes(row: str) -> bool:
    """Whether every clause closes the case or tells how it ended, and one closes it in words that are said of a case.

    What is said to somebody ("you", "tu", a question) is for the client: DONE closes a person's need, so doubt relays.
    """
    clauses = [clause.strip() for clause in re.split(r" (?:,|\n)(?= )", row) if clause.strip()]
    read = [found for clause in clauses if (found := _CLAUSE.fullmatch(clause))]
    if len(read) < len(clauses) or SPOKEN_TO.search(row):
        return False
    closes, ends, told = ({name for found in read if found[name]} for name in ("closes", "ends", "told"))
    return bool(closes) or bool(ends and told)


def _is(command: Command, row: str, asking: bool, *more: str) -> bool:
    """Whether a command is all there is. Words around it are forgiven when it names the code or the client."""
    around = (*more, "polite", *(("asking",) if asking else ()))
    if _COMMANDS[command].search(row) is None:
        return False
    return without(row, _COMMANDS[command], *(_COMMANDS[name] for name in around), re.compile(CODE)) == ""

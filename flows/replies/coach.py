"""Reading a coach's reply to a page: who takes it, who passes, what goes on to the client. Acts on nothing.

What is known is replaced by one sign (coach.toml); the row of signs is the answer. A word that is left over makes the
text unclear, so a text that is not clearly an acknowledgement never is one. A clear no may have any reason beside it.
"""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from flows.fold import compile_words, fold
from flows.replies import second
from flows.replies.coach_row import CODE, DATA, STRAY, row_of, words
from flows.replies.commands import FILLER, MACHINE, QUOTED, command_of, order_of, wants_a_call
from flows.replies.signs import SIGNS, marked

Kind = Literal["ack", "pass", "which", "unclear", "relay", "done", "call", "offduty", "stop", "help"]


@dataclass(frozen=True)
class CoachReply:
    """What a coach's text asks for. `code` is the alert meant (`both` for a pass of two), None where none is. `second`:
    the learnt reader says so where rules did not.
    """

    kind: Kind
    code: str | None = None
    second: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind


_CONCESSION = words(DATA["signs"]["concession"])
_HELLO, _BYE = words(DATA["signs"]["hello"], before="(?<=^ )"), words(DATA["signs"]["bye"], after="(?= $)")
_EXCUSE = words(DATA["signs"]["excuse"], after="(?= (?:, )*[PH])")
_REASON = words(  # "2 for 7F" is no reason
    DATA["signs"]["reason"],
    before=r"(?:(?<=P )|(?<=H )(?!.* \?))((?:(?:<code>|to|and|y|B|{both}|,|please|sorry|perdon|{now}) )*)"
    r"(?!\w+ (?:<code>|{both}) )",
    after="(?: ,)*(?= $)",
)
# After a clear take a reason may follow, of words that take nothing back; more than 13 words are read by a human.
_WORD = r"(?:{calm}|,|(?!{never} )[^\W\d_]+)"
_AFTER_TAKE = compile_words(
    r"({take}(?: the)?(?: <code>)?)(?: (?:now|right now|rn|ahora|ahorita|ya))?(?: ,)* (?={begins}(?!\S))"
    rf"{_WORD}(?: {_WORD}){{0,12}}(?: ,)*(?= $)",
    {**DATA["after_take"], **DATA["lists"]},
)
_ASKED_OF_ANOTHER = words(DATA["refusal"]["asked_of_another"])
_REFUSAL = words(DATA["refusal"]["patterns"])
_REFUSES_BOTH = words(DATA["refusal"]["neither"])
_NEVER_REFUSED = words(DATA["refusal"]["never"])
_NO_YES = words(DATA["no_yes"]["patterns"])
_PUT_RIGHT = words(DATA["correction"]["patterns"])
_MEANT = words(DATA["correction"]["meant"])
_FIRM = words(DATA["correction"]["firm"])

# Rows of signs and what they say: T takes, P passes, N is not, B both, O one of them, R not the other, C a code.
_ONE_CODE = {"ack": re.compile("TCT?R?|CTT?R?|CTC|TCTC"), "pass": re.compile("P(C+P?)+|C+P(C+P?)*|NC")}
_FIRST = frozenset({"TCPC", "TCNC", "CTCP", "CTPC", "CTNC", "TCCP"})  # the first code is taken, the other climbs on
_SECOND = frozenset({"PCTC", "NCTC", "CPCT", "CPTC", "NCCT"})
_PASS_BOTH = frozenset({"PB", "BP", "PBP", "PCC", "CCP", "PCPC", "CPCP", "CPPC", "PBCC", "NB", "NCNC", "PCNC", "PCCP"})
_WHICH = frozenset({"T", "P", "B", "O", "TB", "BT", "TBT", "TCC", "CCT", "TCTC", "CTCT", "TO", "OT", "TOT"})


_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


def read_coach_reply(text: str, open_codes: tuple[str, ...], relay_code: str | None = None) -> CoachReply:
    """What a coach means, given the alerts paged to them and the client they are in relay with.

    Rules read first. Where they understand nothing the learnt reader may. A text that is not clearly an acknowledgement
    never is one. Never raises.
    """
    first = read_by_rules(text, open_codes, relay_code)
    if first.kind == ("unclear" if relay_code is None else "relay"):
        found = second.likely(text, open_codes, relay_code)
        return first if found is None else CoachReply(_KINDS[found.kind], found.code, second=True)
    return first


def read_by_rules(text: str, open_codes: tuple[str, ...], relay_code: str | None = None) -> CoachReply:
    """What rules alone make of it."""
    codes = open_codes if relay_code is None else (*open_codes, relay_code)
    row, named = row_of(fold(text), codes)
    if order := order_of(text, row, talking=relay_code is not None):
        return CoachReply(order)
    row = _bare(row, _BYE)
    if relay_code is not None:
        return _to_the_line(row, named, open_codes, relay_code) or CoachReply("relay")
    if QUOTED.search(fold(text)) or not open_codes or STRAY.search(row):
        return CoachReply("unclear")
    answer = _answer(*_meant(_bare(row, _HELLO), named), open_codes)
    if answer.kind == "ack" and _NO_YES.search(row):
        return CoachReply("unclear")
    return CoachReply("call") if answer.kind == "unclear" and wants_a_call(row) else answer


def _bare(row: str, courtesy: re.Pattern[str]) -> str:
    """The row without the courtesies at its one end, one after the other; a row of nothing else stays."""
    while found := courtesy.search(row):
        shorter = f"{row[: found.start()]}{row[found.end() :]}".replace("  ", " ")
        if not shorter.strip():
            break
        row = shorter
    return row


def names_code(text: str, code: str) -> bool:
    """Whether a code stands in a text, as it is written or said, alone or with the digit of an answer ("2 seven f")."""
    return bool(row_of(fold(text), (code,))[1])


def _to_the_line(row: str, named: list[str], codes: tuple[str, ...], relay_code: str) -> CoachReply | None:
    """While they talk: a command about their client, or an alert answered by its code. None is for the client."""
    if MACHINE.search(row) or _names_another(row):
        return CoachReply("unclear")
    if set(named) <= {relay_code} and (command := command_of(row)):
        return CoachReply(command, relay_code if command == "pass" else None)
    answer = _answer(*_meant(row, named), (*codes, relay_code))
    if not named or answer.code is None:
        return None
    return CoachReply("unclear") if answer == CoachReply("ack", relay_code) else answer


def _names_another(row: str) -> bool:
    """Whether it is an answer or a command about a page that is not theirs: "1 K2" is not for the client."""
    if STRAY.search(row) is None:
        return False
    row = STRAY.sub(CODE, row)
    return command_of(row) is not None or bool(set(_signs(row)) & set("TPNB"))


def _meant(row: str, named: list[str]) -> tuple[str, list[str]]:
    """The signs of a text and the codes it names. Where an answer is put right, "2 no sorry 1", the last counts."""
    for found in list(_PUT_RIGHT.finditer(row))[-1:]:
        before, after = f"{row[: found.start()]} ", f" {row[found.end() :]}"
        first, then, spent = _signs(before), _signs(after), before.count(CODE)
        answered = set(first) & set("TPN") or (first == "" and _MEANT.search(found[0]))
        if first in ("TC", "PC") and then == "C":  # only the code was wrong
            return first, named[spent:]
        if answered and "?" not in first + then and ("P" in then or _FIRM.search(after)):
            return (then, named[spent:]) if len(named) > spent else (then + "C" * spent, named)
    return _signs(row), named


def _signs(row: str) -> str:
    """The row as one letter a sign, `C` for a code; `?` when an unknown word or a question is left."""
    known = _of_known_words(row)
    return known if known is not None else _of_refusal(row) or "?"


def _of_known_words(row: str) -> str | None:
    row_said, row = row, _AFTER_TAKE.sub(r"\1", _CONCESSION.sub("", row))
    for letter, pattern in SIGNS.items():
        row = marked(pattern, letter, row)
        if letter == "P" and not SIGNS["T"].search(row):
            row = _EXCUSE.sub("", _REASON.sub(r"\1", row))
    signs = FILLER.sub("", row).replace(CODE, "C").replace(",", " ").split()
    if set(signs) == {"H", "?"} and _ASKED_OF_ANOTHER.search(row_said):  # "can someone else take it?" is a pass
        return "P"
    return _joined(signs) if set(signs) <= set("HPTBNCOR") else None


def _of_refusal(row: str) -> str | None:
    """A clear no among words that nobody knows: somebody's reasons. Nothing beside it may take the page."""
    row = marked(_REFUSAL, "P", _REFUSES_BOTH.sub("P B", row))
    if _NEVER_REFUSED.search(row) or SIGNS["T"].search(row):
        return None
    signs = row.replace(CODE, "C").split()
    known = [sign for sign in signs if sign in ("P", "C", "B")]
    return _joined(known) if "P" in known else None


def _joined(signs: list[str]) -> str:
    return re.sub(r"([PTBO])\1+", r"\1", "".join(signs).replace("H", "P"))


def _answer(signs: str, named: list[str], codes: tuple[str, ...]) -> CoachReply:
    several = len(codes) > 1
    match len(set(named)):
        case 0 if signs in ("T", "P") and not several:
            return CoachReply("ack" if signs == "T" else "pass", codes[0])
        case 1 if said := next((kind for kind, rows in _ONE_CODE.items() if rows.fullmatch(signs)), None):
            return CoachReply("ack" if said == "ack" else "pass", named[0])
        case 0 | 2 if several:
            return _of_several(signs, named)
    return CoachReply("unclear")


def _of_several(signs: str, named: list[str]) -> CoachReply:
    if signs == "CNCTC" and named[0] == named[2]:  # "K2 not 7F, I'll take K2"
        return CoachReply("ack", named[0])
    if signs in _FIRST | _SECOND:
        return CoachReply("ack", named[0 if signs in _FIRST else -1])
    if signs in _PASS_BOTH:
        return CoachReply("pass", "both")
    return CoachReply("which" if signs in _WHICH else "unclear")

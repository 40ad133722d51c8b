"""Requests of the line that no rule hears, as the learnt reader does (`flows/hearing`); data: `keywords.npz`.

START undoes an opt-out: it is the rules' alone, whatever was learnt.
"""

import re
from itertools import pairwise

from flows.fold import fold
from flows.hearing import Reader, names, reader, row
from flows.interrupts.book import Keyword
from flows.interrupts.patterns import MARK, Row

NAME = "keywords"
TOLD = 3  # words that a reading names
FEW = 2  # words of a question
HARDLY = 0.02
_KEEPING = re.compile(  # "do not take me off": the contrary of an opt-out
    r"\b(?:no|dont|do not|didnt|never|nunca|jamas) (?:me |nos |lo |la )?"
    r"(?:saqu|quit|borr|par[ae]n|dej[ae]n? de|stop|unsub|remov|delet|cancel|opt|take me off)"
)

_NO_MORE = re.compile(r"\b(?:no|not|dont|never|ni|sin) (?:\w+ )?(?:text|messag|mensaj|back\b)")  # is more than a pause
_NOTHING = re.compile(r"\bnada\b(?!.*(?:text|mensaj|ustedes))")  # "ya no me interesa nada": hope is lost, no list left
_SLIPPED = re.compile(r"\b(?:oops|ups|my bad|sent to|meant)\b")  # a text that was for somebody else
_ASKING = re.compile(  # a question is put with one of these; "hello, it is Dee" is none
    r"\?|\b(?:who|whos|what|whats|how|hows|when|where|why|which|explain|info|tell me|know|wonder|commands|options)\b"
    r"|\b(?:quien|quienes|que|como|cuando|donde|cuanto|cuantos|cual|cuales|explique|explica|saber|opciones|comandos)\b"
    r"|^(?:(?:hello|hi|hey|hola|ok|okay|so|sorry|and|but|y|oiga|oye|disculpe|perdon|please|wait)\b[ ,.!]*)*"
    r"(?:is|are|am|do|does|did|can|could|will|would|u|yall|es|son|hay|puedo|pueden|puede|tienen|me|se|le|les|esto|este|esta"
    r"|ustedes|usted|eres|hablo|guardan|will|any|this)\b"
)


def names_of(own: str, marked: Row) -> set[str]:
    """All that a text is made of: itself, its words as rules spell them, and the families that stand in it."""
    said = marked.words
    while said[-1:] == (MARK,):  # a last mark says nothing, here as elsewhere
        said = said[:-1]
    spelled = ["^", *said, "$"]
    families = (key for key in marked.spans if key[0] == "<")
    found = names(row(own)).union((f"={word}" for word in spelled), families)
    return found.union(f"={first} {other}" for first, other in pairwise(spelled))


def best(brain: Reader, own: str, marked: Row) -> tuple[str, float]:
    """The request it most likely is, if it is one, and how likely."""
    likely = brain.chances(names_of(own, marked))
    wanted = max(likely.keys() - {Keyword.NONE}, key=likely.__getitem__)
    return (wanted, likely[wanted]) if _stands(wanted, own) else (Keyword.NONE, 1.0)


def _stands(wanted: str, own: str) -> bool:
    """Whether nothing in the text speaks against it, and something for it."""
    said = fold(own)
    if wanted == Keyword.START:
        return False
    if wanted == Keyword.INFO:  # "hello?" is a call
        return _ASKING.search(said) is not None and sum(word.isalnum() for word in row(own)) >= FEW
    if wanted == Keyword.PAUSE:
        return _NO_MORE.search(said) is None
    return wanted != Keyword.STOP or not any(one.search(said) for one in (_KEEPING, _NOTHING, _SLIPPED))


def heard(own: str, marked: Row) -> tuple[Keyword, str]:
    """The keyword that is likely enough, and the words that speak most for it; none for most texts."""
    brain = reader(NAME)
    wanted, chance = best(brain, own, marked)
    if chance < brain.enough[wanted]:
        return Keyword.NONE, ""
    return Keyword(wanted), _loudest(brain, row(own), wanted)


def start_or_not(own: str, marked: Row) -> Keyword:
    """START, or what it is instead when it is hardly that."""
    likely = reader(NAME).chances(names_of(own, marked))
    if likely[Keyword.START] > HARDLY:
        return Keyword.START
    return Keyword.STOP if likely[Keyword.STOP] > likely[Keyword.NONE] else Keyword.NONE


def _loudest(brain: Reader, words: list[str], answer: str) -> str:
    """The words without which the answer would be least likely, in their order."""
    without = [brain.chances(names([*words[:at], *words[at + 1 :]]))[answer] for at in range(len(words))]
    first = sorted((at for at in range(len(words)) if words[at].isalnum()), key=lambda at: (without[at], at))[:TOLD]
    return " ".join(words[at] for at in sorted(first))

"""Two numbers that are one answer: "6 or 7", "between 4 and 5". Neighbours become `6~7`; wide ranges cannot be read."""

import re

from flows.replies.lexicon import compiled

TOP = 10
UNREADABLE = "99"  # any number off the scale: where it stands as an answer, the answer is unclear

_FILL = r"(?:a |an |un |una |like |maybe |como |at |in |en |the |probably |even |possibly )*"
_WANDERS = "(?:anywhere|range|ranging|ranges|somewhere|varies|goes|entre)"
_OR = "(?:or|o|to|u|~|tirando(?:le)? a|(?:[,.…] )*(?:maybe|possibly|quizas|tal vez)|, (?:or|o))"
_SPREAD = compiled(rf"{_WANDERS} (?:from |de )?{_FILL}({{n}}) (?:to|a|-|y|hasta) {_FILL}({{n}})")
_CHANGE = compiled(rf"(?:from|de|desde) {_FILL}{{n}} (?:to|a|hasta|up to|down to)(?= {_FILL}{{n}})")
_BETWEEN = compiled(
    rf"(?:(?:some ?where )?(?:in )?between|entre) {_FILL}({{n}}) (?:and|y|&|-|to|a|or|o) {_FILL}({{n}})!?"
)
_EITHER = compiled(rf"({{n}})!? {_OR} {_FILL}({{n}})!?")
_HALF = compiled(
    r"(?<!las )(?<!la )({n}) (?:and a half|y medi[oa]|(?:and )?1 / 2)"
    r"(?= (?:(?:[-,.!;/)]|today|hoy|i|ish|lol|right|now|rn|ahora|creo|{label}|{unit})(?!\S)|$))"
)
_POINT = compiled(r"({n}) (?:punto|point|coma) (?:\d|25|50|75)'?")
_EXTREMES = compiled(
    rf"{{extreme}} (?:(?:of|was|is|at|it|hit|de|fue|en|es|:|,) )*{_FILL}({{n}})!? "
    r"(?:(?:,|\.|;|/|-|and|y|but|pero|with) )*"
    rf"(?:(?:at|en|my|its|the|a|un) )*{{extreme}} (?:(?:of|was|is|at|it|hit|de|fue|en|es|:) )*{_FILL}({{n}})!?"
)
_CHOICE = compiled("or|o|u|maybe|possibly|quizas|tal vez")  # "4 or 6" may be two answers; "4 to 6" is one
_MARKED = compiled(r"({n}) (-|/|a) ({n})!?(?! {unit})")


def join_ranges(spelled: str, asked: str) -> str:
    """Every range as one number. `6-7` and `6/7` are two answers where two were asked for and nothing else is said."""
    spelled = _POINT.sub(_half, _HALF.sub(_half, spelled))
    spelled = _EXTREMES.sub(_ends, spelled)
    spelled = _SPREAD.sub(_join, spelled)
    spelled = _CHANGE.sub(",", spelled)
    spelled = _BETWEEN.sub(_join, spelled)
    spelled = _EITHER.sub(_join, spelled)
    return _MARKED.sub(lambda found: _marked(found, spelled, asked), spelled)


def _half(found: re.Match[str]) -> str:
    low, high = _value(found[1]), _top(found[1])
    return f"{low}~{low + 1}" if low == high < TOP else UNREADABLE


def _ends(found: re.Match[str]) -> str:
    """A day's low and its high, however far apart: both were said, and the one that is less well counts."""
    low, high = sorted((_value(found[1]), _top(found[2])))
    return f"is {low}~{high}"


def _join(found: re.Match[str]) -> str:
    low, high = min(_value(found[1]), _value(found[2])), max(_top(found[1]), _top(found[2]))
    widest = 1 if _CHOICE.search(found[0]) else 2
    return f"{low}~{high}" if 0 < high - low <= widest else UNREADABLE


def _marked(found: re.Match[str], spelled: str, asked: str) -> str:
    low, high = sorted((_value(found[1]), _value(found[3])))
    neighbours = 0 < high - low <= (1 if asked == "both" else 2)
    alone = len(re.findall(r"\d+", spelled)) == 2
    match found[2], asked:
        case ("a", _):
            return f"{low}~{high}" if neighbours else found[0]
        case ("/", "both"):
            return found[0]
        case ("/", _):
            return UNREADABLE if _value(found[3]) == 5 else f"{low}~{high}" if high - low == 1 else found[0]
        case ("-", "both") if not neighbours:
            return found[0]
    return f"{low}~{high}" if neighbours and not (asked == "both" and alone) else UNREADABLE


def _value(number: str) -> int:
    return int(number.rstrip("'!").partition("~")[0].rstrip("'")[:4])  # any four digits are off the scale


def _top(number: str) -> int:
    return int(number.rstrip("'!").rpartition("~")[2].rstrip("'")[:4])

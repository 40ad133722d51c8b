"""Reading HALT: which of hungry, angry, lonely and tired fit, by letter or by word, in English and Spanish."""

from flows.fold import words

ORDER = "HALT"
NONE = "0"

_ENGLISH = dict(zip("halt", "HALT", strict=True))
_SPANISH = dict(zip("hesc", "HALT", strict=True))  # hambre, enojo, soledad, cansancio
# fmt: off
_WORDS = {
    "hungry": "H", "hunger": "H", "hambre": "H",
    "angry": "A", "anger": "A", "mad": "A", "enojo": "A", "enojado": "A", "enojada": "A", "coraje": "A", "rabia": "A",
    "lonely": "L", "alone": "L", "loneliness": "L", "soledad": "L", "solo": "L", "sola": "L",
    "tired": "T", "exhausted": "T", "sleepy": "T", "cansancio": "T", "cansado": "T", "cansada": "T", "sueno": "T",
}
_NOT_ONE = frozenset({"0", "zero", "cero", "none", "no", "nope", "nothing", "nada", "ninguno", "ninguna", "neither"})
_ALL = frozenset({"all", "todo", "todos", "todas", "everything"})
_AND = frozenset({"and", "y", "i", "am", "im", "feel", "feeling", "a", "bit", "little", "very", "so", "just", "of",
                  "them", "tengo", "estoy", "me", "siento", "un", "poco", "muy", "mucha", "mucho"})
# fmt: on


def read_letters(text: str) -> str | None:
    """The letters that fit, in the order of HALT; "0" for none; None where something else was written."""
    said = list(words(text))
    if said and set(said) <= _NOT_ONE:
        return NONE
    left_out = {"y"} if all(len(word) == 1 for word in said) else _AND  # "h a l" is three letters, "a bit" is none
    found = [_read(word) for word in said if word not in left_out]
    if not found or any(one is None for one in found):
        return None
    letters = "".join(one or "" for one in found)
    return "".join(letter for letter in ORDER if letter in letters)


def _read(word: str) -> str | None:
    if word in _ALL:
        return ORDER
    return _WORDS.get(word) or _spelled(word, _ENGLISH) or _spelled(word, _SPANISH)


def _spelled(word: str, letters: dict[str, str]) -> str | None:
    """A word that is nothing but different letters of one language's four."""
    fits = set(word) <= letters.keys() and len(set(word)) == len(word)
    return "".join(letters[letter] for letter in word) if fits else None

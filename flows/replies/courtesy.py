"""Telling courtesy from an answer: "thanks" picks nothing, and "2 please" is a 2. Pure."""

from flows.fold import words

_KIND = frozenset(
    {"thanks", "thank", "thx", "ty", "tysm", "please", "pls", "plz", "sorry", "hello", "hi", "hey", "bye", "goodnight"}
    | {"gracias", "porfavor", "porfa", "xfa", "favor", "perdon", "disculpa", "hola", "adios", "igualmente", "saludos"}
)
_BESIDE = frozenset(
    {"you", "u", "so", "very", "much", "many", "again", "for", "this", "a", "lot", "good", "night", "muchas", "mil"}
    | {"muchisimas", "muy", "amable", "por", "otra", "vez", "te", "le", "lo", "siento", "buenas", "noches"}
)


def is_courtesy(text: str) -> bool:
    """Whether there is nothing in it but thanks, a greeting or a please; or no word at all."""
    said = set(words(text))
    return said <= _KIND | _BESIDE and (not said or bool(said & _KIND))


def without_courtesy(text: str) -> str:
    """The words of a text, folded, without thanks, greetings and pleases."""
    said = words(text)
    kept = [word for word in said if word not in _KIND]
    return "" if is_courtesy(text) else " ".join(kept[1:] if kept[:1] == ["por"] else kept).removesuffix(" por")

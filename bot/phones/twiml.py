"""TwiML, read strictly: verbs and attributes the network speaks become values, anything else is an error code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.phones.wire import Response

XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})

ATTRIBUTES: dict[str, frozenset[str]] = {
    "Message": frozenset({"to", "from", "action", "method", "statusCallback"}),
    "Say": frozenset({"voice", "language", "loop"}),
    "Play": frozenset({"loop", "digits"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset(
        {"action", "method", "timeout", "numDigits", "finishOnKey", "input", "actionOnEmptyResult", "language"}
    ),
    "Dial": frozenset({"action", "method", "timeout", "callerId", "answerOnBridge", "timeLimit", "record"}),
    "Number": frozenset({"url", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod"}),
    "Redirect": frozenset({"method"}),
    "Reject": frozenset({"reason"}),
    "Hangup": frozenset(),
    "Body": frozenset(),
    "Media": frozenset(),
}
TEXT_VERBS = frozenset({"Message"})
VOICE_VERBS = frozenset({"Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Reject", "Hangup"})
NESTED: dict[str, frozenset[str]] = {
    "Message": frozenset({"Body", "Media"}),
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset({"Number"}),
}


@dataclass(frozen=True)
class Verb:
    """One verb: its name, its attributes, its own words, and the verbs inside it."""

    name: str
    attributes: Mapping[str, str]
    text: str
    inside: tuple["Verb", ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)


@dataclass(frozen=True)
class Malformed:
    """Why a document is not TwiML: 12100 not XML, 12200 not what is spoken here, 12300 another content type."""

    code: int


def parse(document: str, verbs: frozenset[str]) -> tuple[Verb, ...] | Malformed:
    """The verbs of a `<Response>`, or what is wrong with it."""
    if re.search("<!(DOCTYPE|ENTITY)", document, re.IGNORECASE):
        return Malformed(12100)
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 no document type, so no entities
    except ElementTree.ParseError:
        return Malformed(12100)
    if root.tag != "Response" or not _spoken(root, verbs):
        return Malformed(12200)
    return tuple(_verb(element) for element in root)


def check_text(answer: Response) -> int:
    """0 for an answer Twilio acts on after a text: TwiML, nothing, or plain words; else the error code."""
    return _check(answer, TEXT_VERBS, frozenset({"text/plain"}))


def check_voice(answer: Response) -> int:
    """0 for an answer Twilio can run in a call, else the error code."""
    return _check(answer, VOICE_VERBS, frozenset())


def _check(answer: Response, verbs: frozenset[str], plain: frozenset[str]) -> int:
    if not answer.body.strip():
        return 0 if answer.status == 204 else 12100
    if answer.content_type in plain:
        return 0
    if answer.content_type not in XML_TYPES:
        return 12300
    document = parse(answer.text, verbs)
    return document.code if isinstance(document, Malformed) else 0


def _spoken(element: ElementTree.Element, allowed: frozenset[str]) -> bool:
    return all(
        child.tag in allowed
        and ATTRIBUTES[child.tag].issuperset(child.attrib)
        and child.get("method", "POST") == "POST"
        and _spoken(child, NESTED.get(child.tag, frozenset()))
        for child in element
    )


def _verb(element: ElementTree.Element) -> Verb:
    words = (element.text or "").strip()
    return Verb(element.tag, dict(element.attrib), words, tuple(_verb(child) for child in element))

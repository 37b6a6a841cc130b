"""What may be printed: text that a reader can see, in the order in which it was written."""

import re
import unicodedata

JOINERS = "\u200c\u200d"  # Persian and Devanagari spelling needs them
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


class CannotSetText(Exception):
    """A character that no bundled font draws, or that a reader cannot see."""

    def __init__(self, character: str, field: str) -> None:
        super().__init__(f"{field} holds U+{ord(character):04X}, which cannot be printed")
        self.character = character
        self.field = field


class TextTooLong(Exception):
    """Longer than the design's smallest type can hold."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is too long for this design")
        self.field = field


class NotAWebAddress(Exception):
    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is not an http or https address")
        self.field = field


def printable(value: str, field: str) -> str:
    """Compose to NFC, so that a letter and its accent come from one font."""
    for character in value:
        if unicodedata.category(character) in INVISIBLE and character not in JOINERS:
            raise CannotSetText(character, field)
    return unicodedata.normalize("NFC", value)


def web_address(value: str, field: str) -> str:
    if not WEB_ADDRESS.fullmatch(value):
        raise NotAWebAddress(field)
    return printable(value, field)


def direction(value: str) -> str:
    """The first letter with a direction decides, as in a plain-text paragraph."""
    for character in value:
        if (strong := unicodedata.bidirectional(character)) in {"L", "R", "AL"}:
            return "ltr" if strong == "L" else "rtl"
    return "ltr"


def fill(template: str, values: dict[str, str]) -> str:
    """One pass: what a value brings in is never read as a placeholder again."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def placeholders(template: str) -> set[str]:
    return set(PLACEHOLDER.findall(template))

"""What a legal name may hold: it is printed on certificates, so nothing invisible may hide in it."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_LEGAL_NAME = 160

# Zero-width joiner and non-joiner: Persian and Indic names are spelt with them.
_JOINERS = {"\u200c", "\u200d"}
# Control, format (bidi among them), surrogate, private use, line and paragraph separator.
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def tidy_legal_name(value: str) -> str:
    """Compose accents and shorten runs of plain spaces to one. Nothing else changes."""
    return " ".join(part for part in unicodedata.normalize("NFC", value).split(" ") if part)


def fold(value: str) -> str:
    """What a search compares: without case, without accents, one space between words."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", value) if not unicodedata.combining(char))
    return " ".join(letters.casefold().split())


def validate_legal_name(value: str) -> None:
    """Refuse control and bidirectional characters, and a name without any letter."""
    if any(unicodedata.category(char) in _REFUSED and char not in _JOINERS for char in value):
        raise ValidationError(_("A name can't hold invisible or control characters."), code="invisible")
    if not any(unicodedata.category(char).startswith("L") for char in value):
        raise ValidationError(_("A name needs at least one letter."), code="letterless")

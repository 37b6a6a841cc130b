"""Questions in and out: pure readers and writers between files and the one content model."""

from quizzes.formats.model import Draft, Entry, LeftOut, Notes, Parsed, Unreadable, Written
from quizzes.formats.registry import FORMATS, Format, read, recognised

__all__ = [
    "FORMATS",
    "Draft",
    "Entry",
    "Format",
    "LeftOut",
    "Notes",
    "Parsed",
    "Unreadable",
    "Written",
    "read",
    "recognised",
]

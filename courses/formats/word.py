"""Word files by sections. A file from a stranger is measured before anything in it is unpacked or parsed."""

import io
import zipfile
import zlib
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import mammoth
from defusedxml import DefusedXmlException
from defusedxml.sax import parseString as walk_xml

from courses.articles import Document
from courses.formats import html
from courses.problems import Problem, Unreadable

MAX_ENTRIES = 2000
# Pictures are never unpacked, so only the sum of what is declared counts for them.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_XML = 12 * 1024 * 1024
MAX_DEPTH = 100
TYPES = "[Content_Types].xml"
MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = "p[style-name='Title'] => h1:fresh"
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


def check(raw: bytes) -> None:
    """Refuse what is no Word file, or unpacks to more than one can be. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _measure(archive.infolist())
            _expect_word(archive)
    except DAMAGED as error:
        raise Unreadable(Problem.BROKEN_WORD) from error


def read(raw: bytes) -> Document:
    """Headings by their style; pictures are counted and left out. Raises Unreadable."""
    check(raw)
    pictures: list[Any] = []

    def leave_out(picture: Any) -> list[Any]:
        pictures.append(picture)
        return []

    try:
        converted = mammoth.convert_to_html(
            _vetted(raw),
            style_map=STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=leave_out,
        )
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, *DAMAGED) as error:
        raise Unreadable(Problem.BROKEN_WORD) from error
    found = html.read(converted.value or "<p></p>")
    return Document(found.title, found.sections, "", len(pictures))


def _measure(entries: list[zipfile.ZipInfo]) -> None:
    parts = sum(entry.file_size for entry in entries if _is_xml(entry.filename))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or parts > MAX_XML:
        raise Unreadable(Problem.UNSAFE_WORD)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(Problem.BROKEN_WORD)
    names = [entry.filename for entry in entries]
    if len(names) != len(set(names)):
        raise Unreadable(Problem.UNSAFE_WORD)


def _expect_word(archive: zipfile.ZipFile) -> None:
    if TYPES not in archive.namelist() or MAIN_TYPE not in archive.read(TYPES):
        raise Unreadable(Problem.NOT_AN_ARTICLE)


def _vetted(raw: bytes) -> io.BytesIO:
    """The parts that are XML without declarations of its own, nested within reason; nothing else is left to open."""
    vetted = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(vetted, "w") as copy:
            for name in filter(_is_xml, archive.namelist()):
                part = archive.read(name)
                walk_xml(part, _Depth(), forbid_dtd=True)
                copy.writestr(name, part)
    except (DefusedXmlException, _TooDeep) as error:
        raise Unreadable(Problem.UNSAFE_WORD) from error
    except (SAXException, ValueError, *DAMAGED) as error:
        raise Unreadable(Problem.BROKEN_WORD) from error
    vetted.seek(0)
    return vetted


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


class _TooDeep(Exception):
    """Nested deeper than Word nests."""


class _Depth(ContentHandler):
    """Counts how deep elements are nested."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeep

    def endElement(self, name: str) -> None:
        self.depth -= 1

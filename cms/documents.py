"""Files that lessons hand out or play, judged by what they hold and never by what they are called alone."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

TEXT_LIMIT = 5 * 1024 * 1024
MOMENT = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
TIMING = re.compile(rf"^{MOMENT}[ \t]+-->[ \t]+{MOMENT}", re.MULTILINE)
CAPTIONS = "vtt"
FILMS = ("mp4", "webm")


def refusal(file: IO[bytes], name: str) -> str:
    """Why a file may not be kept under this name; empty when it may."""
    kind = extension(name)
    if kind not in KINDS:
        return _("Files of this kind are not taken. Taken are: %s.") % ", ".join(KINDS)
    file.seek(0)
    is_sound = KINDS[kind](file)
    file.seek(0)
    return "" if is_sound else _("This is not a .%s file inside, or it is damaged.") % kind


def extension(name: str) -> str:
    """Without its dot, in small letters."""
    return PurePath(name).suffix.lower().removeprefix(".")


def _is_pdf(file: IO[bytes]) -> bool:
    return b"%PDF-" in file.read(1024)


def _is_mp4(file: IO[bytes]) -> bool:
    return file.read(12)[4:8] == b"ftyp"


def _is_webm(file: IO[bytes]) -> bool:
    head = file.read(64)
    return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head


def _is_text(file: IO[bytes]) -> bool:
    return _text(file) is not None


def _is_captions(file: IO[bytes]) -> bool:
    """WebVTT with one timed line at least."""
    text = _text(file)
    return text is not None and bool(re.match(r"WEBVTT(?:[ \t\n]|$)", text) and TIMING.search(text))


def _text(file: IO[bytes]) -> str | None:
    raw = file.read(TEXT_LIMIT + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if len(raw) > TEXT_LIMIT or "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")


def _office(part: str) -> Callable[[IO[bytes]], bool]:
    """An Office document with this part and without macros."""

    def is_office(file: IO[bytes]) -> bool:
        names = _names(file)
        return part in names and not any("vbaproject" in name.lower() for name in names)

    return is_office


def _is_open_document(file: IO[bytes]) -> bool:
    return {"mimetype", "content.xml"} <= _names(file)


def _names(file: IO[bytes]) -> set[str]:
    """What a zip archive holds; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except zipfile.BadZipFile:
        return set()


KINDS: Mapping[str, Callable[[IO[bytes]], bool]] = {
    "pdf": _is_pdf,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "pptx": _office("ppt/presentation.xml"),
    "odt": _is_open_document,
    "ods": _is_open_document,
    "odp": _is_open_document,
    "txt": _is_text,
    "csv": _is_text,
    "vtt": _is_captions,
    "mp4": _is_mp4,
    "webm": _is_webm,
}

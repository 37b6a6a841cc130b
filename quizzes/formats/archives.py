"""Opening zip files that nobody vouches for."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from quizzes.formats.model import Unreadable

MEGABYTE = 1024 * 1024
MOST_FILES = 20_000
LARGEST_FILE = 32 * MEGABYTE
LARGEST_WHOLE = 256 * MEGABYTE
# Sound XML is seldom packed tighter; small files may be.
STEEPEST = 200
# Every file that a zip file lists is listed with these bytes.
LISTED = b"PK\x01\x02"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Archive:
    """A zip file whose list of contents was found sound."""

    zip: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """Raises Unreadable."""
        try:
            with self.zip.open(self.names[name]) as file:
                content = file.read(LARGEST_FILE + 1)
        except KeyError as error:
            raise Unreadable(_("%(name)s is not in the package.") % {"name": name}) from error
        except BROKEN as error:
            raise Unreadable(_("%(name)s in the package is damaged.") % {"name": name}) from error
        if len(content) > LARGEST_FILE:
            raise Unreadable(_("%(name)s in the package is larger than it says.") % {"name": name})
        return content


def is_zip(raw: bytes) -> bool:
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def opened(raw: bytes) -> Archive:
    """Raises Unreadable; nothing is unpacked yet. The list of contents is not even read when it is endless."""
    if raw.count(LISTED) > MOST_FILES:
        raise Unreadable(_("The package holds more than %(most)d files.") % {"most": MOST_FILES})
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        infos = archive.infolist()
    except BROKEN as error:
        raise Unreadable(_("The zip file is damaged or cut off.")) from error
    if sum(info.file_size for info in infos) > LARGEST_WHOLE:
        raise Unreadable(_("Unpacked, the package would be larger than 256 MB."))
    names: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _check(info)
        if info.filename in names:
            raise Unreadable(_("The package holds %(name)s twice.") % {"name": info.filename[:80]})
        names[info.filename] = info
    return Archive(archive, names)


def _check(info: zipfile.ZipInfo) -> None:
    told = {"name": info.filename[:80]}
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or set(info.filename) & {"\\", "\0", ":"}:
        raise Unreadable(_("The package holds a file outside itself: %(name)s.") % told)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable(_("The package holds a link: %(name)s.") % told)
    if info.flag_bits & 1:
        raise Unreadable(_("The package is encrypted; save it without a password."))
    if info.file_size > LARGEST_FILE:
        raise Unreadable(_("%(name)s in the package is larger than 32 MB.") % told)
    if info.file_size > MEGABYTE and info.file_size > STEEPEST * max(info.compress_size, 1):
        raise Unreadable(_("%(name)s in the package is packed suspiciously tight.") % told)

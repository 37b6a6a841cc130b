"""A course's live pages as a package, proved by reading it back before anybody gets it."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.core.exceptions import ValidationError

from cms.models import CoursePage
from cms.package import fingerprints, write
from cms.package.gather import Pictures, gather
from cms.package.model import Package
from cms.package.problems import PackageError, Problem
from cms.package.prose import Unwritable
from cms.package.read import read

# The earliest that a zip file knows: the same course gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def files(course: CoursePage) -> write.Files:
    """The files by name. Raises PackageError for what a package can't hold, file by file."""
    pictures = Pictures(course)
    package = gather(course, pictures)
    problems: list[Problem] = []
    found = write.files(package, problems) | pictures.contents
    if problems:
        raise PackageError(problems)
    with tempfile.TemporaryDirectory(prefix="waymark-export-") as folder:
        put(found, Path(folder))
        _compare(package, read(Path(folder)))
    return found


def put(found: write.Files, folder: Path) -> None:
    """Write the files below a folder."""
    for name, content in found.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def zipped(found: write.Files) -> bytes:
    """The same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(found):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            archive.writestr(info, found[name])
    return buffer.getvalue()


def _compare(meant: Package, came: Package) -> None:
    try:
        before, after = fingerprints.of(meant), fingerprints.of(came)
    except (Unwritable, ValidationError) as error:
        raise PackageError([Problem(write.MANIFEST, "", str(error))]) from error
    changed = [key for key in before | after if before.get(key) != after.get(key)]
    if changed:
        raise PackageError(
            Problem(write.MANIFEST, name, f"the {kind.__name__} would be read back as something else")
            for kind, name in changed
        )

"""A package that comes as a zip file, which nobody vouches for."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from cms import documents
from cms.package import export
from cms.package.files import MAX_BYTES
from cms.package.problems import PackageError, Problem
from quizzes.formats import Unreadable, archives

MANIFEST = "course.json"
LARGEST = 64 * archives.MEGABYTE
OF_A_MAC = "__MACOSX"


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The package's folder: the path itself, or where its zip file was unpacked for a while. Raises PackageError."""
    if path.is_dir() or not path.exists():
        yield path
        return
    if path.stat().st_size > LARGEST:
        raise PackageError([Problem(path.name, "", "is larger than 64 MB")])
    with unpacked(path.read_bytes(), path.name) as folder:
        yield folder


@contextmanager
def unpacked(raw: bytes, name: str) -> Iterator[Path]:
    """Raises PackageError: nothing is unpacked before the whole list of contents is found sound."""
    with tempfile.TemporaryDirectory(prefix="waymark-package-") as folder:
        try:
            found = _contents(raw)
        except Unreadable as error:
            raise PackageError([Problem(name, "", str(error))]) from error
        export.put(found, Path(folder))
        yield Path(folder)


def check(raw: bytes, name: str) -> None:
    """Raises PackageError for a zip file that no site would take."""
    if len(raw) > LARGEST:
        raise PackageError([Problem(name, "", "is larger than 64 MB")])
    try:
        _contents(raw)
    except Unreadable as error:
        raise PackageError([Problem(name, "", str(error))]) from error


def _contents(raw: bytes) -> dict[str, bytes]:
    """Below the folder that holds the manifest, when everything was zipped with its folder."""
    archive = archives.opened(raw)
    names = [name for name in archive.names if not name.endswith("/") and PurePosixPath(name).parts[0] != OF_A_MAC]
    tops = [str(PurePosixPath(name).parent) for name in names if PurePosixPath(name).name == MANIFEST]
    top = min(tops, key=len, default=".")
    inside = {
        str(PurePosixPath(name).relative_to(top)): name for name in names if PurePosixPath(name).is_relative_to(top)
    }
    for place, name in inside.items():
        most = archives.LARGEST_FILE if documents.extension(name) in documents.FILMS else MAX_BYTES
        if archive.names[name].file_size > most:
            raise Unreadable(f"{place} is larger than {most // archives.MEGABYTE} MB.")
    return {place: archive.read(name) for place, name in inside.items()}

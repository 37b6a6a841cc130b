"""Zip files made to do harm: refused with a sentence, before anything is written anywhere."""

import io
import json
import stat
import zipfile
from typing import Any

import pytest
from django.test import Client

from cms.models import CoursePage
from quizzes.formats import archives
from tests.cms.parcels.conftest import Post, address, unzipped, zipped
from tests.cms.trees import Tree


def with_link() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("course.json")
        info.external_attr, info.create_system = (stat.S_IFLNK | 0o777) << 16, 3
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def many() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(archives.MOST_FILES + 1):
            archive.writestr(f"{number}", b"")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"no zip file", "damaged or cut off"),
        (b"", "empty"),
        (zipped({"course.json": b"0" * (30 * 1024 * 1024)}), "packed suspiciously tight"),
        (zipped({"../../course.json": b"{}"}), "a file outside itself"),
        (zipped({"/etc/course.json": b"{}"}), "a file outside itself"),
        (zipped({"a\\b": b"{}"}), "a file outside itself"),
        (with_link(), "holds a link"),
        (many(), "more than 20000 files"),
        (zipped({"readme.txt": b"Hello"}), "is missing"),
        (zipped({"course.json": b"[" * 100_000}), "holds what no course can use"),
        (zipped({"course.json": json.dumps({"modules": [{}] * 250_000}).encode()}), "more than 200,000 values"),
        (zipped({"course.json": b'{"title": "\\u0000"}'}), "a null character"),
        (zipped({"course.json": b"\xff\xfe"}), "is not UTF-8 text"),
    ],
    ids=[
        "text",
        "empty",
        "bomb",
        "above",
        "absolute",
        "windows",
        "link",
        "count",
        "other",
        "deep",
        "values",
        "null",
        "latin",
    ],
)
def test_it_is_refused_with_a_sentence(
    raw: bytes, told: str, tree: Tree, administrator_client: Client, bring: Post
) -> None:
    if not raw:
        assert told in administrator_client.post("/cms/packages/load/", {"file": io.BytesIO(raw)}).content.decode()
        return
    parcel = bring(administrator_client, raw)
    assert (parcel.state, parcel.file.name) == ("failed", "")
    assert told in administrator_client.get(address(parcel)).content.decode().replace("&#x27;", "'")
    assert CoursePage.objects.count() == 1


def test_a_file_cut_short_changes_nothing(tea: Tree, package: bytes, instructor_client: Client, bring: Post) -> None:
    assert bring(instructor_client, package[: len(package) // 2]).state == "failed"
    middle = len(package) // 3
    broken = package[:middle] + bytes(100) + package[middle + 100 :]
    parcel = bring(instructor_client, broken)
    assert parcel.state == "failed"


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "is not for drawing"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "document type"),
    ],
)
def test_a_picture_that_runs_something_is_refused(
    picture: bytes, told: str, tea: Tree, package: bytes, instructor_client: Client, bring: Post
) -> None:
    files = unzipped(package)
    name = next(name for name in files if name.endswith(".svg"))
    parcel = bring(instructor_client, zipped({**files, name: picture}))
    assert (parcel.state, told in parcel.entries.get().reason) == ("failed", True)


def test_a_title_is_text_and_nothing_else(tea: Tree, package: bytes, instructor_client: Client, bring: Post) -> None:
    files = unzipped(package)
    course: Any = json.loads(files["course.json"])
    course["title"] = "<script>alert(1)</script>"
    parcel = bring(instructor_client, zipped({**files, "course.json": json.dumps(course).encode()}), "<b>.zip")
    screen = instructor_client.get(address(parcel)).content.decode()
    assert parcel.state == "ready"
    assert "<script>alert(1)" not in screen
    assert "<b>.zip" not in screen

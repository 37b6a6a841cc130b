"""What a site has goes out as a package and comes back as it went: the built-in course."""

import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cms.models import CoursePage, LessonPage, QuestionSnippet
from cms.package import export, fingerprints
from cms.package.model import SourceSpec
from cms.package.read import read
from courses.actions import sources
from courses.models import SourceArticle
from tests.cms.package.conftest import BUILT_IN
from tests.cms.package.test_load_course import counts, load, loaded, said

__all__ = ["loaded"]

pytestmark = [pytest.mark.usefixtures("loaded", "db"), pytest.mark.xdist_group("built-in course")]
SLUG = "medical-travel-belgium"
LESSON = "replacing-beta-cells"


def send(path: Path, slug: str = SLUG) -> Path:
    call_command("export_course", slug, str(path), stdout=StringIO())
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def edit_lesson() -> None:
    page = LessonPage.objects.get(slug=LESSON)
    page.body = [("text", "<p>Said <b>anew</b>, in the studio.</p>")]
    page.save_revision().publish()


def test_loading_what_was_exported_changes_nothing(tmp_path: Path) -> None:
    before = counts(), said()
    assert "0 created, 0 revised, 0 retired, 233 unchanged" in load(send(tmp_path / "out"))
    assert (counts(), said()) == before


def test_an_export_says_what_the_built_in_package_says(tmp_path: Path) -> None:
    original, exported = fingerprints.of(read(BUILT_IN)), read(send(tmp_path / "out"))
    after = fingerprints.of(exported)
    assert {key for key in original | after if original.get(key) != after.get(key)} == {(SourceSpec, "S-ART")}
    assert next(source for source in exported.sources if source.id == "S-ART").sections


def test_the_same_course_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = send(tmp_path / "one.zip"), send(tmp_path / "two.zip")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(send(tmp_path / "folder"))


def test_a_zip_is_loaded_like_its_folder(tmp_path: Path) -> None:
    path = send(tmp_path / "course.zip")
    assert "0 created, 0 revised, 0 retired, 233 unchanged" in load(path)


def test_what_another_server_changed_comes_back_as_revisions_of_that_alone(tmp_path: Path) -> None:
    with transaction.atomic():
        edit_lesson()
        newer = send(tmp_path / "newer.zip")
        transaction.set_rollback(True)
    page = LessonPage.objects.get(slug=LESSON)
    before = said()
    assert "0 created, 1 revised, 0 retired, 232 unchanged" in load(newer)
    after = said()
    assert len(after["revisions"]) == len(before["revisions"]) + 1
    assert after["versions"] == before["versions"]
    page.refresh_from_db()
    assert "Said <b>anew</b>" in page.body[0].value.source
    assert contents(send(tmp_path / "again")) == contents_of(newer)


def contents_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_was_changed_here_goes_out_and_is_left_alone_when_it_comes_back(tmp_path: Path) -> None:
    edit_lesson()
    path = send(tmp_path / "out")
    before = counts(), said()
    assert "0 created, 0 revised, 0 retired, 233 unchanged" in load(path)
    assert (counts(), said()) == before


def test_drafts_stay_at_home(tmp_path: Path) -> None:
    before = contents(send(tmp_path / "before"))
    page = LessonPage.objects.get(slug=LESSON)
    page.title = "A title that nobody approved"
    page.save_revision()
    QuestionSnippet(course=CoursePage.objects.get(), ref="X1", topic="a", live=False).save()
    assert contents(send(tmp_path / "after")) == before


def test_the_text_of_an_article_never_leaves(tmp_path: Path) -> None:
    article = SourceArticle.objects.get(ref="S-ART")
    sections = [{"heading": "A heading of theirs", "level": 2, "text": "A sentence of theirs."}]
    sources.record_snapshot(article, sections=sections, licence="All rights reserved")
    written = contents(send(tmp_path / "out"))
    assert b"A heading of theirs" in written["sources.json"]
    assert not any(b"A sentence of theirs" in content for content in written.values())
    load(tmp_path / "out")
    assert article.snapshots.count() == 2


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        send(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.txt"]


def test_a_course_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing-such"):
        send(tmp_path / "out", "nothing-such")


def test_what_a_package_cannot_hold_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    page = LessonPage.objects.get(slug=LESSON)
    page.body = [("text", '<p><a linktype="document" id="1">A paper</a></p>')]
    page.save_revision().publish()
    with pytest.raises(CommandError, match=f"{LESSON}.*document"):
        send(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_pictures_go_once_whatever_they_are_called_here(tmp_path: Path) -> None:
    course = CoursePage.objects.get()
    found = export.files(course)
    pictures = [content for name, content in found.items() if name.startswith("images/")]
    assert pictures.count((BUILT_IN / "images" / "course.svg").read_bytes()) == 1

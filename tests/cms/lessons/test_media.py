"""Films and downloads in lessons."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import ReferenceIndex

from cms.media_blocks import VideoBlock
from cms.models import CourseTeam
from tests.cms.lessons import files

Read = Callable[[], BeautifulSoup]
Write = Callable[..., Any]


def film(**fields: Any) -> dict[str, Any]:
    empty = {"file": None, "captions": None, "address": "", "is_captioned": False, "transcript": ""}
    return {"title": "The register", **empty, **fields}


def test_a_film_of_ours_has_captions_and_never_starts_by_itself(write: Write, read: Read) -> None:
    shown = files.document("a.mp4", files.FILM)
    captions = files.document("a.vtt", files.CAPTIONS)
    write(("video", film(file=shown, captions=captions, transcript="<p>Words.</p>")))
    video = read().select_one("video[controls][preload=none]:not([autoplay])")
    assert video.source["src"] == shown.url
    assert video.select_one("track[kind=captions]")["src"] == captions.url
    assert "Words." in read().select_one("figure details").get_text()


def test_a_film_elsewhere_is_a_link_that_says_where_it_leads(write: Write, read: Read) -> None:
    write(("video", film(address="https://www.example.org/a", is_captioned=True)))
    link = read().select_one(".lesson__body figure a")
    assert link["href"] == "https://www.example.org/a"
    assert "Opens on example.org" in link.get_text()
    assert not read().select(".lesson__body :is(iframe, video, img)")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "file"),
        ({"file": "mp4", "captions": "vtt", "address": "https://example.org/"}, "file"),
        ({"file": "mp4"}, "captions"),
        ({"file": "mp4", "captions": "mp4"}, "captions"),
        ({"file": "vtt", "captions": "vtt"}, "file"),
        ({"address": "https://example.org/"}, "is_captioned"),
    ],
)
def test_a_film_without_captions_is_refused(fields: dict[str, Any], field: str) -> None:
    made = {"mp4": files.document("a.mp4", files.FILM), "vtt": files.document("a.vtt", files.CAPTIONS)}
    block = VideoBlock()
    value = block.normalize(film(**{name: made.get(value, value) for name, value in fields.items()}))
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert field in refused.value.block_errors


def test_a_download_says_its_kind_and_size(write: Write, read: Read) -> None:
    handout = files.document("a.pdf", files.PDF, "Questions to ask")
    write(("download", {"document": handout, "title": "", "about": "To print."}))
    link = read().select_one("a[download]")
    assert link["href"] == handout.url
    assert "Questions to ask" in link.get_text()
    assert "PDF, 15" in link.get_text()


def test_a_lesson_notices_that_its_file_was_replaced(write: Write, read: Read, instructor_client: Client) -> None:
    handout = files.document("a.pdf", files.PDF)
    handout.collection = collection = CourseTeam.objects.get().collection
    handout.save()
    page = write(("download", {"document": handout, "title": "", "about": ""}))
    ReferenceIndex.create_or_update_for_object(page)  # as a task does once the page is committed
    read()
    newer = SimpleUploadedFile("b.pdf", files.PDF + b"\n")
    form = {"title": "Newer", "file": newer, "collection": collection.pk, "tags": ""}
    assert instructor_client.post(f"/cms/documents/edit/{handout.pk}/", form).status_code == 302
    assert "Newer" in read().select_one("a[download]").get_text()
    assert read().select_one("a[download]")["href"].endswith("b.pdf")


def test_a_deleted_file_leaves_no_broken_link(write: Write, read: Read) -> None:
    handout = files.document("a.pdf", files.PDF)
    write(("download", {"document": handout, "title": "Gone", "about": ""}))
    handout.delete()
    assert not read().select(".lesson__body a")

"""An instructor brings an article in through the editor, and watches it arrive."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Intake, SourceArticle, SourceSnapshot
from courses.problems import Problem
from tests.courses.formats.words import paragraph, word_file

ADD = "/cms/sources/bring-in/"
TEXT = "Rules\n\nThey are strict.\n\nPrices\n\nThey are high."


@pytest.fixture
def post(instructor_client: Client, django_capture_on_commit_callbacks: Any) -> Any:
    """Send the form; the worker does its work when the request is over."""

    def send(address: str = ADD, **values: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return instructor_client.post(address, {"licence": "CC BY 4.0", **values})

    return send


def uploaded(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    "values",
    [
        {"text": TEXT},
        {"text": "<h2>Rules</h2><p>They are strict.</p><h2>Prices</h2><p>They are high.</p>"},
        {"text": "## Rules\n\nThey are strict.\n\n## Prices\n\nThey are high."},
        {"file": ("cells.txt", TEXT.encode())},
        {"file": ("cells.md", b"## Rules\n\nThey are strict.\n\n## Prices\n\nThey are high.")},
        {"file": ("cells.html", b"<h2>Rules</h2><p>They are strict.</p><h2>Prices</h2><p>They are high.</p>")},
        {
            "file": (
                "cells.docx",
                word_file(
                    paragraph("Rules", "Heading2")
                    + paragraph("They are strict.")
                    + paragraph("Prices", "Heading2")
                    + paragraph("They are high.")
                ),
            )
        },
    ],
)
def test_each_kind_of_article_arrives_by_sections(post: Any, instructor_client: Client, values: dict[str, Any]) -> None:
    if "file" in values:
        name, content = values["file"]
        values = {"file": uploaded(content, name)}
    response = post(**values, title="Cells")
    snapshot = SourceSnapshot.objects.get()
    assert [(part.heading, part.paragraphs) for part in snapshot.parts] == [
        ("Rules", ("They are strict.",)),
        ("Prices", ("They are high.",)),
    ]
    page = instructor_client.get(response.url)
    assert b"Brought in with 2 sections." in page.content
    read = instructor_client.get(reverse("sources:snapshot", args=[snapshot.pk]))
    assert b"They are strict." in read.content
    assert b"CC BY 4.0" in read.content


def test_the_same_text_again_leads_to_the_same_version(post: Any, instructor_client: Client) -> None:
    post(text=TEXT)
    response = post(text=TEXT)
    assert SourceSnapshot.objects.count() == 1
    assert b"in the library already" in instructor_client.get(response.url).content


def test_an_address_on_this_machine_is_not_fetched_and_the_page_says_what_to_do(
    post: Any, instructor_client: Client
) -> None:
    response = post(url="http://127.0.0.1/article")
    page = instructor_client.get(response.url).content.decode()
    assert "private network" in page
    assert "Try again" in page
    again = post(reverse("sources:retry", args=[Intake.objects.get().uuid]))
    assert again.url == response.url
    assert Intake.objects.get().problem == Problem.PRIVATE_HOST


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Give an address, upload a file, or paste the text."),
        ({"text": TEXT, "url": "https://example.org/"}, "Give one of the three"),
        ({"url": "ftp://example.org/"}, "no web address"),
        ({"url": "http://user:secret@example.org/"}, "no web address"),
        ({"file": ("a.docx", b"PK\x03\x04 broken")}, "damaged"),
        ({"file": ("a.pdf", b"%PDF-1.7")}, "PDF"),
        ({"file": ("a.txt", b"a" * 6_000_000)}, "too large"),
        ({"text": "x " * 300_000}, "at most 400000 characters"),
        ({"text": TEXT, "licence": "made up"}, "valid choice"),
    ],
)
def test_what_can_be_told_at_once_is_told_at_once(post: Any, values: dict[str, Any], message: str) -> None:
    if "file" in values:
        values = {"file": uploaded(values["file"][1], values["file"][0])}
    response = post(**values)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not Intake.objects.exists()


def test_while_it_is_on_its_way_the_page_asks_again_with_and_without_scripts(
    instructor: User, instructor_client: Client
) -> None:
    intake = Intake.objects.create(opened_by=instructor, licence="x", url="https://example.org/", state="fetching")
    page = instructor_client.get(reverse("sources:intake", args=[intake.uuid])).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "hx-get=" in page
    assert "Fetching the page" in page
    Intake.objects.filter(pk=intake.pk).update(state="failed", problem="not-found")
    page = instructor_client.get(reverse("sources:intake", args=[intake.uuid])).content.decode()
    assert "hx-get=" not in page
    assert 'http-equiv="refresh"' not in page
    assert "no page at that address" in page


def test_a_known_address_brings_in_the_next_version_of_that_article(post: Any) -> None:
    post(text=TEXT)
    article = SourceArticle.objects.get()
    SourceArticle.objects.filter(pk=article.pk).update(url="http://127.0.0.1/article")
    post(url="http://127.0.0.1/article")
    assert Intake.objects.get(state="failed").article == article


def test_the_form_for_a_new_version_knows_what_is_known(post: Any, instructor_client: Client) -> None:
    post(text=TEXT, title="Cells", publisher="A clinic")
    article = SourceArticle.objects.get()
    address = reverse("sources:bring_in_again", args=[article.pk])
    page = instructor_client.get(address).content.decode()
    assert 'value="A clinic"' in page
    assert "next version of “Cells”" in page
    post(address, text=TEXT + " And more.")
    assert article.snapshots.count() == 2
    assert "What changed" in instructor_client.get(reverse("sources:article", args=[article.pk])).content.decode()


def test_scripts_and_markup_of_an_article_stay_text(post: Any, instructor_client: Client) -> None:
    post(text="Rules\n\nThey say <script>alert(1)</script> & more.")
    snapshot = SourceSnapshot.objects.get()
    page = instructor_client.get(reverse("sources:snapshot", args=[snapshot.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page

"""The transcript: facts about one person, as page, table and document."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from certificates.models import Certificate
from courses.actions import enrolments, outline
from quizzes.actions import attempts
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit

PAGE, PDF, CSV = "/learn/transcript/", "/learn/transcript.pdf", "/learn/transcript.csv"


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def holder(small: SmallCourse, learner: User) -> User:
    """Failed the quiz once, then did everything."""
    enrolment = enrol(small.course, learner)
    sit(small.quiz, enrolment, rightly=False)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    return learner


def text_of_page(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


def text_of_document(client: Client) -> str:
    response = client.get(PDF)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())


def rows(client: Client) -> list[dict[str, str]]:
    response: Any = client.get(CSV)
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


@pytest.mark.parametrize("address", [PAGE, PDF, CSV])
def test_it_is_for_people_who_signed_in_and_only_read(address: str, client: Client, learner_client: Client) -> None:
    assert client.get(address).url == f"/accounts/login/?next={address}"
    assert learner_client.post(address).status_code == 405


@pytest.mark.usefixtures("holder")
@pytest.mark.parametrize("told", [text_of_page, text_of_document])
def test_it_says_what_was_read_sat_and_earned(told: Callable[[Client], str], learner_client: Client) -> None:
    text = told(learner_client)
    for words in ("Lena Learner", "Course small", "Lesson 0", "Not passed, 0 %", "Passed, 100 %", "Final exam"):
        assert words in text
    assert Certificate.objects.get().serial in text
    assert "Question" not in text


@pytest.mark.usefixtures("holder")
def test_the_table_has_a_row_for_each_thing_that_happened(learner_client: Client) -> None:
    kinds = [row["kind"] for row in rows(learner_client)]
    assert kinds == ["enrolment", "lesson", "lesson", "quiz", "quiz", "exam", "certificate"]
    assert rows(learner_client)[-1]["detail"] == Certificate.objects.get().serial


@pytest.mark.usefixtures("holder")
def test_the_document_is_tagged_and_archivable(learner_client: Client) -> None:
    reader = PdfReader(io.BytesIO(learner_client.get(PDF).content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    told = reader.xmp_metadata
    assert told is not None
    assert told.pdfaid_part == "2"
    assert reader.metadata is not None
    assert reader.metadata.title == "Transcript of learning"


@pytest.mark.usefixtures("holder")
def test_others_see_nothing_of_it(outsider_client: Client) -> None:
    assert "Nothing to report yet" in text_of_page(outsider_client)
    assert rows(outsider_client) == []
    assert "Course small" not in text_of_document(outsider_client)


def test_what_runs_and_what_was_voided_is_not_listed(small: SmallCourse, learner: User, learner_client: Client) -> None:
    attempts.start(small.quiz, enrolment=enrol(small.course, learner))
    assert [row["kind"] for row in rows(learner_client)] == ["enrolment"]


def test_it_keeps_courses_that_were_left_or_went_away(holder: User, small: SmallCourse, learner_client: Client) -> None:
    enrolments.withdraw_from_all(holder, actor=holder)
    outline.retire_course(small.course.uuid)
    assert "Course small" in text_of_page(learner_client)


@pytest.mark.parametrize("name", ["ليلى الأحمد", "王小明", "Đặng Thị Ánh", "अनीता शर्मा"])
def test_names_of_every_script_are_set(name: str, holder: User, learner_client: Client) -> None:
    User.objects.filter(pk=holder.pk).update(legal_name=name)
    assert learner_client.get(PDF)["Content-Type"] == "application/pdf"


def test_a_name_that_no_font_has_is_said(holder: User, learner_client: Client) -> None:
    User.objects.filter(pk=holder.pk).update(legal_name="Lena 🎓")
    response = learner_client.get(PDF, follow=True)
    assert "no font here has the character “🎓”" in response.content.decode()


def test_who_asks_too_often_waits(holder: User, learner_client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "transcript": (1, 60)}
    assert [learner_client.get(PDF).status_code for _ in range(2)] == [200, 429]


def test_its_cost_does_not_grow(learner: User, learner_client: Client, count_queries: Callable[..., int]) -> None:
    for number in range(5):
        small = make_course(f"c{number}")
        own = enrol(small.course, learner)
        make_ready_for_exam(small, own)
        sit(small.exam, own)
        if number == 0:
            learner_client.get(PAGE)
            one = count_queries(learner_client.get, PAGE)
    assert count_queries(learner_client.get, PAGE) == one <= 8

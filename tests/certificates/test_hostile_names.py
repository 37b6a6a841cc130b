"""Names that try to be more than a name, from the form to the paper: each is printed letter for letter, or refused."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from certificates.actions import documents
from certificates.models import Artifact, Certificate
from courses.actions import enrolments
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, enrol, make_ready_for_exam, sit

PRINTED = [
    "<b>Ada</b> &amp; <script>alert(1)</script>",
    "*Bold* _Ada_ `raw` = heading",
    '#read("/etc/passwd") Ada',
    '#import "@preview/x:1.0.0" Ada',
    '#panic("Ada") #eval("1+1")',
    "$x^2$ <label> @reference Ada",
    "{recipient_name} {code} {} {{course_title}}",
    "%s %(name)s %d Ada",
    "Robert'); DROP TABLE certificates;--",
    "../../etc/passwd Ada",
    '"}, "accent": "#FF0000", {" Ada',
    "\\u{202e} Ada \\n \\x00 &#8238;",
    '=HYPERLINK("http://evil.example","Ada")',
    "Ada // gone /* gone */ <!-- gone -->",
    "{{ 7*7 }} {% debug %} Ada",
    "~ -- --- ... Ada 'quoted'",
]
REFUSED = [
    "Ada\u202eecalevoL",
    "Ada \u2066hidden\u2069 Lovelace",
    "Ada\x00Lovelace",
    "Ada\u200b\ufeffLovelace",
    "Ada\u2028Lovelace",
    "Ada\x1b[31mLovelace",
    "Ada\ue000Lovelace",
    "Ada Lovelace " * 24,
    "M" * 300,
    "1234 !!",
]


@pytest.fixture
def passed(small: SmallCourse, learner: User) -> Enrolment:
    """Only the name is missing."""
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    enrolments.ask_for_name_again(learner)
    sit(small.exam, Enrolment.objects.get(pk=enrolment.pk))
    return enrolment


@pytest.fixture
def give(
    passed: Enrolment, learner_client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Callable[[str], int]:
    """``give(name)``: type it in where the certificate asks for it; tells the answer's status."""

    def post(name: str) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            answer = learner_client.post("/courses/small/name/", {"legal_name": name})
        return answer.status_code

    return post


def paper() -> str:
    """Its text; where a line breaks is the design's business."""
    reader = PdfReader(io.BytesIO(documents.content(Artifact.objects.get(kind="pdf"))))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("name", PRINTED)
def test_hostile_name_is_printed_letter_for_letter(give: Callable[[str], int], name: str, client: Client) -> None:
    assert give(name) == 302
    certificate = Certificate.objects.get()
    assert certificate.facts["recipient_name"] == name
    assert re.sub(r"\s", "", name) in paper()
    told = client.get(f"/verify/{certificate.code}/", headers={"Accept": "application/json"}).json()
    assert told["recipient_name"] == name
    assert "<script>alert(1)" not in client.get(f"/verify/{certificate.code}/").text


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_name_that_hides_something_or_is_none_is_refused(give: Callable[[str], int], name: str) -> None:
    assert give(name) == 422
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_same_name_is_refused_in_the_profile_and_as_a_correction(
    give: Callable[[str], int], learner_client: Client, learner: User, name: str
) -> None:
    profile = {"legal_name": name, "time_zone": "UTC", "language": "en-gb"}
    assert learner_client.post("/profile/", profile).status_code == 422
    give("Ada Lovelace")
    address = f"/certificates/{Certificate.objects.get().uuid}/correction/"
    asked = learner_client.post(address, {"legal_name": name, "reason": "A letter was wrong"})
    assert asked.status_code == 422
    learner.refresh_from_db()
    assert learner.legal_name == "Ada Lovelace"


@pytest.mark.parametrize(("name", "number"), [("Ada 😀", "U+1F600"), ("Ada \u16a0", "U+16A0")])
def test_letter_that_no_font_has_waits_for_a_person_and_is_named(
    give: Callable[[str], int], name: str, number: str
) -> None:
    assert give(name) == 302
    assert number in Certificate.objects.get().attention
    assert not Artifact.objects.exists()

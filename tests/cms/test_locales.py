"""Dates, numbers and plural forms as each language writes them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.actions import progress
from quizzes.models import Quiz
from tests.cms.trees import Tree, activity, enrol, fresh, publish
from tests.factories.courses import sit

DAYS = {
    "en-gb": "Reviewed on 2 Mar 2026",
    "fr": "2 mars 2026",
    "nl": "2 maart 2026",
    "de": "2. März 2026",
    "es": "2 de marzo de 2026",
    "ar": "2 مارس، 2026",
}
# Of two lessons and of one: Arabic has a form for each number.
LESSONS = {
    "en-gb": ("2 lessons", "1 lesson"),
    "fr": ("2 leçons", "1 leçon"),
    "nl": ("2 lessen", "1 les"),
    "de": ("2 Lektionen", "1 Lektion"),
    "es": ("2 lecciones", "1 lección"),
    "ar": ("درسان", "درس واحد"),
}
POINTS = {"en-gb": "1.5", "fr": "1,5", "nl": "1,5", "de": "1,5", "es": "1,5", "ar": "1,5"}


def speak(learner: User, language: str) -> None:
    User.objects.filter(pk=learner.pk).update(language=language)


@pytest.mark.parametrize("language", DAYS)
def test_days_are_written_as_the_language_writes_them(
    tree: Tree, learner: User, learner_client: Client, language: str
) -> None:
    page = fresh(tree.lessons[0])
    page.reviewed_on = date(2026, 3, 2)
    publish(page)
    enrol(tree, learner)
    speak(learner, language)
    assert DAYS[language] in learner_client.get("/courses/tea/basics/lesson-1/").content.decode()


@pytest.mark.parametrize("language", LESSONS)
def test_what_is_counted_has_the_form_of_its_number(tree: Tree, client: Client, language: str) -> None:
    two, one = LESSONS[language]
    address = f"/courses/tea/?lang={language}"
    assert f"{two}</li>" in client.get(address).content.decode()
    fresh(tree.lessons[1]).unpublish()
    assert f"{one}</li>" in client.get(address).content.decode()


@pytest.mark.parametrize("language", DAYS)
def test_a_transcript_has_its_days_in_the_language(
    tree: Tree, learner: User, learner_client: Client, language: str
) -> None:
    enrolment = enrol(tree, learner)
    progress.complete(enrolment, activity(tree.lessons[0]))
    type(enrolment).objects.filter(pk=enrolment.pk).update(enrolled_at="2026-03-02T12:00Z")
    speak(learner, language)
    day = DAYS[language].removeprefix("Reviewed on ")
    assert day in learner_client.get(reverse("cms:transcript")).content.decode()


@pytest.mark.parametrize("language", POINTS)
def test_points_have_the_decimal_sign_of_the_language(
    tree: Tree, learner: User, learner_client: Client, language: str
) -> None:
    attempt = sit(Quiz.objects.get(activity=activity(tree.quiz)), enrol(tree, learner))
    type(attempt).objects.filter(pk=attempt.pk).update(score="1.5")
    speak(learner, language)
    page = learner_client.get(reverse("quizzes:review", args=[attempt.uuid])).content.decode()
    assert POINTS[language] in page


@pytest.mark.parametrize("address", ["/", "/courses/"])
def test_pages_of_the_site_that_nobody_translated_say_what_they_are_written_in(db: None, address: str) -> None:
    page = BeautifulSoup(Client(headers={"accept-language": "ar"}).get(address).content, "html.parser")
    assert page.html["dir"] == "rtl"
    assert (page.h1["lang"], page.h1["dir"]) == ("en-gb", "ltr")
    english = BeautifulSoup(Client(headers={"accept-language": "en"}).get(address).content, "html.parser")
    assert "lang" not in english.h1.attrs

"""The dashboard: where to go on, what has a date, how far each course is, what was earned."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from courses.actions import outline, progress
from courses.models import Enrolment
from quizzes.actions import attempts
from quizzes.models import Quiz
from quizzes.terms import Terms
from tests.factories.courses import EXAM, SmallCourse, enrol, make_course, make_ready_for_exam, sit

ADDRESS = "/learn/"


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def enrolment(small: SmallCourse, learner: User) -> Enrolment:
    return enrol(small.course, learner)


def page(client: Client) -> BeautifulSoup:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(found: Any) -> str:
    return " ".join(found.get_text(" ").split())


def set_terms(quiz: Quiz, **changes: Any) -> None:
    known = {name: getattr(EXAM, name) for name in ("pass_mark", "max_attempts", "period_days", "wait_days")}
    Quiz.objects.filter(pk=quiz.pk).update(terms=Terms(**known | changes).to_json())


def dates(client: Client) -> list[str]:
    return [words(line) for line in page(client).select("section[aria-labelledby=dates] li")]


def test_it_is_for_people_who_signed_in(client: Client, db: None) -> None:
    assert client.get(ADDRESS).url == "/accounts/login/?next=/learn/"


def test_it_is_only_read(learner_client: Client) -> None:
    assert learner_client.post(ADDRESS).status_code == 405


def test_without_a_course_it_leads_to_the_catalogue(learner_client: Client) -> None:
    shown = page(learner_client)
    assert "You are not enrolled yet" in shown.get_text()
    assert [link["href"] for link in shown.select("main .button")] == ["/courses/"]


def test_it_shows_only_ones_own_courses(enrolment: Enrolment, outsider_client: Client) -> None:
    assert "Course small" not in page(outsider_client).select_one("main").get_text()


def test_a_newcomer_is_led_to_the_first_lesson(enrolment: Enrolment, learner_client: Client) -> None:
    onward = page(learner_client).select_one(".onward")
    assert "Begin here Lesson 0 Course small · 10 min" in words(onward)
    assert onward.select_one("a.button")["href"] == "/courses/small/basics/lesson-0/#continue"


def test_there_is_one_clear_way_on(enrolment: Enrolment, learner: User, learner_client: Client) -> None:
    enrol(make_course("other").course, learner)
    assert len(page(learner_client).select("main .button")) == 1


def test_the_course_that_was_read_last_comes_first(
    small: SmallCourse, enrolment: Enrolment, learner: User, learner_client: Client
) -> None:
    enrol(make_course("newer").course, learner)
    progress.complete(enrolment, small.lessons[0], at=timezone.now() + timedelta(seconds=5))
    shown = page(learner_client)
    assert [head.get_text() for head in shown.select(".standing h3")] == ["Course small", "Course newer"]
    assert "Go on where you left off Lesson 1" in words(shown.select_one(".onward"))


def test_it_says_how_far_one_is_and_what_is_missing(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    progress.complete(enrolment, small.lessons[0])
    standing = words(page(learner_client).select_one(".standing"))
    assert "1 of 2 lessons · about 45 min left" in standing
    assert "What the certificate needs: 5 things left" in standing


def test_a_sitting_comes_before_all_else(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    make_ready_for_exam(small, enrolment)
    attempt = attempts.start(small.exam, enrolment=enrolment)
    onward = page(learner_client).select_one(".onward")
    assert "In progress now Final exam" in words(onward)
    assert "about 29 min left" in words(onward)
    assert onward.select_one("a.button")["href"] == attempt.get_absolute_url()
    assert dates(learner_client) == []


def test_a_sitting_whose_time_is_up_is_not_offered(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    attempts.start(small.exam, enrolment=enrolment, at=timezone.now() - timedelta(hours=1))
    assert "In progress now" not in page(learner_client).get_text()


def test_days_to_wait_after_a_failed_exam_are_named(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    failed = sit(small.exam, enrolment, rightly=False)
    again = timezone.localtime(failed.started_at + timedelta(days=14))
    (line,) = dates(learner_client)
    assert line.startswith("Final exam")
    assert f"{again.day} {again:%b} {again.year}" in line
    assert "You can sit it again from then on" in line


def test_one_is_not_sent_to_an_exam_that_can_not_be_sat_yet(
    small: SmallCourse, enrolment: Enrolment, learner: User, learner_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment, rightly=False)
    assert page(learner_client).select_one(".onward") is None
    enrol(make_course("other").course, learner)
    assert "Course other" in page(learner_client).select_one(".onward").get_text()


def test_the_window_of_an_exam_is_named(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    now = timezone.now()
    set_terms(small.exam, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    opens, closes = dates(learner_client)
    assert "The exam opens" in opens
    assert "Start before then" in closes


def test_what_is_passed_has_no_dates_any_more(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    set_terms(small.exam, closes_at=timezone.now() + timedelta(days=9))
    assert dates(learner_client) == []


def test_certificates_are_listed_with_their_state(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    certificate = Certificate.objects.get()
    earning = page(learner_client).select_one(".earning")
    assert earning.select_one("a")["href"] == certificate.get_absolute_url()
    assert "Valid" in words(earning)
    assert certificate.serial in words(earning)


@pytest.mark.parametrize(
    ("days", "said"), [(20, "Last day; it can be renewed now"), (-5, "Ended; the last day to renew it")]
)
def test_the_end_of_a_certificate_is_named(
    days: int, said: str, small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    Certificate.objects.update(expires_on=timezone.localdate() + timedelta(days=days))
    shown = page(learner_client).select_one("section[aria-labelledby=dates] a")
    assert said in words(shown)
    assert shown["href"] == f"/certificates/{Certificate.objects.get().uuid}/renewal/"


def test_a_retired_course_is_kept_without_dead_links(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    outline.retire_course(small.course.uuid)
    shown = page(learner_client)
    assert [head.get_text() for head in shown.select(".standing h3")] == ["Course small"]
    assert not shown.select('main a[href^="/courses/"]')
    assert shown.select_one(f'main a[href="{Certificate.objects.get().get_absolute_url()}"]')


def test_its_cost_does_not_grow(learner: User, learner_client: Client, count_queries: Callable[..., int]) -> None:
    for number in range(10):
        small = make_course(f"c{number}")
        own = enrol(small.course, learner)
        make_ready_for_exam(small, own)
        sit(small.exam, own, rightly=number % 2 == 0)
        if number == 1:
            learner_client.get(ADDRESS)
            two = count_queries(learner_client.get, ADDRESS)
    learner_client.get(ADDRESS)
    assert count_queries(learner_client.get, ADDRESS) == two <= 11

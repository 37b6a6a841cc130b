from collections.abc import Callable

from django.test import Client

from accounts.models import User
from courses import standing
from courses.actions import enrolments, progress
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit


def state(enrolment: Enrolment) -> list[tuple[str, bool, int, int]]:
    return [(line.kind, line.is_done, line.done, line.total) for line in standing.of(enrolment).requirements]


def test_requirements_are_told_in_the_order_in_which_they_are_met(small: SmallCourse, enrolment: Enrolment) -> None:
    assert state(enrolment) == [
        ("lessons", False, 0, 2),
        ("quiz", False, 0, 1),
        ("conduct", False, 0, 1),
        ("name", False, 0, 1),
        ("exam", False, 0, 1),
    ]
    progress.complete(enrolment, small.lessons[0])
    assert state(enrolment)[0] == ("lessons", False, 1, 2)
    make_ready_for_exam(small, enrolment)
    assert [line[1] for line in state(enrolment)] == [True, True, True, True, False]
    sit(small.exam, enrolment)
    place = standing.of(enrolment)
    assert place.is_complete
    assert place.summary.percent == 100
    assert place.summary.next_step is None


def test_the_exam_waits_for_everything_else(small: SmallCourse, enrolment: Enrolment) -> None:
    assert [line.kind for line in standing.of(enrolment).exam_missing] == ["lessons", "quiz", "conduct"]
    make_ready_for_exam(small, enrolment)
    assert standing.of(enrolment).exam_missing == []


def test_a_course_without_a_code_asks_for_none(learner: User) -> None:
    enrolment = enrol(make_course("free", conduct="").course, learner)
    assert "conduct" not in [line[0] for line in state(enrolment)]


def test_a_course_that_earns_nothing_asks_for_no_name(learner: User) -> None:
    enrolment = enrol(make_course("plain", earns=False).course, learner)
    assert "name" not in [line[0] for line in state(enrolment)]


def test_the_course_page_links_each_missing_thing(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    page = learner_client.get("/courses/small/")
    urls = [line["url"] for line in page.context["requirements"]]
    assert urls == [
        "/courses/small/basics/lesson-0/",
        "/courses/small/basics/module-quiz/",
        "/courses/small/conduct/",
        "/courses/small/name/",
        "/courses/small/final-exam/",
    ]
    text = page.content.decode().split('id="missing"')[1]
    assert all(f'href="{url}"' in text for url in urls)


def test_the_lessons_link_moves_on_to_the_first_unread(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    progress.complete(enrolment, small.lessons[0])
    page = learner_client.get("/courses/small/")
    assert page.context["requirements"][0]["url"] == "/courses/small/basics/lesson-1/"
    assert page.context["resume_url"] == "/courses/small/basics/lesson-1/"


def test_resuming_leads_to_the_code_before_the_exam(
    small: SmallCourse, enrolment: Enrolment, learner: User, learner_client: Client
) -> None:
    for lesson in small.lessons:
        progress.complete(enrolment, lesson)
    sit(small.quiz, enrolment)
    assert learner_client.get("/courses/small/").context["resume_url"] == "/courses/small/conduct/"
    enrolments.accept_conduct(enrolment, actor=learner)
    assert learner_client.get("/courses/small/").context["resume_url"] == "/courses/small/final-exam/"


def test_standing_of_many_is_standing_of_each(small: SmallCourse, learner: User) -> None:
    enrolments_ = [enrol(make_course(f"c{number}").course, learner) for number in range(3)]
    progress.complete(enrolments_[1], enrolments_[1].course.activities.get(slug="lesson-0"))
    many = standing.of_many(enrolments_)
    assert [place.done for place in many] == [standing.of(entry).done for entry in enrolments_]
    assert [place.summary.done for place in many] == [0, 1, 0]


def test_standing_of_many_costs_one_query_when_outlines_are_known(
    learner: User, count_queries: Callable[..., int]
) -> None:
    enrolments_ = [enrol(make_course(f"c{number}").course, learner) for number in range(5)]
    standing.of_many(enrolments_)
    assert count_queries(standing.of_many, enrolments_) == count_queries(standing.of_many, enrolments_[:1]) == 1

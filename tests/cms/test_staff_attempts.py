"""What staff see of attempts and do about them, through the editor's addresses."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import accommodations
from accounts.models import Accommodation, AuditEntry, User
from certificates.models import Certificate
from courses.models import Enrolment
from quizzes.actions import attempts
from quizzes.models import Attempt, MarkChange, Regrade, SittingEvent
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, single_choice, sit
from tests.quizzes.kinds import CONTENTS, KEPT, place_questions
from tests.quizzes.test_regrading import asked, people, repair, submitted

LIST = "/cms/assessment/attempts/"
REGRADES = "/cms/assessment/regrades/"
GRANTS = "/cms/assessment/accommodations/"
GRANT = {
    "time_multiplier": "1.5",
    "extra_attempts": "1",
    "break_minutes": "10",
    "reason": "Dyslexia, letter of 3 May",
}


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def enrolment(small: SmallCourse, learner: User) -> Enrolment:
    return enrol(small.course, learner)


@pytest.fixture
def passed(small: SmallCourse, enrolment: Enrolment) -> Attempt:
    """An exam that earned the certificate."""
    make_ready_for_exam(small, enrolment)
    return sit(small.exam, enrolment)


def screen(name: str, attempt: Attempt, *more: Any) -> str:
    return reverse(f"assessment:{name}", args=[attempt.uuid, *more])


def doors(attempt: Attempt, learner: User) -> list[str]:
    return [
        LIST,
        screen("attempt", attempt),
        screen("void", attempt),
        screen("extend", attempt),
        screen("change_mark", attempt, 1),
        REGRADES,
        reverse("assessment:regrade", args=[attempt.responses.first().question_version.question.uuid]),
        GRANTS,
        reverse("assessment:accommodation", args=[learner.uuid]),
    ]


POSTED = {"reason": "Because", "minutes": "5", "score": "0", **GRANT}


def untouched(attempt: Attempt) -> bool:
    attempt.refresh_from_db()
    nothing = not (MarkChange.objects.exists() or Regrade.objects.exists() or Accommodation.objects.exists())
    return attempt.status == "submitted" and nothing


def test_a_visitor_signs_in_first(passed: Attempt, learner: User, client: Client) -> None:
    for url in doors(passed, learner):
        for method in (client.get, client.post):
            assert method(url, POSTED).url.startswith("/accounts/login/")
    assert untouched(passed)


@pytest.mark.parametrize("who", ["learner", "outsider", "instructor"])
def test_others_are_refused_everywhere(
    who: str, passed: Attempt, learner: User, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(f"{who}_client")
    for url in doors(passed, learner):
        for method in (client.get, client.post):
            answer = method(url, POSTED)
            assert answer.status_code in {302, 403, 405}
            assert b"Lena Learner" not in answer.content
    assert untouched(passed)


def test_registrars_grant_time_and_reviewers_correct(
    passed: Attempt, learner: User, reviewer_client: Client, registrar_client: Client, administrator_client: Client
) -> None:
    all_doors = doors(passed, learner)
    opened = {
        name: [client.get(url).status_code == 200 for url in all_doors]
        for name, client in (("rev", reviewer_client), ("reg", registrar_client), ("adm", administrator_client))
    }
    assert opened == {"rev": [True] * 7 + [False] * 2, "reg": [False] * 7 + [True] * 2, "adm": [True] * 9}


def test_the_menu_shows_what_may_be_opened(
    reviewer_client: Client, registrar_client: Client, instructor_client: Client
) -> None:
    assert "assessment/marking/" in reviewer_client.get("/cms/").text
    assert "assessment/accommodations/" not in reviewer_client.get("/cms/").text
    assert "assessment/accommodations/" in registrar_client.get("/cms/").text
    assert "/cms/assessment/" not in instructor_client.get("/cms/").text


def test_the_list_is_filtered(
    small: SmallCourse, passed: Attempt, enrolment: Enrolment, outsider: User, reviewer_client: Client
) -> None:
    failed = sit(small.quiz, enrol(small.course, outsider), rightly=False)
    attempts.start(make_course("other").quiz, enrolment=enrol(make_course("third").course, outsider))

    def found(**query: Any) -> set[int]:
        return {attempt.pk for attempt in reviewer_client.get(LIST, query).context["page"]}

    assert len(found()) == Attempt.objects.count() == 4
    assert found(q="otto", status="submitted") == {failed.pk}
    assert found(q="LEARNER@", quiz=small.exam.pk) == {passed.pk}
    assert found(passed="no") == {failed.pk}
    assert found(course=small.course.pk, status="open") == set()
    assert found(status="nonsense") == set()


def test_the_list_costs_the_same_for_ten(
    small: SmallCourse, reviewer_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    for more in (1, 9):
        for person in people(more):
            sit(small.quiz, enrol(small.course, person))
        reviewer_client.get(LIST)
        costs.append(count_queries(reviewer_client.get, LIST))
    assert len(reviewer_client.get(LIST).context["page"]) == 10
    assert costs[0] == costs[1]


def test_one_attempt_costs_the_same_whatever_is_in_it(
    small: SmallCourse, enrolment: Enrolment, reviewer_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    for count in (1, 10):
        quiz = place_questions(small, [single_choice(f"Number {number}") for number in range(count)])
        attempt = sit(quiz, enrolment, rightly=False)
        for position in range(1, count + 1):
            SittingEvent.objects.create(attempt=attempt, kind="focus_lost")
            reviewer_client.post(screen("change_mark", attempt, position), {"score": "0.2", "reason": "Close"})
        reviewer_client.get(screen("attempt", attempt))
        costs.append(count_queries(reviewer_client.get, screen("attempt", attempt)))
    assert costs[0] == costs[1]


def test_every_kind_of_answer_can_be_read_and_its_mark_changed(
    small: SmallCourse, enrolment: Enrolment, reviewer_client: Client
) -> None:
    attempt = submitted(place_questions(small, list(CONTENTS.values())), enrolment, *KEPT.values())
    page = reviewer_client.get(screen("attempt", attempt))
    assert len(page.context["answers"]) == len(KEPT)
    assert all(answer["given"] for answer in page.context["answers"])
    for position in range(1, len(KEPT) + 1):
        assert reviewer_client.get(screen("change_mark", attempt, position)).status_code == 200


def test_what_was_noticed_is_shown_as_information(
    small: SmallCourse, enrolment: Enrolment, reviewer_client: Client
) -> None:
    attempt = sit(small.quiz, enrolment)
    SittingEvent.objects.create(attempt=attempt, kind="device", data={"browser": "<b>Fox</b>"})
    page = reviewer_client.get(screen("attempt", attempt)).text
    assert "Opened on a device" in page
    assert "Information only" in page
    assert "<b>Fox</b>" not in page


def test_voiding_lists_the_certificate_and_touches_nothing(passed: Attempt, reviewer_client: Client) -> None:
    certificate = Certificate.objects.get()
    for _ in range(2):
        page = reviewer_client.post(screen("void", passed), {"reason": "Another person sat it"}, follow=True)
        assert certificate.serial in page.text
    passed.refresh_from_db()
    certificate.refresh_from_db()
    assert (passed.status, certificate.status) == ("voided", "valid")
    assert AuditEntry.objects.filter(action="quizzes.attempt.voided").count() == 1
    assert "Another person sat it" in page.text


def test_a_certificate_that_another_pass_holds_up_is_not_listed(
    small: SmallCourse, enrolment: Enrolment, reviewer_client: Client
) -> None:
    make_ready_for_exam(small, enrolment)
    first, second = (sit(small.quiz, enrolment) for _ in range(2))
    sit(small.exam, enrolment)
    Attempt.objects.filter(quiz=small.quiz).exclude(pk__in=[first.pk, second.pk]).update(is_passed=False)
    page = reviewer_client.post(screen("void", first), {"reason": "Mistake"}, follow=True)
    assert Certificate.objects.get().serial not in page.text
    page = reviewer_client.post(screen("void", second), {"reason": "Mistake"}, follow=True)
    assert Certificate.objects.get().serial in page.text


@pytest.mark.parametrize("name", ["void", "extend"])
def test_a_correction_says_why(name: str, passed: Attempt, reviewer_client: Client) -> None:
    answer = reviewer_client.post(screen(name, passed), {"reason": "  ", "minutes": "5"})
    assert answer.status_code == 400
    assert "reason" in answer.context["form"].errors
    assert untouched(passed)


def test_more_time_in_the_middle_of_an_exam(small: SmallCourse, enrolment: Enrolment, reviewer_client: Client) -> None:
    make_ready_for_exam(small, enrolment)
    attempt = attempts.start(small.exam, enrolment=enrolment)
    before = attempt.deadline_at
    assert "Give more time" in reviewer_client.get(screen("attempt", attempt)).text
    page = reviewer_client.post(screen("extend", attempt), {"minutes": "10", "reason": "Power cut"}, follow=True)
    attempt.refresh_from_db()
    assert attempt.deadline_at - before == timedelta(minutes=10)
    assert "Power cut" in page.text
    for minutes in ("0", "-5", "many", "9999"):
        data = {"minutes": minutes, "reason": "Power cut"}
        assert reviewer_client.post(screen("extend", attempt), data).status_code == 400


def test_no_time_is_given_when_it_is_up_or_endless(
    small: SmallCourse, enrolment: Enrolment, reviewer_client: Client
) -> None:
    untimed = attempts.start(small.quiz, enrolment=enrolment)
    data = {"minutes": "10", "reason": "Power cut"}
    assert "no time limit" in reviewer_client.post(screen("extend", untimed), data).text
    Attempt.objects.filter(pk=untimed.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    assert "time is up" in reviewer_client.post(screen("extend", untimed), data).text


def test_a_mark_is_changed_with_a_reason(passed: Attempt, reviewer: User, reviewer_client: Client) -> None:
    url = screen("change_mark", passed, 1)
    for score in ("1.5", "-1", "x", ""):
        assert reviewer_client.post(url, {"score": score, "reason": "Odd"}).status_code == 400
    page = reviewer_client.post(url, {"score": "0", "reason": "Copied"}, follow=True)
    assert Certificate.objects.get().serial in page.text
    assert "Copied" in page.text
    reviewer_client.post(url, {"score": "0", "reason": "Copied"})
    assert MarkChange.objects.get().actor == reviewer
    passed.refresh_from_db()
    assert passed.is_passed is False
    assert Certificate.objects.get().status == "valid"


def test_nobody_corrects_their_own_attempt(small: SmallCourse, reviewer: User, reviewer_client: Client) -> None:
    attempt = sit(small.quiz, enrol(small.course, reviewer), rightly=False)
    assert "Void this attempt" not in reviewer_client.get(screen("attempt", attempt)).text
    assert reviewer_client.post(screen("void", attempt), POSTED).status_code == 400
    assert (
        reviewer_client.post(screen("change_mark", attempt, 1), {"score": "1", "reason": "Please"}).status_code == 400
    )
    assert untouched(attempt)


def test_regrading_shows_who_changes_then_does_it_once(
    small: SmallCourse, passed: Attempt, reviewer: User, reviewer_client: Client
) -> None:
    version = passed.responses.select_related("question_version__question").first().question_version
    others = [sit(small.quiz, enrol(small.course, person)) for person in people(1)]
    content = {
        **version.content,
        "options": [{**option, "correct": option["id"] == "C"} for option in version.content["options"]],
    }
    question = repair(version.question, content)
    url = reverse("assessment:regrade", args=[question.uuid])
    assert question.ref in reviewer_client.get(REGRADES).text
    page = reviewer_client.get(url)
    assert (page.context["counts"].falls, page.context["counts"].rises) == (1, 0)
    assert Certificate.objects.get().serial in page.text
    numbers = [line.split("<")[0] for line in page.text.split('waymark-number">')[1:]]
    assert numbers[:2] == ["1", "0"]
    assert reviewer_client.post(url, {"reason": ""}).status_code == 400
    assert not Regrade.objects.exists()
    for _ in range(2):
        page = reviewer_client.post(url, {"reason": "C was right"}, follow=True)
        assert "C was right" in page.text
        assert Certificate.objects.get().serial in page.text
        assert "Lena Learner" in page.text
    assert Regrade.objects.get().actor == reviewer
    assert Certificate.objects.get().status == "valid"
    passed.refresh_from_db()
    assert passed.is_passed is False
    assert Attempt.objects.get(pk=others[0].pk).is_passed


def test_a_question_in_its_first_version_is_not_regraded(passed: Attempt, reviewer_client: Client) -> None:
    question = passed.responses.first().question_version.question
    url = reverse("assessment:regrade", args=[question.uuid])
    assert "nothing to regrade" in reviewer_client.post(url, {"reason": "Just so"}, follow=True).text
    assert not Regrade.objects.exists()


def test_the_preview_costs_the_same_for_ten(
    small: SmallCourse, reviewer_client: Client, count_queries: Callable[..., int]
) -> None:
    quiz = place_questions(small, [single_choice("Only")])
    costs = []
    for more, right in ((1, "B"), (9, "C")):
        for person in people(more):
            submitted(quiz, enrol(small.course, person), "AB"[more == 9])
        url = reverse("assessment:regrade", args=[repair(asked(quiz), single_choice("Only", right=right)).uuid])
        reviewer_client.get(url)
        costs.append(count_queries(reviewer_client.get, url))
    assert reviewer_client.get(url).context["counts"].falls == 10
    assert costs[0] == costs[1]


def test_a_registrar_grants_and_changes(learner: User, registrar: User, registrar_client: Client) -> None:
    url = reverse("assessment:accommodation", args=[learner.uuid])
    assert "Lena Learner" not in registrar_client.get(GRANTS).text
    assert "Lena Learner" in registrar_client.get(GRANTS, {"q": "lena"}).text
    for _ in range(2):
        assert registrar_client.post(url, GRANT).status_code == 302
    granted = Accommodation.objects.get()
    assert (granted.learner, granted.time_multiplier, granted.break_minutes) == (learner, Decimal("1.5"), 10)
    assert AuditEntry.objects.get(action="accounts.accommodation.granted").actor == registrar
    assert "Dyslexia" in registrar_client.get(url).text
    registrar_client.post(url, {**GRANT, "is_untimed": "on"})
    assert Accommodation.objects.get().is_untimed
    assert "No time limit" in registrar_client.get(GRANTS).text


@pytest.mark.parametrize(
    "wrong", [{"time_multiplier": "0.5"}, {"extra_attempts": "-1"}, {"break_minutes": "x"}, {"reason": ""}]
)
def test_a_grant_that_makes_no_sense_is_refused(wrong: dict[str, str], learner: User, registrar_client: Client) -> None:
    url = reverse("assessment:accommodation", args=[learner.uuid])
    assert registrar_client.post(url, {**GRANT, **wrong}).status_code == 400
    assert not Accommodation.objects.exists()


def test_nobody_grants_themselves_time(registrar: User, registrar_client: Client) -> None:
    url = reverse("assessment:accommodation", args=[registrar.uuid])
    assert registrar_client.post(url, GRANT).status_code == 400
    assert not Accommodation.objects.exists()


def test_the_reason_is_for_those_with_the_right(
    passed: Attempt, learner: User, registrar: User, reviewer_client: Client, administrator_client: Client
) -> None:
    accommodations.grant(learner, time_multiplier=Decimal("1.5"), reason="Dyslexia", actor=registrar)
    shown = reviewer_client.get(screen("attempt", passed)).text
    assert "1.50 times the usual" in shown
    assert "Dyslexia" not in shown
    assert "Dyslexia" in administrator_client.get(screen("attempt", passed)).text


def test_the_list_of_grants_costs_the_same_for_ten(
    registrar: User, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    for more in (1, 9):
        for person in people(more):
            accommodations.grant(person, extra_attempts=1, reason="Letter", actor=registrar)
        registrar_client.get(GRANTS)
        costs.append(count_queries(registrar_client.get, GRANTS))
    assert len(registrar_client.get(GRANTS).context["page"]) == 10
    assert costs[0] == costs[1]

"""The name that a certificate will bear: confirmed by its holder before the first one is made."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import people
from accounts.models import AuditEntry, User
from certificates import tasks
from certificates.actions import issuing
from certificates.models import Certificate
from courses.actions import enrolments, progress
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, confirm_name, enrol, make_course, make_ready_for_exam, sit

URL = "/courses/small/name/"


class Crash(Exception):
    pass


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def passed(small: SmallCourse, learner: User) -> Enrolment:
    """Everything is done but the name."""
    enrolment = enrol(small.course, learner)
    for lesson in small.lessons:
        progress.complete(enrolment, lesson)
    sit(small.quiz, enrolment)
    enrolments.accept_conduct(enrolment, actor=learner)
    sit(small.exam, enrolment)
    return Enrolment.objects.get(pk=enrolment.pk)


def confirm(client: Client, name: str = "Lena Learner") -> Any:
    return client.post(URL, {"legal_name": name})


def missing(client: Client) -> list[str]:
    shown = client.get("/courses/small/").context["requirements"]
    return [line["kind"] for line in shown if not line["is_done"]]


# --- without a confirmed name there is no certificate ----------------------------------------------------------------


def test_passing_without_a_confirmed_name_issues_nothing_and_says_what_is_missing(
    passed: Enrolment, learner_client: Client
) -> None:
    assert passed.completed_at is None
    assert not Certificate.objects.exists()
    assert missing(learner_client) == ["name"]
    for page in ("/courses/small/", "/learn/"):
        text = learner_client.get(page).text
        assert "Confirm the name for your certificate" in text
        assert f'href="{URL}"' in text


def test_result_and_exam_lead_to_the_name(passed: Enrolment, learner_client: Client) -> None:
    attempt = passed.attempts.filter(quiz__activity__kind="exam").get()
    for page in (f"{attempt.get_absolute_url()}review/", "/courses/small/final-exam/"):
        text = learner_client.get(page).text
        assert f'href="{URL}"' in text
        assert "See your certificate" not in text


def test_registrar_reads_the_same_that_is_missing(passed: Enrolment, registrar_client: Client) -> None:
    assert "Confirm the name for your certificate" in registrar_client.get("/cms/certificates/eligibility/").text


def test_sweep_waits_for_the_name(passed: Enrolment) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Enrolment.objects.filter(pk=passed.pk).update(completed_at=long_ago)
    assert tasks.repair_certificates()["issued"] == 0
    with pytest.raises(issuing.NotEligible):
        issuing.issue(Enrolment.objects.get(pk=passed.pk), actor=None)
    assert not Certificate.objects.exists()


# --- confirming -----------------------------------------------------------------------------------------------------


def test_page_shows_the_name_as_it_will_be_printed(passed: Enrolment, learner_client: Client) -> None:
    text = learner_client.get(URL).text
    assert "<bdi>Lena Learner</bdi>" in text
    assert 'value="Lena Learner"' in text
    assert not Certificate.objects.exists()


def test_certificate_follows_at_the_confirmation(passed: Enrolment, learner_client: Client) -> None:
    answer = confirm(learner_client)
    certificate = Certificate.objects.get()
    assert answer["Location"] == certificate.get_absolute_url()
    assert certificate.facts["recipient_name"] == "Lena Learner"
    assert missing(learner_client) == []
    passed.refresh_from_db()
    assert passed.completed_at == passed.name_confirmed_at


def test_corrected_name_is_printed_and_becomes_the_persons_name(
    passed: Enrolment, learner_client: Client, learner: User
) -> None:
    confirm(learner_client, "  Lena  Maria Learner ")
    assert Certificate.objects.get().facts["recipient_name"] == "Lena Maria Learner"
    learner.refresh_from_db()
    assert learner.legal_name == "Lena Maria Learner"
    kinds = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    renamed = kinds.index("accounts.legal_name.changed")
    assert renamed < kinds.index("courses.name.confirmed") < kinds.index("certificates.certificate.issued")


def test_confirming_twice_issues_once(passed: Enrolment, learner_client: Client) -> None:
    first, second = confirm(learner_client), confirm(learner_client, "Somebody Else")
    assert first["Location"] == second["Location"]
    assert Certificate.objects.get().facts["recipient_name"] == "Lena Learner"
    assert AuditEntry.objects.filter(action="courses.name.confirmed").count() == 1


def crash_after_confirming(enrolment: Enrolment) -> None:
    with transaction.atomic():
        confirm_name(enrolment)
        assert Certificate.objects.exists()
        raise Crash


def test_confirmation_and_certificate_are_one_transaction(passed: Enrolment) -> None:
    with pytest.raises(Crash):
        crash_after_confirming(passed)
    passed.refresh_from_db()
    assert passed.name_confirmed_at is None
    assert not Certificate.objects.exists()


def test_name_can_be_confirmed_before_the_exam(small: SmallCourse, learner: User, learner_client: Client) -> None:
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    assert "You confirmed this name on" in learner_client.get(URL).text
    assert URL not in learner_client.get("/courses/small/final-exam/").text
    sit(small.exam, Enrolment.objects.get(pk=enrolment.pk))
    assert Certificate.objects.get().facts["recipient_name"] == "Lena Learner"


def test_exam_can_be_sat_before_the_name_is_confirmed(passed: Enrolment) -> None:
    assert passed.attempts.filter(quiz__activity__kind="exam", is_passed=True).exists()


def test_confirming_early_leads_to_the_exam(small: SmallCourse, learner: User, learner_client: Client) -> None:
    enrol(small.course, learner)
    assert confirm(learner_client)["Location"] == "/courses/small/final-exam/"


def test_who_completed_before_the_course_earned_anything_is_asked_too(
    learner: User, learner_client: Client, db: None
) -> None:
    plain = make_course(earns=False)
    enrolment = enrol(plain.course, learner)
    make_ready_for_exam(plain, enrolment)
    Enrolment.objects.update(name_confirmed_at=None)
    sit(plain.exam, Enrolment.objects.get(pk=enrolment.pk))
    facts = issuing.AchievementFacts("Certificate of Smallness", "certificate", "All", "", 24)
    issuing.publish_achievement(plain.course, facts)
    assert missing(learner_client) == ["name"]
    confirm(learner_client)
    assert Certificate.objects.get().learner == learner


# --- another name in between ----------------------------------------------------------------------------------------


def test_name_that_changed_since_is_confirmed_again(small: SmallCourse, learner: User, learner_client: Client) -> None:
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    people.update_profile(learner, legal_name="Lena Married", time_zone="UTC", language="en-gb", actor=learner)
    assert missing(learner_client) == ["name", "exam"]
    sit(small.exam, Enrolment.objects.get(pk=enrolment.pk))
    assert not Certificate.objects.exists()
    confirm(learner_client, "Lena Married")
    assert Certificate.objects.get().facts["recipient_name"] == "Lena Married"


def test_name_that_staff_changed_is_audited_and_confirmed_again(
    small: SmallCourse, learner: User, learner_client: Client, administrator: User, administrator_client: Client
) -> None:
    confirm_name(enrol(small.course, learner))
    edit = reverse("wagtailusers_users:edit", args=[learner.pk])
    kept = {"email": learner.email, "time_zone": "UTC", "is_active": "on"}
    assert administrator_client.post(edit, {**kept, "legal_name": "Lena Learner"}).status_code == 302
    assert "name" not in missing(learner_client)
    assert administrator_client.post(edit, {**kept, "legal_name": "Lena Typed"}).status_code == 302
    learner.refresh_from_db()
    assert learner.legal_name == "Lena Typed"
    assert "name" in missing(learner_client)
    entry = AuditEntry.objects.get(action="accounts.legal_name.changed")
    assert (entry.actor, entry.data) == (administrator, {"before": "Lena Learner", "after": "Lena Typed"})
    for refused in ("", "Lena\u202eTyped"):
        administrator_client.post(edit, {**kept, "legal_name": refused})
        learner.refresh_from_db()
        assert learner.legal_name == "Lena Typed"


def test_same_name_saved_again_stays_confirmed(small: SmallCourse, learner: User, learner_client: Client) -> None:
    confirm_name(enrol(small.course, learner))
    people.update_profile(learner, legal_name="Lena Learner", time_zone="UTC", language="en-gb", actor=learner)
    assert "name" not in missing(learner_client)


def test_renaming_one_person_asks_nobody_else(
    small: SmallCourse, learner: User, outsider: User, learner_client: Client
) -> None:
    confirm_name(enrol(small.course, learner))
    people.change_legal_name(outsider, legal_name="Otto Other", actor=outsider)
    assert "name" not in missing(learner_client)


def test_later_round_does_not_ask_for_the_name(passed: Enrolment, learner: User, learner_client: Client) -> None:
    confirm(learner_client)
    first = Enrolment.objects.select_related("course", "learner").get(pk=passed.pk)
    enrolments.begin_round(first, keeps_progress=True, actor=learner)
    people.change_legal_name(learner, legal_name="Lena Married", actor=learner)
    assert missing(learner_client) == ["conduct", "exam"]
    assert learner_client.get(URL)["Location"] == Certificate.objects.get().get_absolute_url()


# --- doors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "123", "Lena\u202eLearner", "Lena\x00Learner", "Lena\u200bLearner", "L" * 161, "\u2066Lena\u2069"]
)
def test_what_is_no_name_is_refused(passed: Enrolment, learner_client: Client, name: str) -> None:
    answer = confirm(learner_client, name)
    assert answer.status_code == 422
    assert not Certificate.objects.exists()
    passed.refresh_from_db()
    assert passed.name_confirmed_at is None


def test_anonymous_visitor_is_asked_to_sign_in(passed: Enrolment, client: Client) -> None:
    for answer in (client.get(URL), confirm(client)):
        assert answer["Location"] == f"/accounts/login/?next={URL}"


def test_who_is_not_enrolled_gets_a_way_forward(passed: Enrolment, outsider_client: Client) -> None:
    for answer in (outsider_client.get(URL), confirm(outsider_client)):
        assert answer.status_code == 403
        assert "Enrol" in answer.text
    assert not Certificate.objects.exists()


def test_other_methods_and_other_courses_are_refused(passed: Enrolment, learner_client: Client) -> None:
    assert learner_client.put(URL).status_code == 405
    assert learner_client.get("/courses/unknown/name/").status_code == 404
    plain = make_course("plain", earns=False)
    enrol(plain.course, passed.learner)
    assert learner_client.get("/courses/plain/name/").status_code == 404


def test_hostile_name_is_text(passed: Enrolment, learner_client: Client) -> None:
    answer = learner_client.post(URL, {"legal_name": "<script>alert(1)</script>"}, follow=True)
    assert "<script>alert(1)</script>" not in answer.text
    assert Certificate.objects.get().facts["recipient_name"] == "<script>alert(1)</script>"


def test_cost_of_the_page_is_small(
    passed: Enrolment, learner_client: Client, count_queries: Callable[..., int]
) -> None:
    learner_client.get(URL)
    assert count_queries(learner_client.get, URL) <= 8

"""Who may have a certificate, who not and why, as the registrar sees it; and issuing by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from certificates.actions import issuing, statuses
from certificates.models import Certificate
from courses.actions import enrolments
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit

LISTING = "registrar:eligibility"


def person(enrolment: Enrolment) -> str:
    return reverse("registrar:person", args=[enrolment.course.uuid, enrolment.learner.uuid])


def listed(client: Client, **filters: str) -> list[str]:
    context = client.get(reverse(LISTING), filters).context
    return [shown["line"].enrolment.learner.legal_name for shown in context["lines"]]


def _lines(client: Client) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = client.get(reverse(LISTING)).context["lines"]
    return shown


def someone(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}@example.net", legal_name=name)


@pytest.fixture
def beginner(small: SmallCourse, learner: User) -> Enrolment:
    return enrol(small.course, learner)


def test_only_registrars_and_administrators_enter(
    beginner: Enrolment, client: Client, request: pytest.FixtureRequest
) -> None:
    for url in (reverse(LISTING), person(beginner)):
        assert client.get(url).url.startswith("/accounts/login/")
        assert client.post(url, {"reason": "x"}).url.startswith("/accounts/login/")
        for who in ("learner", "outsider", "instructor", "reviewer"):
            stranger = request.getfixturevalue(f"{who}_client")
            for method in (stranger.get, stranger.post):
                answer = method(url, {"reason": "x"})
                assert answer.status_code in {302, 403, 405}
                assert b"Lena Learner" not in answer.content
        for who in ("registrar", "administrator"):
            assert request.getfixturevalue(f"{who}_client").get(url).status_code == 200
    assert not Certificate.objects.exists()


def test_what_is_missing_is_what_the_learner_reads(
    small: SmallCourse, beginner: Enrolment, registrar_client: Client, learner_client: Client
) -> None:
    sit(small.quiz, beginner)
    (shown,) = registrar_client.get(reverse(LISTING)).context["lines"]
    mine = learner_client.get(small.course.get_absolute_url()).context["requirements"]
    assert shown["line"].requirements == mine
    text = registrar_client.get(reverse(LISTING)).text
    assert "1 of 5 done." in text
    for title in ("Lessons, 0 of 2", "Code of conduct", "Final exam"):
        assert title in text
    assert "Module quiz" not in text


def test_each_situation_is_found_by_its_filter(
    small: SmallCourse, beginner: Enrolment, registrar: User, registrar_client: Client
) -> None:
    holder, revoked, ready = (enrol(small.course, someone(name)) for name in ("Holder", "Revoked", "Ready"))
    for enrolment in (holder, revoked):
        issuing.issue_by_hand(enrolment, reason="Seen", actor=registrar)
    statuses.revoke(Certificate.objects.get(enrolment=revoked), reason="Wrong", actor=registrar)
    unnamed = enrol(small.course, someone("Unnamed"))
    Enrolment.objects.filter(pk__in=[ready.pk, unnamed.pk]).update(completed_at=ready.enrolled_at)
    Enrolment.objects.filter(pk=ready.pk).update(name_confirmed_at=ready.enrolled_at)
    Enrolment.objects.filter(pk=unnamed.pk).update(name_confirmed_at=None)
    found = {name: listed(registrar_client, situation=name) for name in ("missing", "ready", "holds", "revoked")}
    assert found == {
        "missing": ["Lena Learner", "Unnamed"],
        "ready": ["Ready"],
        "holds": ["Holder"],
        "revoked": ["Revoked"],
    }
    assert listed(registrar_client) == ["Holder", "Lena Learner", "Ready", "Revoked", "Unnamed"]
    situations = {
        shown["line"].enrolment.learner.legal_name: shown["line"].situation for shown in _lines(registrar_client)
    }
    assert situations["Unnamed"] == "missing"
    assert situations["Ready"] == "ready"


def test_learners_are_found_by_name_address_and_course(
    small: SmallCourse, beginner: Enrolment, registrar_client: Client
) -> None:
    other = make_course("other")
    enrol(other.course, someone("Zoe"))
    assert listed(registrar_client, text="learner len") == ["Lena Learner"]
    assert listed(registrar_client, text="zoe@EXAMPLE") == ["Zoe"]
    assert listed(registrar_client, course=str(other.course.pk)) == ["Zoe"]
    assert listed(registrar_client, course="no course") == []


def test_who_left_and_courses_that_earn_nothing_are_not_listed(
    small: SmallCourse, beginner: Enrolment, registrar_client: Client
) -> None:
    enrol(make_course("plain", earns=False).course, someone("Plain"))
    enrolments.withdraw(beginner, actor=beginner.learner)
    assert listed(registrar_client) == []
    assert registrar_client.get(person(beginner)).status_code == 404


def test_of_several_rounds_the_newest_is_listed(
    small: SmallCourse, beginner: Enrolment, registrar_client: Client
) -> None:
    make_ready_for_exam(small, beginner)
    sit(small.exam, beginner)
    beginner.refresh_from_db()
    enrolments.begin_round(beginner, keeps_progress=True, actor=None)
    (shown,) = registrar_client.get(reverse(LISTING)).context["lines"]
    assert shown["line"].enrolment.round == 2
    assert [line["title"] for line in shown["line"].missing] == ["Code of conduct", "Final exam"]
    assert shown["line"].certificate == Certificate.objects.get()


def test_cost_does_not_grow_with_learners(
    small: SmallCourse, registrar: User, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    def add(name: str) -> None:
        enrolment = enrol(small.course, someone(name))
        sit(small.quiz, enrolment)
        issuing.issue_by_hand(enrolment, reason="Seen", actor=registrar)
        sit(small.quiz, enrol(small.course, someone(f"{name}Two")))

    add("One")
    registrar_client.get(reverse(LISTING))
    one = count_queries(registrar_client.get, reverse(LISTING))
    for number in range(9):
        add(f"More{number}")
    assert count_queries(registrar_client.get, reverse(LISTING)) == one


def test_issuing_by_hand_keeps_reason_and_what_was_missing(
    beginner: Enrolment, registrar: User, registrar_client: Client
) -> None:
    answer = registrar_client.post(person(beginner), {"reason": "Passed at our partner's"})
    certificate = Certificate.objects.get()
    assert answer.url == reverse("registrar:certificate", args=[certificate.uuid])
    assert (certificate.enrolment, certificate.origin) == (beginner, "hand")
    entry = AuditEntry.objects.get(action="certificates.certificate.issued")
    assert (entry.actor, entry.data["reason"]) == (registrar, "Passed at our partner's")
    assert [line["title"] for line in entry.data["missing"]] == [
        *("Lessons", "Module quiz", "Code of conduct", "Confirm the name for your certificate", "Final exam"),
    ]
    assert "Passed at our partner" in registrar_client.get(person(beginner)).text


def test_without_a_reason_nothing_is_issued(beginner: Enrolment, registrar_client: Client) -> None:
    for reason in ("", "   "):
        answer = registrar_client.post(person(beginner), {"reason": reason})
        assert answer.status_code == 400
    assert not Certificate.objects.exists()


def test_a_holder_gets_no_second_one(beginner: Enrolment, registrar_client: Client) -> None:
    for _ in range(2):
        registrar_client.post(person(beginner), {"reason": "Seen"})
    assert Certificate.objects.count() == 1
    assert registrar_client.get(person(beginner)).context["form"] is None


def test_after_a_revocation_the_next_generation_can_be_issued(
    beginner: Enrolment, registrar: User, registrar_client: Client
) -> None:
    first = issuing.issue_by_hand(beginner, reason="Seen", actor=registrar)
    statuses.revoke(first, reason="Wrong name", actor=registrar)
    registrar_client.post(person(beginner), {"reason": "Now with proof"})
    assert sorted(Certificate.objects.values_list("generation", "status")) == [(1, "revoked"), (2, "valid")]


def test_nobody_issues_to_themselves(small: SmallCourse, registrar: User, registrar_client: Client) -> None:
    own = enrol(small.course, registrar)
    assert registrar_client.get(person(own)).context["form"] is None
    registrar_client.post(person(own), {"reason": "I deserve it"})
    assert not Certificate.objects.exists()


def test_who_may_only_look_issues_nothing(beginner: Enrolment, registrar: User, registrar_client: Client) -> None:
    group = registrar.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_certificate"))
    assert registrar_client.get(person(beginner)).context["form"] is None
    registrar_client.post(person(beginner), {"reason": "Seen"})
    assert not Certificate.objects.exists()


def test_names_are_shown_as_text(small: SmallCourse, registrar_client: Client) -> None:
    enrolment = enrol(small.course, someone("<b>Bold</b>"))
    for url in (reverse(LISTING), person(enrolment)):
        text = registrar_client.get(url).text
        assert "&lt;b&gt;Bold&lt;/b&gt;" in text
        assert "<b>Bold</b>" not in text


def test_other_methods_are_refused(beginner: Enrolment, registrar_client: Client) -> None:
    assert registrar_client.post(reverse(LISTING)).status_code == 405
    assert registrar_client.delete(person(beginner)).status_code == 405

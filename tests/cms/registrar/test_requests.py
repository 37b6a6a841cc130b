"""What holders ask for before the registrar, and the terms of renewal."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from certificates.actions import corrections, hours, snapshots, statuses
from certificates.models import Achievement, Certificate, ContinuingEducation, NameCorrection
from tests.certificates.files import enclosure
from tests.cms.registrar.conftest import Issue

ACCEPT, REFUSE = {"decision": "accept", "note": ""}, {"decision": "refuse", "note": "The page can't be read"}


def ask(certificate: Certificate, name: str = "Léna Learner") -> NameCorrection:
    facts = {"legal_name": name, "reason": "An accent", "enclosure": enclosure("passport.pdf")}
    return corrections.request(certificate, **facts, actor=certificate.learner)


def claim(certificate: Certificate, title: str = "Congress") -> ContinuingEducation:
    claimed = hours.Claim(title, "Society", Decimal("2.5"), snapshots.today(timezone.now()) - timedelta(days=1))
    return hours.claim(certificate, claimed, enclosure=enclosure(), actor=certificate.learner)


def door(row: NameCorrection | ContinuingEducation) -> str:
    queue = "names" if isinstance(row, NameCorrection) else "hours"
    return reverse(f"registrar:decide_{queue}", args=[row.uuid])


@pytest.fixture
def held(issue: Issue, learner: User) -> Certificate:
    return issue("Lena Learner", learner=learner, at=timezone.now() - timedelta(days=30))


@pytest.fixture
def asked(held: Certificate) -> NameCorrection:
    return ask(held)


@pytest.fixture
def claimed(held: Certificate) -> ContinuingEducation:
    return claim(held)


def test_only_registrars_and_administrators_enter(
    asked: NameCorrection, claimed: ContinuingEducation, client: Client, request: pytest.FixtureRequest
) -> None:
    terms = reverse("registrar:edit_terms", args=[asked.certificate.achievement.uuid])
    lists = [reverse(f"registrar:{name}") for name in ("names", "hours", "terms")]
    for url in (*lists, door(asked), door(claimed), terms):
        assert client.get(url).url.startswith("/accounts/login/")
        assert client.post(url, ACCEPT).url.startswith("/accounts/login/")
        for who in ("learner", "outsider", "instructor", "reviewer"):
            stranger = request.getfixturevalue(f"{who}_client")
            for method in (stranger.get, stranger.post):
                answer = method(url, ACCEPT)
                assert answer.status_code in {302, 403, 405}
                assert "Léna" not in answer.content.decode()
        for who in ("registrar", "administrator"):
            assert request.getfixturevalue(f"{who}_client").get(url).status_code == 200
    assert NameCorrection.objects.get().state == "requested"
    assert ContinuingEducation.objects.get().state == "claimed"


def test_what_waits_is_listed_with_its_evidence(
    asked: NameCorrection, claimed: ContinuingEducation, registrar_client: Client
) -> None:
    names, claims = (registrar_client.get(reverse(f"registrar:{name}")).text for name in ("names", "hours"))
    for text, row in ((names, asked), (claims, claimed)):
        assert "Other names (1)" in text
        assert "Continuing education (1)" in text
        assert door(row) in text
    for row, said in ((asked, "Léna Learner"), (claimed, "Congress")):
        text = registrar_client.get(door(row)).text
        assert said in text
        assert reverse("assessment:evidence", args=[row.evidence.uuid]) in text


def test_a_granted_name_makes_the_next_generation(
    asked: NameCorrection, registrar: User, registrar_client: Client
) -> None:
    assert registrar_client.post(door(asked), ACCEPT).url == reverse("registrar:names")
    newest = Certificate.objects.get(previous=asked.certificate)
    assert newest.facts["recipient_name"] == "Léna Learner"
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("granted", registrar)
    assert "Nothing waits for a decision." in registrar_client.get(reverse("registrar:names")).text
    assert "Granted on" in registrar_client.get(door(asked)).text
    registrar_client.post(door(asked), ACCEPT)
    assert Certificate.objects.count() == 2


def test_accepted_hours_count(claimed: ContinuingEducation, registrar_client: Client) -> None:
    registrar_client.post(door(claimed), ACCEPT)
    assert hours.tally(claimed.certificate).accepted == Decimal("2.5")


def test_refusing_needs_a_note_that_the_holder_reads(
    asked: NameCorrection, claimed: ContinuingEducation, registrar_client: Client, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    for row in (asked, claimed):
        answer = registrar_client.post(door(row), {**REFUSE, "note": "  "})
        assert answer.status_code == 400
        assert "Say why: the holder reads it." in answer.text
        with django_capture_on_commit_callbacks(execute=True):
            registrar_client.post(door(row), REFUSE)
        row.refresh_from_db()
        assert (row.state, row.note) == ("refused", "The page can't be read")
    assert [mail.to for mail in mailoutbox] == [["learner@example.org"]] * 2
    assert all("The page can't be read" in mail.body for mail in mailoutbox)


def test_without_a_decision_nothing_is_decided(asked: NameCorrection, registrar_client: Client) -> None:
    assert registrar_client.post(door(asked), {"note": "Hm"}).status_code == 400
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_what_somebody_else_decided_otherwise_stands(
    asked: NameCorrection, administrator: User, registrar_client: Client
) -> None:
    corrections.refuse(asked, note="No proof", actor=administrator)
    answer = registrar_client.post(door(asked), ACCEPT)
    assert (answer.status_code, Certificate.objects.count()) == (400, 1)
    assert "Somebody else has decided this meanwhile" in answer.text


def test_a_certificate_on_hold_gets_no_other_name(
    asked: NameCorrection, registrar: User, registrar_client: Client
) -> None:
    statuses.suspend(asked.certificate, reason="Looked into", actor=registrar)
    answer = registrar_client.post(door(asked), ACCEPT)
    assert "The certificate is on hold." in answer.text
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_nobody_decides_about_their_own(issue: Issue, registrar: User, registrar_client: Client) -> None:
    own = issue("Rita", learner=registrar, at=timezone.now() - timedelta(days=30))
    for row in (ask(own, "Rita Married"), claim(own)):
        assert "Somebody else decides." in registrar_client.get(door(row)).text
        answer = registrar_client.post(door(row), ACCEPT)
        assert "This is about your own certificate." in answer.text
        row.refresh_from_db()
        assert row.decided_at is None


def test_lists_cost_the_same_for_one_row_and_for_ten(
    issue: Issue, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    def add(name: str) -> None:
        certificate = issue(name, at=timezone.now() - timedelta(days=30))
        ask(certificate, f"{name} Married")
        claim(certificate)

    add("First")
    urls = [reverse(f"registrar:{name}") for name in ("names", "hours")]
    one = [count_queries(registrar_client.get, url) for url in urls]
    for number in range(9):
        add(f"More {number}")
    assert [count_queries(registrar_client.get, url) for url in urls] == one


# --- terms of renewal -----------------------------------------------------------------------------------------------


def test_terms_of_renewal_are_changed_and_audited(held: Certificate, registrar: User, registrar_client: Client) -> None:
    url = reverse("registrar:edit_terms", args=[held.achievement.uuid])
    for _ in range(2):
        assert registrar_client.post(url, {"renewal_hours": "12", "grace_days": "0"}).url == reverse("registrar:terms")
    achievement = Achievement.objects.get()
    assert (achievement.renewal_hours, achievement.grace_days) == (12, 0)
    entry = AuditEntry.objects.get(action="certificates.renewal.set")
    assert (entry.actor, entry.data) == (registrar, {"renewal_hours": 12, "grace_days": 0})
    assert "Terms of renewal changed" in registrar_client.get(url).text
    registrar_client.post(url, {"renewal_hours": "", "grace_days": ""})
    achievement.refresh_from_db()
    assert (achievement.renewal_hours, achievement.grace_days) == (None, None)
    assert "only the exam" in registrar_client.get(reverse("registrar:terms")).text


def test_terms_that_make_no_sense_are_refused(held: Certificate, registrar_client: Client) -> None:
    url = reverse("registrar:edit_terms", args=[held.achievement.uuid])
    for values in ({"renewal_hours": "0"}, {"grace_days": "-1"}, {"renewal_hours": "many"}):
        assert registrar_client.post(url, values).status_code == 400
    assert Achievement.objects.get().renewal_hours is None


def test_who_may_only_look_changes_nothing(held: Certificate, registrar: User, registrar_client: Client) -> None:
    group = registrar.groups.get()
    group.permissions.remove(group.permissions.get(codename="change_certificate"))
    url = reverse("registrar:edit_terms", args=[held.achievement.uuid])
    assert registrar_client.post(url, {"renewal_hours": "12"}).url == "/cms/"
    assert url not in registrar_client.get(reverse("registrar:terms")).text
    assert Achievement.objects.get().renewal_hours is None

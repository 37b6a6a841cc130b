"""Choosing what to be told, stopping it from a mailbox, and the night."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import quiet, tasks, topics, unsubscribing
from accounts.actions import erasure, notices, preferences
from accounts.models import Consent, Notice, NoticeChoice, User
from tests.accounts.letters import SAMPLES

pytestmark = pytest.mark.django_db

CHOICES = "/profile/notices/"


def opening(recipient: User, key: str = "1") -> Notice:
    context = SAMPLES["exam_opening"][0]
    return notices.announce(recipient, kind="exam_opening", key=key, context=context, topic=topics.EXAMS)


def reminder(recipient: User) -> Notice:
    return notices.announce(recipient, kind="nudge", key="1", context=SAMPLES["nudge"][0], topic=topics.REMINDERS)


def path_of(user: User, topic: topics.Topic) -> str:
    return unsubscribing.address(user, topic).removeprefix("http://localhost:8000")


def boxes(**checked: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in checked.items()}


# --- by mail and on the site -----------------------------------------------------------------------------------------


def test_reminders_are_mailed_to_those_who_asked(learner: User) -> None:
    assert notices.send(reminder(learner)) is False
    assert mail.outbox == []
    preferences.choose(learner, topics.REMINDERS, by_mail=True)
    Notice.objects.all().delete()
    assert notices.send(reminder(learner)) is True


def test_unwanted_mail_is_not_sent_later_either(learner: User) -> None:
    preferences.choose(learner, topics.EXAMS, by_mail=False)
    notice = opening(learner)
    notices.send(notice)
    preferences.choose(learner, topics.EXAMS, by_mail=True)
    notices.send_waiting(at=timezone.now() + timedelta(hours=1))
    assert mail.outbox == []


def test_choices_are_saved_and_shown(learner_client: Client, learner: User) -> None:
    page = learner_client.get(CHOICES).content.decode()
    assert "Others rely on your certificate" in page
    response = learner_client.post(CHOICES, boxes(reminders_mail="on", exams_site="on"))
    assert response["Location"] == CHOICES
    assert preferences.chosen(learner) == {
        "reminders": (True, False),
        "exams": (False, True),
        "results": (False, False),
        "renewals": (False, False),
    }


def test_what_is_necessary_cannot_be_switched_off(learner: User) -> None:
    with pytest.raises(preferences.NotOptional):
        preferences.choose(learner, topics.CERTIFICATES, by_mail=False)
    NoticeChoice.objects.create(user=learner, topic="certificates", by_mail=False)
    context = SAMPLES["certificate_issued"][0]
    notice = notices.announce(learner, kind="certificate_issued", key="1", context=context, topic=topics.CERTIFICATES)
    assert notices.send(notice) is True


def test_each_change_of_consent_to_reminders_is_kept(learner: User) -> None:
    for by_mail in (True, True, False, False):
        preferences.choose(learner, topics.REMINDERS, by_mail=by_mail)
    preferences.choose(learner, topics.EXAMS, by_mail=False)
    assert list(Consent.objects.order_by("pk").values_list("subject", "is_given")) == [
        ("reminders", True),
        ("reminders", False),
    ]


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(CHOICES)["Location"].startswith("/accounts/login/")
    assert client.post(CHOICES, {})["Location"].startswith("/accounts/login/")


# --- from a mailbox --------------------------------------------------------------------------------------------------


def test_a_mail_program_stops_one_kind_without_signing_in(learner: User) -> None:
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(path_of(learner, topics.EXAMS), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert preferences.chosen(learner)["exams"] == (False, True)
    assert preferences.chosen(learner)["results"] == (True, True)
    assert stranger.post(path_of(learner, topics.EXAMS)).status_code == 200


def test_opening_the_address_stops_nothing_yet(client: Client, learner: User) -> None:
    page = client.get(path_of(learner, topics.EXAMS)).content.decode()
    assert "Stop these messages?" in page
    assert not NoticeChoice.objects.exists()


def test_a_stopped_reminder_is_a_consent_withdrawn(client: Client, learner: User) -> None:
    preferences.choose(learner, topics.REMINDERS, by_mail=True)
    client.post(path_of(learner, topics.REMINDERS))
    assert list(Consent.objects.order_by("pk").values_list("is_given", flat=True)) == [True, False]


@pytest.mark.parametrize("token", ["nonsense", "WyJ4IiwiZXhhbXMiXQ:1u:abc"])
def test_a_forged_address_is_not_found(client: Client, token: str) -> None:
    assert client.post(f"/profile/unsubscribe/{token}/").status_code == 404


def test_the_address_of_somebody_who_left_is_not_found(client: Client, learner: User) -> None:
    path = path_of(learner, topics.EXAMS)
    erasure.anonymise_learner(learner, actor=learner)
    assert client.post(path).status_code == 404


# --- at night --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "zone", "ends"),
    [
        ("2026-06-01T20:59", "Europe/Brussels", None),
        ("2026-06-01T21:00", "Europe/Brussels", "2026-06-02T08:00"),
        ("2026-06-02T07:59", "Europe/Brussels", "2026-06-02T08:00"),
        ("2026-06-02T08:00", "Europe/Brussels", None),
        ("2026-10-24T23:00", "Europe/Brussels", "2026-10-25T08:00"),  # the night of 25 hours
        ("2026-03-28T23:00", "Europe/Brussels", "2026-03-29T08:00"),  # the night of 23 hours
        ("2026-06-01T22:00", "Asia/Kolkata", "2026-06-02T08:00"),
    ],
)
def test_the_night_ends_on_the_clock_of_the_recipient(at: str, zone: str, ends: str | None) -> None:
    local = ZoneInfo(zone)
    moment = datetime.fromisoformat(at).replace(tzinfo=local).astimezone(UTC)
    expected = datetime.fromisoformat(ends).replace(tzinfo=local) if ends else None
    assert quiet.ends_at(moment, local, begins=21, ends=8) == expected


def test_without_a_night_nothing_waits() -> None:
    hours = [datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in range(24)]
    assert {quiet.ends_at(hour, ZoneInfo("UTC"), begins=8, ends=8) for hour in hours} == {None}


@pytest.fixture
def _nights(settings: Any, learner: User) -> None:
    settings.NOTICE_QUIET_FROM, settings.NOTICE_QUIET_UNTIL = 21, 8
    learner.time_zone = "Asia/Tokyo"
    learner.save()


@pytest.mark.usefixtures("_nights")
def test_what_can_wait_is_mailed_in_the_morning_once(learner: User) -> None:
    night = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)  # 23:00 in Tokyo
    notice = opening(learner)
    Notice.objects.update(created_at=night)
    assert notices.send(notice, at=night) is False
    assert notices.send_waiting(at=night + timedelta(hours=8, minutes=59)) == 0
    assert notices.send_waiting(at=night + timedelta(hours=9)) == 1
    assert notices.send_waiting(at=night + timedelta(hours=10)) == 0
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("_nights")
def test_what_cannot_wait_is_mailed_at_night(learner: User) -> None:
    night = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
    context = SAMPLES["certificate_issued"][0]
    kept = notices.announce(learner, kind="certificate_issued", key="1", context=context, topic=topics.CERTIFICATES)
    assert notices.send(kept, at=night) is True


@pytest.mark.usefixtures("_nights")
def test_who_unsubscribes_at_night_gets_nothing_in_the_morning(learner: User) -> None:
    night = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
    notice = opening(learner)
    Notice.objects.update(created_at=night)
    notices.send(notice, at=night)
    preferences.choose(learner, topics.EXAMS, by_mail=False)
    notices.send_waiting(at=night + timedelta(days=1))
    assert mail.outbox == []


@pytest.mark.usefixtures("_nights")
def test_the_task_leaves_what_waits_for_the_morning(learner: User) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    opening(learner)
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=1), send_after=tomorrow)
    tasks.send_waiting_notices()
    assert mail.outbox == []

"""Reminders before the end: 90, 60, 30 and 7 days, once it has ended, and each once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Notice
from certificates import tasks, validity
from certificates.actions import generations, messages, reminders, renewals, snapshots, statuses
from certificates.models import Certificate
from tests.factories.courses import enrol, make_ready_for_exam, sit

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
KINDS = ("certificate_expiring", "certificate_expired")


def on(certificate, days_left):
    """Noon of that day."""
    day = certificate.expires_on - timedelta(days=days_left)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def told():
    rows = Notice.objects.filter(kind__in=KINDS).order_by("created_at", "pk")
    return [int(key.split()[1]) for key in rows.values_list("key", flat=True)]


def test_a_whole_life_of_daily_runs_reminds_five_times(certificate):
    for days_left in range(120, -200, -1):
        reminders.remind(at=on(certificate, days_left))
    assert told() == [90, 60, 30, 7, 0]


@pytest.mark.parametrize(
    ("days_left", "reminder"),
    [
        *[(91, []), (90, [90]), (61, [90]), (60, [60]), (31, [60]), (30, [30]), (8, [30]), (7, [7]), (0, [7])],
        *[(-1, [0]), (-90, [0]), (-91, [])],
    ],
)
def test_after_a_downtime_only_the_nearest_is_sent(certificate, days_left, reminder):
    assert reminders.remind(at=on(certificate, days_left)) == len(reminder)
    assert told() == reminder
    assert reminders.remind(at=on(certificate, days_left)) == 0


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_suspended_and_revoked_ones_are_not_reminded_of(certificate, registrar, act):
    getattr(statuses, act)(certificate, reason="Complaint", actor=registrar)
    assert reminders.remind(at=on(certificate, 30)) == 0


def test_renewed_one_is_not_reminded_of(certificate, registrar):
    at = on(certificate, 80)
    newer = generations.renew(certificate, evidence="Hours", actor=registrar, at=at)
    for days_left in (60, 30, 7, -1):
        assert reminders.remind(at=on(certificate, days_left)) == 0
    assert reminders.remind(at=on(newer, 90)) == 1


def test_correction_repeats_no_reminder(certificate, registrar):
    reminders.remind(at=on(certificate, 60))
    generations.correct(certificate, legal_name="Lena Correct", reason="Typo", actor=registrar)
    assert reminders.remind(at=on(certificate, 50)) == 0
    assert reminders.remind(at=on(certificate, 30)) == 1
    assert told() == [60, 30]


def test_certificate_without_an_end_is_not_reminded_of(certificate):
    at = on(certificate, 30)
    Certificate.objects.update(expires_on=None)
    assert reminders.remind(at=at) == 0


def test_person_who_left_is_not_written_to(certificate, learner):
    learner.is_active = False
    learner.save()
    assert reminders.remind(at=on(certificate, 30)) == 0


def test_day_is_the_issuers(certificate):
    """An hour before midnight in London it is the next day in Brussels."""
    day = certificate.expires_on - timedelta(days=91)
    assert reminders.remind(at=datetime(day.year, day.month, day.day, 21, 30, tzinfo=UTC)) == 0
    assert reminders.remind(at=datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)) == 1


def test_achievements_own_days_of_grace_count(certificate, registrar):
    renewals.set_terms(certificate.achievement, renewal_hours=None, grace_days=200, actor=registrar)
    assert reminders.remind(at=on(certificate, -150)) == 1


@pytest.mark.parametrize(
    ("days_left", "subject", "said"),
    [
        (30, "Your certificate ends on {day}: Certificate of Smallness", "is valid until {day}"),
        (-1, "Your certificate has ended: Certificate of Smallness", "was valid until {day}"),
    ],
)
def test_message_names_the_day_the_deadline_and_the_way(
    certificate, mailoutbox, django_capture_on_commit_callbacks, days_left, subject, said
):
    with django_capture_on_commit_callbacks(execute=True):
        reminders.remind(at=on(certificate, days_left))
    [mail] = mailoutbox
    day = messages.readable(certificate.expires_on, "en-gb")
    closes_on = messages.readable(certificate.expires_on + timedelta(days=90), "en-gb")
    assert mail.subject == subject.format(day=day)
    for text in (mail.body, mail.alternatives[0][0]):
        assert said.format(day=day) in text
        assert closes_on in text
        assert f"/certificates/{certificate.uuid}/renewal/" in text
        assert "{{" not in text


def test_task_reminds_now(certificate, small):
    Certificate.objects.update(expires_on=snapshots.today(timezone.now()) + timedelta(days=30), issued_at=LONG_AGO)
    assert tasks.remind_holders() == 1
    assert told() == [30]


def test_cost_does_not_grow_with_those_who_were_told(certificate, small, outsider, count_queries):
    at = on(certificate, 30)
    reminders.remind(at=at)
    one = count_queries(reminders.remind, at=at)
    enrolment = enrol(small.course, outsider)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    reminders.remind(at=at)
    assert count_queries(reminders.remind, at=at) == one <= 4


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(ends=DAYS, lasts=st.integers(1, 800), grace=st.integers(0, 120), runs=st.sets(st.integers(-200, 200)))
def test_whatever_days_it_runs_on_each_reminder_comes_at_most_once_and_in_order(ends, lasts, grace, runs):
    window = validity.window(ends, grace_days=grace)
    issued_on = ends - timedelta(days=lasts)
    days = [ends - timedelta(days=left) for left in sorted(runs, reverse=True)]
    due = [validity.reminder_due(window, issued_on=issued_on, today=day) for day in days if day >= issued_on]
    once = list(dict.fromkeys(mark for mark in due if mark is not None))
    assert once == sorted(once, reverse=True)
    assert set(once) <= {*validity.REMINDERS, validity.AFTERWARDS}


@given(ends=DAYS, lasts=st.integers(1, 800), left=st.integers(0, 90))
def test_no_reminder_falls_on_the_day_of_issue(ends, lasts, left):
    window = validity.window(ends, grace_days=90)
    issued_on = ends - timedelta(days=lasts)
    assert validity.reminder_due(window, issued_on=issued_on, today=issued_on) is None

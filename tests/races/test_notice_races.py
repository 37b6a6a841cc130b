"""Never twice, however many workers look at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from accounts import topics
from accounts.actions import notices, preferences
from accounts.models import Consent, Notice, NoticeChoice
from cms.actions import nudges
from quizzes.actions import attempts, openings
from tests.accounts.letters import SAMPLES
from tests.factories.courses import enrol, make_course, make_ready_for_exam, sit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enrolment(learner):
    return enrol(make_course().course, learner)


def test_simultaneous_reminders_are_one(enrolment, learner, together):
    preferences.choose(learner, topics.REMINDERS, by_mail=True)
    at = timezone.now() + timedelta(days=8)
    together([partial(nudges.nudge, at=at) for _ in range(4)])
    assert Notice.objects.filter(kind="nudge").count() == 1
    assert len(mail.outbox) == 1


def test_simultaneous_openings_are_one(learner, together):
    small = make_course()
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment, rightly=False)
    at = timezone.now() + timedelta(days=14, minutes=1)
    together([partial(openings.tell, at=at) for _ in range(4)])
    assert Notice.objects.filter(kind="exam_opening").count() == 1


def test_simultaneous_submits_tell_one_result(learner, together):
    small = make_course()
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    attempt = attempts.start(small.exam, enrolment=enrolment)
    together([partial(attempts.submit, attempt) for _ in range(4)])
    assert Notice.objects.filter(kind="result").count() == 1


def test_the_morning_comes_once_for_all_workers(learner, together, settings):
    settings.NOTICE_QUIET_FROM, settings.NOTICE_QUIET_UNTIL = 0, 23
    night = timezone.now().replace(hour=3)
    context = SAMPLES["exam_opening"][0]
    notice = notices.announce(learner, kind="exam_opening", key="1", context=context, topic=topics.EXAMS)
    Notice.objects.update(created_at=night - timedelta(hours=1), send_after=None)
    mail.outbox.clear()
    together([partial(notices.send, Notice.objects.select_related("recipient").get(), at=night) for _ in range(4)])
    assert mail.outbox == []
    morning = night.replace(hour=23)
    together([partial(notices.send_waiting, at=morning) for _ in range(4)])
    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert notice.sent_at


def test_simultaneous_choices_leave_one_row_and_one_consent(learner, together):
    together([partial(preferences.choose, learner, topics.REMINDERS, by_mail=True) for _ in range(4)])
    assert NoticeChoice.objects.count() == 1
    assert Consent.objects.count() == 1

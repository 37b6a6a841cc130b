from functools import partial

import pytest

from accounts.models import AuditEntry, Notice
from certificates import tasks
from certificates.actions import issuer_keys, issuing
from certificates.models import Artifact, Certificate, StatusEntry
from courses.actions import enrolments, progress
from courses.models import Enrolment
from quizzes.actions import attempts
from tests.factories.courses import enrol, make_course, make_ready_for_exam, sit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small():
    return make_course()


@pytest.fixture
def enrolment(small, learner):
    return enrol(small.course, learner)


def fresh(enrolment):
    """Each request loads its own."""
    return Enrolment.objects.select_related("course", "learner").get(pk=enrolment.pk)


def pass_all_but_lessons(small, enrolment):
    """The exam was started while the lessons counted as read; an editor's correction then reopened them."""
    make_ready_for_exam(small, enrolment)
    attempt = attempts.start(small.exam, enrolment=enrolment)
    for position in (1, 2):
        attempts.save_response(attempt, position, attempts.Answer("A", 1))
    enrolment.progress.filter(activity__in=small.lessons).update(completed_at=None)
    attempts.submit(attempt)
    assert not Certificate.objects.exists()


def assert_everything_happened_once():
    assert Certificate.objects.count() == 1
    assert Artifact.objects.count() == 1
    assert Notice.objects.filter(kind="certificate_issued").count() == 1
    assert AuditEntry.objects.filter(action="certificates.certificate.issued").count() == 1


def test_simultaneous_submits_of_the_last_exam_issue_one_certificate(small, enrolment, together, mailoutbox):
    make_ready_for_exam(small, enrolment)
    attempt = attempts.start(small.exam, enrolment=enrolment)
    for position in (1, 2):
        attempts.save_response(attempt, position, attempts.Answer("A", 1))
    together([partial(attempts.submit, attempt) for _ in range(4)])
    assert_everything_happened_once()
    subjects = ["Passed: Final exam, Course small", "Your certificate is ready: Certificate of Smallness"]
    assert sorted(mail.subject for mail in mailoutbox) == subjects


def test_last_requirements_met_at_once_issue_one_certificate(small, enrolment, together):
    pass_all_but_lessons(small, enrolment)
    together([partial(progress.complete, fresh(enrolment), lesson) for lesson in small.lessons])
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    assert_everything_happened_once()


def test_conduct_and_last_lesson_at_once_issue_one_certificate(small, enrolment, together, learner):
    pass_all_but_lessons(small, enrolment)
    progress.complete(enrolment, small.lessons[0])
    Enrolment.objects.filter(pk=enrolment.pk).update(conduct_accepted_at=None)
    accept = partial(enrolments.accept_conduct, fresh(enrolment), actor=learner)
    together([accept, partial(progress.complete, fresh(enrolment), small.lessons[1])])
    assert_everything_happened_once()


def test_simultaneous_issues_return_the_same_certificate(small, enrolment, together):
    make_ready_for_exam(small, enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=enrolment.enrolled_at)
    issued = together([partial(issuing.issue, fresh(enrolment), actor=None) for _ in range(4)])
    assert len({certificate.pk for certificate in issued}) == 1
    assert_everything_happened_once()


def test_simultaneous_tasks_keep_one_document_and_mail_once(small, enrolment, together, mailoutbox):
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    certificate = Certificate.objects.get()
    sha256 = Artifact.objects.get().sha256
    together([partial(tasks.make_documents, certificate.pk) for _ in range(4)] + [tasks.repair_certificates])
    assert Artifact.objects.get().sha256 == sha256
    assert [mail.subject for mail in mailoutbox].count("Your certificate is ready: Certificate of Smallness") == 1


def test_documents_made_at_once_for_the_first_time_are_one(small, enrolment, together, mailoutbox):
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    certificate = Certificate.objects.get()
    Artifact.objects.all().delete()
    Notice.objects.all().delete()
    mailoutbox.clear()
    together([partial(tasks.make_documents, certificate.pk) for _ in range(4)])
    assert_everything_happened_once()
    assert len(mailoutbox) == 1


def test_credential_made_at_once_by_many_is_one_with_one_place(
    small, enrolment, together, mailoutbox, settings, tmp_path
):
    settings.ISSUER_KEYS_DIR = tmp_path
    issuer_keys.rotate(actor=None)
    make_ready_for_exam(small, enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=enrolment.enrolled_at)
    certificate = issuing.issue(fresh(enrolment), actor=None)
    Artifact.objects.all().delete()
    StatusEntry.objects.all().delete()
    Notice.objects.all().delete()
    mailoutbox.clear()
    together([partial(tasks.make_documents, certificate.pk) for _ in range(4)])
    assert sorted(Artifact.objects.values_list("kind", flat=True)) == ["json", "pdf", "png"]
    assert StatusEntry.objects.count() == 1
    assert len(mailoutbox) == 1

from functools import partial

import pytest

from accounts.models import AuditEntry, Notice
from certificates import tasks
from certificates.actions import generations, issuer_keys, issuing, refusals, statuses
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
    assert [mail.subject for mail in mailoutbox] == ["Your certificate is ready: Certificate of Smallness"]


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
    assert len(mailoutbox) == 1


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


@pytest.fixture
def certificate(small, enrolment):
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    certificate = Certificate.objects.get()
    Certificate.objects.update(expires_on=certificate.issued_on)
    return certificate


def own(certificate):
    """Each caller has read the row before."""
    return Certificate.objects.get(pk=certificate.pk)


def chain():
    return list(Certificate.objects.order_by("generation").values_list("generation", "status", "origin"))


def test_simultaneous_renewals_land_on_one_successor(certificate, registrar, together):
    calls = [partial(generations.renew, own(certificate), evidence="Hours", actor=registrar) for _ in range(4)]
    assert len({newer.pk for newer in together(calls)}) == 1
    assert chain() == [(1, "superseded", "course"), (2, "valid", "renewal")]


def test_simultaneous_corrections_land_on_one_successor(certificate, registrar, together):
    values = {"legal_name": "Léna Learner", "reason": "Accent", "actor": registrar}
    calls = [partial(generations.correct, own(certificate), **values) for _ in range(4)]
    assert len({newer.pk for newer in together(calls)}) == 1
    assert chain() == [(1, "superseded", "course"), (2, "valid", "correction")]


def test_renewal_and_correction_at_once_both_count(certificate, registrar, together):
    renew = partial(generations.renew, own(certificate), evidence="Hours", actor=registrar)
    values = {"legal_name": "Léna Learner", "reason": "Accent", "actor": registrar}
    together([renew, partial(generations.correct, own(certificate), **values)])
    newest = Certificate.objects.order_by("generation").last()
    assert sorted(origin for _, _, origin in chain()) == ["correction", "course", "renewal"]
    assert newest.facts["recipient_name"] == "Léna Learner"
    assert newest.expires_on > newest.issued_on
    assert Certificate.objects.filter(status="valid").get() == newest


def test_renewal_that_waited_for_a_revocation_is_refused(certificate, registrar, overlapping):
    def renew():
        with pytest.raises(refusals.CertificateRevoked):
            generations.renew(own(certificate), evidence="Hours", actor=registrar)

    overlapping(partial(statuses.revoke, own(certificate), reason="Fraud", actor=registrar), renew)
    assert chain() == [(1, "revoked", "course")]


def test_revocation_that_waited_for_a_renewal_is_told_of_the_successor(certificate, registrar, overlapping):
    def revoke():
        with pytest.raises(refusals.CertificateSuperseded):
            statuses.revoke(own(certificate), reason="Fraud", actor=registrar)

    overlapping(partial(generations.renew, own(certificate), evidence="Hours", actor=registrar), revoke)
    assert chain() == [(1, "superseded", "course"), (2, "valid", "renewal")]


def test_simultaneous_suspensions_are_told_once(certificate, registrar, together):
    calls = [partial(statuses.suspend, own(certificate), reason=f"Reason {n}", actor=registrar) for n in range(4)]
    together(calls)
    assert Notice.objects.filter(kind="certificate_suspended").count() == 1
    assert AuditEntry.objects.filter(action="certificates.certificate.suspended").count() == 1


def test_later_round_and_renewal_by_hand_at_once_make_one_chain(small, certificate, registrar, together):
    second = Enrolment.objects.create(
        learner=certificate.learner, course=small.course, round=2, completed_at=certificate.issued_at
    )
    renew = partial(generations.renew, own(certificate), evidence="Hours", actor=registrar)
    together([renew, *[partial(issuing.issue, fresh(second), actor=None) for _ in range(3)]])
    generation = [number for number, _, _ in chain()]
    assert generation == list(range(1, len(generation) + 1))
    assert Certificate.objects.filter(status="valid").count() == 1
    assert Certificate.objects.filter(enrolment=second).count() == 1


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

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import AuditEntry
from certificates import codes, validity
from certificates.actions import issuing, statuses
from certificates.models import Achievement, Certificate
from courses.models import Enrolment
from tests.factories.courses import enrol, make_course, make_ready_for_exam, sit


class Crash(Exception):
    pass


def crash_after(step):
    with transaction.atomic():
        step()
        raise Crash


def test_completion_issues_with_frozen_facts(certificate, small, learner):
    assert certificate.learner == learner
    assert certificate.status == "valid"
    assert codes.normalise(certificate.code) == certificate.code
    assert certificate.serial == f"WM-{certificate.issued_on:%Y}-{certificate.pk:06d}"
    assert certificate.expires_on == validity.expiry(certificate.issued_on, 24)
    facts = certificate.facts
    assert (facts["recipient_name"], facts["course_title"]) == ("Lena Learner", "Course small")
    assert (facts["credential_title"], facts["learning_minutes"]) == ("Certificate of Smallness", 55)


def test_certificate_and_completion_are_one_transaction(small, ready):
    with pytest.raises(Crash):
        crash_after(lambda: sit(small.exam, ready))
    ready.refresh_from_db()
    assert ready.completed_at is None
    assert not Certificate.objects.exists()


def test_failure_issues_nothing(small, ready):
    sit(small.exam, ready, rightly=False)
    assert not Certificate.objects.exists()


def test_course_that_earns_nothing_issues_nothing(db, learner):
    plain = make_course("plain", earns=False)
    enrolment = enrol(plain.course, learner)
    make_ready_for_exam(plain, enrolment)
    sit(plain.exam, enrolment)
    assert enrolment.progress.filter(activity=plain.exam.activity, completed_at__isnull=False).exists()
    assert not Certificate.objects.exists()
    with pytest.raises(Achievement.DoesNotExist):
        issuing.issue(Enrolment.objects.get(pk=enrolment.pk), actor=None)


def test_issue_before_completion_is_refused(ready):
    with pytest.raises(issuing.NotEligible):
        issuing.issue(ready, actor=None)
    assert issuing.issue_if_eligible(ready) is None
    assert not Certificate.objects.exists()


def test_issue_twice_returns_the_first(certificate):
    again = issuing.issue(certificate.enrolment, actor=None, at=timezone.now() + timedelta(days=9))
    assert (again.pk, again.code, again.issued_at) == (certificate.pk, certificate.code, certificate.issued_at)
    assert AuditEntry.objects.filter(action="certificates.certificate.issued").count() == 1


def test_revocation_notes_who_and_why_and_happens_once(certificate, registrar):
    revoked = statuses.revoke(certificate, reason="Wrong person", actor=registrar)
    moment = revoked.revoked_at
    again = statuses.revoke(certificate, reason="Another reason", actor=registrar)
    assert (again.status, again.revoked_at, again.revoked_reason) == ("revoked", moment, "Wrong person")
    entry = AuditEntry.objects.get(action="certificates.certificate.revoked")
    assert (entry.actor, entry.data["reason"]) == (registrar, "Wrong person")


def test_revoked_certificate_is_never_revived(certificate, registrar):
    statuses.revoke(certificate, reason="Wrong person", actor=registrar)
    again = issuing.issue(certificate.enrolment, actor=registrar)
    assert (again.pk, again.status) == (certificate.pk, "revoked")
    assert issuing.issue_if_eligible(certificate.enrolment).status == "revoked"


def test_day_of_issue_is_the_issuers(certificate, settings):
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    certificate.issued_at = certificate.revoked_at = late
    certificate.facts["time_zone"] = "Europe/Brussels"
    assert certificate.issued_on == certificate.revoked_on == date(2026, 7, 1)


def test_nameless_learner_is_named_by_address(small, ready, learner):
    learner.legal_name = ""
    learner.save()
    sit(small.exam, Enrolment.objects.get(pk=ready.pk))
    assert Certificate.objects.get().facts["recipient_name"] == "learner@example.org"


def test_codes_and_serials_differ_between_learners(certificate, small, outsider):
    enrolment = enrol(small.course, outsider)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    other = Certificate.objects.get(learner=outsider)
    assert other.code != certificate.code
    assert other.serial != certificate.serial


@pytest.mark.parametrize("field", ["code", "serial"])
def test_database_refuses_a_code_or_serial_used_twice(certificate, field):
    copy = Certificate.objects.get(pk=certificate.pk)
    values = {"pk": None, "uuid": copy.achievement.uuid, "generation": 2, "code": "other", "serial": "other"}
    for name, value in (values | {field: getattr(certificate, field)}).items():
        setattr(copy, name, value)
    copy._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_database_refuses_a_second_certificate_of_one_generation(certificate):
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.uuid, copy.code, copy.serial = None, copy.achievement.uuid, "other", "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize("values", [{"status": "revoked"}, {"revoked_at": timezone.now()}])
def test_database_refuses_a_revocation_without_its_date_and_a_date_without_it(certificate, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**values)


@pytest.mark.parametrize("name", ["learner", "achievement", "enrolment", "design"])
def test_what_a_certificate_points_at_can_not_be_deleted(certificate, name):
    with pytest.raises(ProtectedError):
        getattr(certificate, name).delete()

"""Renewal and correction: the next generation, with what it replaces superseded in the same transaction."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions.audit import ReasonMissing
from accounts.models import AuditEntry
from certificates import validity
from certificates.actions import generations, issuing, refusals, statuses
from certificates.models import Certificate
from courses.models import Course, Enrolment


class Crash(Exception):
    pass


def crash_after(step):
    with transaction.atomic():
        step()
        raise Crash


def noon(day):
    """A moment of that day in the issuer's time zone too."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def renew(certificate, registrar, *, days_left=30, **values):
    at = noon(certificate.expires_on - timedelta(days=days_left))
    return generations.renew(certificate, **{"evidence": "Course of 2028", "actor": registrar, "at": at, **values})


def correct(certificate, registrar, legal_name="Léna Learner", **values):
    return generations.correct(
        certificate, **{"legal_name": legal_name, "reason": "Accent", "actor": registrar, **values}
    )


def test_renewal_is_the_next_generation_and_replaces_the_old_one(certificate, registrar):
    newer = renew(certificate, registrar)
    certificate.refresh_from_db()
    assert (newer.generation, newer.previous, newer.origin) == (2, certificate, "renewal")
    assert (newer.status, certificate.status, certificate.superseded_at) == ("valid", "superseded", newer.issued_at)
    assert newer.code != certificate.code
    assert newer.serial == f"WM-{newer.issued_on:%Y}-{newer.pk:06d}"
    entry = AuditEntry.objects.get(action="certificates.certificate.issued", subject_uuid=newer.uuid)
    assert (entry.actor, entry.data["evidence"], entry.data["origin"]) == (registrar, "Course of 2028", "renewal")


@pytest.mark.parametrize(("days_left", "counted_from_old_end"), [(90, True), (0, True), (-1, False), (-300, False)])
def test_renewed_validity_loses_no_day(certificate, registrar, days_left, counted_from_old_end):
    newer = renew(certificate, registrar, days_left=days_left)
    start = certificate.expires_on if counted_from_old_end else newer.issued_on
    assert newer.expires_on == validity.expiry(start, 24)


def test_renewal_before_its_time_is_refused(certificate, registrar):
    with pytest.raises(refusals.NotYetRenewable):
        renew(certificate, registrar, days_left=91)
    assert Certificate.objects.get().status == "valid"


def test_what_has_no_end_is_not_renewed(certificate, registrar):
    Certificate.objects.update(expires_on=None)
    with pytest.raises(refusals.NeverExpires):
        generations.renew(certificate, evidence="Hours", actor=registrar)


def test_renewal_keeps_what_was_earned_and_takes_todays_issuer(certificate, registrar, small, learner, settings):
    settings.ISSUER_NAME = "Waymark and Partners"
    learner.legal_name = "A Friend"
    learner.save()
    Course.objects.filter(pk=small.course.pk).update(title="Changed", version="9")
    newer = renew(certificate, registrar)
    assert newer.facts == certificate.facts | {"issuer_name": "Waymark and Partners"}


def test_second_renewal_lands_on_the_first(certificate, registrar):
    newer = renew(certificate, registrar)
    assert renew(certificate, registrar) == newer
    assert renew(Certificate.objects.get(pk=certificate.pk), registrar, days_left=-5) == newer
    assert Certificate.objects.count() == 2


def test_newest_is_not_renewed_twice_in_one_period(certificate, registrar):
    newer = renew(certificate, registrar)
    with pytest.raises(refusals.NotYetRenewable):
        generations.renew(newer, evidence="Again", actor=registrar, at=newer.issued_at)


def test_renewal_after_a_correction_renews_the_corrected_one(certificate, registrar):
    corrected = correct(certificate, registrar)
    newer = renew(certificate, registrar)
    assert (newer.generation, newer.previous) == (3, corrected)
    assert newer.facts["recipient_name"] == "Léna Learner"
    assert renew(certificate, registrar) == newer


def test_correction_changes_the_name_and_nothing_else(certificate, registrar, small):
    issuing.publish_achievement(small.course, issuing.AchievementFacts("Changed", "badge", "", "", None))
    newer = correct(certificate, registrar, "  Léna   Learner ")
    certificate.refresh_from_db()
    assert newer.facts == certificate.facts | {"recipient_name": "Léna Learner"}
    assert (newer.origin, newer.generation, newer.previous) == ("correction", 2, certificate)
    for name in ("issued_at", "expires_on", "design", "enrolment", "achievement", "learner"):
        assert getattr(newer, name) == getattr(certificate, name)
    assert (newer.status, certificate.status) == ("valid", "superseded")
    entry = AuditEntry.objects.get(action="certificates.certificate.issued", subject_uuid=newer.uuid)
    assert (entry.actor, entry.data["reason"]) == (registrar, "Accent")


def test_second_correction_lands_on_the_first(certificate, registrar):
    newer = correct(certificate, registrar)
    assert correct(certificate, registrar) == newer
    assert correct(newer, registrar) == newer
    assert Certificate.objects.count() == 2


def test_correction_after_a_renewal_corrects_the_renewed_one(certificate, registrar):
    renewed = renew(certificate, registrar)
    newer = correct(certificate, registrar)
    assert (newer.generation, newer.previous, newer.expires_on) == (3, renewed, renewed.expires_on)


@pytest.mark.parametrize("name", ["", "123", "Lena\u202eLearner"])
def test_what_is_no_name_is_refused(certificate, registrar, name):
    with pytest.raises(ValidationError):
        correct(certificate, registrar, name)
    assert Certificate.objects.get().status == "valid"


@pytest.mark.parametrize("act", [renew, correct])
@pytest.mark.parametrize(
    ("status", "refusal"), [("suspend", refusals.CertificateSuspended), ("revoke", refusals.CertificateRevoked)]
)
def test_suspended_and_revoked_ones_have_no_successor(certificate, registrar, act, status, refusal):
    getattr(statuses, status)(certificate, reason="Complaint", actor=registrar)
    with pytest.raises(refusal):
        act(certificate, registrar)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("act", [renew, correct])
def test_revoked_newest_is_not_reached_by_way_of_an_older_one(certificate, registrar, act):
    newest = correct(certificate, registrar, "Lena Revoked")
    statuses.revoke(newest, reason="Fraud", actor=registrar)
    with pytest.raises(refusals.CertificateRevoked):
        act(certificate, registrar)


def test_renewal_rests_on_something(certificate, registrar):
    with pytest.raises(ReasonMissing):
        renew(certificate, registrar, evidence=" ")


@pytest.mark.parametrize("act", [renew, correct])
def test_old_and_new_change_together(certificate, registrar, act):
    with pytest.raises(Crash):
        crash_after(lambda: act(certificate, registrar))
    assert Certificate.objects.get().status == "valid"


@pytest.mark.parametrize(
    ("act", "subject"),
    [
        (renew, "Your certificate is renewed: Certificate of Smallness"),
        (correct, "Your corrected certificate is ready: Certificate of Smallness"),
    ],
)
def test_holder_gets_one_message_about_the_new_one(
    made, registrar, mailoutbox, django_capture_on_commit_callbacks, act, subject
):
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        newer = act(made.certificate, registrar)
    [mail] = mailoutbox
    assert mail.subject == subject
    assert newer.serial in mail.body
    assert newer.artifacts.count() == 1


def test_registrar_issues_although_something_is_missing(ready, registrar):
    issued = issuing.issue_by_hand(ready, reason="Exam on paper", actor=registrar)
    assert (issued.origin, issued.generation, issued.status) == ("hand", 1, "valid")
    assert issued.facts["recipient_name"] == "Lena Learner"
    entry = AuditEntry.objects.get(action="certificates.certificate.issued")
    assert (entry.actor, entry.data["reason"]) == (registrar, "Exam on paper")
    assert entry.data["missing"] == [{"kind": "exam", "title": "Final exam", "done": 0, "total": 1}]
    ready.refresh_from_db()
    assert ready.completed_at is None


def test_issuing_by_hand_twice_returns_the_first(ready, registrar):
    first = issuing.issue_by_hand(ready, reason="Exam on paper", actor=registrar)
    assert issuing.issue_by_hand(ready, reason="Another reason", actor=registrar) == first


def test_issuing_by_hand_needs_a_reason(ready, registrar):
    with pytest.raises(ReasonMissing):
        issuing.issue_by_hand(ready, reason="", actor=registrar)
    assert not Certificate.objects.exists()


def test_completing_after_an_issue_by_hand_issues_no_second_one(ready, registrar):
    issued = issuing.issue_by_hand(ready, reason="Exam on paper", actor=registrar)
    Enrolment.objects.filter(pk=ready.pk).update(completed_at=timezone.now())
    assert issuing.issue(Enrolment.objects.get(pk=ready.pk), actor=None) == issued


def test_after_a_revocation_only_a_registrar_issues_anew(certificate, registrar):
    statuses.revoke(certificate, reason="Mistaken identity", actor=registrar)
    assert issuing.issue(certificate.enrolment, actor=None).status == "revoked"
    newer = issuing.issue_by_hand(certificate.enrolment, reason="It was her after all", actor=registrar)
    certificate.refresh_from_db()
    assert (newer.generation, newer.previous, newer.status) == (2, certificate, "valid")
    assert certificate.status == "revoked"
    assert issuing.issue_by_hand(certificate.enrolment, reason="Again", actor=registrar) == newer


def later_round(certificate):
    """The learner has completed the course once more."""
    first = certificate.enrolment
    return Enrolment.objects.create(learner=first.learner, course=first.course, round=2, completed_at=timezone.now())


def test_later_round_renews(certificate, learner, small):
    learner.legal_name = "A Friend"
    learner.save()
    Course.objects.filter(pk=small.course.pk).update(version="2.0")
    second = later_round(certificate)
    newer = issuing.issue(second, actor=None)
    certificate.refresh_from_db()
    assert (newer.generation, newer.origin, newer.enrolment, newer.previous) == (2, "renewal", second, certificate)
    assert (newer.facts["recipient_name"], newer.facts["course_version"]) == ("Lena Learner", "2.0")
    assert newer.expires_on == validity.expiry(certificate.expires_on, 24)
    assert certificate.status == "superseded"
    assert issuing.issue(second, actor=None) == newer
    assert issuing.issue(certificate.enrolment, actor=None) == newer


@pytest.mark.parametrize("status", ["suspend", "revoke"])
def test_later_round_replaces_nothing_that_is_suspended_or_revoked(certificate, registrar, status):
    getattr(statuses, status)(certificate, reason="Complaint", actor=registrar)
    issued = issuing.issue(later_round(certificate), actor=None)
    assert (issued.pk, issued.generation) == (certificate.pk, 1)
    assert Certificate.objects.count() == 1


def test_later_round_renews_once_the_suspension_is_over(certificate, registrar):
    statuses.suspend(certificate, reason="Complaint", actor=registrar)
    second = later_round(certificate)
    issuing.issue(second, actor=None)
    statuses.reinstate(certificate, reason="Unfounded", actor=registrar)
    assert issuing.issue(second, actor=None).generation == 2

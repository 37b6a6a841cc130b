"""Renewing by the exam and by hours: when it is open, what it asks for, what it makes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from certificates import validity
from certificates.actions import corrections, generations, hours, issuing, refusals, renewals, snapshots, statuses
from certificates.models import Certificate
from courses.actions import enrolments
from courses.models import Course, Enrolment
from tests.certificates.files import enclosure
from tests.factories.courses import sit


@pytest.fixture
def near(certificate):
    """It ends in a month."""
    return ending_in(certificate, 30)


def ending_in(certificate, days):
    expires_on = snapshots.today(timezone.now()) + timedelta(days=days)
    Certificate.objects.filter(pk=certificate.pk).update(
        expires_on=expires_on, issued_at=timezone.now() - timedelta(days=300)
    )
    return Certificate.objects.select_related("achievement__course").get(pk=certificate.pk)


def ask_for_hours(certificate, registrar, count=10):
    renewals.set_terms(certificate.achievement, renewal_hours=count, grace_days=None, actor=registrar)


def accept_hours(certificate, registrar, count="10", title="Congress"):
    done_on = snapshots.today(timezone.now()) - timedelta(days=20)
    claim = hours.Claim(title, "Society", Decimal(count), done_on)
    row = hours.claim(certificate, claim, enclosure=enclosure(), actor=certificate.learner)
    return hours.accept(row, actor=registrar)


def pass_again(small, enrolment):
    enrolments.accept_conduct(enrolment, actor=enrolment.learner)
    sit(small.exam, enrolment)


# --- by the exam --------------------------------------------------------------------------------------------------


def test_passing_the_exam_again_makes_the_next_generation(near, small, learner):
    second = renewals.begin_round(near, actor=learner)
    pass_again(small, second)
    newer = Certificate.objects.get(generation=2)
    assert (newer.origin, newer.previous, newer.enrolment) == ("renewal", near, second)
    assert newer.expires_on == validity.expiry(near.expires_on, 24)
    near.refresh_from_db()
    assert near.status == "superseded"


def test_certificate_stays_valid_while_its_renewal_is_under_way(near, learner):
    renewals.begin_round(near, actor=learner)
    near.refresh_from_db()
    assert (near.status, near.state()) == ("valid", "expiring")


def test_beginning_twice_opens_one_round(near, learner):
    assert renewals.begin_round(near, actor=learner) == renewals.begin_round(near, actor=learner)
    assert Enrolment.objects.count() == 2


def test_round_that_was_left_is_taken_up_again(near, learner):
    second = renewals.begin_round(near, actor=learner)
    enrolments.withdraw(second, actor=learner)
    assert renewals.open_round(near) is None
    assert renewals.begin_round(near, actor=learner) == second
    assert renewals.open_round(near) == second


@pytest.mark.parametrize(("days", "keeps"), [(90, True), (0, True), (-90, True), (-91, False)])
def test_what_was_learnt_counts_until_grace_is_over(certificate, learner, days, keeps):
    second = renewals.begin_round(ending_in(certificate, days), actor=learner)
    assert second.progress.exists() is keeps


def test_renewal_does_not_begin_early(certificate, learner):
    with pytest.raises(refusals.NotYetRenewable):
        renewals.begin_round(ending_in(certificate, 91), actor=learner)


def test_one_issued_by_hand_is_renewed_in_a_round_of_its_own(ready, small, registrar, learner):
    renewed = ending_in(issuing.issue_by_hand(ready, reason="Exam on paper", actor=registrar), 10)
    second = renewals.begin_round(renewed, actor=learner)
    assert second.round == 2
    pass_again(small, second)
    assert Certificate.objects.get(generation=2).enrolment == second


@pytest.mark.parametrize(
    ("status", "refusal"), [("suspend", refusals.CertificateSuspended), ("revoke", refusals.CertificateRevoked)]
)
def test_suspended_and_revoked_ones_can_not_be_renewed(near, learner, registrar, status, refusal):
    getattr(statuses, status)(near, reason="Complaint", actor=registrar)
    for act in (renewals.begin_round, renewals.renew_by_hours):
        with pytest.raises(refusal):
            act(near, actor=learner)
    assert Enrolment.objects.count() == 1


def test_replaced_one_opens_no_round(near, learner, registrar):
    generations.correct(near, legal_name="Lena Correct", reason="Typo", actor=registrar)
    with pytest.raises(refusals.CertificateSuperseded):
        renewals.begin_round(near, actor=learner)


def test_exam_of_a_retired_course_can_not_be_taken(near, learner):
    Course.objects.update(retired_at=timezone.now())
    with pytest.raises(enrolments.EnrolmentClosed):
        renewals.begin_round(near, actor=learner)


# --- by hours -----------------------------------------------------------------------------------------------------


def test_enough_accepted_hours_renew(near, learner, registrar):
    ask_for_hours(near, registrar)
    accept_hours(near, registrar, "6.5", "Congress")
    with pytest.raises(renewals.HoursMissing):
        renewals.renew_by_hours(near, actor=learner)
    accept_hours(near, registrar, "3.5", "Workshop")
    newer = renewals.renew_by_hours(near, actor=learner)
    assert (newer.generation, newer.origin, newer.enrolment) == (2, "renewal", near.enrolment)
    assert newer.expires_on == validity.expiry(near.expires_on, 24)
    entry = AuditEntry.objects.get(action="certificates.certificate.issued", subject_uuid=newer.uuid)
    assert (entry.actor, entry.data["evidence"]) == (learner, "10.00 hours of continuing education, 10 required")


def test_renewing_by_hours_twice_lands_on_the_first(near, learner, registrar):
    ask_for_hours(near, registrar)
    accept_hours(near, registrar)
    newer = renewals.renew_by_hours(near, actor=learner)
    assert renewals.renew_by_hours(near, actor=learner) == newer
    assert Certificate.objects.count() == 2


def test_hours_that_renewed_once_do_not_renew_again(near, learner, registrar):
    ask_for_hours(near, registrar)
    accept_hours(near, registrar)
    newer = ending_in(renewals.renew_by_hours(near, actor=learner), 10)
    with pytest.raises(renewals.HoursMissing):
        renewals.renew_by_hours(newer, actor=learner)


def test_hours_count_on_after_a_correction(near, learner, registrar):
    ask_for_hours(near, registrar)
    accept_hours(near, registrar)
    corrected = generations.correct(near, legal_name="Lena Correct", reason="Typo", actor=registrar)
    assert hours.tally(corrected).accepted == 10
    newer = renewals.renew_by_hours(near, actor=learner)
    assert (newer.generation, newer.facts["recipient_name"]) == (3, "Lena Correct")


def test_correction_since_does_not_let_hours_be_skipped(near, learner, registrar):
    ask_for_hours(near, registrar)
    generations.correct(near, legal_name="Lena Correct", reason="Typo", actor=registrar)
    with pytest.raises(renewals.HoursMissing):
        renewals.renew_by_hours(near, actor=learner)


def test_hours_renew_nothing_where_none_are_named(near, learner, registrar):
    accept_hours(near, registrar, "200")
    with pytest.raises(renewals.HoursMissing):
        renewals.renew_by_hours(near, actor=learner)


@pytest.mark.parametrize(("days", "refusal"), [(91, refusals.NotYetRenewable), (-91, renewals.RenewalClosed)])
def test_hours_renew_within_the_window_alone(certificate, learner, registrar, days, refusal):
    held = ending_in(certificate, days)
    ask_for_hours(held, registrar)
    accept_hours(held, registrar)
    with pytest.raises(refusal):
        renewals.renew_by_hours(held, actor=learner)


# --- the terms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("own", "days"), [(None, 14), (0, 0), (30, 30)])
def test_days_of_grace_are_the_achievements_or_the_sites(near, registrar, settings, own, days):
    settings.CERTIFICATE_GRACE_DAYS = 14
    renewals.set_terms(near.achievement, renewal_hours=None, grace_days=own, actor=registrar)
    assert renewals.window(near).closes_on == near.expires_on + timedelta(days=days)


def test_terms_are_audited_once(near, registrar):
    for _ in range(2):
        renewals.set_terms(near.achievement, renewal_hours=12, grace_days=30, actor=registrar)
    entry = AuditEntry.objects.get(action="certificates.renewal.set")
    assert (entry.actor, entry.data) == (registrar, {"renewal_hours": 12, "grace_days": 30})


# --- logging hours ------------------------------------------------------------------------------------------------


def claim(certificate, *, days_ago=5, count="2", title="Congress"):
    claimed = hours.Claim(title, "Society", Decimal(count), snapshots.today(timezone.now()) - timedelta(days=days_ago))
    return hours.claim(certificate, claimed, enclosure=enclosure(), actor=certificate.learner)


def test_claim_waits_for_a_registrar(near):
    row = claim(near)
    assert (row.state, list(hours.waiting())) == ("claimed", [row])
    assert (hours.tally(near).accepted, hours.tally(near).waiting) == (0, 2)


def test_same_hours_logged_twice_are_kept_once(near):
    assert claim(near) == claim(near)
    assert near.continuing_education.count() == 1


def test_refused_hours_can_be_logged_again(near, registrar):
    hours.refuse(claim(near), note="Unreadable", actor=registrar)
    assert claim(near).state == "claimed"
    assert near.continuing_education.count() == 2


@pytest.mark.parametrize("days_ago", [-2, 302])
def test_hours_of_another_time_do_not_count(near, days_ago):
    with pytest.raises(hours.OutsideValidity):
        claim(near, days_ago=days_ago)


def test_decision_is_taken_once_and_told_once(near, registrar, administrator, mailoutbox):
    row = claim(near)
    hours.accept(row, actor=registrar)
    hours.accept(row, actor=administrator)
    with pytest.raises(refusals.AlreadyDecided):
        hours.refuse(row, note="No", actor=administrator)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("accepted", registrar)
    assert AuditEntry.objects.filter(action="certificates.education.accepted").count() == 1


@pytest.mark.parametrize(
    ("act", "note", "subject"),
    [
        ("accept", "", "Your hours are accepted: Congress"),
        ("refuse", "Unreadable", "Your hours could not be accepted: Congress"),
    ],
)
def test_holder_is_told_of_the_decision(
    near, registrar, mailoutbox, django_capture_on_commit_callbacks, act, note, subject
):
    row = claim(near, count="2.50")
    with django_capture_on_commit_callbacks(execute=True):
        getattr(hours, act)(row, note=note, actor=registrar)
    [mail] = mailoutbox
    assert mail.subject == subject
    for text in (mail.body, mail.alternatives[0][0]):
        assert "2.5 hours" in text
        assert f"/certificates/{near.uuid}/renewal/" in text
        assert note in text
        assert "{{" not in text


def test_nobody_decides_on_a_certificate_of_their_own(near, learner):
    row = claim(near)
    asked = corrections.request(near, legal_name="Lena Correct", reason="Typo", actor=learner)
    acts = [
        lambda: hours.accept(row, actor=learner),
        lambda: hours.refuse(row, note="No", actor=learner),
        lambda: corrections.grant(asked, actor=learner),
        lambda: corrections.refuse(asked, note="No", actor=learner),
    ]
    for act in acts:
        with pytest.raises(refusals.OwnCertificate):
            act()

"""The life of a certificate, lived on several devices at once."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from accounts.models import AuditEntry, Notice
from certificates.actions import corrections, generations, hours, issuing, refusals, reminders, renewals, statuses
from certificates.models import Certificate, Evidence, NameCorrection
from courses.models import Enrolment
from tests.certificates.files import enclosure
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


def test_simultaneous_requests_for_a_correction_are_one(certificate, learner, together):
    calls = [
        partial(corrections.request, own(certificate), legal_name=f"Léna {n * 'x'}", reason="Typo", actor=learner)
        for n in range(4)
    ]
    assert len({asked.pk for asked in together(calls)}) == 1


def test_grant_and_refusal_at_once_end_in_one_of_them(certificate, learner, registrar, together):
    asked = corrections.request(certificate, legal_name="Léna Learner", reason="Accent", actor=learner)

    def decide(act, **values):
        try:
            act(NameCorrection.objects.get(pk=asked.pk), actor=registrar, **values)
        except refusals.AlreadyDecided:
            return False
        return True

    done = together([partial(decide, corrections.grant), partial(decide, corrections.refuse, note="No")])
    asked.refresh_from_db()
    assert sorted(done) == [False, True]
    assert Certificate.objects.count() == (2 if asked.state == "granted" else 1)


def test_same_hours_logged_at_once_are_kept_once(certificate, learner, together):
    claim = hours.Claim("Congress", "Society", Decimal(2), certificate.issued_on)
    calls = [partial(hours.claim, own(certificate), claim, enclosure=enclosure(), actor=learner) for _ in range(4)]
    assert len({row.pk for row in together(calls)}) == 1
    assert Evidence.objects.count() == 1


def test_simultaneous_renewals_by_hours_make_one_successor(certificate, learner, registrar, together):
    renewals.set_terms(certificate.achievement, renewal_hours=2, grace_days=None, actor=registrar)
    claim = hours.Claim("Congress", "Society", Decimal(2), certificate.issued_on)
    hours.accept(hours.claim(certificate, claim, enclosure=enclosure(), actor=learner), actor=registrar)
    calls = [partial(renewals.renew_by_hours, own(certificate), actor=learner) for _ in range(4)]
    assert len({newer.pk for newer in together(calls)}) == 1
    assert chain() == [(1, "superseded", "course"), (2, "valid", "renewal")]


def test_round_begun_at_once_on_many_devices_is_one(certificate, learner, together):
    calls = [partial(renewals.begin_round, own(certificate), actor=learner) for _ in range(4)]
    [second] = {begun.pk for begun in together(calls)}
    assert Enrolment.objects.get(round=2).pk == second
    done = Enrolment.objects.get(pk=second).progress.count()
    assert done == Enrolment.objects.get(round=1).progress.exclude(activity__kind="exam").count()


def test_reminders_at_once_are_announced_once(certificate, together):
    at = certificate.issued_at - timedelta(days=30)
    Certificate.objects.update(issued_at=at - timedelta(days=300))
    together([partial(reminders.remind, at=at) for _ in range(4)])
    assert Notice.objects.filter(kind="certificate_expiring").count() == 1

"""Suspended, reinstated, revoked: once each, audited, announced and told to the holder."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.audit import ReasonMissing
from accounts.models import AuditEntry, Notice
from certificates.actions import generations, refusals, statuses
from certificates.models import Certificate
from certificates.signals import certificate_status_changed

CHANGES = {"suspend": "suspended", "reinstate": "reinstated", "revoke": "revoked"}
LATER = timedelta(hours=1)


@pytest.fixture
def heard():
    """The status that each announcement carried."""
    statuses_heard = []

    def listen(certificate, **kwargs):
        statuses_heard.append((certificate.generation, certificate.status))

    certificate_status_changed.connect(listen)
    yield statuses_heard
    certificate_status_changed.disconnect(listen)


def change(name, certificate, registrar, reason="Because"):
    return getattr(statuses, name)(certificate, reason=reason, actor=registrar)


def actions(certificate):
    return list(
        AuditEntry.objects.filter(subject_uuid=certificate.uuid)
        .exclude(action__endswith="issued")
        .order_by("at", "pk")
        .values_list("action", flat=True)
    )


def test_suspended_certificate_says_why_and_since_when(certificate, registrar):
    at = timezone.now()
    held = statuses.suspend(certificate, reason=" Complaint received ", actor=registrar, at=at)
    assert (held.status, held.suspended_reason, held.suspended_at) == ("suspended", "Complaint received", at)
    assert held.state() == "suspended"


def test_reinstated_certificate_is_as_before(certificate, registrar):
    before = (certificate.expires_on, certificate.facts)
    change("suspend", certificate, registrar)
    again = change("reinstate", certificate, registrar, "Complaint withdrawn")
    assert (again.status, again.suspended_at, again.suspended_reason) == ("valid", None, "")
    assert (again.expires_on, again.facts) == before


@pytest.mark.parametrize("first", ["suspend", None])
def test_revocation_comes_from_either_status(certificate, registrar, first):
    if first:
        change(first, certificate, registrar)
    assert change("revoke", certificate, registrar).status == "revoked"


@pytest.mark.parametrize("name", ["suspend", "revoke"])
def test_second_call_changes_nothing(certificate, registrar, heard, name):
    first = change(name, certificate, registrar, "First reason")
    before = Certificate.objects.values().get(pk=first.pk)
    change(name, certificate, registrar, "Second reason")
    assert Certificate.objects.values().get(pk=first.pk) == before
    assert actions(certificate) == [f"certificates.certificate.{CHANGES[name]}"]
    assert len(heard) == 1
    assert Notice.objects.filter(kind=f"certificate_{CHANGES[name]}").count() == 1


def test_reinstating_what_is_valid_changes_nothing(certificate, registrar, heard):
    change("reinstate", certificate, registrar)
    assert (actions(certificate), heard) == ([], [])
    assert not Notice.objects.filter(kind="certificate_reinstated").exists()


def test_every_change_is_audited_with_actor_and_reason_and_announced(certificate, registrar, heard):
    for name in ("suspend", "reinstate", "suspend", "revoke"):
        change(name, certificate, registrar, f"Why {name}")
    assert actions(certificate) == [
        f"certificates.certificate.{verb}" for verb in ("suspended", "reinstated", "suspended", "revoked")
    ]
    entry = AuditEntry.objects.filter(action="certificates.certificate.revoked").get()
    assert (entry.actor, entry.data) == (registrar, {"reason": "Why revoke"})
    assert heard == [(1, "suspended"), (1, "valid"), (1, "suspended"), (1, "revoked")]


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_change_without_a_reason_is_refused(certificate, registrar, name, reason):
    with pytest.raises(ReasonMissing):
        change(name, certificate, registrar, reason)
    assert Certificate.objects.get().status == "valid"


@pytest.mark.parametrize("name", ["suspend", "reinstate"])
def test_revoked_certificate_stays_revoked(certificate, registrar, name):
    change("revoke", certificate, registrar)
    with pytest.raises(refusals.CertificateRevoked):
        change(name, certificate, registrar)
    assert Certificate.objects.get().status == "revoked"


@pytest.mark.parametrize("name", CHANGES)
def test_replaced_certificate_points_at_its_successor_instead(certificate, registrar, name):
    generations.correct(certificate, legal_name="Lena Correct", reason="Typing error", actor=registrar)
    with pytest.raises(refusals.CertificateSuperseded):
        change(name, certificate, registrar)
    assert sorted(Certificate.objects.values_list("status", flat=True)) == ["superseded", "valid"]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("suspend", "Your certificate is suspended: Certificate of Smallness"),
        ("reinstate", "Your certificate is valid again: Certificate of Smallness"),
        ("revoke", "Your certificate was revoked: Certificate of Smallness"),
    ],
)
def test_holder_is_told_what_happened_and_why(
    certificate, registrar, mailoutbox, django_capture_on_commit_callbacks, name, subject
):
    if name == "reinstate":
        change("suspend", certificate, registrar)
    with django_capture_on_commit_callbacks(execute=True):
        change(name, certificate, registrar, "It's about O'Brien & <co>")
    [mail] = mailoutbox
    assert (mail.subject, mail.to) == (subject, ["learner@example.org"])
    assert "It's about O'Brien & <co>" in mail.body
    html = mail.alternatives[0][0]
    assert "O&#x27;Brien &amp; &lt;co&gt;" in html
    for text in (mail.body, html):
        assert certificate.serial in text
        assert certificate.get_public_url() in text
        assert "{{" not in text


def test_each_suspension_is_told_once(certificate, registrar):
    now = timezone.now()
    for number in range(2):
        at = now + number * LATER
        statuses.suspend(certificate, reason="Again", actor=registrar, at=at)
        statuses.reinstate(certificate, reason="Settled", actor=registrar, at=at + LATER / 2)
    assert Notice.objects.filter(kind="certificate_suspended").count() == 2
    assert Notice.objects.filter(kind="certificate_reinstated").count() == 2


@pytest.mark.parametrize(
    "values", [{"status": "suspended"}, {"status": "superseded"}, {"superseded_at": timezone.now()}]
)
def test_database_refuses_a_status_without_its_moment(certificate, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**values)

"""The holder asks for another name, a registrar decides."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.audit import ReasonMissing
from accounts.models import AuditEntry, Notice
from certificates.actions import corrections, documents, generations, refusals, statuses
from certificates.models import Certificate, NameCorrection
from tests.certificates.files import PDF, enclosure


def ask(certificate, legal_name="Léna Learner", **values):
    return corrections.request(
        certificate, **{"legal_name": legal_name, "reason": "An accent", "actor": certificate.learner, **values}
    )


def test_request_waits_and_changes_nothing(certificate):
    asked = ask(certificate, "  Léna   Learner")
    assert (asked.legal_name, asked.state, list(corrections.waiting())) == ("Léna Learner", "requested", [asked])
    assert Certificate.objects.get().facts["recipient_name"] == "Lena Learner"
    assert AuditEntry.objects.get(action="certificates.correction.requested").data == {"correction": str(asked.uuid)}


def test_second_request_returns_the_open_one(certificate):
    asked = ask(certificate)
    assert ask(certificate, "Another Name") == asked
    assert NameCorrection.objects.get().legal_name == "Léna Learner"


def test_evidence_is_kept_as_it_came(certificate, learner):
    kept = ask(certificate, enclosure=enclosure("passport.pdf")).evidence
    assert (kept.owner, kept.name, kept.kind, kept.size) == (learner, "passport.pdf", "pdf", len(PDF))
    with documents.store().open(kept.path) as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("", ValidationError), ("123", ValidationError), ("Lena\u200bL", ValidationError)],
)
def test_what_is_no_name_is_refused(certificate, name, refusal):
    with pytest.raises(refusal):
        ask(certificate, name)


def test_name_that_it_bears_needs_no_correction(certificate):
    with pytest.raises(corrections.NothingToCorrect):
        ask(certificate, "Lena  Learner")


def test_request_says_why(certificate):
    with pytest.raises(ReasonMissing):
        ask(certificate, reason=" ")


@pytest.mark.parametrize(
    ("status", "refusal"), [("suspend", refusals.CertificateSuspended), ("revoke", refusals.CertificateRevoked)]
)
def test_nothing_is_corrected_on_what_is_not_in_force(certificate, registrar, status, refusal):
    asked = ask(certificate)
    getattr(statuses, status)(certificate, reason="Complaint", actor=registrar)
    with pytest.raises(refusal):
        ask(certificate)
    with pytest.raises(refusal):
        corrections.grant(asked, actor=registrar)
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_granting_issues_the_certificate_with_the_name(certificate, registrar):
    asked = ask(certificate)
    newer = corrections.grant(asked, actor=registrar, note="Passport seen")
    assert (newer.generation, newer.origin, newer.facts["recipient_name"]) == (2, "correction", "Léna Learner")
    assert (asked.state, asked.decided_by, asked.note) == ("granted", registrar, "Passport seen")
    assert list(corrections.of(newer)) == [asked]


def test_granting_twice_gives_the_newest_and_corrects_once(certificate, registrar):
    asked = ask(certificate)
    newer = corrections.grant(asked, actor=registrar)
    assert corrections.grant(asked, actor=registrar) == newer
    married = generations.correct(newer, legal_name="Léna Married", reason="Marriage", actor=registrar)
    assert corrections.grant(asked, actor=registrar) == married
    assert Certificate.objects.count() == 3


def test_refusal_tells_the_holder_why(certificate, registrar, mailoutbox, django_capture_on_commit_callbacks):
    asked = ask(certificate)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            corrections.refuse(asked, note="The evidence shows another person", actor=registrar)
    [mail] = mailoutbox
    assert mail.subject == "The name on your certificate stays as it is: Certificate of Smallness"
    for text in (mail.body, mail.alternatives[0][0]):
        assert "Léna Learner" in text
        assert "The evidence shows another person" in text
        assert "{{" not in text
    assert Certificate.objects.count() == 1
    assert ask(certificate).state == "requested"


def test_refusal_needs_a_note(certificate, registrar):
    with pytest.raises(ReasonMissing):
        corrections.refuse(ask(certificate), note="", actor=registrar)


def test_decision_is_taken_once(certificate, registrar, administrator):
    asked = ask(certificate)
    corrections.refuse(asked, note="No", actor=registrar)
    with pytest.raises(refusals.AlreadyDecided):
        corrections.grant(asked, actor=administrator)
    assert Certificate.objects.count() == 1
    assert Notice.objects.filter(kind="correction_refused").count() == 1

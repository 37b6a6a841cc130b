"""From a certificate's row to its kept documents."""

from certificates import wording
from certificates.actions import documents, seals
from certificates.documents import pdf, seal
from certificates.models import Artifact, Certificate


def make_documents(certificate: Certificate) -> bool:
    """Make what is missing; a second call finds it made. Text that can't be set is noted for a person to look at.

    Tells whether the documents are there now.
    """
    if certificate.artifacts.filter(kind=Artifact.Kind.PDF).exists():
        return True
    try:
        content = pdf.render(facts(certificate), design=certificate.design.template, timestamp=certificate.issued_at)
    except (wording.CannotSetText, wording.TextTooLong) as problem:
        documents.need_attention(certificate, reason=str(problem))
        return False
    documents.keep(certificate, kind=Artifact.Kind.PDF, content=sealed(certificate, content))
    return True


def sealed(certificate: Certificate, content: bytes) -> bytes:
    """With the issuer's seal, when one is configured. Raises seal.SealUnusable: an unsealed document is no stand-in."""
    current = seal.current()
    if current is None:
        return content
    seals.remember(current.certificate, actor=None)
    return current.apply(content, place=certificate.get_verify_url())


def facts(certificate: Certificate) -> pdf.CertificateFacts:
    """What the paper prints, from the frozen facts alone."""
    kept = certificate.facts
    copied = (
        *("recipient_name", "language", "course_title", "course_version", "credential_title", "credential_type"),
        *("learning_minutes", "issuer_name", "issuer_url", "criteria"),
    )
    return pdf.CertificateFacts(
        **{name: kept[name] for name in copied},
        signatories=tuple(pdf.Signatory(**signatory) for signatory in kept["signatories"]),
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        serial=certificate.serial or "",
        code=certificate.code,
        verify_url=certificate.get_verify_url(),
    )

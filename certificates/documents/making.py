"""From a certificate's row to its kept documents."""

from collections.abc import Callable

from django.utils import timezone

from certificates import designs, wording
from certificates.actions import documents, pictures, seals, status_entries
from certificates.documents import badges, baking, openbadges, pdf, seal
from certificates.models import Artifact, Certificate, IssuerKey


def make_documents(certificate: Certificate) -> bool:
    """Make what is missing; a second call finds it made. Text that can't be set is noted for a person to look at.

    Tells whether the documents are there now.
    """
    there = set(certificate.artifacts.values_list("kind", flat=True))
    try:
        for kind in wanted():
            if kind not in there:
                documents.keep(certificate, kind=kind, content=MAKERS[kind](certificate))
    except (wording.CannotSetText, wording.TextTooLong) as problem:
        documents.need_attention(certificate, reason=str(problem))
        return False
    return True


def wanted() -> list[str]:
    """The kinds that can be made now, each after those that it builds on; without a key nothing can be signed."""
    return list(MAKERS) if IssuerKey.objects.current() else [Artifact.Kind.PDF]


def paper(certificate: Certificate) -> bytes:
    """The PDF, sealed when a seal is configured."""
    printed, version = facts(certificate), certificate.design
    plain = pdf.render(
        printed,
        design=version.template,
        timestamp=certificate.issued_at,
        options=version.options,
        pictures=pictures.contents(designs.pictures_of(version.options, certificate.facts["signatories"])),
    )
    return sealed(certificate, plain)


def credential(certificate: Certificate) -> bytes:
    """The Open Badge; gives the certificate its place in a status list first."""
    entry = status_entries.allocate(certificate)
    return openbadges.issue(certificate, entry=entry, at=timezone.now())


def badge(certificate: Certificate) -> bytes:
    """The picture that carries the credential as it is kept."""
    picture = badges.draw_facts(certificate.facts, language=certificate.achievement.course.language)
    return baking.bake(picture, documents.content(certificate.artifacts.get(kind=Artifact.Kind.JSON)))


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


# In the order of making. The paper comes first: it alone notices a letter that no font has.
MAKERS: dict[str, Callable[[Certificate], bytes]] = {
    Artifact.Kind.PDF: paper,
    Artifact.Kind.JSON: credential,
    Artifact.Kind.PNG: badge,
}

"""Keeping the documents made from certificates: made at least once, stored once, announced once."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from accounts import topics
from accounts.actions import audit, notices
from accounts.models import User
from certificates.actions import messages
from certificates.models import Artifact, Batch, Certificate
from certificates.signals import documents_wanted


def store() -> Storage:
    """Where artifacts lie; only views hand them out."""
    return storages["private"]


def content(artifact: Artifact) -> bytes:
    """The document itself."""
    with store().open(artifact.path) as file:
        return bytes(file.read())


def keep(certificate: Certificate, *, kind: str, content: bytes) -> Artifact:
    """Keep the first content made of this kind, and tell the holder; a later content is dropped.

    The file is written before the row, under its own digest, so a crash in between leaves nothing wrong: what a
    killed writer left half written is passed over. Row and notice are one transaction: a document that is there has
    been announced. The first kind that is kept announces the certificate, and the others find that done.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"artifacts/{sha256[:2]}/{sha256}.{kind}"
    if not _is_there(path, content):
        path = store().save(path, ContentFile(content))
    with transaction.atomic():
        artifact, created = Artifact.objects.get_or_create(
            certificate=certificate, kind=kind, defaults={"sha256": sha256, "size": len(content), "path": path}
        )
        if created:
            notices.announce(
                certificate.learner,
                kind="certificate_issued",
                key=str(certificate.uuid),
                context=messages.about(certificate),
                topic=topics.CERTIFICATES,
                link=certificate.get_absolute_url(),
                hold=Batch.objects.hold_on(certificate),
            )
    return artifact


def _is_there(path: str, content: bytes) -> bool:
    if not store().exists(path):
        return False
    with store().open(path) as file:
        return bool(file.read() == content)


@transaction.atomic
def retry(certificate: Certificate, *, actor: User, at: datetime | None = None) -> Certificate:
    """Clear the note and have the documents made again; without a note there is nothing to do."""
    waiting = Certificate.objects.needing_attention().filter(pk=certificate.pk)
    if waiting.update(attention=""):
        noted = certificate.attention
        audit.record("certificates.certificate.attention_cleared", certificate, actor=actor, at=at, noted=noted)
        documents_wanted.send(sender=Certificate, certificate=certificate)
        certificate.attention = ""
    return certificate


def need_attention(certificate: Certificate, *, reason: str) -> None:
    """Note why a person must look; the sweep leaves this certificate alone until the note is cleared."""
    Certificate.objects.filter(pk=certificate.pk).update(attention=reason)

"""Keeping files that learners hand in."""

import hashlib
import uuid

from django.core.files.base import ContentFile

from accounts.models import User
from certificates.actions import documents
from certificates.enclosures import Enclosure
from certificates.models import Evidence


def keep(enclosure: Enclosure, *, owner: User) -> Evidence:
    """Keep a file as it came. The file is written before the row, so that a row's file is always there."""
    identity = uuid.uuid4()
    path = documents.store().save(f"evidence/{identity.hex}.{enclosure.kind}", ContentFile(enclosure.content))
    return Evidence.objects.create(
        uuid=identity,
        owner=owner,
        kind=enclosure.kind,
        name=enclosure.name,
        sha256=hashlib.sha256(enclosure.content).hexdigest(),
        size=len(enclosure.content),
        path=path,
    )

"""Files that lessons play or hand out: whether they may enter, and how they become documents."""

import hashlib
from pathlib import Path

from django.core.files import File
from wagtail.documents.models import Document
from wagtail.models import Collection

from cms import documents
from cms.package.files import MAX_BYTES, MAX_FILM_BYTES, unusable
from cms.package.model import AttachmentSpec


def refusal(root: Path, name: str) -> str:
    """Why the file may not be used, or nothing."""
    reason = unusable(root, name)
    if reason:
        return reason
    most = MAX_FILM_BYTES if documents.extension(name) in documents.FILMS else MAX_BYTES
    if (root / name).stat().st_size > most:
        return f"is larger than {most // 1024 // 1024} MB"
    with (root / name).open("rb") as file:
        found = documents.refusal(file, name)
    return f"can't be taken: {found}" if found else ""


def load(root: Path, slug: str, spec: AttachmentSpec, *, shelf: Collection, stores: bool = True) -> Document:
    """The document with this very content, made when there is none yet; its file is stored unless all is undone."""
    with (root / spec.file).open("rb") as file:
        sha1 = hashlib.file_digest(file, "sha1").hexdigest()  # Wagtail's own name for a file's content
    existing = Document.objects.filter(file_hash=sha1).order_by("pk").first()
    if existing is not None:
        return existing
    name = spec.file.rsplit("/", 1)[-1]
    if not stores:
        return Document.objects.create(title=name, file=name, file_hash=sha1, file_size=0)
    with (root / spec.file).open("rb") as file:
        document = Document(title=f"{slug}: {name}", file=File(file, name=f"{slug}-{name}"), file_hash=sha1)
        document.file_size = document.file.size
        document.collection = shelf
        document.save()
    return document

"""Files that lessons play or hand out: whether they may enter, and how they become documents."""

from pathlib import Path

from django.core.files import File
from wagtail.documents.models import Document

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


def load(root: Path, slug: str, spec: AttachmentSpec) -> Document:
    """The document with this very content, made when there is none yet."""
    name = spec.file.rsplit("/", 1)[-1]
    title = f"{slug}: {name} {spec.sha256[:8]}"
    existing = Document.objects.filter(title=title).first()
    if existing is not None:
        return existing
    with (root / spec.file).open("rb") as file:
        document = Document(title=title, file=File(file, name=f"{slug}-{name}"))
        document.file_size, document.file_hash = document.file.size, ""
        document.save()
    document.get_file_hash()
    return document

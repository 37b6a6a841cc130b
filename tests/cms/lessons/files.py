"""Small files of each kind."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.models import Document

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n"
FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8
PDF = b"%PDF-1.7\n%%EOF\n"


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return held.getvalue()


def document(name: str, content: bytes, title: str = "Something") -> Document:
    made = Document.objects.create(title=title, file=SimpleUploadedFile(name, content))
    made.get_file_size()
    return made

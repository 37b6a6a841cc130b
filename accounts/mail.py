"""Mail as files, mail as JSON, and names for messages."""

import email.utils
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend


class PackedMessage(TypedDict):
    """A message as JSON: what the queue carries."""

    subject: str
    body: str
    from_email: str
    to: list[str]
    headers: dict[str, str]
    alternatives: list[list[str]]


def message_id(key: str) -> str:
    """The Message-ID that ``key`` always gets on this site, so that a repeated message can be known as the same."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{_mail_domain()}>"


def fresh_message_id() -> str:
    """A Message-ID that was never used before."""
    return email.utils.make_msgid(domain=_mail_domain())


def _mail_domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def pack(message: EmailMultiAlternatives) -> PackedMessage:
    """Turn a message without attachments into plain data. The Message-ID is fixed here: repeats stay recognisable."""
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "headers": {"Message-ID": fresh_message_id(), **{k: str(v) for k, v in message.extra_headers.items()}},
        "alternatives": [[str(content), mimetype] for content, mimetype in message.alternatives],
    }


def unpack(packed: PackedMessage) -> EmailMultiAlternatives:
    """The message that ``pack`` was given."""
    fields: dict[str, Any] = {k: packed[k] for k in ("subject", "body", "from_email", "to", "headers")}
    message = EmailMultiAlternatives(**fields)
    for content, mimetype in packed["alternatives"]:
        message.attach_alternative(content, mimetype)
    return message


class FolderBackend(BaseEmailBackend):
    """Writes each message to a file in ``MAIL_DIR``, named after its Message-ID: sent twice, it is still one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; none is half written, whoever reads at the same time. Raises OSError."""
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _write(folder, message)
        return len(email_messages)


def _write(folder: Path, message: EmailMessage) -> None:
    content = message.message()
    digest = hashlib.sha256(str(content["Message-ID"]).encode()).hexdigest()[:32]
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content.as_bytes())
    Path(temporary).replace(folder / f"{digest}.eml")

"""In development: the mail that was sent, newest first."""

import email
import email.policy
import email.utils
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

SAFE_NAME = re.compile(r"[0-9a-f]{32}\.eml")
MOST_SHOWN = 200


class Sent(NamedTuple):
    """One line of the list."""

    name: str
    subject: str
    to: str
    sent_at: datetime | None
    url: str


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """List what was sent, newest first. 404 outside DEBUG."""
    _refuse_outside_debug()
    files = [path for path in Path(settings.MAIL_DIR).glob("*.eml") if SAFE_NAME.fullmatch(path.name)]
    newest = sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:MOST_SHOWN]
    return render(request, "accounts/dev_mail.html", {"messages_sent": [_summary(path) for path in newest]})


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message. 404 outside DEBUG and for any name that is not a message."""
    _refuse_outside_debug()
    path = Path(settings.MAIL_DIR) / name
    if not SAFE_NAME.fullmatch(name) or not path.is_file():
        raise Http404
    parsed = _parse(path)
    context = {
        "subject": str(parsed["Subject"]),
        "to": str(parsed["To"]),
        "sent_at": _sent_at(parsed),
        "text": _part(parsed, "plain") or "",
        "html": _part(parsed, "html"),
    }
    return render(request, "accounts/dev_message.html", context)


def _refuse_outside_debug() -> None:
    if not settings.DEBUG:
        raise Http404


def _parse(path: Path) -> EmailMessage:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not isinstance(parsed, EmailMessage):
        raise TypeError(f"{path} is not a message")
    return parsed


def _sent_at(parsed: EmailMessage) -> datetime | None:
    date = str(parsed["Date"] or "")
    return email.utils.parsedate_to_datetime(date).astimezone(UTC) if date else None


def _part(parsed: EmailMessage, subtype: str) -> str | None:
    part = parsed.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part else None


def _summary(path: Path) -> Sent:
    parsed = _parse(path)
    url = reverse("dev_message", args=[path.name])
    return Sent(path.name, str(parsed["Subject"]), str(parsed["To"]), _sent_at(parsed), url)

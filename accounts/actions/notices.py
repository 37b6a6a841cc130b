"""Messages to people about what happened to them: each is written once and sent once."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template import Context, engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts import topics, unsubscribing, zones
from accounts.actions import preferences
from accounts.letters import letterhead, tidy
from accounts.mail import message_id
from accounts.models import Notice, User
from accounts.signals import notice_announced
from accounts.topics import Topic

logger = logging.getLogger(__name__)

# A sender that has not finished after this long is taken for dead.
CLAIM_LASTS = timedelta(minutes=10)
# A notice younger than this is probably being sent by the task that its commit published.
SWEEP_AFTER = timedelta(seconds=30)
SWEEP_AT_MOST = 500


def announce(
    recipient: User,
    *,
    kind: str,
    key: str,
    context: dict[str, Any],
    topic: Topic = topics.ACCOUNT,
    link: str = "",
    hold: str = "",
) -> Notice:
    """Write a notice that is mailed after commit; a second call with the same kind and key returns the first.

    Safe inside the caller's transaction, also when two callers race. ``context`` must be plain JSON; ``kind`` names
    the templates ``emails/<kind>.subject.txt``, ``.txt`` and ``.html``; ``link`` is where it leads on this site. With
    a ``hold`` it waits to be let go.
    """
    values = {"context": context, "topic": topic.name, "link": link, "hold": hold}
    notice, created = Notice.objects.get_or_create(recipient=recipient, kind=kind, key=key, defaults=values)
    if created and not hold:
        notice_announced.send(sender=Notice, notice=notice)
    return notice


def welcome(person: User) -> Notice:
    """Greet somebody whose address is theirs; a second call returns the first greeting."""
    return announce(person, kind="welcome", key="once", context={}, link=reverse("cms:catalogue"))


@transaction.atomic
def let_go(hold: str) -> int:
    """Send what is held by this after commit; returns how many. A second call finds none."""
    held = list(Notice.objects.select_for_update().filter(hold=hold))
    Notice.objects.filter(pk__in=[notice.pk for notice in held]).update(hold="")
    for notice in held:
        notice_announced.send(sender=Notice, notice=notice)
    return len(held)


def call_off(recipient: User, *, kind: str, about: str, at: datetime | None = None) -> int:
    """Mail none of a kind whose key begins with ``about`` any more: they have no point now. Returns how many."""
    waiting = Notice.objects.filter(recipient=recipient, kind=kind, key__startswith=f"{about} ", sent_at=None)
    return waiting.filter(unwanted_at=None).update(unwanted_at=at or timezone.now())


def send(notice: Notice, *, at: datetime | None = None) -> bool:
    """Mail the notice; False when it does not wait, is being sent, is not wanted, or has to wait for the morning.

    Call it outside a transaction. Two senders never hold one notice. If rendering or sending fails, the claim is given
    back and the error passes on. One window stays open, as with any mail: a process that dies after the mail server
    took the message and before ``sent_at`` is written sends it again once the claim is stale. Both copies carry the
    same Message-ID, so that many mailboxes show one.
    """
    at = at or timezone.now()
    if not _claim(notice, at):
        return False
    try:
        outcome = _deliver(notice, at)
    except Exception:
        Notice.objects.filter(pk=notice.pk, claimed_at=at).update(claimed_at=None)
        raise
    Notice.objects.filter(pk=notice.pk).update(**outcome)
    return "sent_at" in outcome


def _deliver(notice: Notice, at: datetime) -> dict[str, datetime | None]:
    """Mail it if it is wanted now; returns what to note about it."""
    topic, recipient = notice.get_topic(), notice.recipient
    if not preferences.wants_mail(recipient, topic):
        return {"unwanted_at": at}
    if topic.waits and (morning := zones.morning_after(at, recipient.time_zone)):
        return {"send_after": morning, "claimed_at": None}
    render(notice).send()
    return {"sent_at": timezone.now()}


def send_waiting(*, at: datetime | None = None) -> int:
    """Send what a lost task, a dead worker or a failed mail server left behind; returns how many.

    One that fails is logged and stops no other.
    """
    at = at or timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_LASTS)
    waiting = Notice.objects.waiting(at).filter(free, created_at__lt=at - SWEEP_AFTER).select_related("recipient")
    return sum(_sent(notice, at) for notice in waiting.order_by("created_at")[:SWEEP_AT_MOST])


def mark_read(user: User, *, uuid: UUID | None = None, at: datetime | None = None) -> int:
    """Note that somebody has read one of their notices, or all of them; returns how many were new."""
    unread = Notice.objects.filter(recipient=user, read_at=None)
    chosen = unread if uuid is None else unread.filter(uuid=uuid)
    return chosen.update(read_at=at or timezone.now())


def _sent(notice: Notice, at: datetime) -> bool:
    try:
        return send(notice, at=at)
    except Exception:
        logger.exception("notice %s could not be sent", notice.uuid)
        return False


def _claim(notice: Notice, at: datetime) -> bool:
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_LASTS)
    return Notice.objects.waiting(at).filter(free, pk=notice.pk).update(claimed_at=at) == 1


def render(notice: Notice) -> EmailMultiAlternatives:
    """The message in the recipient's language and time zone, with a Message-ID that belongs to this notice."""
    recipient, topic = notice.recipient, notice.get_topic()
    unsubscribe = unsubscribing.address(recipient, topic) if topic.is_optional else ""
    with translation.override(recipient.language), timezone.override(zones.zone(recipient.time_zone)):
        context = letterhead(topic, unsubscribe_url=unsubscribe) | notice.context | {"recipient": recipient}
        message = EmailMultiAlternatives(
            subject=subject(notice),
            body=tidy(_text(f"emails/{notice.kind}.txt", context)),
            to=[recipient.email],
            headers={"Message-ID": message_id(f"notice:{notice.uuid}"), **_one_click(unsubscribe)},
        )
        message.attach_alternative(render_to_string(f"emails/{notice.kind}.html", context), "text/html")
    return message


def subject(notice: Notice) -> str:
    """One line, in the language in force. What the site lists, too."""
    context = notice.context | {"recipient": notice.recipient, "site_name": settings.SITE_NAME}
    return " ".join(_text(f"emails/{notice.kind}.subject.txt", context).split())


def _one_click(unsubscribe_url: str) -> dict[str, str]:
    """RFC 8058: mail programs show a button of their own."""
    if not unsubscribe_url:
        return {}
    return {"List-Unsubscribe": f"<{unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _text(name: str, context: dict[str, Any]) -> str:
    """Plain text is not HTML: an apostrophe in a name stays one."""
    template: Any = engines["django"].get_template(name)
    return str(template.template.render(Context(context, autoescape=False)))

"""Messages to people about what happened to them: each is written once and sent once."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import zones
from accounts.mail import message_id
from accounts.models import Notice, User
from accounts.signals import notice_announced

logger = logging.getLogger(__name__)

# A sender that has not finished after this long is taken for dead.
CLAIM_LASTS = timedelta(minutes=10)
# A notice younger than this is probably being sent by the task that its commit published.
SWEEP_AFTER = timedelta(seconds=30)
SWEEP_AT_MOST = 500


def announce(recipient: User, *, kind: str, key: str, context: dict[str, Any], hold: str = "") -> Notice:
    """Write a notice that is mailed after commit; a second call with the same kind and key returns the first.

    Safe inside the caller's transaction, also when two callers race. ``context`` must be plain JSON; ``kind`` names
    the templates ``emails/<kind>.subject.txt``, ``.txt`` and ``.html``. With a ``hold`` it waits to be let go.
    """
    notice, created = Notice.objects.get_or_create(
        recipient=recipient, kind=kind, key=key, defaults={"context": context, "hold": hold}
    )
    if created and not hold:
        notice_announced.send(sender=Notice, notice=notice)
    return notice


@transaction.atomic
def let_go(hold: str) -> int:
    """Send what is held by this after commit; returns how many. A second call finds none."""
    held = list(Notice.objects.select_for_update().filter(hold=hold))
    Notice.objects.filter(pk__in=[notice.pk for notice in held]).update(hold="")
    for notice in held:
        notice_announced.send(sender=Notice, notice=notice)
    return len(held)


def send(notice: Notice, *, at: datetime | None = None) -> bool:
    """Mail the notice; False when it does not wait or is being sent. Call it outside a transaction.

    Two senders never hold one notice. If rendering or sending fails, the claim is given back and the error passes on.
    One window stays open, as with any mail: a process that dies after the mail server took the message and before
    ``sent_at`` is written sends it again once the claim is stale. Both copies carry the same Message-ID, so that many
    mailboxes show one.
    """
    at = at or timezone.now()
    if not _claim(notice, at):
        return False
    try:
        render(notice).send()
    except Exception:
        Notice.objects.filter(pk=notice.pk, claimed_at=at).update(claimed_at=None)
        raise
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return True


def send_waiting(*, at: datetime | None = None) -> int:
    """Send what a lost task, a dead worker or a failed mail server left behind; returns how many.

    One that fails is logged and stops no other.
    """
    at = at or timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_LASTS)
    waiting = Notice.objects.waiting().filter(free, created_at__lt=at - SWEEP_AFTER).select_related("recipient")
    return sum(_sent(notice, at) for notice in waiting.order_by("created_at")[:SWEEP_AT_MOST])


def _sent(notice: Notice, at: datetime) -> bool:
    try:
        return send(notice, at=at)
    except Exception:
        logger.exception("notice %s could not be sent", notice.uuid)
        return False


def _claim(notice: Notice, at: datetime) -> bool:
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_LASTS)
    return Notice.objects.waiting().filter(free, pk=notice.pk).update(claimed_at=at) == 1


def render(notice: Notice) -> EmailMultiAlternatives:
    """The message in the recipient's language and time zone, with a Message-ID that belongs to this notice."""
    recipient = notice.recipient
    context = {
        **notice.context,
        "recipient": recipient,
        "site_url": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "support_email": settings.SUPPORT_EMAIL,
    }
    template = f"emails/{notice.kind}"
    with translation.override(recipient.language), timezone.override(zones.zone(recipient.time_zone)):
        subject = " ".join(_text(f"{template}.subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=_text(f"{template}.txt", context),
            to=[recipient.email],
            headers={"Message-ID": message_id(f"notice:{notice.uuid}")},
        )
        message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


def _text(name: str, context: dict[str, Any]) -> str:
    """Plain text is not HTML: an apostrophe in a name stays one."""
    template: Any = engines["django"].get_template(name)
    return str(template.template.render(Context(context, autoescape=False)))

"""Mail and housekeeping outside the request. Every task may run twice."""

import logging

from celery import shared_task
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command

from accounts.actions import notices
from accounts.mail import PackedMessage, pack, unpack
from accounts.models import Notice

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=300, max_retries=8)
def deliver(packed: PackedMessage) -> None:
    """Send one message about an account; a mail server that is away is asked again for about half an hour."""
    unpack(packed).send()


def hand_over(message: EmailMultiAlternatives) -> None:
    """Queue the message. With no queue to take it, send it here and now: a person waits for it."""
    packed = pack(message)
    try:
        deliver.delay(packed)
    except deliver.OperationalError:
        logger.exception("queue unreachable, mail is sent directly")
        unpack(packed).send()


@shared_task
def send_notice(notice_id: int) -> None:
    """Send one notice; a failure is left to the sweep."""
    notices.send(Notice.objects.select_related("recipient").get(pk=notice_id))


@shared_task
def send_waiting_notices() -> None:
    """Send what a lost task, a dead worker or a failed mail server left behind."""
    notices.send_waiting()


@shared_task
def clear_sessions() -> None:
    """Remove expired sessions from the database."""
    call_command("clearsessions")

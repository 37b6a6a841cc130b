"""What follows from our own announcements and from allauth's: mail is queued, changes of sign-in are audited."""

import time
from functools import partial
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import tasks
from accounts.actions import audit, notices
from accounts.http import SEEN_KEY, LearnerRequest, note_unread
from accounts.models import Notice, User
from accounts.signals import mail_rendered, notice_announced


@receiver(mail_rendered)
def deliver_mail(sender: object, message: EmailMultiAlternatives, **kwargs: Any) -> None:
    """Hand the message over once what it speaks of is committed."""
    transaction.on_commit(partial(tasks.hand_over, message))


@receiver(notice_announced)
def send_announced_notice(sender: object, notice: Notice, **kwargs: Any) -> None:
    """Send soon; the sweep finds it should this be lost."""
    tasks.send_notice.delay_on_commit(notice.pk)  # type: ignore[attr-defined]  # the app's own task class has it


@receiver(account_signals.user_logged_in)
def note_editor(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whether the menu offers the editor, asked once a sign-in; each door of the editor asks again for itself."""
    request.session["is_editor"] = user.is_staff


@receiver(account_signals.user_logged_in)
def begin_being_seen(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """From here on the middleware keeps when this session was last used."""
    request.session[SEEN_KEY] = int(time.time())


@receiver(account_signals.user_logged_in)
def count_unread(sender: object, request: LearnerRequest, user: User, **kwargs: Any) -> None:
    """The number beside the menu's notices, until a page with room for a query counts again."""
    note_unread(request)


@receiver(account_signals.email_confirmed)
def audit_confirmed_email(sender: object, email_address: EmailAddress, **kwargs: Any) -> None:
    """The address is known to be theirs."""
    audit.record("accounts.email.confirmed", email_address.user, actor=email_address.user)


@receiver(account_signals.email_confirmed)
def welcome(sender: object, email_address: EmailAddress, **kwargs: Any) -> None:
    """Once for each person, whichever address it was."""
    notices.welcome(email_address.user)


@receiver(account_signals.email_changed)
def audit_changed_email(sender: object, user: User, **kwargs: Any) -> None:
    """The primary address is another one."""
    audit.record("accounts.email.changed", user, actor=user)


@receiver(account_signals.password_set)
@receiver(account_signals.password_changed)
def audit_changed_password(sender: object, user: User, **kwargs: Any) -> None:
    """The password was set or changed by someone signed in."""
    audit.record("accounts.password.changed", user, actor=user)


@receiver(account_signals.password_reset)
def audit_reset_password(sender: object, user: User, **kwargs: Any) -> None:
    """The password was replaced by means of a mailed link."""
    audit.record("accounts.password.reset", user, actor=user)


@receiver(mfa_signals.authenticator_added)
def audit_added_authenticator(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A second factor was set up."""
    audit.record("accounts.authenticator.added", user, actor=user, type=authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def audit_removed_authenticator(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A second factor was taken away."""
    audit.record("accounts.authenticator.removed", user, actor=user, type=authenticator.type)


@receiver(mfa_signals.authenticator_reset)
def audit_reset_authenticator(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Recovery codes were made anew."""
    audit.record("accounts.authenticator.reset", user, actor=user, type=authenticator.type)

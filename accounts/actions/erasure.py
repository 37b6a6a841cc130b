"""Forgetting people."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import Accommodation, Notice, NoticeChoice, User
from accounts.signals import person_leaves

# A domain that can never exist (RFC 2606).
NOWHERE = "erased.invalid"


class StaffAccount(Exception):
    """Whoever works on the site is taken out of its groups first: their name stands behind decisions."""


def is_erased(user: User) -> bool:
    """Whether there is nobody behind the account any more."""
    return user.email.endswith(f"@{NOWHERE}")


@transaction.atomic
def anonymise_learner(user: User, *, actor: User | None, at: datetime | None = None) -> User:
    """Take away who somebody is, for good; what they did stays, without a name. A second call changes nothing.

    Certificates are proof given to others and keep what they say. So does the audit trail, which is never changed.
    Locks the person's row. Raises StaffAccount.
    """
    at = at or timezone.now()
    locked = User.objects.select_for_update().get(pk=user.pk)
    if is_erased(locked):
        return locked
    if locked.is_staff:
        raise StaffAccount(locked.uuid)
    person_leaves.send(sender=User, person=locked, at=at)
    _forget_sign_in(locked)
    Accommodation.objects.filter(learner=locked).delete()
    NoticeChoice.objects.filter(user=locked).delete()
    Notice.objects.filter(recipient=locked).update(context={}, link="")
    _forget_name(locked)
    audit.record("accounts.person.erased", locked, actor=actor, at=at)
    return locked


def _forget_sign_in(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()


def _forget_name(user: User) -> None:
    user.email, user.legal_name = f"{user.uuid}@{NOWHERE}", ""
    user.time_zone, user.language = "UTC", settings.LANGUAGE_CODE
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()

"""Changes to a person's own data."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.actions import audit
from accounts.models import User


@transaction.atomic
def update_profile(
    user: User, *, legal_name: str, time_zone: str, language: str, actor: User | None, at: datetime | None = None
) -> User:
    """Change what a person says about themselves. A changed legal name is audited; issued certificates keep theirs."""
    before = User.objects.select_for_update().get(pk=user.pk).legal_name
    user.legal_name, user.time_zone, user.language = legal_name, time_zone, language
    user.save(update_fields=["legal_name", "time_zone", "language"])
    if legal_name != before:
        audit.record("accounts.legal_name.changed", user, actor=actor, at=at, before=before, after=legal_name)
    return user


@transaction.atomic
def demo_account(
    email: str, *, password: str, legal_name: str, groups: Iterable[Group] = (), is_superuser: bool = False
) -> User:
    """Make a person who can sign in at once, for development; a second call only repairs what differs."""
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, legal_name=legal_name)
    if not user.check_password(password):
        user.set_password(password)
    user.is_active, user.is_superuser = True, is_superuser
    user.save(update_fields=["password", "is_active", "is_superuser"])
    user.groups.set(groups)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user

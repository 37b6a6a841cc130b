"""Changes to a person's own data."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import names, topics
from accounts.actions import audit, consents, preferences
from accounts.models import Consent, LegalText, User
from accounts.signals import legal_name_changed


@transaction.atomic
def update_profile(
    user: User, *, legal_name: str, time_zone: str, language: str, actor: User | None, at: datetime | None = None
) -> User:
    """Change what a person says about themselves. A changed legal name is audited; issued certificates keep theirs."""
    change_legal_name(user, legal_name=legal_name, actor=actor, at=at)
    user.time_zone, user.language = time_zone, language
    user.save(update_fields=["time_zone", "language"])
    return user


def choose_language(user: User, *, language: str) -> User:
    """Speak to the person in this language from now on, on screen and by mail."""
    user.language = language
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def join(person: User, *, texts: Sequence[LegalText], wants_reminders: bool, at: datetime | None = None) -> User:
    """Note what somebody agreed to when they signed up."""
    for text in texts:
        consents.note(person, Consent.Subject(text.subject), is_given=True, text=text, at=at)
    if wants_reminders:
        preferences.choose(person, topics.REMINDERS, by_mail=True, at=at)
    return person


@transaction.atomic
def change_legal_name(user: User, *, legal_name: str, actor: User | None, at: datetime | None = None) -> User:
    """Call somebody otherwise from now on; the same name changes nothing. Issued certificates keep theirs.

    Raises ValidationError for what is no name.
    """
    legal_name = names.tidy_legal_name(legal_name)
    names.validate_legal_name(legal_name)
    before = User.objects.select_for_update().get(pk=user.pk).legal_name
    user.legal_name = legal_name
    if legal_name != before:
        user.save(update_fields=["legal_name"])
        audit.record("accounts.legal_name.changed", user, actor=actor, at=at, before=before, after=legal_name)
        legal_name_changed.send(sender=User, user=user)
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

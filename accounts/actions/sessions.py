"""Where people are signed in: noting that they were there, and ending it."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User


def note_seen(session_key: str, *, at: datetime | None = None) -> None:
    """Keep when the session was last used."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at or timezone.now())


@transaction.atomic
def end(session: UserSession, *, actor: User, at: datetime | None = None) -> None:
    """Sign out there, at once."""
    audit.record("accounts.session.ended", session.user, actor=actor, at=at)
    session.end()


@transaction.atomic
def end_others(user: User, *, current_key: str, actor: User, at: datetime | None = None) -> None:
    """Sign out everywhere but here. A second call finds nothing left to end."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=current_key).select_related("user"):
        end(session, actor=actor, at=at)

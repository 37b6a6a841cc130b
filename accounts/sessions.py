"""Where somebody is signed in, as a screen shows it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import devices
from accounts.models import User


@dataclass(frozen=True)
class SignedIn:
    """One browser."""

    pk: int
    device: str
    address: str
    since: datetime
    last_seen: datetime
    is_current: bool


def signed_in(user: User, *, current_key: str) -> list[SignedIn]:
    """This browser first, then the most recently seen. Two queries, however many there are."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    found = [_shown(rows[key], current_key) for key in _living(user, list(rows))]
    return sorted(found, key=lambda one: (one.is_current, one.last_seen), reverse=True)


def _living(user: User, keys: list[str]) -> list[str]:
    """Those that still let somebody in: not run out, and not from before the password was changed."""
    hashes = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return [session.session_key for session in stored if session.get_decoded().get(HASH_SESSION_KEY) in hashes]


def _shown(row: UserSession, current_key: str) -> SignedIn:
    return SignedIn(
        pk=row.pk,
        device=devices.describe(row.user_agent),
        address=row.ip,
        since=row.created_at,
        last_seen=row.last_seen_at,
        is_current=row.session_key == current_key,
    )

"""Opens attempts for many learners and prints what a browser of each would know; run as a program of its own."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from accounts.actions import people  # noqa: E402
from accounts.models import User  # noqa: E402
from quizzes.actions import attempts  # noqa: E402
from tests.factories.courses import enrol, make_course  # noqa: E402


def session_of(user: User) -> str:
    """What the session cookie would hold after signing in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main(count: int) -> None:
    """One open attempt each."""
    small = make_course("faults")
    rows = []
    for number in range(count):
        user = people.demo_account(f"saver{number}@example.org", password="x" * 20, legal_name=f"Saver {number}")
        attempt = attempts.start(small.quiz, enrolment=enrol(small.course, user))
        positions = list(attempt.responses.values_list("position", flat=True))
        rows.append({"session": session_of(user), "attempt": str(attempt.uuid), "positions": positions})
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))

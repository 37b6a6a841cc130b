"""What learners write for themselves. Nothing here is audited: it is theirs alone and alters no standing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Activity, Note

MOST_PER_ACTIVITY = 200


class NotebookFull(Exception):
    """There are as many notes to this activity as a page can show."""


class NothingWritten(Exception):
    """Neither words nor a marked passage."""


@dataclass(frozen=True)
class Passage:
    """Marked words and what stands before and after them; empty for a note to the whole."""

    quote: str = ""
    prefix: str = ""
    suffix: str = ""


@transaction.atomic
def write(activity: Activity, *, learner: User, passage: Passage, body: str, at: datetime | None = None) -> Note:
    """Keep a note; the same passage without words is kept once. Raises NotebookFull, NothingWritten."""
    at = at or timezone.now()
    body = body.strip()
    if not (passage.quote or body):
        raise NothingWritten(activity.uuid)
    own = Note.objects.owned_by(learner).filter(activity=activity)
    marked = {"quote": passage.quote, "prefix": passage.prefix, "suffix": passage.suffix}
    if not body and (same := own.filter(**marked).first()):
        return same
    if own.count() >= MOST_PER_ACTIVITY:
        raise NotebookFull(activity.uuid)
    return Note.objects.create(activity=activity, learner=learner, body=body, created_at=at, updated_at=at, **marked)


@transaction.atomic
def rewrite(note: Note, *, body: str, at: datetime | None = None) -> Note:
    """Other words to the same passage. Raises NothingWritten when nothing would be left of it."""
    body = body.strip()
    if not (note.quote or body):
        raise NothingWritten(note.uuid)
    note.body, note.updated_at = body, at or timezone.now()
    note.save(update_fields=["body", "updated_at"])
    return note


@transaction.atomic
def remove(note: Note) -> None:
    """For good; a second call finds nothing."""
    Note.objects.filter(pk=note.pk).delete()


@transaction.atomic
def forget(learner: User) -> None:
    """All that somebody wrote, when they leave."""
    Note.objects.owned_by(learner).delete()

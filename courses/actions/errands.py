"""Claiming work, so that one worker at a time does it and a dead one blocks nobody."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile

from courses.models import Errand

MAX_TRIES = 3


class Exhausted(Exception):
    """Several workers died of it."""


def take(errand: Errand, *, at: datetime) -> bool:
    """Whether this worker may go on with it. Raises Exhausted."""
    free = type(errand).objects.free(at).filter(pk=errand.pk)
    if free.filter(try_count__gte=MAX_TRIES).exists():
        raise Exhausted(errand.uuid)
    return bool(free.update(claimed_at=at, try_count=F("try_count") + 1))


def let_go_of(file: FieldFile) -> None:
    """Delete what was uploaded, once it is certain that no row names it."""
    if name := file.name:
        transaction.on_commit(lambda: file.storage.delete(name))

"""Work that somebody asks for and a worker does: how it is claimed, and what a dead worker leaves behind."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

from accounts.models import User

# One that waits so long has been lost with its queue.
LOST_AFTER = timedelta(seconds=30)


def private_storage() -> Storage:
    """Where nothing is handed out from."""
    return storages["private"]


class ErrandQuerySet(models.QuerySet[Any]):
    """Reads of errands of one kind."""

    def opened_by(self, user: User) -> Self:
        """Those of one person."""
        return self.filter(opened_by=user)

    def under_way(self) -> Self:
        """Neither waiting for their owner nor ended."""
        return self.filter(state__in=self.model.UNDER_WAY)

    def free(self, at: datetime) -> Self:
        """Under way, and no living worker is at them."""
        stale = models.Q(claimed_at__lt=at - self.model.CLAIM_LASTS)
        return self.under_way().filter(models.Q(claimed_at=None) | stale)

    def lost(self, at: datetime) -> Self:
        """Those that no worker is at although one should be."""
        return self.free(at).filter(opened_at__lt=at - LOST_AFTER)


class Errand(models.Model):
    """Asked for by a person, done by one worker at a time, and ended once. Its states are those of its kind."""

    UNDER_WAY: ClassVar[list[Any]]
    # A worker that has shown no sign of life for so long is taken for dead.
    CLAIM_LASTS: ClassVar[timedelta]
    state: Any

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    try_count = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]

    @property
    def is_under_way(self) -> bool:
        """Whether somebody should look again in a moment."""
        return self.state in self.UNDER_WAY


def failed_with_problem(name: str) -> models.CheckConstraint:
    """An errand says why it failed, and only then."""
    failed, silent = models.Q(state="failed"), models.Q(problem="")
    return models.CheckConstraint(condition=(failed & ~silent) | (~failed & silent), name=name)

"""What the nightly repair found and did."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class RepairReport(models.Model):
    """One run. ``done`` is what it mended, ``left`` what waits for a person; both count by name. Never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    done = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    left = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    lost = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"repair of {self.at:%Y-%m-%d}"

    @property
    def is_quiet(self) -> bool:
        """Whether there was nothing to mend and nothing is left."""
        return not any(self.done.values()) and not any(self.left.values())

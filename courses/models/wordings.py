"""What translations call the entries of a course."""

from typing import ClassVar

from django.db import models

from courses.models.outline import Course


class Wording(models.Model):
    """What a published translation calls the course, a module or an activity; ``uuid`` names the entry itself.

    Written with each publication of the original or the translation, deleted with the translation. Records never point
    at it: whoever reads in another language takes the same lesson.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="wordings")
    uuid = models.UUIDField()
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField(default=0, help_text="Changes with the translation.")
    made_from = models.CharField(max_length=64, blank=True, help_text="Digest of what was translated.")
    original_revision = models.PositiveBigIntegerField(default=0, help_text="The original that it was compared with.")
    is_outdated = models.BooleanField(default=False, help_text="Whether the original has changed since.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["uuid", "language"], name="wording_once_a_language"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["course", "language"], name="wording_of_course")]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

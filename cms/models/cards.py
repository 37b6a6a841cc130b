"""Questions that come back until they stick."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class RecallCard(index.Indexed, models.Model):
    """A question with its answer, recalled after a lesson. Packages are written from these rows.

    Saving publishes: learners are asked from the ``courses.Card`` that follows it.
    """

    course_uuid = models.UUIDField(db_index=True, editable=False)
    ref = models.CharField(_("reference"), max_length=40)
    front = models.CharField(_("question"), max_length=300)
    back = models.TextField(_("answer"), max_length=1000)
    objective = models.CharField(_("objective"), max_length=40, blank=True)
    lesson_uuid = models.UUIDField(editable=False)
    package_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields: ClassVar = [
        index.SearchField("front"),
        index.SearchField("back"),
        index.AutocompleteField("front"),
    ]

    class Meta:
        verbose_name = _("recall card")
        ordering: ClassVar[list[str]] = ["ref"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course_uuid", "ref"], name="card_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        return self.front

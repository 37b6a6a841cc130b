"""Words that lessons explain."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms.glossing import Entry


class GlossaryTerm(index.Indexed, models.Model):
    """A word and what it means in one course."""

    course_uuid = models.UUIDField(db_index=True, editable=False)
    ref = models.CharField(_("reference"), max_length=40)
    term = models.CharField(_("term"), max_length=120)
    also = models.CharField(_("other names"), max_length=200, blank=True)
    definition = models.TextField(_("definition"))
    lesson_uuid = models.UUIDField(null=True, editable=False)
    package_digest = models.CharField(max_length=64, blank=True, editable=False)

    panels: ClassVar = [
        FieldPanel("term"),
        FieldPanel("also", help_text=_("Other spellings, separated by commas. Lessons mark these too.")),
        FieldPanel("definition", help_text=_("One or two sentences; lessons show them where the word is first used.")),
    ]
    search_fields: ClassVar = [
        index.SearchField("term"),
        index.SearchField("also"),
        index.SearchField("definition"),
        index.FilterField("course_uuid"),
        index.AutocompleteField("term"),
    ]

    class Meta:
        verbose_name = _("glossary term")
        ordering: ClassVar[list[str]] = ["term"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course_uuid", "ref"], name="term_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def entry(self) -> Entry:
        """As lessons look for it."""
        also = (name.strip() for name in self.also.split(","))
        return Entry(self.term, (self.term, *filter(None, also)), self.definition)

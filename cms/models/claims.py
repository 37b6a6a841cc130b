"""The editor's form of a claim; publishing brings the register up to date."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from courses.models import Claim

# What stands in the register for a claim that nobody has judged.
UNJUDGED = ""
# These say that there is no source to name.
SOURCELESS = frozenset({Claim.Label.UNVERIFIED, Claim.Label.PROMOTIONAL, Claim.Label.MISLEADING})


class ClaimSnippet(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """A claim with drafts, review and history. ``claim`` is its entry in the register, there from the first draft on.

    Until a version is published the entry has no label, and no lesson that shows it can be published.
    """

    course = models.ForeignKey(
        "cms.CoursePage", on_delete=models.SET_NULL, null=True, related_name="claims", verbose_name=_("course")
    )
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, editable=False, related_name="snippet")
    ref = models.CharField(_("reference"), max_length=40, help_text=_("A short name of its own in the course: C12."))
    statement = models.TextField(_("claim"), help_text=_("In short and in your own words, as it is met in the field."))
    heading = models.CharField(
        _("where it is claimed"),
        max_length=200,
        blank=True,
        help_text=_("An article's heading, or a kind of page."),
    )
    kind = models.CharField(_("kind"), max_length=80, blank=True, help_text=_("Such as cure language, price, safety."))
    label = models.CharField(
        _("label"), max_length=12, choices=Claim.Label, blank=True, help_text=_("Empty while nobody has judged it.")
    )
    reason = models.TextField(_("why"), blank=True, help_text=_("Learners read it beside the label."))
    wording = models.TextField(
        _("say instead"), blank=True, help_text=_("Honest wording that a reader can use with clients.")
    )
    sources = models.CharField(
        _("sources"),
        max_length=400,
        blank=True,
        help_text=_("References in the course, separated by commas."),
    )
    reviewed_on = models.DateField(
        _("reviewed on"), null=True, blank=True, help_text=_("Empty: the day on which it is published.")
    )
    review_due = models.DateField(
        _("review due"), null=True, blank=True, help_text=_("Law and trials: 3 to 6 months. Definitions: 12 to 24.")
    )
    package_digest = models.CharField(max_length=64, blank=True, editable=False)

    panels: ClassVar = [
        FieldPanel("statement"),
        MultiFieldPanel(
            [FieldPanel("label"), FieldPanel("reason"), FieldPanel("wording"), FieldPanel("sources")],
            heading=_("Judgement"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("course", widget=forms.Select, required_on_save=True),
                        FieldPanel("ref", required_on_save=True),
                    ]
                ),
                FieldRowPanel([FieldPanel("heading"), FieldPanel("kind")]),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due")])],
            heading=_("Review"),
        ),
        PublishingPanel(),
    ]

    class Meta:
        verbose_name = _("claim")
        ordering: ClassVar[list[str]] = ["ref"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "ref"], name="claim_draft_ref_unique_in_course"),
        ]

    def __str__(self) -> str:
        """Its reference alone: this stands in histories that people of other courses read."""
        return self.ref

    def with_content_json(self, content: dict[str, Any]) -> "ClaimSnippet":
        """A draft keeps the entry that it has by now: revisions hold what it had when they were saved."""
        draft: ClaimSnippet = super().with_content_json(content)
        draft.claim_id = self.claim_id
        return draft

    def gap(self) -> str:
        """What the register still wants of this draft; empty when it can be published."""
        if self.label == UNJUDGED:
            return str(_("It has no label yet."))
        if not self.reason.strip():
            return str(_("It does not say why it has this label."))
        if not self.sources.strip() and self.label not in SOURCELESS:
            return str(_("“%(label)s” needs at least one source.") % {"label": self.get_label_display()})
        return ""

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """As a lesson shows it."""
        return "cms/claim_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The block that lessons use, with this draft in it."""
        shown = {"claims": [self], "summary": self.statement, "why": self.reason, "say_instead": self.wording}
        return {"value": {**shown, "label_text": "", "source": self.heading}}

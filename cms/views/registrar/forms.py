"""Shapes of what a registrar types; the rules are in the actions."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts import names
from certificates import batchfiles
from certificates.models import Batch, BatchRow
from cms import eligibility
from cms.views.staff.forms import written
from courses.models import Course


class EligibilityFilters(forms.Form):
    """Whom to list."""

    text = forms.CharField(label=_("Name or address"), required=False, max_length=200)
    course = forms.ModelChoiceField(
        Course.objects.filter(achievement__isnull=False),
        label=_("Course"),
        required=False,
        empty_label=_("All courses"),
    )
    situation = forms.ChoiceField(
        label=_("Situation"), required=False, choices=[("", _("Any")), *eligibility.Situation.choices]
    )


class BatchForm(forms.Form):
    """A file, what its rows are for, and why."""

    kind = forms.ChoiceField(
        label=_("What to do"), choices=Batch.Kind.choices, widget=forms.RadioSelect, initial=Batch.Kind.ENROL
    )
    course = forms.ModelChoiceField(
        Course.objects.filter(achievement__isnull=False, retired_at=None),
        label=_("Course"),
        required=False,
        empty_label=_("Choose one"),
        help_text=_("Needed to enrol and to issue."),
    )
    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=_("At most 1 MB and 5,000 rows; the first row names the columns."),
        error_messages={"empty": _("The file is empty.")},
    )
    reason = written(
        _("Reason"),
        _(
            "For every row that brings none of its own. Needed to renew, to revoke, and to issue where something is "
            "missing. The reason of a revocation is public: name nobody in it."
        ),
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        """Refuse by size before reading; the content is judged when it is taken in."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > batchfiles.LARGEST:
            raise forms.ValidationError(_("The file is too large: at most 1 MB and 5,000 rows. Split it."))
        return file

    def clean(self) -> dict[str, Any]:
        """People are enrolled in something."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") in {Batch.Kind.ENROL, Batch.Kind.ISSUE} and given.get("course") is None:
            self.add_error("course", _("Choose the course."))
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What taking it in needs."""
        file = self.cleaned_data["file"]
        kept = {name: self.cleaned_data[name] for name in ("kind", "course", "reason")}
        return {**kept, "content": file.read(), "file_name": file.name}


class RowFilters(forms.Form):
    """Which rows of a batch to show."""

    state = forms.ChoiceField(label=_("Rows"), required=False, choices=[("", _("All")), *BatchRow.State.choices])


class ReasonForm(forms.Form):
    """Why, for the staff alone."""

    reason = written(_("Reason"), _("Kept in the audit trail. The holder does not see it."))


class PublicReasonForm(forms.Form):
    """Why, for everybody."""

    reason = written(
        _("Reason"), _("Mailed to the holder. The public check shows it for as long as it holds: name nobody in it.")
    )


class DecisionForm(forms.Form):
    """Yes or no, and what the holder is told."""

    ACCEPT, REFUSE = "accept", "refuse"
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[(ACCEPT, _("Accept")), (REFUSE, _("Refuse"))], widget=forms.RadioSelect
    )
    note = written(_("Note"), _("The holder reads it. Needed to refuse."), required=False)


class TermsForm(forms.Form):
    """What renews a certificate, and how long after its end."""

    renewal_hours = forms.IntegerField(
        label=_("Hours of continuing education that renew it"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: only the exam does."),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace after its end"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=_("As long it can still be renewed. Empty: as the site says."),
    )


class EvidenceForm(forms.Form):
    """What a renewal rests on."""

    evidence = written(
        _("What the renewal rests on"),
        _("For example the hours of training that you have seen proof of. Kept in the audit trail."),
    )


class NameForm(ReasonForm):
    """Another name on the certificate."""

    legal_name = forms.CharField(
        label=_("Full legal name"),
        max_length=names.LONGEST_LEGAL_NAME,
        validators=[names.validate_legal_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Exactly as it should be printed."),
    )
    field_order = ("legal_name", "reason")

    def clean_legal_name(self) -> str:
        """As it would be kept."""
        name: Any = self.cleaned_data["legal_name"]
        return names.tidy_legal_name(name)

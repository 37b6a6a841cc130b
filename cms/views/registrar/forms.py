"""Shapes of what a registrar types; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import names
from cms import eligibility
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


class ReasonForm(forms.Form):
    """Why, for the staff alone."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Kept in the audit trail. The holder does not see it."),
    )


class PublicReasonForm(forms.Form):
    """Why, for everybody."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Mailed to the holder. The public check shows it for as long as it holds: name nobody in it."),
    )


class EvidenceForm(forms.Form):
    """What a renewal rests on."""

    evidence = forms.CharField(
        label=_("What the renewal rests on"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("For example the hours of training that you have seen proof of. Kept in the audit trail."),
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

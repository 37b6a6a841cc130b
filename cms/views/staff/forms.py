"""Shapes of what staff type; the rules are in the actions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.models import Course
from quizzes.models import Attempt, Quiz

RESULTS = [("", _("Any result")), ("yes", _("Passed")), ("no", _("Not passed"))]


class AttemptFilters(forms.Form):
    """Which attempts to list."""

    q = forms.CharField(label=_("Learner"), required=False, max_length=200)
    course = forms.ModelChoiceField(
        Course.objects.all(), label=_("Course"), required=False, empty_label=_("All courses")
    )
    quiz = forms.ModelChoiceField(
        Quiz.objects.select_related("activity__course").order_by("activity__course__title", "activity__position"),
        label=_("Assessment"),
        required=False,
        empty_label=_("All assessments"),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *Attempt.Status.choices]
    )
    passed = forms.ChoiceField(label=_("Result"), required=False, choices=RESULTS)


class PeopleSearch(forms.Form):
    """Whom to look for."""

    q = forms.CharField(label=_("Name or email address"), required=False, max_length=200)


class DeskFilters(forms.Form):
    """Which assessment to mark."""

    quiz = forms.ModelChoiceField(
        Quiz.objects.select_related("activity__course").order_by("activity__course__title", "activity__position"),
        label=_("Assessment"),
        required=False,
        empty_label=_("All assessments"),
    )


def written(label: Any, help_text: Any, *, required: bool = True) -> forms.CharField:
    """Some sentences by a person, who is told who reads them."""
    lines = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=2000, widget=lines)


class ReasonForm(forms.Form):
    """Every correction says why."""

    reason = written(_("Reason"), _("Kept in the audit trail. Learners do not see it."))


class ExtendForm(ReasonForm):
    """How much more time."""

    minutes = forms.IntegerField(label=_("More minutes"), min_value=1, max_value=600)
    field_order = ("minutes", "reason")


class MarkForm(ReasonForm):
    """Another mark for one answer."""

    score = forms.DecimalField(label=_("New mark"), min_value=Decimal(0), max_digits=8, decimal_places=4)
    field_order = ("score", "reason")


class AccommodationForm(forms.Form):
    """What a learner is granted."""

    time_multiplier = forms.DecimalField(
        label=_("Time, as a multiple"),
        min_value=Decimal(1),
        max_value=Decimal("9.99"),
        max_digits=4,
        decimal_places=2,
        initial=Decimal(1),
        help_text=_("1 is the usual time, 1.5 half as much again."),
    )
    is_untimed = forms.BooleanField(label=_("No time limit"), required=False)
    extra_attempts = forms.IntegerField(label=_("Extra attempts"), min_value=0, max_value=50, initial=0)
    break_minutes = forms.IntegerField(
        label=_("Break, in minutes"), min_value=0, max_value=600, initial=0, help_text=_("The clock stands still.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Private to staff with this right. The learner sees what is granted, not why."),
    )


class RubricForm(forms.Form):
    """A level for each criterion of a rubric, and a comment."""

    def __init__(self, criteria: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {f"criterion-{criterion['id']}": criterion["id"] for criterion in criteria}
        for name, criterion in zip(self.criteria, criteria, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=criterion["text"],
                widget=forms.RadioSelect,
                choices=[(level["id"], _level_label(level)) for level in criterion["levels"]],
            )
        self.fields["comment"] = forms.CharField(
            label=_("Comment"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("For the other staff."),
        )

    @property
    def levels(self) -> dict[str, str]:
        """The chosen level by criterion."""
        return {key: self.cleaned_data[name] for name, key in self.criteria.items()}


def _level_label(level: dict[str, Any]) -> str:
    points = Decimal(level["points"]).normalize()
    worth = ngettext("%(points)s point", "%(points)s points", 1 if points == 1 else 2) % {"points": f"{points:f}"}
    return f"{level['text']} ({worth})"

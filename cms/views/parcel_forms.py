"""What people choose when a course goes out, comes in, or is copied."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms import teams
from cms.models import CoursePage, ParcelEntry
from cms.package.archive import LARGEST
from quizzes.formats.archives import MEGABYTE


class CourseExportForm(forms.Form):
    """Which course."""

    course: forms.ModelChoiceField = forms.ModelChoiceField(
        CoursePage.objects.none(),
        label=_("Course"),
        help_text=_("Published courses that you work on."),
        empty_label=None,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = teams.courses_of(user).live()  # type: ignore[attr-defined]


class CourseImportForm(forms.Form):
    """A package."""

    file = forms.FileField(
        label=_("Package"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=_("A zip file of up to 64 MB, as “Export a course” makes it or as an author wrote it."),
    )

    def clean_file(self) -> UploadedFile:
        """Small enough to be looked into."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": LARGEST // MEGABYTE})
        return file


class CourseCopyForm(forms.Form):
    """What the copy is called, and whose law and prices it will describe."""

    title = forms.CharField(label=_("Title of the copy"), max_length=255)
    slug = forms.SlugField(
        label=_("Address part"),
        max_length=255,
        help_text=_("Letters, digits and hyphens, such as stem-cells-spain. The copy's address ends in it."),
    )
    jurisdiction = forms.CharField(
        label=_("Country or jurisdiction"),
        max_length=120,
        help_text=_("Whose law, prices and authorities the copy will describe, such as Spain."),
    )

    def clean_slug(self) -> str:
        """Courses share no address."""
        slug: str = self.cleaned_data["slug"]
        if CoursePage.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another course has this address."))
        return slug


class ParcelFilters(forms.Form):
    """Which entries of a report to show."""

    show = forms.ChoiceField(label=_("Entries"), required=False, choices=[("", _("All")), *ParcelEntry.Verdict.choices])

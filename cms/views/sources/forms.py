"""What people type to bring an article in and to plan a course."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms import library
from cms.languages import originals
from cms.models import CoursePage
from courses import formats
from courses.fetching import addresses
from courses.models import Licence
from courses.problems import Problem, Unreadable

WAYS = ("url", "file", "text")


class LibraryFilters(forms.Form):
    """Which articles to list."""

    q = forms.CharField(label=_("Title, publisher or address"), required=False, max_length=200)
    course: forms.ModelChoiceField = forms.ModelChoiceField(
        originals(CoursePage).order_by("title"), label=_("Course"), required=False, empty_label=_("All of the library")
    )


class BringInForm(forms.Form):
    """An article by its address, as a file, or pasted: one of the three."""

    url = forms.URLField(
        label=_("Web address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("The page is fetched from our server, as any visitor sees it."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx,.html,.htm,.txt,.md"}),
        help_text=_("Word (.docx), HTML, Markdown or plain text, up to 5 MB. Pictures are left out."),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=formats.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text, Markdown or HTML. Headings divide it into sections."),
    )
    title = forms.CharField(
        label=_("Title"), required=False, max_length=400, help_text=_("Leave it empty to take the article's own.")
    )
    publisher = forms.CharField(label=_("Publisher or author"), required=False, max_length=200)
    licence = forms.ChoiceField(
        label=_("Licence"),
        choices=Licence.choices,
        initial=Licence.NOT_OURS,
        help_text=_("It decides whether a lesson may repeat the wording. If you are not sure, keep the first."),
    )

    def clean_url(self) -> str:
        """What can be told without asking the site."""
        url: str = self.cleaned_data["url"]
        if url:
            try:
                addresses.target(url)
            except Unreadable as refusal:
                raise ValidationError(refusal.problem.label) from refusal
        return url

    def clean_file(self) -> UploadedFile | None:
        """Refused by what is in it, before anybody waits for a worker."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        try:
            if (file.size or 0) > formats.MAX_BYTES:
                raise Unreadable(Problem.TOO_LARGE)
            formats.check(file.read(), name=file.name or "")
        except Unreadable as refusal:
            raise ValidationError(refusal.problem.label) from refusal
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        """One way, not two."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [way for way in WAYS if cleaned.get(way)]
        if len(given) > 1:
            raise ValidationError(_("Give one of the three: an address, a file or the text."))
        if not given and not any(way in self.errors for way in WAYS):
            raise ValidationError(_("Give an address, upload a file, or paste the text."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        file = self.cleaned_data["file"]
        content = file.read() if file else self.cleaned_data["text"].encode()
        return {
            **{name: self.cleaned_data[name] for name in ("url", "title", "publisher", "licence")},
            "content": content,
            "file_name": (file.name or "")[:200] if file else "",
        }


class TargetForm(forms.Form):
    """For which course."""

    course: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Course"), required=False, empty_label=_("A new course")
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = library.courses_to_extend(user)  # type: ignore[attr-defined]

"""What people choose when questions come in and go out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms import teams
from cms.languages import originals
from cms.models import ImportedQuestion, ModulePage, QuestionImport
from quizzes.formats.archives import MEGABYTE
from quizzes.formats.registry import FORMATS, LARGEST
from quizzes.models import Question

SUFFIXES = ".xlsx,.csv,.tsv,.zip,.xml,.txt,.gift"
READERS = [
    ("", _("Tell by what is in it")),
    ("xlsx", "XLSX"),
    ("csv", "CSV"),
    ("qti", _("QTI, or a package of Canvas or TAO")),
    ("moodle", "Moodle XML"),
    ("gift", "GIFT"),
    ("aiken", "Aiken"),
]


class ImportForm(forms.Form):
    """A file, and where its questions go."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": SUFFIXES}),
        help_text=_("GIFT, Aiken, Moodle XML, QTI (also packages), CSV or XLSX, up to 32 MB and 10,000 questions."),
    )
    reader = forms.ChoiceField(label=_("Format"), choices=READERS, required=False)
    module = forms.ChoiceField(
        label=_("Course and module"),
        help_text=_("Questions go to the course's module that they name as their topic, all others to this one."),
    )
    use = forms.ChoiceField(
        label=_("Use"), choices=Question.Use.choices, help_text=_("For questions whose file does not say.")
    )
    clash = forms.ChoiceField(
        label=_("When the course has another question with the same reference"),
        choices=QuestionImport.Clash.choices,
        widget=forms.RadioSelect,
        initial=QuestionImport.Clash.SKIP,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = list(teams.courses_of(user))
        modules = list(originals(ModulePage).order_by("path"))
        self.modules = {str(module.pk): module for module in modules}
        groups = [
            (course.title, [(str(page.pk), page.title) for page in modules if page.path.startswith(course.path)])
            for course in courses
        ]
        self.fields["module"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """Small enough to be looked into."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": LARGEST // MEGABYTE})
        return file

    def clean_module(self) -> ModulePage:
        """The page that was chosen."""
        return self.modules[self.cleaned_data["module"]]

    @property
    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        file = self.cleaned_data["file"]
        chosen = {name: self.cleaned_data[name] for name in ("reader", "use", "clash")}
        return {**chosen, "content": file.read(), "file_name": file.name or ""}


class ReportFilters(forms.Form):
    """Which entries of a report to show."""

    show = forms.ChoiceField(
        label=_("Entries"),
        required=False,
        choices=[("", _("All")), ("noted", _("With notes")), *ImportedQuestion.Verdict.choices],
    )


class ExportForm(forms.Form):
    """In which format; a choice shows at once what it can't carry."""

    format = forms.ChoiceField(
        label=_("Format"), choices=[(entry.name, entry.label) for entry in FORMATS.values()], initial="xlsx"
    )

"""What strangers send to the public check, and what holders fill in and choose about their certificate."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.names import LONGEST_LEGAL_NAME, tidy_legal_name, validate_legal_name
from certificates import enclosures
from certificates.documents import uploads
from certificates.models.evidence import FEWEST_HOURS, MOST_HOURS

LARGEST_FILE = 2 * 1024 * 1024
# What a browser writes around one file.
ENVELOPE = 16 * 1024
LONGEST_REASON = 1000
REFUSALS = {
    "empty": _("The file is empty."),
    "large": _("The file is larger than 5 MB. Scan it with fewer dots, or send the page that matters."),
    "kind": _("This is no PDF, PNG or JPEG that we could read, whatever its name says."),
}


class FileForm(forms.Form):
    """One file; ``cleaned_data["file"]`` is an ``uploads.Upload``."""

    file = forms.FileField(
        error_messages={
            "required": _("Choose the file that you want to check."),
            "empty": _("This file is empty. Ask for it to be sent again."),
        }
    )

    @classmethod
    def of(cls, request: HttpRequest) -> "FileForm":
        """Refuses unread what is too large by its length; the rest fits in memory, and no disk ever sees it."""
        if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_FILE + ENVELOPE:
            return cls(files=request.FILES)
        form = cls(files=MultiValueDict())
        form.fields["file"].error_messages["required"] = _too_large()
        return form

    def clean_file(self) -> uploads.Upload:
        """Judge by content, never by name."""
        sent: UploadedFile = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_too_large(), code="too_large")
        try:
            return uploads.read(sent.read())
        except uploads.UnknownKind as problem:
            raise forms.ValidationError(
                _("This is no PDF, PNG or JSON file. For a photo or a scan, type in the code that is printed on it."),
                code="unknown_kind",
            ) from problem


class ListingForm(forms.Form):
    """Two ticks: one left out says no."""

    is_listed = forms.BooleanField(required=False)
    is_indexed = forms.BooleanField(required=False)


def _too_large() -> Any:
    size = filesizeformat(LARGEST_FILE)
    return _("This file is too large: ours have at most %(size)s. It is not one of them.") % {"size": size}


class EvidenceField(forms.FileField):
    """A file that is looked into; its value is an ``enclosures.Enclosure``, or None."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Evidence"),
            widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
            error_messages={"required": _("Add the file."), "empty": REFUSALS["empty"]},
            **options,
        )

    def clean(self, data: UploadedFile | None, initial: Any = None) -> enclosures.Enclosure | None:
        """Refuse by size before reading, and by content after."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            if file.size > enclosures.LARGEST:
                raise enclosures.NotAccepted("large")
            return enclosures.read(file.read(), name=file.name)
        except enclosures.NotAccepted as refusal:
            raise forms.ValidationError(REFUSALS[refusal.reason], code=refusal.reason) from refusal


class CorrectionForm(forms.Form):
    """The name as it should be, and why."""

    legal_name = forms.CharField(
        label=_("The name as it should be"),
        max_length=LONGEST_LEGAL_NAME,
        validators=[validate_legal_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reason = forms.CharField(
        label=_("Why it should change"),
        help_text=_("A letter was wrong, a name was left out, your name has changed."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = EvidenceField(
        required=False,
        help_text=_("A page that shows the name: PDF, PNG or JPEG, at most 5 MB. Cover what we need not see."),
    )

    def __init__(self, *args: Any, present: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.present = present

    def clean_legal_name(self) -> str:
        """Another one than it bears."""
        name = tidy_legal_name(self.cleaned_data["legal_name"])
        if name == self.present:
            raise forms.ValidationError(_("That is the name it bears already."), code="same")
        return name


class HoursForm(forms.Form):
    """One course, conference or reading, with its proof."""

    title = forms.CharField(label=_("What you attended"), max_length=200)
    provider = forms.CharField(label=_("Who held it"), max_length=200)
    hours = forms.DecimalField(
        label=_("Hours"),
        max_digits=5,
        decimal_places=2,
        validators=[
            MinValueValidator(FEWEST_HOURS, _("A quarter of an hour is the least that counts.")),
            MaxValueValidator(MOST_HOURS, _("Log at most 200 hours at a time.")),
        ],
        widget=forms.NumberInput(attrs={"step": "0.25", "min": "0.25", "max": "200", "inputmode": "decimal"}),
    )
    done_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    evidence = EvidenceField(
        help_text=_("A certificate of attendance: PDF, PNG or JPEG, at most 5 MB."),
    )

    def __init__(self, *args: Any, since: date, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.since, self.today = since, today
        self.fields["done_on"].widget.attrs |= {"min": since.isoformat(), "max": today.isoformat()}

    def clean_hours(self) -> Decimal:
        """In quarters."""
        hours: Decimal = self.cleaned_data["hours"]
        if hours % FEWEST_HOURS:
            raise forms.ValidationError(_("Round to quarters of an hour."), code="step")
        return hours

    def clean_done_on(self) -> date:
        """Within the validity of the certificate that they renew."""
        day: date = self.cleaned_data["done_on"]
        if day < self.since:
            raise forms.ValidationError(_("Only what was done since the certificate was issued counts."), code="before")
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come. Log hours once they are done."), code="after")
        return day

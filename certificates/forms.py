"""What strangers send to the public check."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from certificates.documents import uploads

LARGEST_FILE = 2 * 1024 * 1024
# What a browser writes around one file.
ENVELOPE = 16 * 1024


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


def _too_large() -> Any:
    size = filesizeformat(LARGEST_FILE)
    return _("This file is too large: ours have at most %(size)s. It is not one of them.") % {"size": size}

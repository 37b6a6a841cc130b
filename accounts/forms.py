"""Forms about oneself."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.models import User
from accounts.names import LONGEST_LEGAL_NAME, tidy_legal_name, validate_legal_name


class LegalNameField(forms.CharField):
    """A full name as a certificate would print it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Full legal name"),
            help_text=_("As it should be printed on your certificates."),
            max_length=LONGEST_LEGAL_NAME,
            validators=[validate_legal_name],
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )

    def to_python(self, value: Any) -> str:
        """Tidy before validating."""
        return tidy_legal_name(super().to_python(value) or "")


class SignupForm(forms.Form):
    """What sign-up asks beyond allauth's own fields. The adapter saves it."""

    field_order = ("legal_name", "email", "password1", "password2")
    legal_name = LegalNameField()

    def signup(self, request: HttpRequest, user: User) -> None:
        """Required by allauth; the adapter has already saved the name together with the person."""


def _zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zones.known())]


class ProfileForm(forms.Form):
    """What people may change about themselves."""

    legal_name = LegalNameField()
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zone_choices)
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)

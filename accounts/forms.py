"""Forms about oneself."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import languages, topics, zones
from accounts.models import LegalText, User
from accounts.names import LONGEST_LEGAL_NAME, tidy_legal_name, validate_legal_name
from accounts.topics import Topic


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

    field_order = ("legal_name", "email", "password1", "password2", "accepts_terms", "wants_reminders")
    legal_name = LegalNameField()
    accepts_terms = forms.BooleanField()
    wants_reminders = forms.BooleanField(
        label=_("Remind me by mail when I have not been here for a while"),
        help_text=_("A few times for each course, never at night. You can stop it at any time."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = LegalText.objects.current(languages.current())
        if self.texts:
            linked = ((text.get_absolute_url(), text.title) for text in self.texts)
            links = format_html_join(", ", '<a href="{}">{}</a>', linked)
            self.fields["accepts_terms"].label = format_html(gettext("I have read and accept: {}"), links)
        else:
            del self.fields["accepts_terms"]

    def clean(self) -> dict[str, Any]:
        """With the texts that the box speaks of, as ``agreed_to``."""
        super().clean()
        self.cleaned_data["agreed_to"] = self.texts
        return self.cleaned_data

    def signup(self, request: HttpRequest, user: User) -> None:
        """Required by allauth; the adapter has already saved the name together with the person."""


def _zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zones.known())]


class ProfileForm(forms.Form):
    """What people may change about themselves."""

    legal_name = LegalNameField()
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zone_choices)
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)


class LanguageForm(forms.Form):
    """What the switcher at the foot of every page sends."""

    language = forms.ChoiceField(choices=lambda: settings.LANGUAGES)


class NoticeChoicesForm(forms.Form):
    """Two boxes for each topic that is a choice: by mail, and on the site."""

    def __init__(self, *args: Any, chosen: Mapping[str, tuple[bool, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in topics.OPTIONAL:
            by_mail, in_app = chosen[topic.name]
            self.fields[f"{topic.name}-mail"] = forms.BooleanField(label=_("By mail"), required=False, initial=by_mail)
            self.fields[f"{topic.name}-site"] = forms.BooleanField(label=_("Here"), required=False, initial=in_app)

    def groups(self) -> list[dict[str, Any]]:
        """Every topic by group, with its boxes or with the reason why it has none."""
        grouped = groupby(topics.SHOWN, key=lambda topic: topic.group)
        return [{"title": title, "topics": [self._row(topic) for topic in rows]} for title, rows in grouped]

    def choices(self) -> Iterator[tuple[Topic, bool, bool]]:
        """What was chosen, of a valid form."""
        for topic in topics.OPTIONAL:
            yield topic, self.cleaned_data[f"{topic.name}-mail"], self.cleaned_data[f"{topic.name}-site"]

    def _row(self, topic: Topic) -> dict[str, Any]:
        boxes = [self[f"{topic.name}-{way}"] for way in ("mail", "site")] if topic.is_optional else []
        return {"label": topic.label, "necessary": topic.necessary, "boxes": boxes}


class ErasureForm(forms.Form):
    """Something to type before an account goes for good."""

    address = forms.CharField(
        label=_("Your email address"),
        help_text=_("Type it to show that you mean it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_address(self) -> str:
        """Compared without case."""
        address = str(self.cleaned_data["address"])
        if address.casefold() != self.person.email.casefold():
            raise ValidationError(_("This is not the address of this account."))
        return address

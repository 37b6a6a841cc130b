"""Wagtail's forms for people: a legal name instead of first and last name."""

from typing import ClassVar

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from accounts.models import User

FIELDS = {"email", "legal_name", "time_zone", "is_superuser", "groups", "is_active"}


class PersonEditForm(UserEditForm):
    """Edits a person."""

    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = FIELDS
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {"groups": forms.CheckboxSelectMultiple}


class PersonCreationForm(UserCreationForm):
    """Creates a person, who then signs in by a code sent to the address."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {"groups": forms.CheckboxSelectMultiple}


class PeopleViewSet(UserViewSet):
    """Lists people by address and legal name."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002  # Wagtail's signature
        """The form without Wagtail's two names."""
        return PersonEditForm if for_update else PersonCreationForm

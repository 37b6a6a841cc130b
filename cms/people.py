"""Wagtail's forms for people: a legal name instead of first and last name."""

from typing import Any, ClassVar

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import EditView, UserViewSet

from accounts.actions import people
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_name"].required = bool(self.instance.legal_name)


class PersonEditView(EditView):
    """Saves what Wagtail saves, and the name by its action."""

    def save_instance(self) -> User:
        """Another name is audited, and confirmed by its bearer before a certificate has it."""
        person: User = self.form.instance
        wanted, person.legal_name = person.legal_name, self.form.initial["legal_name"]
        super().save_instance()
        if wanted != person.legal_name:
            people.change_legal_name(person, legal_name=wanted, actor=self.request.user)
        return person


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

    edit_view_class = PersonEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002  # Wagtail's signature
        """The form without Wagtail's two names."""
        return PersonEditForm if for_update else PersonCreationForm

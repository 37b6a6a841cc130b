"""The forms of glossary terms and recall cards: the editor picks a lesson, and with it the course."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms import teams
from cms.languages import originals
from cms.models import LessonPage


class InLessonForm(WagtailAdminModelForm):
    """A new entry's reference follows from its wording and stays when the wording changes."""

    named_by: ClassVar[str]
    is_double: ClassVar[Promise]

    lesson: forms.ModelChoiceField = forms.ModelChoiceField(
        originals(LessonPage).order_by("path"),
        to_field_name="translation_key",
        label=_("Lesson"),
        help_text=_("Where readers find the explanation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("lesson", self.instance.lesson_uuid)
        own = [course.path for course in teams.courses_of(self.for_user)]
        within = Q(pk__in=[])
        for path in own:
            within |= Q(path__startswith=path)
        self.fields["lesson"].queryset = originals(LessonPage).filter(within).order_by("path")

    def clean(self) -> dict[str, Any]:
        """Place the entry in the lesson's course, where its reference must be its own."""
        cleaned: dict[str, Any] = super().clean()
        if (lesson := cleaned.get("lesson")) and self.named_by in cleaned:
            course = lesson.get_parent().get_parent()
            self.instance.lesson_uuid = lesson.translation_key
            self.instance.course_uuid = course.translation_key
            self.instance.ref = self.instance.ref or slugify(cleaned[self.named_by])[:40]
            self._refuse_double()
        return cleaned

    def _refuse_double(self) -> None:
        others = type(self.instance).objects.exclude(pk=self.instance.pk)
        if others.filter(course_uuid=self.instance.course_uuid, ref=self.instance.ref).exists():
            raise ValidationError({self.named_by: self.is_double})


class TermForm(InLessonForm):
    """Of a word."""

    named_by = "term"
    is_double = _("This course explains the term already.")


class CardForm(InLessonForm):
    """Of a recall card."""

    named_by = "front"
    is_double = _("This course asks this already.")

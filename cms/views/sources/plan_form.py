"""The plan as one form: names of modules, and for each section a module and a lesson."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.actions.plans import Choices
from cms.models import CoursePlan

SPARE_MODULES = 2
MOST_MODULES = 20


class PlanForm(forms.Form):
    """Fields are named by place, so that renaming a module moves no section. What has pages is not asked again."""

    title = forms.CharField(label=gettext_lazy("Title of the course"), max_length=200, required=False)

    def __init__(self, plan: CoursePlan, *args: Any, made: frozenset[Any] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = plan.snapshot.parts
        self.modules = {module.position: module for module in plan.modules.all()}
        self.sections = list(plan.sections.select_related("module"))
        self.open = [section for section in self.sections if section.lesson_uuid not in made]
        self.fields["title"].initial = plan.title
        if plan.course_id:
            del self.fields["title"]
        self._add_modules()
        self._add_sections()

    def clean(self) -> dict[str, Any]:
        """A section goes into a module that has a name; its lesson is called as the section if nothing is said."""
        cleaned: dict[str, Any] = super().clean() or {}
        names = self._names()
        for section in self.open:
            place = self._place(section.number)
            if place is not None and not names.get(place):
                self.add_error(f"module-{place}", ValidationError(_("Sections go into it, so it needs a name.")))
        return cleaned

    @property
    def choices(self) -> Choices:
        """As the action takes them."""
        sections = {
            section.number: (self._place(section.number), self._lesson(section.number)) for section in self.open
        }
        return Choices(self.cleaned_data.get("title", ""), self._names(), sections)

    @property
    def module_fields(self) -> list[BoundField]:
        """One for each name."""
        return [self[f"module-{place}"] for place in self._places()]

    def rows(self) -> list[dict[str, Any]]:
        """Every section with its fields, or with the lesson that was made of it."""
        open_numbers = {section.number for section in self.open}
        return [
            {
                "part": self.parts[section.number],
                "section": section,
                "module": self[f"section-{section.number}"] if section.number in open_numbers else None,
                "lesson": self[f"lesson-{section.number}"] if section.number in open_numbers else None,
            }
            for section in self.sections
        ]

    def _add_modules(self) -> None:
        for place in self._places():
            module = self.modules.get(place)
            self.fields[f"module-{place}"] = forms.CharField(
                label=_("Module %(number)d") % {"number": place + 1},
                required=False,
                max_length=200,
                initial=module.name if module else "",
                disabled=bool(module and module.page_uuid),
            )

    def _add_sections(self) -> None:
        names = {place: module.name for place, module in self.modules.items()}
        numbered = [
            (place, names.get(place) or _("Module %(number)d") % {"number": place + 1}) for place in self._places()
        ]
        for section in self.open:
            heading = self.parts[section.number].heading or _("Introduction")
            self.fields[f"section-{section.number}"] = forms.TypedChoiceField(
                label=_("Module for “%(heading)s”") % {"heading": heading},
                choices=[("", _("Leave out")), *numbered],
                coerce=int,
                empty_value=None,
                required=False,
                initial=section.module.position if section.module else "",
            )
            self.fields[f"lesson-{section.number}"] = forms.CharField(
                label=_("Lesson for “%(heading)s”") % {"heading": heading},
                required=False,
                max_length=200,
                initial=section.lesson or heading[:200],
            )

    def _places(self) -> range:
        last = max(self.modules, default=-1)
        return range(min(last + 1 + SPARE_MODULES, MOST_MODULES))

    def _names(self) -> dict[int, str]:
        return {place: self.cleaned_data.get(f"module-{place}", "") for place in self._places()}

    def _place(self, number: int) -> int | None:
        place: int | None = self.cleaned_data.get(f"section-{number}")
        return place

    def _lesson(self, number: int) -> str:
        heading = self.parts[number].heading[:200] or _("Introduction")
        return self.cleaned_data.get(f"lesson-{number}") or heading

"""The editor's form of a question: its topic is chosen among the modules of its course."""

from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.course_form import CourseForm
from cms.models import CoursePage, ModulePage

Choice = tuple[str, str]


def modules_of(*courses: CoursePage) -> dict[int, list[Choice]]:
    """For each course address parts and titles of its modules, in order: one query, however many courses."""
    paths = {course.path: course.pk for course in courses}
    found: dict[int, list[Choice]] = {course.pk: [] for course in courses}
    modules = ModulePage.objects.order_by("path").values_list("path", "slug", "title") if courses else ()
    for path, slug, title in modules:
        course = paths.get(path[: -ModulePage.steplen])
        if course is not None:
            found[course].append((slug, title))
    return found


class QuestionForm(CourseForm):
    """A topic that was stored is kept, even if its module is gone or was renamed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "topic" in self.fields:
            self.stored = self.instance.topic
            self.fields["topic"].widget = forms.Select(choices=[("", _("Choose a module")), *self._choices()])

    def clean(self) -> dict[str, Any]:
        """Another course has other modules."""
        cleaned: dict[str, Any] = super().clean() or {}
        course, topic = cleaned.get("course"), cleaned.get("topic")
        if course and topic and topic != self.stored and topic not in dict(modules_of(course)[course.pk]):
            self.add_error("topic", ValidationError(_("Choose a module of “%(course)s”.") % {"course": course.title}))
        return cleaned

    def _choices(self) -> list[tuple[str, Any]]:
        """Of its course; for a new question of all that its writer works on, each in a group of its own."""
        courses = list(self.fields["course"].queryset) if "course" in self.fields else []
        chosen = self.instance.course_id or self.initial.get("course")
        own = [course for course in courses if course.pk == chosen] or courses
        modules = modules_of(*own)
        choices: list[tuple[str, Any]] = [(course.title, modules[course.pk]) for course in own if modules[course.pk]]
        if len(own) == 1:
            choices = [*modules[own[0].pk]]
        if self.stored and self.stored not in dict(chain(*modules.values())):
            choices.insert(0, (self.stored, _("%(topic)s (no module of the course)") % {"topic": self.stored}))
        return choices

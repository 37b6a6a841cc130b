"""Plain fields of pages that a package carries as `settings`, by name; a value that is left out is the usual one."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field
from wagtail.models import Page

from cms.models import CoursePage, LessonPage, QuizPage

CARRIED: dict[type[Page], tuple[str, ...]] = {
    CoursePage: ("version", "jurisdiction", "asks_before_lessons", "search_description", "seo_title"),
    LessonPage: ("is_required", "search_description", "seo_title"),
    QuizPage: (
        "minutes",
        "is_required",
        "pass_percent",
        "time_limit_minutes",
        "max_attempts",
        "period_days",
        "wait_days",
        "opens_at",
        "closes_at",
        "is_forward_only",
        "is_one_per_page",
        "pretest_count",
        "marks_each_twice",
        "asks_confidence",
        "feedback",
    ),
}


def of(page: Page) -> dict[str, Any]:
    """What differs from the usual, as JSON has it."""
    found = {field.name: getattr(page, field.name) for field in _fields(type(page))}
    usual = values(type(page), {})
    return {name: _plain(value) for name, value in found.items() if value != usual[name]}


def values(model: type[Page], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Every carried field with its value. Raises ValidationError, by name."""
    problems: dict[str, Any] = {name: "is unknown" for name in settings if name not in CARRIED.get(model, ())}
    found: dict[str, Any] = {}
    for field in _fields(model):
        try:
            given = settings.get(field.name, field.get_default())
            found[field.name] = field.clean(given, None) if field.name in settings else given
        except ValidationError as error:
            problems[field.name] = error
    if problems:
        raise ValidationError(problems)
    return found


def normal(model: type[Page], settings: Mapping[str, Any]) -> dict[str, Any]:
    """For comparing: what is said and what follows from leaving it out. Raises ValidationError."""
    return {name: _plain(value) for name, value in values(model, settings).items()}


def _fields(model: type[Page]) -> list[Field]:
    return [model._meta.get_field(name) for name in CARRIED.get(model, ())]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else DjangoJSONEncoder().default(value)

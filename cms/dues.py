"""What is to be reviewed again: published lessons, questions and claims in one list, by the day that was set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, TextChoices, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy

from accounts.models import User
from cms import policies, teams
from cms.languages import originals
from cms.models import ClaimSnippet, CoursePage, LessonPage, QuestionSnippet

HORIZON = timedelta(days=60)


class Kind(TextChoices):
    """What may be due."""

    LESSON = "lesson", _("Lesson")
    QUESTION = "question", _("Question")
    CLAIM = "claim", _("Claim")


@dataclass(frozen=True)
class Due:
    """Something that should be looked at again; without a day nobody has said when."""

    title: str
    kind: str
    course: str
    reviewed_on: date | None
    on: date | None
    url: str


def by(day: date) -> Q:
    """Due on this day or before."""
    return Q(due__lte=day)


def listed(
    user: User, *, within: Q, kinds: Iterable[str] = Kind.values, course: CoursePage | None = None
) -> QuerySet[Any, dict[str, Any]]:
    """Keys of what the person's courses hold, the longest overdue first: one query, for ``read``.

    ``within`` is a condition on ``due``.
    """
    lessons = page_permission_policy.instances_user_has_any_permission_for(user, teams.WORK).values("pk")
    found: dict[str, QuerySet[Any]] = {
        Kind.LESSON: originals(LessonPage).live().filter(pk__in=lessons).alias(due=F("review_due")),
        Kind.QUESTION: policies.questions.within(user, QuestionSnippet.objects.filter(live=True)).alias(
            due=F("review_due")
        ),
        Kind.CLAIM: policies.claims.within(user, ClaimSnippet.objects.exclude(claim=None)).alias(
            due=F("claim__review_due")
        ),
    }
    if course is not None:
        found[Kind.LESSON] = found[Kind.LESSON].filter(path__startswith=course.path)
        for kind in (Kind.QUESTION, Kind.CLAIM):
            found[kind] = found[kind].filter(course=course)
    first, *others = [_keys(rows.filter(within), kind) for kind, rows in found.items() if kind in set(kinds)]
    return first.union(*others, all=True).order_by(F("day").asc(nulls_last=True), "what", "key")


def _keys(rows: QuerySet[Any], kind: str) -> QuerySet[Any, dict[str, Any]]:
    labelled = rows.order_by().annotate(what=Value(kind, output_field=CharField()), key=F("pk"), day=F("due"))
    return labelled.values("what", "key", "day")


def read(keys: Iterable[dict[str, Any]], user: User) -> list[Due]:
    """What stands behind them: four queries."""
    rows = list(keys)
    wanted = {kind: [row["key"] for row in rows if row["what"] == kind] for kind in Kind.values}
    courses = {course.pk: course for course in teams.courses_of(user)}
    lessons = LessonPage.objects.only("title", "path", "reviewed_on").in_bulk(wanted[Kind.LESSON])
    questions = QuestionSnippet.objects.in_bulk(wanted[Kind.QUESTION])
    claims = ClaimSnippet.objects.select_related("claim").in_bulk(wanted[Kind.CLAIM])
    things: dict[str, dict[int, Any]] = {Kind.LESSON: lessons, Kind.QUESTION: questions, Kind.CLAIM: claims}
    return [_due(row, things[row["what"]][row["key"]], courses) for row in rows]


def _due(row: dict[str, Any], thing: Any, courses: dict[int, CoursePage]) -> Due:
    kind = Kind(row["what"])
    if kind == Kind.LESSON:
        home = next((course for course in courses.values() if thing.path.startswith(course.path)), None)
        title, url = thing.title, reverse("wagtailadmin_pages:edit", args=[thing.pk])
    else:
        home = courses.get(thing.course_id)
        title = f"{thing.ref}: {thing.prompt if kind == Kind.QUESTION else thing.statement}"
        url = reverse(f"{thing.snippet_viewset.get_url_name('edit')}", args=[thing.pk])
    reviewed = thing.claim.reviewed_on if kind == Kind.CLAIM else thing.reviewed_on
    return Due(title, str(kind.label), home.title if home else "", reviewed, row["day"], url)

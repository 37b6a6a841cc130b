"""The catalogue and the course page, for visitors and learners."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.models import Achievement
from cms import languages, renderings
from cms.models import CataloguePage
from cms.views.outlines import grouped
from courses import standing, wordings
from courses.models import Activity, Course, Enrolment
from quizzes import papers, requirements, screens
from quizzes.models import Quiz


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All courses on offer."""
    page = next(iter(languages.preferred(languages.readable(CataloguePage)).values()), None)
    if page is None:
        raise Http404
    return page.serve(request)


@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """What a course is; for its learners also where they are and what is missing."""
    record = get_object_or_404(Course.objects.live(), slug=slug)
    words = renderings.course(record)
    place = _place(request, record)
    outline = place.outline if place else standing.outline(record)
    context = {
        "course": {
            "title": wordings.title(record),
            "summary": wordings.summary(record),
            "audience": wordings.Said(words["audience"], words["language"]),
            "jurisdiction": words["jurisdiction"],
            "language": words["language"],
            "image_url": words["image_url"],
            "image_alt": words["image_alt"],
        },
        "languages": wordings.languages(record, record.uuid),
        "address": settings.SITE_URL + request.path,
        "size": _size(outline),
        "modules": _modules(record, outline, place, words),
        "exam": _exam(record),
        "achievement": _achievement(record),
        "disclaimer": wordings.Said(words["disclaimer"], words["language"]),
        "reviewed_on": words["reviewed_on"],
        "enrol_url": reverse("courses:enrol", args=[record.slug]),
        "sample": None if place else _sample(record, outline),
        **(learner_place(place) if place else {"enrolment": None}),
    }
    return render(request, "cms/course_page.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How it works, and whom to ask."""
    return render(request, "cms/help.html")


def learner_place(place: standing.Standing) -> dict[str, Any]:
    """Progress, what is missing and where to go on, as the course page and the dashboard show them."""
    course = place.enrolment.course
    by_uuid = {activity.uuid: activity for activity in place.outline}
    upcoming = place.summary.next_step
    missing = [requirement for requirement in place.requirements if not requirement.is_done]
    resume = standing.activity_url(course, by_uuid[upcoming.uuid]) if upcoming else None
    waits_for = place.exam_missing if upcoming and upcoming.kind == "exam" else [] if upcoming else missing
    first = requirements.with_links(course, waits_for[:1])
    if first:
        resume = first[0]["url"]
    return {
        "enrolment": place.enrolment,
        "summary": place.summary,
        "resume_url": resume,
        "resume_title": upcoming.title if upcoming else first[0]["title"] if first else "",
        "resume_minutes": upcoming.minutes if upcoming and not first else None,
        "requirements": requirements.with_links(course, place.requirements) if missing else [],
    }


def _place(request: HttpRequest, record: Course) -> standing.Standing | None:
    if not request.user.is_authenticated:
        return None
    enrolment = Enrolment.objects.round_of(request.user, record)
    if enrolment is None:
        return None
    enrolment.course = record
    return standing.of(enrolment)


def _size(outline: list[standing.OutlineActivity]) -> dict[str, int]:
    kinds = Counter(activity.kind for activity in outline)
    return {
        "lessons_count": kinds[Activity.Kind.LESSON],
        "quizzes_count": kinds[Activity.Kind.QUIZ],
        "minutes": sum(activity.minutes for activity in outline),
    }


def _sample(record: Course, outline: list[standing.OutlineActivity]) -> dict[str, Any] | None:
    """The first lesson that anybody may read."""
    first = next((activity for activity in outline if activity.is_sample), None)
    if first is None:
        return None
    return {"title": first.title, "minutes": first.minutes, "url": standing.activity_url(record, first)}


def _modules(
    record: Course,
    outline: list[standing.OutlineActivity],
    place: standing.Standing | None,
    words: dict[str, Any],
) -> list[dict[str, Any]]:
    done = place.done if place else frozenset()
    nothing = {"objectives": [], "image_url": "", "image_alt": ""}
    return [
        {**module, **words["modules"].get(module["slug"], nothing)}
        for module in grouped(record, outline, done, is_locked=place is None)
        if module["slug"]
    ]


def _exam(record: Course) -> dict[str, Any] | None:
    exams = Quiz.objects.filter(
        activity__course=record, activity__retired_at=None, activity__kind=Activity.Kind.EXAM
    ).select_related("activity")
    quiz = exams.first()
    if quiz is None:
        return None
    terms = quiz.get_terms()
    return {
        "title": wordings.title(record, quiz.activity),
        "url": reverse("cms:exam", args=[record.slug, quiz.activity.slug]),
        "max_attempts": terms.max_attempts,
        "question_count": papers.question_count(quiz),
        **screens.terms_for_people(terms),
    }


def _achievement(record: Course) -> dict[str, Any] | None:
    achievement = Achievement.objects.filter(course=record).first()
    if achievement is None:
        return None
    said = {
        "title": achievement.title,
        "credential_type": achievement.credential_type.capitalize(),
        "criteria": achievement.criteria,
        "what_it_is_not": achievement.statement,
    }
    worded = {name: wordings.Said(text, record.language) for name, text in said.items()}
    return {**worded, "validity_months": achievement.validity_months}

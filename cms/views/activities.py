"""Lessons, quizzes and the exam as an enrolled learner meets them."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from cms import before_lessons, renderings, self_checks
from cms.views import notes, offline
from cms.views.outlines import grouped
from courses import standing, wordings
from courses.actions import progress
from courses.models import Activity, ActivityProgress, Course, Enrolment, Module
from quizzes import papers, requirements, screens
from quizzes.actions import attempts
from quizzes.models import Attempt, Quiz
from quizzes.terms import admission


@require_safe
def activity(request: HttpRequest, course: str, module: str, slug: str) -> HttpResponse:
    """A lesson or the quiz of a module; a sample lesson is for everybody."""
    found = find(request, course, module, slug)
    return show(request, found) if found else redirect_to_login(request.get_full_path())


@require_safe
@login_required
def exam(request: LearnerRequest, course: str, slug: str) -> HttpResponse:
    """The exam; the address of a module leads to the course."""
    found = Activity.objects.live().filter(course__slug=course, course__retired_at=None, module=None, slug=slug)
    activity = found.select_related("course").first()
    if activity is None:
        modules = Module.objects.live().filter(course__retired_at=None).select_related("course")
        module = get_object_or_404(modules, course__slug=course, slug=slug)
        return redirect(module.course)
    return show(request, activity)


def find(request: HttpRequest, course: str, module: str, slug: str) -> Activity | None:
    """By its address, with its course and module; for a visitor only a sample, or None. Raises Http404."""
    live = Activity.objects.live().filter(course__slug=course, module__slug=module, slug=slug)
    found = live.filter(course__retired_at=None).select_related("course", "module")
    if not request.user.is_authenticated:
        return found.filter(is_sample=True).first()
    activity: Activity = get_object_or_404(found)
    return activity


def not_enrolled(request: HttpRequest, course: Course) -> HttpResponse:
    """The way in."""
    context = {"course": course, "enrol_url": reverse("courses:enrol", args=[course.slug])}
    return render(request, "courses/not_enrolled.html", context, status=403)


def show(request: HttpRequest, activity: Activity) -> HttpResponse:
    """A lesson, or what is before a quiz or the exam; a sample to those who don't take the course."""
    course = activity.course
    enrolment = enrolment_in(request, course)
    if enrolment is None:
        return _sample(request, activity) if activity.is_sample else not_enrolled(request, course)
    enrolment.course = course
    if activity.kind == Activity.Kind.LESSON:
        if before_lessons.is_due(enrolment, activity):
            return redirect(before_lessons.address(activity))
        response = render(request, "cms/lesson.html", _lesson(cast("LearnerRequest", request), enrolment, activity))
        if request.method == "GET":
            response.headers[offline.KEEP] = "lesson"
        return response
    return render(request, "cms/quiz_intro.html", _quiz(enrolment, activity))


def enrolment_in(request: HttpRequest, course: Course) -> Enrolment | None:
    """Of whoever asks; visitors have none."""
    return Enrolment.objects.round_of(request.user, course) if request.user.is_authenticated else None


def _sample(request: HttpRequest, activity: Activity) -> HttpResponse:
    """The lesson alone, with the way to the whole course."""
    languages, address = wordings.languages(activity.course, activity.uuid), settings.SITE_URL + request.path
    more = {"is_sample": True, "languages": languages, "address": address}
    return render(request, "cms/lesson.html", _text(request, activity) | more)


def _lesson(request: LearnerRequest, enrolment: Enrolment, activity: Activity) -> dict[str, Any]:
    course = enrolment.course
    rows = ActivityProgress.objects.filter(enrolment=enrolment).values_list("activity_id", "completed_at", "place")
    read_to = {pk: place for pk, _completed_at, place in rows}
    if activity.pk not in read_to:
        progress.open_activity(enrolment, activity)
    place = standing.assemble(enrolment, frozenset(pk for pk, completed_at, _place in rows if completed_at))
    text = _text(request, activity)
    return text | {
        "outline": grouped(course, place.outline, place.done, current=activity.pk),
        "summary": place.summary,
        "is_done": activity.pk in place.done,
        "place": read_to.get(activity.pk, 0),
        "place_url": reverse("courses:keep_place", args=[activity.uuid]),
        "done_url": reverse("courses:complete_lesson", args=[activity.uuid]),
        **notes.shown(request, activity, text["text"]),
        **_neighbours(course, activity, place.outline),
    }


def _text(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """What every reader of the lesson is shown."""
    course = activity.course
    content = renderings.lesson(activity, course)
    due = content["review_due"]
    return {
        **content,
        "activity": {
            "title": wordings.title(course, activity),
            "minutes": activity.minutes,
            "objectives": content["objectives"],
        },
        **_around(activity),
        "written_in": course.language,
        "body": self_checks.fill(content["parts"], request, self_checks.asking(activity, around=content["language"])),
        "is_overdue": bool(due and due < timezone.localdate()),
    }


def _around(activity: Activity) -> dict[str, Any]:
    """The course and the module, as the reader calls them."""
    course, module = activity.course, activity.module
    facts = {"title": wordings.title(course), "url": course.get_absolute_url(), "language": course.language}
    return {"course": facts, "module_title": wordings.title(course, module) if module else ""}


def _neighbours(course: Course, activity: Activity, outline: list[standing.OutlineActivity]) -> dict[str, Any]:
    place = [entry.pk for entry in outline].index(activity.pk)
    before, after = outline[:place][-1:], outline[place + 1 :][:1]
    return {
        "previous": _link(course, before[0]) if before else None,
        "next": _link(course, after[0]) if after else None,
    }


def _link(course: Course, activity: standing.OutlineActivity) -> dict[str, str]:
    return {"title": activity.title, "url": standing.activity_url(course, activity)}


def _quiz(enrolment: Enrolment, activity: Activity) -> dict[str, Any]:
    course = enrolment.course
    quiz = get_object_or_404(Quiz, activity=activity)
    quiz.activity = activity
    sat = list(Attempt.objects.counted().filter(quiz=quiz, learner=enrolment.learner_id).order_by("-number"))
    frozen = quiz.get_terms()
    granted, extra_attempts = attempts.granted_to(enrolment.learner_id)
    this_round = [attempt for attempt in sat if attempt.enrolment_id == enrolment.pk]
    started = [attempt.started_at for attempt in this_round]
    admitted = admission(frozen, started, timezone.now(), extra_attempts=extra_attempts)
    place = standing.of(enrolment) if activity.is_exam else None
    missing = place.exam_missing if place else []
    current = next((attempt for attempt in sat if attempt.status == Attempt.Status.OPEN), None)
    has_passed = activity.is_exam and any(attempt.is_passed for attempt in this_round)
    terms = screens.terms_for_people(frozen)
    trial_count = papers.trial_count(quiz)
    question_count = papers.question_count(quiz) + trial_count
    return {
        "activity": {"title": wordings.title(course, activity)},
        **_around(activity),
        "is_exam": activity.is_exam,
        "has_passed": has_passed,
        "terms": {**terms, "attempts_left": admitted.attempts_left, "question_count": question_count},
        "trial_count": trial_count,
        "granted": screens.granted_for_people(granted, frozen, extra_attempts=extra_attempts),
        "admission": admitted,
        "missing": requirements.with_links(course, missing),
        "start_url": reverse("quizzes:start", args=[activity.uuid]),
        "open_attempt_url": current.get_absolute_url() if current else None,
        "attempts": [_sat(attempt) for attempt in sat if attempt.status != Attempt.Status.OPEN],
        "conduct_url": reverse("cms:conduct", args=[course.slug]) if course.requires_conduct else None,
        "conduct_accepted": enrolment.conduct_accepted_at is not None,
        "name_url": reverse("cms:name", args=[course.slug]) if place and place.lacks_name else None,
    }


def _sat(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "submitted_at": attempt.submitted_at,
        "score": f"{screens.outcome(attempt)['percent']} %",
        "passed": bool(attempt.is_passed),
        "is_waiting": attempt.status == Attempt.Status.MARKING,
        "url": reverse("quizzes:review", args=[attempt.uuid]),
    }

"""Notes to a lesson: written where one reads, kept together by course, taken away as a file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import LearnerRequest
from cms import notebook, renderings, spreadsheets
from courses.actions import notes
from courses.models import Activity, Course, Enrolment, Note
from courses.models.notes import CONTEXT, LONGEST_BODY, LONGEST_QUOTE

FILES = {"md": "text/markdown; charset=utf-8", "json": "application/json"}


class NoteForm(forms.Form):
    """Words, and the passage they are about, which a script fills in."""

    quote = forms.CharField(max_length=LONGEST_QUOTE, required=False, strip=False)
    before = forms.CharField(max_length=CONTEXT, required=False, strip=False)
    after = forms.CharField(max_length=CONTEXT, required=False, strip=False)
    body = forms.CharField(label=gettext_lazy("Note"), max_length=LONGEST_BODY, required=False)

    def passage(self) -> notes.Passage:
        """What is marked."""
        return notes.Passage(*(self.cleaned_data[name] for name in ("quote", "before", "after")))


@require_POST
@login_required
def write(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Keep a note to a lesson of a course that one takes."""
    lesson = get_object_or_404(_lessons(), uuid=uuid)
    if Enrolment.objects.round_of(request.user, lesson.course) is None:
        context = {"course": lesson.course, "enrol_url": reverse("courses:enrol", args=[lesson.course.slug])}
        return render(request, "courses/not_enrolled.html", context, status=403)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _lesson_answer(request, lesson, refused=_("That is too long for a note. Make it shorter."))
    try:
        notes.write(lesson, learner=request.user, passage=form.passage(), body=form.cleaned_data["body"])
    except notes.NothingWritten:
        return _lesson_answer(request, lesson, refused=_("Write something, or mark a passage first."))
    except notes.NotebookFull:
        return _lesson_answer(request, lesson, refused=_("This lesson holds no more notes. Remove one first."))
    return _lesson_answer(request, lesson, done=_("Your note is kept."))


@require_POST
@login_required
def change(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Other words, or none to a marked passage."""
    note = _own(request, uuid)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _answer(request, note, refused=_("That is too long for a note. Make it shorter."))
    try:
        notes.rewrite(note, body=form.cleaned_data["body"])
    except notes.NothingWritten:
        return _answer(request, note, refused=_("Nothing would be left. Remove the note instead."))
    return _answer(request, note, done=_("Your note is changed."))


@require_POST
@login_required
def remove(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Take a note away for good."""
    note = _own(request, uuid)
    notes.remove(note)
    return _answer(request, note, done=_("Your note is removed."))


@require_safe
@login_required
@never_cache
def courses(request: LearnerRequest) -> HttpResponse:
    """Which courses have notes."""
    return render(request, "cms/notes.html", {"courses": notebook.courses(request.user)})


@require_safe
@login_required
@never_cache
def course(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """All one's notes to a course, lesson by lesson."""
    found, written = _written(request, uuid)
    context = {"course": found, "lessons": notebook.by_lesson(found, written), "longest": LONGEST_BODY}
    return render(request, "cms/course_notes.html", context)


@require_safe
@login_required
@never_cache
def export(request: LearnerRequest, uuid: UUID, wanted: str) -> HttpResponseBase:
    """The notes of a course as a file."""
    found, written = _written(request, uuid)
    if wanted == "csv":
        return spreadsheets.response(f"notes-{found.slug}", notebook.HEADINGS, notebook.table(written), "csv")
    if wanted not in FILES:
        raise Http404
    text = notebook.markdown(found, written) if wanted == "md" else notebook.plain(found, written)
    response = HttpResponse(text, content_type=FILES[wanted])
    response["Content-Disposition"] = f'attachment; filename="notes-{found.slug}.{wanted}"'
    return response


def shown(request: LearnerRequest, lesson: Activity, text: str) -> dict[str, Any]:
    """What partials/notes.html needs. One query."""
    return {
        "notes": notebook.beside(lesson, request.user, text),
        "longest_quote": LONGEST_QUOTE,
        "write_url": reverse("cms:write_note", args=[lesson.uuid]),
        "longest": LONGEST_BODY,
    }


def _written(request: LearnerRequest, uuid: UUID) -> tuple[Course, list[Note]]:
    takes = Enrolment.objects.owned_by(request.user).values("course")
    found = get_object_or_404(Course.objects.filter(pk__in=takes), uuid=uuid)
    return found, notebook.of(found, request.user)


def _lessons() -> Any:
    lessons = Activity.objects.live().filter(kind=Activity.Kind.LESSON, course__retired_at=None)
    return lessons.select_related("course", "module")


def _own(request: LearnerRequest, uuid: UUID) -> Note:
    own = Note.objects.owned_by(request.user).select_related("activity__course", "activity__module")
    return get_object_or_404(own, uuid=uuid)


def _answer(request: LearnerRequest, note: Note, *, done: str = "", refused: str = "") -> HttpResponse:
    """Back to where the note was shown: beside the lesson, or among all of its course."""
    if request.POST.get("from") == "lesson":
        return _lesson_answer(request, note.activity, done=done, refused=refused)
    _say(request, done=done, refused=refused)
    return redirect("cms:course_notes", note.activity.course.uuid)


def _lesson_answer(request: LearnerRequest, lesson: Activity, *, done: str = "", refused: str = "") -> HttpResponse:
    if request.htmx:
        text = renderings.lesson(lesson, lesson.course)["text"]
        context = {**shown(request, lesson, text), "said": done or refused, "is_refused": bool(refused)}
        return render(request, "cms/partials/notes.html", context)
    _say(request, done=done, refused=refused)
    module = lesson.module.slug if lesson.module else ""
    return redirect(reverse("cms:activity", args=[lesson.course.slug, module, lesson.slug]) + "#notes")


def _say(request: LearnerRequest, *, done: str, refused: str) -> None:
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, done)

"""A course as a package: out of the site, into it, and copied for another country."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from cms import carrying, teams
from cms.actions import parcels
from cms.languages import originals
from cms.models import CoursePage, CourseParcel, ParcelEntry
from cms.views.parcel_forms import CourseCopyForm, CourseExportForm, CourseImportForm, ParcelFilters
from cms.views.staff.frames import frame, listing, page_of, posted

ICON = "download"
TITLE = gettext_lazy("Course packages")
COLUMNS = (gettext_lazy("Course or file"), gettext_lazy("What"), gettext_lazy("Asked for"), gettext_lazy("State"))
DIFFERENT = (ParcelEntry.Verdict.NEW, ParcelEntry.Verdict.CHANGED)


def trail() -> list[tuple[str, str]]:
    """The way back to the list."""
    return [(reverse("parcels:index"), str(TITLE))]


@require_safe
@permission_required(teams.CARRY, raise_exception=True)
def index(request: LearnerRequest) -> HttpResponse:
    """The person's own: what went out, came in and was copied."""
    found = CourseParcel.objects.opened_by(request.user)
    return render(request, "cms/parcels/index.html", listing(found, request, title=TITLE, icon=ICON, columns=COLUMNS))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(teams.CARRY, raise_exception=True)
def export(request: LearnerRequest) -> HttpResponse:
    """Ask for a package of a course."""
    form = CourseExportForm(request.user, posted(request), initial={"course": request.GET.get("course")})
    if form.is_valid():
        return _opened(parcels.open_export(_permitted(request, form.cleaned_data["course"]), actor=request.user))
    context = {"form": form, **frame(_("Export a course"), icon=ICON, trail=trail())}
    return render(request, "cms/parcels/export.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(teams.CARRY, raise_exception=True)
def bring_in(request: LearnerRequest) -> HttpResponse:
    """Upload a package; first comes a report."""
    form = CourseImportForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        return _opened(parcels.open_import(actor=request.user, content=file, file_name=file.name))
    facts = {"form": form, "may_bring_in": teams.may_bring_in(request.user)}
    context = {**facts, **frame(_("Load a package"), icon="upload", trail=trail())}
    return render(request, "cms/parcels/import.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(teams.CARRY, raise_exception=True)
def copy(request: LearnerRequest, pk: int) -> HttpResponse:
    """A draft of the same course for another country."""
    course = _permitted(request, get_object_or_404(originals(CoursePage), pk=pk))
    form = CourseCopyForm(posted(request))
    if course.live and form.is_valid():
        return _opened(parcels.open_copy(course, actor=request.user, **form.cleaned_data))
    way = [(reverse("wagtailadmin_pages:edit", args=[course.pk]), course.title)]
    context = {"form": form, "course": course, **frame(_("Duplicate for another country"), icon="copy", trail=way)}
    return render(request, "cms/parcels/copy.html", context, status=400 if request.method == "POST" else 200)


@require_safe
@permission_required(teams.CARRY, raise_exception=True)
def parcel(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """How far it is, and what becomes of the course, entry by entry."""
    found = get_object_or_404(_own(request), uuid=uuid)
    filters = ParcelFilters(request.GET)
    show = filters.cleaned_data["show"] if filters.is_valid() else ""
    may_see = found.course is None or teams.may_carry(request.user, found.course)
    entries = found.entries.order_by("position") if may_see else ParcelEntry.objects.none()
    page, numbers = page_of(entries.filter(verdict=show) if show else entries, request)
    counts = Counter(dict(entries.order_by().values_list("verdict").annotate(times=Count("pk"))))
    done, total = carrying.progress(found)
    context = {
        "found": found,
        "form": filters,
        "page": page,
        "elided_page_range": numbers,
        "counts": [(verdict.label, counts[verdict]) for verdict in ParcelEntry.Verdict if counts[verdict]],
        "differs": any(counts[verdict] for verdict in DIFFERENT),
        "done": done,
        "total": total,
        "may_see": may_see,
        **frame(found.name, icon=ICON, trail=trail()),
    }
    return render(request, "cms/parcels/parcel.html", context)


@require_POST
@permission_required(teams.CARRY, raise_exception=True)
def take(request: LearnerRequest, uuid: UUID) -> FileResponse:
    """The package itself, for who asked for it and may still see the questions of its exam."""
    found = get_object_or_404(_own(request), uuid=uuid)
    if found.course is None:
        raise Http404
    _permitted(request, found.course)
    try:
        parcels.note_download(found, actor=request.user)
    except parcels.NotReady as error:
        raise Http404 from error
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name)
    answer["Content-Type"], answer["Cache-Control"] = "application/zip", "private, no-store"
    return answer


@require_POST
@permission_required(teams.CARRY, raise_exception=True)
def load(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Make the drafts that the report names."""
    found = get_object_or_404(_own(request), uuid=uuid)
    if not teams.may_load(request.user, found.course):
        raise PermissionDenied
    try:
        parcels.accept(found, actor=request.user)
    except parcels.NotReady:
        messages.error(request, _("There is nothing to load. Upload the package again."))
    return redirect("parcels:parcel", found.uuid)


@require_POST
@permission_required(teams.CARRY, raise_exception=True)
def discard(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Forget it, with its file."""
    found = get_object_or_404(_own(request), uuid=uuid)
    try:
        parcels.discard(found)
    except parcels.NotReady:
        messages.error(request, _("A course came of it, or is being made. The report stays."))
        return redirect("parcels:parcel", found.uuid)
    messages.success(request, _("It is gone, with its file. No course has changed."))
    return redirect("parcels:index")


def _opened(parcel: CourseParcel) -> HttpResponse:
    return redirect("parcels:parcel", parcel.uuid)


def _own(request: LearnerRequest) -> QuerySet[CourseParcel]:
    return CourseParcel.objects.opened_by(request.user).select_related("course", "made")


def _permitted(request: LearnerRequest, course: CoursePage) -> CoursePage:
    """Raises PermissionDenied."""
    if not teams.may_carry(request.user, course):
        raise PermissionDenied
    return course

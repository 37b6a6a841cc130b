"""Designs of certificates: the list, and one design with its pages on trial."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from certificates import designs as packages
from certificates import validity, wording
from certificates.actions import designs, documents, pictures, snapshots
from certificates.documents import proofs
from certificates.models import Achievement, Certificate, Design, DesignPicture, DesignVersion
from cms.views.designs import words
from cms.views.designs.forms import DesignForm, NewDesignForm
from cms.views.registrar import trails
from cms.views.staff.frames import frame, listing, posted

ICON = "image"
TITLE = gettext_lazy("Designs")
PERMISSION = "certificates.change_design"
COLUMNS = (
    *(gettext_lazy("Design"), gettext_lazy("Package"), gettext_lazy("Version"), gettext_lazy("Awarded for")),
    gettext_lazy("Last saved"),
)


@require_safe
@permission_required(PERMISSION, raise_exception=True)
def index(request: LearnerRequest) -> HttpResponse:
    """All designs; each says how much rests on it."""
    newest = DesignVersion.objects.filter(design=OuterRef("pk")).order_by("-number")
    rows = Design.objects.order_by("title", "pk").annotate(
        number=Max("versions__number"),
        template=Subquery(newest.values("template")[:1]),
        saved_at=Subquery(newest.values("created_at")[:1]),
        award_count=Count("versions__achievements", distinct=True),
    )
    context = listing(rows, request, title=TITLE, icon=ICON, columns=COLUMNS)
    context["rows"] = [(design, packages.load(design.template).label) for design in context["page"]]
    return render(request, "cms/designs/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PERMISSION, raise_exception=True)
def create(request: LearnerRequest) -> HttpResponse:
    """Another design, with the words of its package."""
    form = NewDesignForm(posted(request), initial={"template": designs.DEFAULT})
    if form.is_valid():
        return redirect(_address(designs.create(**form.cleaned_data, actor=request.user)))
    context = {"form": form, **frame(_("New design"), icon=ICON, trail=_trail())}
    return render(request, "cms/designs/new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PERMISSION, raise_exception=True)
def design(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Fill it in, look at it, save it. Nothing is saved by looking, but new pictures are kept for the next post."""
    found = get_object_or_404(Design, uuid=uuid)
    version = designs.current(found)
    facts = _facts(found)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DesignForm(version, *sent, facts=facts)
    if not form.is_valid():
        return _screen(request, version, form)
    for picture in form.brought.values():
        pictures.keep(picture)
    if "preview" in request.POST:
        return _screen(request, version, DesignForm(version, facts=facts, filling=form.filling), trial=form.trial)
    saved = designs.save(found, form.filling, actor=request.user)
    messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})
    return redirect(_address(found))


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def preview(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """The pages as they would be, while somebody types. Keeps nothing."""
    found = get_object_or_404(Design, uuid=uuid)
    form = DesignForm(designs.current(found), request.POST, request.FILES, facts=_facts(found))
    context = _proofs(form.trial) if form.is_valid() else _refused(form)
    return render(request, "cms/designs/proofs.html", context)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def restore(request: LearnerRequest, uuid: UUID, number: int) -> HttpResponse:
    """Save an earlier version as a new one."""
    found = get_object_or_404(Design, uuid=uuid)
    get_object_or_404(DesignVersion, design=found, number=number)
    restored = designs.restore(found, number, actor=request.user)
    said = {"earlier": number, "number": restored.number}
    messages.success(request, _("Version %(earlier)s is in use again, as version %(number)s.") % said)
    return redirect(_address(found))


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def choose(request: LearnerRequest, uuid: UUID, achievement: UUID) -> HttpResponse:
    """Award an achievement in this design from now on."""
    found = get_object_or_404(Design, uuid=uuid)
    chosen = get_object_or_404(Achievement, uuid=achievement)
    designs.choose(chosen, found, actor=request.user)
    messages.success(request, _("“%(title)s” is awarded in this design from now on.") % {"title": chosen.title})
    return redirect(_address(found))


@require_safe
@permission_required(PERMISSION, raise_exception=True)
@cache_control(private=True, immutable=True, max_age=31_536_000)
def picture(request: LearnerRequest, sha256: str) -> HttpResponse:
    """A logo or a signature as it is printed; its name is its content, so it never changes."""
    kept = get_object_or_404(DesignPicture, sha256=sha256)
    with documents.store().open(kept.path) as file:
        return HttpResponse(file.read(), content_type="image/png")


def _screen(
    request: LearnerRequest, version: DesignVersion, form: DesignForm, *, trial: proofs.Trial | None = None
) -> HttpResponse:
    """The form beside its pages: those of the trial, or of what is saved."""
    context = {
        "design": version.design,
        "version": version,
        "is_frozen": designs.is_frozen(version),
        "form": form,
        "placeholders": words.PLACEHOLDERS,
        "versions": list(_versions(version.design)),
        "awards": list(_awards()),
        "trail": list(trails.of_subject(version.design.uuid)),
        **(_refused(form) if form.errors else _proofs(trial or _saved(version, form))),
        **frame(version.design.title, icon=ICON, trail=_trail()),
    }
    return render(request, "cms/designs/design.html", context, status=400 if form.errors else 200)


def _proofs(trial: proofs.Trial) -> dict[str, Any]:
    """The pages. Words of a course can be too long for a design that was saved before."""
    try:
        return {"pages": _pages(trial), "problems": []}
    except (wording.CannotSetText, wording.TextTooLong) as problem:
        return {"pages": [], "problems": [(problem.field, words.unprintable(problem))]}


def _refused(form: DesignForm) -> dict[str, Any]:
    """Where and why there are none."""
    labels = {name: str(field.label or "") for name, field in form.fields.items()}
    problems = [(labels.get(name, ""), str(problem)) for name, found in form.errors.items() for problem in found]
    return {"pages": [], "problems": problems}


def _saved(version: DesignVersion, form: DesignForm) -> proofs.Trial:
    values = form.package.options({**version.options, "signatories": version.signatories})
    signatories = values.pop("signatories")
    contents = pictures.contents(packages.pictures_of(values, signatories))
    return proofs.Trial(version.template, values, signatories, contents, form.facts)


def _pages(trial: proofs.Trial) -> list[dict[str, Any]]:
    """Pictures within the page itself: what is not saved has no address."""
    return [
        {
            "label": words.HOLDERS[holder.key],
            "name": holder.name,
            "source": f"data:image/png;base64,{base64.b64encode(proofs.draw(trial, holder)).decode()}",
        }
        for holder in proofs.HOLDERS
    ]


def _facts(found: Design) -> dict[str, Any]:
    """What the pages say of the first achievement in this design, and of the issuer."""
    today = snapshots.today(timezone.now())
    facts: dict[str, Any] = {
        "issuer_name": settings.ISSUER_NAME,
        "issuer_url": settings.SITE_URL,
        "issued_on": today,
        "verify_url": f"{settings.SITE_URL}/verify/7K4P-2QXR-9HTM/",
    }
    award = Achievement.objects.filter(design__design=found).select_related("course").order_by("pk").first()
    if award is None:
        return facts
    names = ("title", "credential_type", "criteria")
    said = dict(zip(("credential_title", *names[1:]), (getattr(award, name) for name in names), strict=True))
    course = {"course_title": award.course.title, "course_version": award.course.version}
    return facts | said | course | {"expires_on": validity.expiry(today, award.validity_months)}


def _versions(found: Design) -> Iterator[tuple[DesignVersion, int]]:
    """The newest first, each with how many certificates bear it."""
    borne = Certificate.objects.filter(design=OuterRef("pk")).order_by().values("design").annotate(count=Count("pk"))
    rows = found.versions.annotate(count=Subquery(borne.values("count"))).order_by("-number")
    yield from ((row, row.count or 0) for row in rows)


def _awards() -> QuerySet[Achievement]:
    return Achievement.objects.select_related("course", "design__design").order_by("title", "pk")


def _trail() -> Sequence[tuple[str, str]]:
    return [(reverse("designs:index"), str(TITLE))]


def _address(found: Design) -> str:
    return reverse("designs:design", args=[found.uuid])

"""Bringing an article in, and watching it arrive."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import LearnerRequest
from cms import library
from cms.views.sources.forms import BringInForm
from cms.views.sources.library import ICON, trail
from cms.views.staff.frames import frame, posted
from courses.actions import intakes
from courses.models import Intake, SourceArticle


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("courses.add_sourcearticle", raise_exception=True)
def bring_in(request: LearnerRequest, pk: int | None = None) -> HttpResponse:
    """A new article, or with a key the next version of one."""
    article = get_object_or_404(SourceArticle, pk=pk) if pk else None
    if article and not library.may_extend(request.user, article.course_uuid):
        raise PermissionDenied
    form = BringInForm(posted(request), request.FILES if request.POST else None, initial=_known(article))
    if form.is_valid():
        target = article or library.known_by_address(form.cleaned_data["url"], request.user)
        intake = intakes.open_intake(actor=request.user, article=target, **form.facts)
        return redirect("sources:intake", intake.uuid)
    way = [(reverse("sources:article", args=[article.pk]), article.title)] if article else []
    title = _("Bring in a new version") if article else _("Bring in an article")
    context = {"form": form, "article": article, **frame(title, icon=ICON, trail=[*trail(), *way])}
    return render(request, "cms/sources/bring_in.html", context, status=400 if form.errors else 200)


@require_safe
@permission_required("courses.view_sourcearticle", raise_exception=True)
def intake(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """How far it is; the page asks again by itself until it is there."""
    found = get_object_or_404(Intake.objects.opened_by(request.user).select_related("snapshot__article"), uuid=uuid)
    context = {
        "intake": found,
        "steps": _steps(found),
        "has_earlier": found.snapshot is not None and found.snapshot.article.snapshots.count() > 1,
        "section_count": len(found.snapshot.sections) if found.snapshot else 0,
        **frame(str(found), icon=ICON, trail=trail()),
    }
    return render(request, "cms/sources/intake.html", context)


@require_POST
@permission_required("courses.add_sourcearticle", raise_exception=True)
def retry(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Fetch the address once more."""
    found = get_object_or_404(Intake.objects.opened_by(request.user), uuid=uuid)
    try:
        intakes.reopen(found, actor=request.user)
    except intakes.NotRetriable:
        messages.error(request, _("What you gave is not kept. Upload or paste it again."))
        return redirect("sources:bring_in")
    return redirect("sources:intake", found.uuid)


def _known(article: SourceArticle | None) -> dict[str, str]:
    latest = article.snapshots.defer("sections").first() if article else None
    if article is None:
        return {}
    facts = {"url": article.url, "publisher": article.publisher, "title": article.title}
    return {**facts, "licence": latest.licence} if latest else facts


def _steps(found: Intake) -> list[dict[str, object]]:
    """The states on the way, for a list of steps: done, current or to come."""
    way = [Intake.State.WAITING, Intake.State.FETCHING, Intake.State.READING, Intake.State.DONE]
    if not found.url:
        way.remove(Intake.State.FETCHING)
    reached = way.index(Intake.State(found.state)) if found.state in way else -1
    return [
        {
            "label": state.label,
            "is_done": place < reached or found.state == Intake.State.DONE,
            "is_current": place == reached,
        }
        for place, state in enumerate(way)
    ]

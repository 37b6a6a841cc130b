"""The library of sources: what was brought in, by version and by section. Never for the public."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from cms import library
from cms.views.sources.forms import LibraryFilters, TargetForm
from cms.views.staff.frames import frame, listing
from courses.articles import locator
from courses.models import Intake, SourceArticle, SourceSnapshot

ICON = "doc-full-inverse"
TITLE = gettext_lazy("Sources")
COLUMNS = (
    gettext_lazy("Article"),
    gettext_lazy("Course"),
    gettext_lazy("Versions"),
    gettext_lazy("Last read"),
    gettext_lazy("Licence"),
)
SHOWN = 5


def trail() -> list[tuple[str, str]]:
    """The way back to the library."""
    return [(reverse("sources:index"), str(TITLE))]


@require_safe
@permission_required("courses.view_sourcearticle", raise_exception=True)
def index(request: LearnerRequest) -> HttpResponse:
    """All articles, and the person's own that are on their way."""
    form = LibraryFilters(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    course = chosen.get("course")
    rows = library.listed(query=chosen.get("q", ""), course_uuid=course.translation_key if course else None)
    context = listing(rows, request, title=TITLE, icon=ICON, columns=COLUMNS)
    titles = library.course_titles(article.course_uuid for article in context["page"])
    context |= {
        "form": form,
        "rows": [
            {"article": article, "course": titles.get(article.course_uuid, ""), "host": urlsplit(article.url).netloc}
            for article in context["page"]
        ],
        "intakes": Intake.objects.opened_by(request.user).exclude(state=Intake.State.DONE)[:SHOWN],
        "may_add": request.user.has_perm("courses.add_sourcearticle"),
    }
    return render(request, "cms/sources/index.html", context)


@require_safe
@permission_required("courses.view_sourcearticle", raise_exception=True)
def article(request: LearnerRequest, pk: int) -> HttpResponse:
    """One article with its versions."""
    snapshots = SourceSnapshot.objects.select_related("recorded_by").defer("sections")
    found = get_object_or_404(SourceArticle.objects.prefetch_related(Prefetch("snapshots", snapshots)), pk=pk)
    context = {
        "article": found,
        "snapshots": list(found.snapshots.all()),
        "course": library.course_titles([found.course_uuid]).get(found.course_uuid) if found.course_uuid else "",
        "may_bring_in": _may_bring_in(request, found),
        **frame(found.title, icon=ICON, trail=trail()),
    }
    return render(request, "cms/sources/article.html", context)


@require_safe
@permission_required("courses.view_sourcearticle", raise_exception=True)
def snapshot(request: LearnerRequest, pk: int) -> HttpResponse:
    """One version by section."""
    found = get_object_or_404(SourceSnapshot.objects.select_related("article", "recorded_by"), pk=pk)
    parts = found.parts
    earlier = SourceSnapshot.objects.filter(article=found.article, retrieved_at__lt=found.retrieved_at)
    article_step = (reverse("sources:article", args=[found.article_id]), found.article.title)
    context = {
        "snapshot": found,
        "parts": [
            {"section": part, "number": number, "locator": locator(parts, number)} for number, part in enumerate(parts)
        ],
        "earlier": earlier.defer("sections").first(),
        "target": TargetForm(request.user) if request.user.has_perm("courses.add_sourcearticle") else None,
        **frame(found.title or found.article.title, icon=ICON, trail=[*trail(), article_step]),
    }
    return render(request, "cms/sources/snapshot.html", context)


def _may_bring_in(request: LearnerRequest, article: SourceArticle) -> bool:
    may_add = request.user.has_perm("courses.add_sourcearticle")
    return may_add and library.may_extend(request.user, article.course_uuid)

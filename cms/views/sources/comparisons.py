"""Two versions of an article side by side, and what rests on what changed."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from cms import reliance
from cms.views.sources.library import ICON, trail
from cms.views.staff.frames import frame
from courses import comparison
from courses.articles import Section
from courses.comparison import Change
from courses.models import SourceArticle, SourceSnapshot

KINDS = {
    "changed": gettext_lazy("Changed"),
    "renamed": gettext_lazy("Under another heading"),
    "added": gettext_lazy("New"),
    "removed": gettext_lazy("Gone"),
}


class VersionsForm(forms.Form):
    """Which two."""

    before = forms.IntegerField(required=False, min_value=1)
    after = forms.IntegerField(required=False, min_value=1)


@require_safe
@permission_required("courses.view_sourcearticle", raise_exception=True)
def compare(request: LearnerRequest, pk: int) -> HttpResponse:
    """By default the last two versions."""
    article = get_object_or_404(SourceArticle, pk=pk)
    form = VersionsForm(request.GET)
    before, after = _versions(article, form.cleaned_data if form.is_valid() else {})
    old, new = before.parts, after.parts
    changes = comparison.compare(old, new)
    context = {
        "article": article,
        "before": before,
        "after": after,
        "snapshots": list(article.snapshots.defer("sections")),
        "changes": [_shown(change, old, new) for change in changes if change.kind != "same"],
        "same_count": sum(change.kind == "same" for change in changes),
        "reliants": reliance.reliants(before, old, changes),
        **frame(_("What changed"), icon=ICON, trail=[*trail(), (reverse("sources:article", args=[pk]), article.title)]),
    }
    return render(request, "cms/sources/compare.html", context)


def _versions(article: SourceArticle, chosen: dict[str, Any]) -> tuple[SourceSnapshot, SourceSnapshot]:
    """The two that are named; else the last two. Raises Http404 if there are not two."""
    keys = list(article.snapshots.values_list("pk", flat=True))
    if len(keys) < 2:
        raise Http404
    wanted = chosen.get("before") or keys[1], chosen.get("after") or keys[0]
    found = article.snapshots.in_bulk(wanted)
    if not found.keys() >= set(wanted):
        raise Http404
    return found[wanted[0]], found[wanted[1]]


def _shown(change: Change, old: tuple[Section, ...], new: tuple[Section, ...]) -> dict[str, Any]:
    before = old[change.before] if change.before is not None else None
    after = new[change.after] if change.after is not None else None
    return {
        "change": change,
        "kind": KINDS[change.kind],
        "before": before,
        "after": after,
        "sides": comparison.words(before.text if before else "", after.text if after else ""),
    }

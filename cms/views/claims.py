"""From an entry of the claim register to its draft in the editor."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from cms.models import ClaimSnippet


@require_safe
@permission_required("cms.view_claimsnippet", raise_exception=True)
def entry(request: LearnerRequest, pk: int) -> HttpResponse:
    """Lessons and articles know the entry."""
    snippet = get_object_or_404(ClaimSnippet, claim=pk)
    return redirect("wagtailsnippets_cms_claimsnippet:edit", snippet.pk)

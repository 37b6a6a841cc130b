"""Remembering: what comes back today, and how well a learner knows what they know."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import LearnerRequest
from quizzes import calibrations


@require_safe
@login_required
@never_cache
def calibration(request: LearnerRequest) -> HttpResponse:
    """How often answers were right, by how sure the learner was of them."""
    return render(request, "quizzes/calibration.html", calibrations.of(request.user))

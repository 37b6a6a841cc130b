"""Who is granted what in timed assessments."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import accommodations
from accounts.http import LearnerRequest
from accounts.models import Accommodation, User
from cms.views.staff import frames
from cms.views.staff.forms import AccommodationForm, PeopleSearch
from cms.views.staff.frames import frame, posted
from quizzes.models import Attempt

ICON = "time"
TITLE = gettext_lazy("Accommodations")
COLUMNS = (gettext_lazy("Learner"), gettext_lazy("Time"), gettext_lazy("Break"), gettext_lazy("Extra attempts"))


@require_safe
@permission_required("accounts.view_accommodation", raise_exception=True)
def listing(request: LearnerRequest) -> HttpResponse:
    """Everybody who is granted something; a search also finds those who are not."""
    form = PeopleSearch(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    people = User.objects.select_related("accommodation").order_by("legal_name", "email")
    if query:
        people = people.filter(Q(email__icontains=query) | Q(legal_name__icontains=query))
    else:
        people = people.filter(accommodation__isnull=False)
    context = frames.listing(people, request, title=TITLE, icon=ICON, columns=COLUMNS)
    return render(request, "cms/staff/accommodations.html", {"form": form, "query": query, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("accounts.change_accommodation", raise_exception=True)
def accommodation(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """Grant or change, with a reason that stays among staff."""
    learner = get_object_or_404(User, uuid=uuid)
    form = AccommodationForm(posted(request), initial=_granted(learner))
    if form.is_valid():
        if learner == request.user:
            form.add_error(None, _("Nobody grants themselves anything. Ask somebody else."))
        else:
            accommodations.grant(learner, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Granted. Attempts that start from now on follow it."))
            return redirect("assessment:accommodations")
    running = Attempt.objects.open().filter(learner=learner).select_related("quiz__activity__course")
    context = {
        "learner": learner,
        "form": form,
        "running": list(running),
        "may_extend": request.user.has_perm("quizzes.change_attempt"),
        "back_url": reverse("assessment:accommodations"),
        **frame(str(learner), icon=ICON, trail=[(reverse("assessment:accommodations"), TITLE)]),
    }
    return render(request, "cms/staff/accommodation.html", context, status=400 if form.errors else 200)


def _granted(learner: User) -> dict[str, Any]:
    granted = Accommodation.objects.filter(learner=learner).first()
    return model_to_dict(granted) if granted else {}

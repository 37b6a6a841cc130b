"""How certificates of each course are renewed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import LearnerRequest
from certificates import validity
from certificates.actions import renewals
from certificates.models import Achievement
from cms.views.registrar import acts, trails
from cms.views.registrar.forms import TermsForm
from cms.views.staff import frames
from cms.views.staff.frames import frame, posted

ICON = "rotate"
TITLE = gettext_lazy("Renewal")
COLUMNS = (
    *(gettext_lazy("Course"), gettext_lazy("Valid for"), gettext_lazy("Hours that renew it")),
    gettext_lazy("Days of grace"),
)


@require_safe
@permission_required("certificates.view_certificate", raise_exception=True)
def listing(request: LearnerRequest) -> HttpResponse:
    """Every course that earns a certificate."""
    rows = Achievement.objects.select_related("course").order_by("course__title", "pk")
    context = frames.listing(rows, request, title=TITLE, icon=ICON, columns=COLUMNS)
    return render(request, "cms/registrar/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(acts.PERMISSION, raise_exception=True)
def edit(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """From now on; certificates that were issued keep their dates."""
    achievement = get_object_or_404(Achievement.objects.select_related("course"), uuid=uuid)
    kept = {"renewal_hours": achievement.renewal_hours, "grace_days": achievement.grace_days}
    form = TermsForm(posted(request), initial=kept)
    if form.is_valid():
        renewals.set_terms(achievement, **form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("registrar:terms")
    context = {
        "achievement": achievement,
        "form": form,
        "reminders": ", ".join(map(str, validity.REMINDERS)),
        "opens": validity.RENEWAL_OPENS.days,
        "trail": list(trails.of_subject(achievement.uuid)),
        "back_url": reverse("registrar:terms"),
        **frame(achievement.course.title, icon=ICON, trail=[(reverse("registrar:terms"), TITLE)]),
    }
    return render(request, "cms/registrar/term.html", context, status=400 if form.errors else 200)

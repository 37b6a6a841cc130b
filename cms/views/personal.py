"""What is held about the person signed in: to look at, to take away, to have forgotten."""

import tempfile

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import topics
from accounts.actions import erasure, preferences
from accounts.forms import ErasureForm
from accounts.http import LearnerRequest, limit_rate
from accounts.models import Consent
from certificates.actions import listing
from cms import agreed, personal_data

IN_MEMORY = 5_000_000


@require_safe
@login_required
@never_cache
def your_data(request: LearnerRequest) -> HttpResponse:
    """What is kept, what was agreed to, and the door to the archive."""
    return render(request, "cms/your_data.html", {"consents": agreed.entries(request.user)})


@require_POST
@login_required
def withdraw(request: LearnerRequest, subject: str) -> HttpResponse:
    """Take back what rests on consent alone."""
    if subject == Consent.Subject.REMINDERS:
        preferences.choose(request.user, topics.REMINDERS, by_mail=False)
    elif subject == Consent.Subject.PUBLIC_PAGE:
        listing.show_nothing(request.user, actor=request.user)
    else:
        raise Http404
    messages.success(request, _("You have withdrawn it. It holds from now on."))
    return redirect("cms:your_data")


@require_safe
@login_required
@limit_rate("personal_data")
@never_cache
@reauthentication_required
def archive(request: LearnerRequest) -> FileResponse:
    """All of it in one file, for somebody who has just shown again who they are."""
    target = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed by the response
    personal_data.write(request.user, target)
    target.seek(0)
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@reauthentication_required
def delete(request: LearnerRequest) -> HttpResponse:
    """Say what stays and what goes, and delete the account once its address has been typed."""
    form = ErasureForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.user.is_staff:
        return render(request, "cms/delete_account.html", {"form": None}, status=403)
    if not form.is_valid():
        return render(request, "cms/delete_account.html", {"form": form}, status=422 if form.is_bound else 200)
    erasure.anonymise_learner(request.user, actor=request.user)
    logout(request)
    messages.success(request, _("Your account has been deleted."))
    return redirect("cms:catalogue")

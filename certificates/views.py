"""The holder's certificate, and the check that anyone can make."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import LearnerRequest, limit_rate, wants_json
from certificates import codes, screens
from certificates.actions import documents
from certificates.forms import FileForm
from certificates.models import Artifact, Certificate, SealCertificate


@require_safe
@login_required
def mine(request: LearnerRequest, slug: str) -> HttpResponse:
    """The learner's newest certificate of a course."""
    owned = Certificate.objects.owned_by(request.user).filter(achievement__course__slug=slug)
    certificate = owned.order_by("-generation", "-issued_at").first()
    return redirect(certificate) if certificate else redirect("cms:learn")


@require_safe
@login_required
@never_cache
def certificate(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """The holder's page; the document appears as soon as a worker made it."""
    held = get_object_or_404(Certificate.objects.owned_by(request.user), uuid=uuid)
    context = {
        "certificate": screens.facts(held),
        "credential_type": held.facts["credential_type"],
        "needs_attention": bool(held.attention),
        "pdf_ready": held.artifacts.filter(kind=Artifact.Kind.PDF).exists(),
        "pdf_url": f"{held.get_absolute_url().rstrip('/')}.pdf",
    }
    return render(request, "certificates/certificate.html", context)


@require_safe
@login_required
@cache_control(private=True, max_age=0)
def certificate_pdf(request: LearnerRequest, uuid: UUID) -> HttpResponseBase:
    """The stored document, byte for byte as it was made."""
    artifacts = Artifact.objects.filter(certificate__learner=request.user, kind=Artifact.Kind.PDF)
    artifact = get_object_or_404(artifacts.select_related("certificate"), certificate__uuid=uuid)
    return FileResponse(
        documents.store().open(artifact.path),
        as_attachment=True,
        filename=f"{artifact.certificate.serial}.pdf",
        content_type="application/pdf",
    )


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in; a code that can be one leads to its page."""
    typed = request.GET.get("code", "")
    code = codes.normalise(typed) if typed else None
    if code:
        return redirect("certificates:verify", code)
    error = _("This can't be one of our codes. Look for a mistyped letter and try again.") if typed else ""
    return render(request, "certificates/verify_form.html", {"code": typed, "error": error})


@require_safe
@never_cache
@vary_on_headers("Accept")
@limit_rate("check_code")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What we know about a code, for people or machines. A stranger's code and a mistyped one look alike."""
    found = screens.find(code)
    answer = screens.answer(found, at=timezone.now())
    status = 200 if found else 404
    if wants_json(request):
        return JsonResponse(answer, status=status)
    context = {"answer": answer, "code": code, "preview": screens.preview(found)}
    return render(request, "certificates/verify.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("Accept")
@limit_rate("check_file")
def verify_file(request: HttpRequest) -> HttpResponse:
    """What a file is to us; nothing of it is kept. Needs no token: it changes nothing, and programs post here too."""
    if request.method != "POST":
        return redirect(reverse("certificates:verify_form") + "#file")
    form = FileForm.of(request)
    if not form.is_valid():
        return _refused_file(request, form)
    answer = screens.file_answer(form.cleaned_data["file"], at=timezone.now())
    if wants_json(request):
        return JsonResponse(answer)
    return render(request, "certificates/verify_file.html", {"answer": answer})


def _refused_file(request: HttpRequest, form: FileForm) -> HttpResponse:
    message = form.errors["file"][0]
    if wants_json(request):
        return JsonResponse({"error": "unreadable_file", "message": message}, status=422)
    return render(request, "certificates/verify_form.html", {"file_error": message}, status=422)


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """Every certificate that ever sealed a document of ours, for whoever checks seals with a program of their own."""
    kept = SealCertificate.objects.order_by("first_used_at").values_list("pem", flat=True)
    return HttpResponse("".join(kept), content_type="application/x-pem-file")

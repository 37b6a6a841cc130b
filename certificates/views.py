"""The holder's certificate, and the check that anyone can make."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import LearnerRequest
from certificates import codes
from certificates.actions import documents
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
        "certificate": _facts(held),
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
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What we know about a code, for people or machines. A stranger's code and a mistyped one look alike."""
    normal = codes.normalise(code)
    found = Certificate.objects.filter(code=normal).first() if normal else None
    state = found.state() if found else "unknown"
    status = 200 if found else 404
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        facts = _facts(found) if found else {}
        return JsonResponse({"state": state, "checked_at": timezone.now(), **facts}, status=status)
    context = {
        "state": state,
        "code": code,
        "checked_at": timezone.now(),
        "certificate": _facts(found) if found else None,
    }
    return render(request, "certificates/verify.html", context, status=status)


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """Every certificate that ever sealed a document of ours, for whoever checks seals with a program of their own."""
    kept = SealCertificate.objects.order_by("first_used_at").values_list("pem", flat=True)
    return HttpResponse("".join(kept), content_type="application/x-pem-file")


def _facts(certificate: Certificate) -> dict[str, Any]:
    kept = certificate.facts
    return {
        "state": certificate.state(),
        "serial": certificate.serial,
        "code": certificate.code,
        "recipient_name": kept["recipient_name"],
        "title": kept["credential_title"],
        "credential_type": kept["credential_type"],
        "course_title": kept["course_title"],
        "course_version": kept["course_version"],
        "hours": f"{kept['learning_minutes'] / 60:.1f}".removesuffix(".0"),
        "criteria": kept["criteria"],
        "statement": kept["statement"],
        "issuer_name": kept["issuer_name"],
        "signatories": kept["signatories"],
        "issued_on": certificate.issued_on,
        "expires_on": certificate.expires_on,
        "revoked_on": certificate.revoked_on,
        "revoked_reason": certificate.revoked_reason or None,
        "verify_url": certificate.get_verify_url(),
    }

"""One certificate: what it froze, its documents, its chain, and who did what to it."""

import mimetypes
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.widgets.button import HeaderButton

from accounts.http import LearnerRequest
from certificates import validity
from certificates.actions import documents
from certificates.models import Artifact, Certificate
from certificates.models.certificates import CertificateQuerySet
from cms.views.registrar import acts, register, trails
from cms.views.registrar.states import State
from cms.views.staff.frames import frame, posted

RELATED = ("learner", "achievement__course", "design__design", "enrolment", "previous")


@require_safe
@permission_required("certificates.view_certificate", raise_exception=True)
def detail(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """All of it on one screen; the audit trail beside it."""
    certificate = find(uuid)
    chain = list(certificates_of(certificate))
    context = {
        "certificate": certificate,
        "state": State(certificate.state()),
        "facts": list(facts(certificate)),
        "documents": list(certificate.artifacts.order_by("kind")),
        "chain": [(link, State(link.state())) for link in chain],
        "acts": list(acts.offered(certificate, request.user)),
        "is_own": certificate.learner_id == request.user.pk,
        "trail": list(trails.of_certificates([link.uuid for link in chain], certificate.learner)),
        "header_buttons": [
            HeaderButton(
                _("Public check"),
                url=reverse("certificates:verify", args=[certificate.code]),
                icon_name="link-external",
            )
        ],
        **certificate_frame(certificate),
    }
    return render(request, "cms/registrar/certificate.html", context)


@require_safe
@permission_required("certificates.view_certificate", raise_exception=True)
def document(request: LearnerRequest, uuid: UUID, kind: str) -> HttpResponseBase:
    """The stored file, byte for byte as it was made."""
    artifact = get_object_or_404(Artifact.objects.select_related("certificate"), certificate__uuid=uuid, kind=kind)
    return FileResponse(
        documents.store().open(artifact.path),
        as_attachment=True,
        filename=f"{artifact.certificate}.{kind}",
        content_type=mimetypes.guess_type(f"document.{kind}")[0] or "application/octet-stream",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(acts.PERMISSION, raise_exception=True)
def act(request: LearnerRequest, uuid: UUID, name: str) -> HttpResponse:
    """Confirm one act, with its reason, then do it."""
    certificate = find(uuid)
    if (chosen := acts.ACTS.get(name)) is None:
        raise Http404
    form = chosen.form(posted(request), initial=chosen.initial(certificate))
    if certificate.learner_id == request.user.pk:
        messages.error(request, _("This is your own certificate. Somebody else has to do this."))
        return redirect(address(certificate))
    if form.is_valid():
        try:
            result = chosen.apply(certificate, **form.cleaned_data, actor=request.user)
        except tuple(acts.REFUSALS) as refusal:
            form.add_error(None, str(acts.REFUSALS[type(refusal)]))
        else:
            messages.success(request, str(chosen.done))
            return redirect(address(result))
    context = {"certificate": certificate, "act": chosen, "form": form, "state": State(certificate.state())}
    context |= {"back_url": address(certificate), **certificate_frame(certificate, chosen.label)}
    return render(request, "cms/registrar/act.html", context, status=400 if form.errors else 200)


def find(uuid: UUID) -> Certificate:
    """With everything that its screen names."""
    return get_object_or_404(Certificate.objects.select_related(*RELATED), uuid=uuid)


def certificate_frame(certificate: Certificate, title: Any = None) -> dict[str, Any]:
    """The heading of the screen about one certificate, or of one that leads back to it."""
    name = f"{certificate}, {certificate.facts['recipient_name']}"
    trail = [(reverse("registrar:register"), register.TITLE)]
    if title is None:
        return frame(name, icon=register.ICON, trail=trail)
    return frame(title, icon=register.ICON, trail=[*trail, (address(certificate), name)])


def address(certificate: Certificate) -> str:
    """The screen about one certificate."""
    return reverse("registrar:certificate", args=[certificate.uuid])


def certificates_of(certificate: Certificate) -> CertificateQuerySet:
    """All generations, the newest first."""
    chain = Certificate.objects.filter(learner=certificate.learner_id, achievement=certificate.achievement_id)
    return chain.order_by("-generation")


def facts(certificate: Certificate) -> Iterator[tuple[str, Any]]:
    """Names and values as frozen, and beside them what is true now where that differs."""
    kept, learner = certificate.facts, certificate.learner
    yield _("Name as printed"), kept["recipient_name"]
    yield _("Name now"), learner.legal_name or _("none")
    yield _("Email address"), learner.email
    yield _("Code"), certificate.code
    yield _("Certificate"), kept["credential_title"]
    yield _("Kind"), kept["credential_type"]
    yield (
        _("Course"),
        _("%(title)s, version %(version)s")
        % {
            "title": kept["course_title"],
            "version": kept["course_version"],
        },
    )
    yield _("Origin"), certificate.get_origin_display()
    yield _("Issued on"), _day(certificate.issued_on)
    yield _("Valid until"), _day(certificate.expires_on) if certificate.expires_on else _("no end")
    if certificate.expires_on:
        yield _("Renewal opens on"), _day(validity.renewal_opens_on(certificate.expires_on))
    yield _("Hours of study"), f"{kept['learning_minutes'] / 60:.1f}".removesuffix(".0")
    yield _("Criteria"), kept["criteria"]
    yield _("Statement"), kept["statement"]
    yield _("Issuer"), f"{kept['issuer_name']}, {kept['issuer_url']}"
    yield _("Signed by"), "; ".join(f"{person['name']}, {person.get('role', '')}" for person in kept["signatories"])
    yield _("Language and time zone"), f"{kept['language']}, {kept['time_zone']}"
    yield _("Design"), certificate.design


def _day(day: date) -> str:
    return date_format(day, "j M Y")

"""The holder's certificate, the check that anyone can make, and what machines read to make it themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import LearnerRequest, limit_rate, wants_json
from certificates import codes, holding, screens, wording
from certificates.actions import documents, listing
from certificates.documents import badges, issuer, openbadges, statuslist
from certificates.forms import FileForm, ListingForm
from certificates.models import Achievement, Artifact, Certificate, PublicProfile, SealCertificate, StatusList

CONTENT_TYPES = {"pdf": "application/pdf", "json": "application/vc", "png": "image/png"}


def readable_anywhere(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let scripts of other sites read the answer: it is public, and verifiers run in browsers too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


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
    held = get_object_or_404(Certificate.objects.owned_by(request.user).select_related("achievement"), uuid=uuid)
    made = set(held.artifacts.values_list("kind", flat=True))
    context = {
        "certificate": screens.facts(held),
        "sharing": screens.sharing(held),
        "listing_url": reverse("certificates:list_publicly", args=[uuid]),
        "credential_type": held.facts["credential_type"],
        "needs_attention": bool(held.attention),
        "pdf_ready": Artifact.Kind.PDF in made,
        **{f"{kind}_url": reverse(f"certificates:{kind}", args=[uuid]) for kind in made},
        "achievement_url": reverse("certificates:achievement", args=[held.achievement.uuid]),
        "life": holding.life(held),
    }
    return render(request, "certificates/certificate.html", context)


@require_POST
@login_required
def list_publicly(request: LearnerRequest, uuid: UUID) -> HttpResponse:
    """What the holder shows to everyone."""
    held = get_object_or_404(Certificate.objects.owned_by(request.user), uuid=uuid)
    form = ListingForm(request.POST)
    form.full_clean()
    listing.choose(held, **form.cleaned_data, actor=request.user)
    messages.success(request, _("Your choice has been saved."))
    return redirect(reverse("certificates:certificate", args=[uuid]) + "#share")


@require_safe
@never_cache
@limit_rate("check_code")
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a holder shows to everyone; without a listed certificate there is no such page."""
    profile = get_object_or_404(PublicProfile.objects.select_related("learner"), uuid=uuid, learner__is_active=True)
    listed = [screens.listed(one) for one in Certificate.objects.owned_by(profile.learner).listed()]
    if not listed:
        raise Http404
    context = {"is_indexed": profile.is_indexed, "certificates": listed, "preview": screens.person_preview(profile)}
    return render(request, "certificates/person.html", context)


@require_safe
@login_required
@cache_control(private=True, max_age=0)
def document(request: LearnerRequest, uuid: UUID, kind: str) -> HttpResponseBase:
    """A stored document for its holder, byte for byte as it was made."""
    artifacts = Artifact.objects.filter(certificate__learner=request.user, kind=kind)
    artifact = get_object_or_404(artifacts.select_related("certificate"), certificate__uuid=uuid)
    return FileResponse(
        documents.store().open(artifact.path),
        as_attachment=True,
        filename=f"{artifact.certificate.serial}.{kind}",
        content_type=CONTENT_TYPES[kind],
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
@readable_anywhere
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


@require_safe
def credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a credential's own address leads to: the public check, which shows no more than it shows to anyone."""
    return redirect("certificates:verify", get_object_or_404(Certificate, uuid=uuid).code)


@require_safe
@readable_anywhere
@cache_control(public=True, max_age=300)
def did_document(request: HttpRequest) -> HttpResponse:
    """The issuer's keys, where did:web looks for them."""
    return JsonResponse(issuer.did_document(), content_type="application/did+json")


@require_safe
@readable_anywhere
@cache_control(public=True, max_age=60)
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Which certificates of a list are not in force, signed."""
    listed = get_object_or_404(StatusList, number=number)
    return HttpResponse(statuslist.published(listed, at=timezone.now()), content_type="application/vc")


@require_safe
@readable_anywhere
@vary_on_headers("Accept")
def achievement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What can be earned, for people or machines."""
    earned = get_object_or_404(Achievement.objects.select_related("course"), uuid=uuid)
    machine = ["application/ld+json", "application/json"]
    if (kind := request.get_preferred_type(["text/html", *machine])) in machine:
        return JsonResponse(openbadges.achievement_document(earned), content_type=kind)
    picture = reverse("certificates:achievement_picture", args=[uuid])
    facts = openbadges.facts_of(earned)
    return render(
        request, "certificates/achievement.html", {"achievement": earned, "facts": facts, "picture_url": picture}
    )


@require_safe
@readable_anywhere
@cache_control(public=True, max_age=3600)
def achievement_picture(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge without a credential in it."""
    earned = get_object_or_404(Achievement.objects.select_related("course"), uuid=uuid)
    try:
        picture = badges.draw_facts(openbadges.facts_of(earned), language=earned.course.language)
    except (wording.CannotSetText, wording.TextTooLong) as problem:
        raise Http404(str(problem)) from problem
    return HttpResponse(picture, content_type=CONTENT_TYPES["png"])

"""What people agree to when they sign up, as it was published."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from wagtail.rich_text import expand_db_html

from accounts import languages
from accounts.models import LegalText


@require_safe
def current(request: HttpRequest, subject: str) -> HttpResponse:
    """The text that holds now, in the reader's language if there is one."""
    texts = LegalText.objects.current(languages.current())
    text = next((text for text in texts if text.subject == subject), None)
    if text is None:
        raise Http404
    return _page(request, text)


@require_safe
def version(request: HttpRequest, subject: str, language: str, number: int) -> HttpResponse:
    """The text that somebody agreed to."""
    return _page(request, get_object_or_404(LegalText, subject=subject, language=language, version=number))


def _page(request: HttpRequest, text: LegalText) -> HttpResponse:
    newest = LegalText.objects.filter(subject=text.subject, language=text.language).order_by("-version").first()
    body = mark_safe(expand_db_html(text.body))  # noqa: S308  # written by editors in rich text
    context = {
        "text": {"title": text.title, "body": body},
        "version": text.version,
        "language": text.language,
        "published_at": text.published_at,
        "newest_url": newest.get_absolute_url() if newest and newest != text else "",
    }
    return render(request, "cms/legal.html", context)

"""Where allauth meets our people."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts import languages, topics
from accounts.actions import people
from accounts.letters import letterhead, tidy
from accounts.models import User
from accounts.signals import mail_rendered


class CurrentSite(NamedTuple):
    """What allauth's mail templates ask of a site."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Keeps name and language of sign-up, and announces mail instead of sending it inside the request."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # allauth's signature
        """Save the new person with name and consents of the form, and the language that the form was read in."""
        user.language = languages.current()
        user.legal_name = form.cleaned_data["legal_name"]
        saved: User = super().save_user(request, user, form, commit)
        people.join(saved, texts=form.cleaned_data["agreed_to"], wants_reminders=form.cleaned_data["wants_reminders"])
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render as allauth does; who sends it, and when, is decided by whoever hears ``mail_rendered``."""
        site = CurrentSite(settings.SITE_NAME, urlsplit(settings.SITE_URL).netloc)
        about = {"request": allauth_context.request, "email": email, "current_site": site, **context}
        full = letterhead(topics.ACCOUNT) | about | {"frame": "emails/base.txt"}
        message: EmailMultiAlternatives = self.render_mail(template_prefix, email, full)
        message.body = tidy(str(message.body))
        text = render_to_string(f"{template_prefix}_message.txt", full | {"frame": "emails/bare.txt"})
        paragraphs = [part.strip() for part in text.split("\n\n")]
        html = render_to_string("emails/account.html", full | {"subject": message.subject, "paragraphs": paragraphs})
        message.attach_alternative(html, "text/html")
        mail_rendered.send(sender=type(self), message=message)

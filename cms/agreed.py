"""What somebody agreed to or took back, as “Your data” lists it."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Consent, User
from courses.models import Enrolment

# Where nothing but consent is the ground; terms hold for as long as there is an account.
WITHDRAWABLE = {Consent.Subject.REMINDERS, Consent.Subject.PUBLIC_PAGE}


def entries(user: User) -> list[dict[str, Any]]:
    """Newest first; ``subject`` is set where it can be withdrawn now. Two queries."""
    rows = list(Consent.objects.filter(user=user).select_related("text").order_by("at", "pk"))
    newest = {row.subject: row.pk for row in rows}
    conduct = Enrolment.objects.owned_by(user).filter(conduct_accepted_at__isnull=False).select_related("course")
    found = [*(_consent(row, is_newest=newest[row.subject] == row.pk) for row in rows), *map(_conduct, conduct)]
    return sorted(found, key=lambda entry: entry["at"], reverse=True)


def _consent(row: Consent, *, is_newest: bool) -> dict[str, Any]:
    return {
        "title": row.text.title if row.text else row.get_subject_display(),
        "about": _("Version %(number)s") % {"number": row.text.version} if row.text else "",
        "url": row.text.get_absolute_url() if row.text else "",
        "is_given": row.is_given,
        "subject": row.subject if is_newest and row.is_given and row.subject in WITHDRAWABLE else "",
        "at": row.at,
    }


def _conduct(enrolment: Enrolment) -> dict[str, Any]:
    course = enrolment.course
    title = course.conduct_title or _("Code of conduct")
    facts = {"title": title, "about": course.title, "at": enrolment.conduct_accepted_at}
    return {**facts, "url": "", "is_given": True, "subject": ""}

"""What people are told about: each topic can be chosen by itself, unless somebody would be harmed by not knowing."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    """``reason`` ends every message; ``necessary`` says why the topic can't be switched off, and is empty if it can.

    ``by_mail`` holds until somebody chooses. What ``waits`` is not mailed at night. One without a ``label`` is about
    work on the site, and is shown to nobody as a choice.
    """

    name: str
    reason: Promise
    group: Promise | str = ""
    label: Promise | str = ""
    necessary: Promise | str = ""
    by_mail: bool = True
    waits: bool = False

    @property
    def is_optional(self) -> bool:
        """Whether the person decides."""
        return bool(self.label) and not self.necessary


REMINDERS = Topic(
    "reminders",
    group=_("Learning"),
    label=_("A reminder when you have not been here for a while"),
    reason=_("You get this message because you asked to be reminded of courses that you have begun."),
    by_mail=False,
    waits=True,
)
EXAMS = Topic(
    "exams",
    group=_("Learning"),
    label=_("When an exam opens to you"),
    reason=_("You get this message because you are enrolled in a course with this exam."),
    waits=True,
)
RESULTS = Topic(
    "results",
    group=_("Results"),
    label=_("When your exam, or an answer that a person marks, has been marked"),
    reason=_("You get this message because you sat this assessment."),
    waits=True,
)
RENEWALS = Topic(
    "renewals",
    group=_("Certificates"),
    label=_("Before a certificate ends, and once it has ended"),
    reason=_("You get this message because you hold this certificate."),
    waits=True,
)
CERTIFICATES = Topic(
    "certificates",
    group=_("Certificates"),
    label=_("When a certificate is issued, corrected, suspended or revoked"),
    reason=_("You get this message because it is about your certificate, on which others rely."),
    necessary=_("Others rely on your certificate, so you always learn what happens to it."),
)
ACCOUNT = Topic(
    "account",
    group=_("Account"),
    label=_("Signing in, the safety of your account, and courses you were enrolled in"),
    reason=_("You get this message because your address was used on this site."),
    necessary=_("Without these nobody could sign in, or notice that somebody else does."),
)
WORK = Topic("work", reason=_("You get this message because you look after certificates here."))
REVIEWS = Topic(
    "reviews",
    reason=_("You get this message because you write or review courses here. Your editor settings say which you get."),
)

ALL = (REMINDERS, EXAMS, RESULTS, RENEWALS, CERTIFICATES, ACCOUNT, WORK, REVIEWS)
BY_NAME = {topic.name: topic for topic in ALL}
SHOWN = tuple(topic for topic in ALL if topic.label)
OPTIONAL = tuple(topic for topic in ALL if topic.is_optional)

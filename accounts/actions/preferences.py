"""How people want to be told. What somebody has to know is not for them to switch off."""

from datetime import datetime

from django.db import transaction

from accounts import topics
from accounts.actions import consents
from accounts.models import Consent, NoticeChoice, User
from accounts.topics import Topic


class NotOptional(Exception):
    """The topic is one that people have to be told about."""


def wants_mail(user: User, topic: Topic) -> bool:
    """What the person chose, or else what the topic says."""
    if not topic.is_optional:
        return True
    chosen = NoticeChoice.objects.filter(user=user, topic=topic.name).values_list("by_mail", flat=True).first()
    return topic.by_mail if chosen is None else chosen


def chosen(user: User) -> dict[str, tuple[bool, bool]]:
    """By mail and on the site, for every topic that is a choice. One query."""
    rows = {row.topic: (row.by_mail, row.in_app) for row in NoticeChoice.objects.filter(user=user)}
    return {topic.name: rows.get(topic.name, (topic.by_mail, True)) for topic in topics.OPTIONAL}


@transaction.atomic
def choose(
    user: User, topic: Topic, *, by_mail: bool, in_app: bool | None = None, at: datetime | None = None
) -> NoticeChoice:
    """Keep a choice; a second call changes nothing. Without ``in_app`` that part stays as it is.

    Reminders rest on consent alone, so each change of that is kept with its date. Locks the person. Raises NotOptional.
    """
    if not topic.is_optional:
        raise NotOptional(topic.name)
    User.objects.select_for_update().get(pk=user.pk)
    if topic is topics.REMINDERS:
        consents.note(user, Consent.Subject.REMINDERS, is_given=by_mail, at=at)
    values = {"by_mail": by_mail} if in_app is None else {"by_mail": by_mail, "in_app": in_app}
    return NoticeChoice.objects.update_or_create(user=user, topic=topic.name, defaults=values)[0]

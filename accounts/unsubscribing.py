"""The address at the foot of a message that stops more of its kind, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts import topics
from accounts.models import User
from accounts.topics import Topic

SALT = "accounts.unsubscribing"


def address(user: User, topic: Topic) -> str:
    """Valid for ever: old messages can be answered too. It stops mail, and allows nothing else."""
    token = signing.dumps([str(user.uuid), topic.name], salt=SALT)
    return settings.SITE_URL + reverse("accounts:unsubscribe", args=[token])


def read(token: str) -> tuple[User, Topic]:
    """Whose mail about what. Raises signing.BadSignature, User.DoesNotExist, KeyError."""
    uuid, name = signing.loads(token, salt=SALT)
    return User.objects.get(uuid=uuid, is_active=True), topics.BY_NAME[name]

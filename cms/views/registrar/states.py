"""The words for the states of a certificate."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """What ``Certificate.state()`` answers."""

    VALID = "valid", _("Valid")
    EXPIRING = "expiring", _("Valid, ends soon")
    EXPIRED = "expired", _("Expired")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Replaced by a newer one")

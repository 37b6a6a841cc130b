"""People, what they are granted, what they were told, and who did what."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import names, topics, zones


def validate_time_zone(value: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if value not in zones.known():
        raise ValidationError(_("“%(value)s” is not a known time zone."), params={"value": value})


class UserManager(BaseUserManager["User"]):
    """Creates people by email address, compared without case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its case, by the index that keeps addresses unique."""
        return self.alias(lower_email=Lower("email")).get(lower_email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password only sign-in by code or passkey works."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator with every right."""
        return self.create_user(email, password, **{"is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by email; ``legal_name`` is what a certificate prints. Erasure anonymises, never deletes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("email address"))
    legal_name = models.CharField(
        _("full legal name"), max_length=names.LONGEST_LEGAL_NAME, blank=True, validators=[names.validate_legal_name]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=12, default=settings.LANGUAGE_CODE)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_without_case",
                violation_error_message=_("There is already an account with this email address."),
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name or self.email

    def get_full_name(self) -> str:
        """The name that Wagtail shows."""
        return str(self)

    def get_short_name(self) -> str:
        """The name used in a greeting."""
        return self.legal_name.split(" ")[0] if self.legal_name else self.email

    @property
    def is_staff(self) -> bool:
        """Whether the person may enter the editor; asks the permission tables once per request."""
        return self.is_active and self.has_perm("wagtailadmin.access_admin")


class Accommodation(models.Model):
    """What one person is granted in timed assessments. The reason is private to staff."""

    learner = models.OneToOneField(User, on_delete=models.PROTECT, related_name="accommodation")
    time_multiplier = models.DecimalField(
        max_digits=4, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal(1))]
    )
    is_untimed = models.BooleanField(default=False)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(time_multiplier__gte=1), name="accommodation_gives_time"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.time_multiplier} times the time"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def waiting(self, at: datetime) -> "NoticeQuerySet":
        """To be mailed now: not settled yet, held by nobody, to somebody whose account is open.

        Each condition but the last is one on the row itself, so that of two senders the later sees the earlier.
        """
        may_go = Q(send_after=None) | Q(send_after__lte=at)
        open_accounts = User.objects.filter(is_active=True)
        return self.filter(may_go, sent_at=None, unwanted_at=None, hold="", recipient__in=open_accounts)

    def shown_to(self, user: User) -> "NoticeQuerySet":
        """What somebody reads on the site: all that nobody holds back, but topics that they want none of here."""
        declined = NoticeChoice.objects.filter(user=user, in_app=False).values("topic")
        return self.filter(recipient=user, hold="").exclude(topic__in=declined)

    def unread(self) -> "NoticeQuerySet":
        """Not opened on the site yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One message to one person. Waiting, then claimed by a sender for a while, then sent; never twice.

    One with a ``hold`` waits until whoever put it there lets it go, one with ``send_after`` for that moment. One that
    the recipient wants no mail of, or that has no point any more, gets ``unwanted_at`` instead of being sent. On the
    site it can be read at ``link`` from the beginning.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    topic = models.CharField(max_length=20, default=topics.ACCOUNT.name, db_default=topics.ACCOUNT.name)
    link = models.CharField(max_length=200, blank=True, default="", db_default="")
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    hold = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text=_("What keeps it from being sent.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    unwanted_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recipient", "kind", "key"], name="notice_once_per_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="notice_to_send", condition=Q(sent_at=None, unwanted_at=None)),
            models.Index(fields=["hold"], name="notice_held", condition=~Q(hold="")),
            models.Index(fields=["recipient", "-created_at"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"

    def get_topic(self) -> topics.Topic:
        """What it is about."""
        return topics.BY_NAME[self.topic]


class NoticeChoice(models.Model):
    """How somebody wants to be told about one topic; without a row, as the topic says."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notice_choices")
    topic = models.CharField(max_length=20)
    by_mail = models.BooleanField()
    in_app = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "topic"], name="notice_choice_once_per_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} for {self.user_id}"


class LegalTextQuerySet(models.QuerySet["LegalText"]):
    """Reads of legal texts."""

    def current(self, language: str) -> "list[LegalText]":
        """The newest of each kind in that language, or else in the site's own. One query."""
        newest: dict[str, LegalText] = {}
        for text in self.filter(language__in={language, settings.LANGUAGE_CODE}).order_by("version"):
            known = newest.get(text.subject)
            if known is None or text.language == language or known.language != language:
                newest[text.subject] = text
        return [newest[subject] for subject in LegalText.Subject.values if subject in newest]


class LegalText(models.Model):
    """What people agree to, as it was published. Another wording is another version; none is ever changed."""

    class Subject(models.TextChoices):
        TERMS = "terms", _("Terms of use")
        PRIVACY = "privacy", _("Privacy notice")

    subject = models.CharField(max_length=20, choices=Subject)
    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    body = models.TextField()
    published_at = models.DateTimeField()

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "language", "version"], name="legal_text_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version} ({self.language})"

    def get_absolute_url(self) -> str:
        """This very version."""
        return reverse("cms:legal_version", args=[self.subject, self.language, self.version])


class Consent(models.Model):
    """What somebody agreed to, or no longer agrees to. Written once, never changed; the newest row counts."""

    class Subject(models.TextChoices):
        TERMS = "terms", _("Terms of use")
        PRIVACY = "privacy", _("Privacy notice")
        REMINDERS = "reminders", _("Reminders by mail")
        PUBLIC_PAGE = "public_page", _("Certificates on a public page")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=20, choices=Subject)
    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, null=True, related_name="+")
    is_given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "subject", "-at"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.is_given}"


class AuditEntry(models.Model):
    """Who did what to what, and when. Written once, never changed."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_uuid = models.UUIDField()
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject_uuid", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_uuid}"

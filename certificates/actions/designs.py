"""How certificates look: a registrar fills in a design; what a certificate bears is never touched again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.actions import audit
from accounts.models import User
from certificates import designs
from certificates.actions import pictures
from certificates.models import Achievement, Certificate, Design, DesignVersion

DEFAULT = "classic"


@dataclass(frozen=True)
class Filling:
    """What stands in a design's fields: the options of its package, and who signs."""

    options: dict[str, Any]
    signatories: list[dict[str, str]]

    @classmethod
    def of(cls, version: DesignVersion) -> "Filling":
        """As it was saved."""
        return cls(version.options, version.signatories)


class NoSuchVersion(Exception):
    """The version belongs to another design."""


def default() -> DesignVersion:
    """What a new achievement prints with."""
    design, _ = Design.objects.get_or_create(slug=DEFAULT, defaults={"title": "Classic"})
    DesignVersion.objects.get_or_create(design=design, number=1, defaults={"template": DEFAULT})
    return current(design)


def current(design: Design) -> DesignVersion:
    """The newest version."""
    return design.versions.order_by("-number")[0]


def is_frozen(version: DesignVersion) -> bool:
    """Whether a certificate bears it."""
    return Certificate.objects.filter(design=version).exists()


@transaction.atomic
def create(*, title: str, template: str, actor: User, at: datetime | None = None) -> Design:
    """Add a design with the defaults of its package. Raises UnknownDesign."""
    designs.load(template)
    design = Design.objects.create(slug=_free_slug(title), title=title)
    DesignVersion.objects.create(design=design, number=1, template=template, created_at=at or timezone.now())
    audit.record("certificates.design.created", design, actor=actor, at=at, template=template)
    return design


@transaction.atomic
def save(design: Design, filling: Filling, *, actor: User, at: datetime | None = None) -> DesignVersion:
    """Fill in the design. Where a certificate bears the present version this makes the next, otherwise it changes it.

    What the achievements of this design award from now on looks like that. Saving what stands there already changes
    nothing. Raises UnsuitableOption, CannotSetText, UnknownPicture.
    """
    present = _locked(design)
    filling = _checked(present.template, filling)
    if filling == _checked(present.template, Filling.of(present)):
        return present
    return _write(present, filling, actor=actor, at=at, makes_next=is_frozen(present))


@transaction.atomic
def restore(design: Design, number: int, *, actor: User, at: datetime | None = None) -> DesignVersion:
    """Save an earlier version as a new one. Restoring what is in use changes nothing.

    Raises DesignVersion.DoesNotExist.
    """
    present = _locked(design)
    earlier = design.versions.get(number=number)
    if earlier == present:
        return present
    filling = _checked(earlier.template, Filling.of(earlier))
    return _write(present, filling, actor=actor, at=at, makes_next=True, restored=number)


@transaction.atomic
def choose(achievement: Achievement, design: Design, *, actor: User, at: datetime | None = None) -> Achievement:
    """Award this achievement in another design from now on; choosing the present one changes nothing."""
    version = current(design)
    before = Achievement.objects.select_for_update(of=("self",)).select_related("design__design").get(pk=achievement.pk)
    if before.design.design_id == design.pk:
        return before
    names = {"before": before.design.design.title, "after": design.title}
    achievement.design = version
    achievement.save(update_fields=["design"])
    audit.record("certificates.achievement.design_chosen", achievement, actor=actor, at=at, **names)
    return achievement


def _locked(design: Design) -> DesignVersion:
    """The present version; a certificate that is about to bear it waits until this transaction ends, or is seen."""
    Design.objects.select_for_update().get(pk=design.pk)
    return DesignVersion.objects.select_for_update().get(pk=current(design).pk)


def _checked(template: str, filling: Filling) -> Filling:
    package = designs.load(template)
    options = package.options({**filling.options, "signatories": filling.signatories})
    signatories = options.pop("signatories")
    pictures.refuse_unknown(designs.pictures_of(options, signatories))
    return Filling(options, signatories)


def _write(
    present: DesignVersion,
    filling: Filling,
    *,
    actor: User,
    at: datetime | None,
    makes_next: bool,
    **facts: Any,
) -> DesignVersion:
    at = at or timezone.now()
    values = {"options": filling.options, "signatories": filling.signatories, "created_at": at}
    if makes_next:
        version = DesignVersion.objects.create(
            design=present.design, number=present.number + 1, template=present.template, **values
        )
        Achievement.objects.filter(design__design=present.design).update(design=version)
    else:
        DesignVersion.objects.filter(pk=present.pk).update(**values)
        version = DesignVersion.objects.get(pk=present.pk)
    audit.record("certificates.design.saved", present.design, actor=actor, at=at, version=version.number, **facts)
    return version


def _free_slug(title: str) -> str:
    """The title as an address has it, numbered when it is taken."""
    wanted = slugify(title)[:50] or "design"
    taken = set(Design.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)

"""What every step of one loading needs: the package, who loads it, and what is here already."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, RevisionMixin

from accounts.models import User
from cms.actions import media
from cms.languages import originals
from cms.models import CoursePage
from cms.package import attachments, fingerprints, inventory
from cms.package.fingerprints import Key
from cms.package.gather import Pictures, gather
from cms.package.model import ImageSpec, Package
from cms.package.problems import PackageError, Problem

HAS_DRAFT = _("Its unpublished draft stays in its history.")
LOCKED = _("It is locked.")
NO_MORE = _("The package has it no more. Take it out here if it should go.")
IN_REVIEW = _("It is being reviewed.")


class Verdict(StrEnum):
    """What became of an entry. One that is held or stays was left as it is, for a reason."""

    CREATED = "created"
    REVISED = "revised"
    RETIRED = "retired"
    UNCHANGED = "unchanged"
    HELD = "held"
    STAYS = "stays"


@dataclass(frozen=True)
class Line:
    """One entry of a report; ``name`` is its id in the package, or its title where no package has it any more."""

    key: Key
    name: str
    verdict: Verdict
    reason: str = ""


@dataclass
class Report:
    """What loading did, entry by entry."""

    lines: list[Line] = field(default_factory=list)

    def names(self, verdict: Verdict) -> list[str]:
        return [line.name for line in self.lines if line.verdict is verdict]

    def __str__(self) -> str:
        counted = (Verdict.CREATED, Verdict.REVISED, Verdict.RETIRED, Verdict.UNCHANGED)
        return ", ".join(f"{len(self.names(verdict))} {verdict}" for verdict in counted)


class Desk:
    """Without an actor an operator loads, and everything is published at once. With one, drafts are made.

    A rehearsal stores no file, because it is undone. A copy, whose original's pictures are given, shows
    those, and is compared with nothing, because no package brought it.
    """

    def __init__(
        self, package: Package, actor: User | None, *, rehearses: bool = False, original: Pictures | None = None
    ) -> None:
        self.package = package
        self.actor = actor
        self.rehearses = rehearses
        self.original = original
        self.collection: Collection | None = None
        self.brought: list[int] = []
        self.report = Report()
        self.items = inventory.of(package)
        self.prints = dict.fromkeys(self.items, "") if original else fingerprints.of(package)
        self.here = {} if original else known(package)
        self.images = {image.file: image for image in package.images}
        self.attached = {entry.file: entry for entry in package.attachments}

    @property
    def step_count(self) -> int:
        """How many steps a loading has."""
        package = self.package
        return 4 + len(package.claims) + len(package.questions) + len(package.modules) + len(package.lessons)

    @property
    def publishes(self) -> bool:
        return self.actor is None

    def is_known(self, key: Key, row: models.Model | None) -> bool:
        """Whether the site has it as the package says: as loaded once, as it is live, or as the newest draft."""
        if row is None:
            return False
        wanted = self.prints[key]
        stored = {getattr(row, "package_digest", ""), self.here.get(key, "")}
        if not self.publishes and isinstance(row, RevisionMixin) and row.latest_revision:
            stored.add(row.latest_revision.content.get("package_digest", ""))
        return wanted in stored

    def mark(self, verdict: Verdict, key: Key, *, name: str = "", reason: str | Promise = "") -> None:
        """Keep what became of an entry."""
        item = self.items.get(key)
        self.report.lines.append(Line(key, item.name if item else name, verdict, str(reason)))

    def mark_written(self, key: Key, row: Any) -> None:
        """The entry is made, or made anew of ``row``."""
        keeps = row is not None and not self.publishes and getattr(row, "has_unpublished_changes", False)
        self.mark(Verdict.REVISED if row else Verdict.CREATED, key, reason=HAS_DRAFT if keeps else "")

    def bar(self, row: Any) -> str | Promise:
        """Why a draft keeps what stands in it, or nothing. Who loads without an actor is barred from nothing."""
        if row is None or self.publishes:
            return ""
        if row.locked:
            return LOCKED
        return IN_REVIEW if row.current_workflow_state else ""

    @contextmanager
    def at(self, key: Key) -> Iterator[None]:
        """What the site can't hold is said of the entry that asks for it. Raises PackageError."""
        try:
            yield
        except ValidationError as error:
            item = self.items[key]
            raise PackageError([Problem(item.file, item.name, message) for message in _told(error)]) from error

    def note(self, key: Key, row: models.Model) -> None:
        """What is here is what the package says: a later package is compared with that."""
        self.mark(Verdict.UNCHANGED, key)
        if (
            getattr(row, "package_digest", None) not in {None, self.prints[key]}
            and self.here.get(key) == self.prints[key]
        ):
            type(row)._default_manager.filter(pk=row.pk).update(package_digest=self.prints[key])

    @property
    def shelf(self) -> Collection:
        """Where new images and files go: to the course's own, or with an operator to what all may choose."""
        return self.collection or media.shared()

    def keep_in(self, collection: Collection) -> None:
        """From now on; the course's own picture came before there was a team."""
        self.collection = collection
        Image.objects.filter(pk__in=self.brought).update(collection=collection)

    def document(self, file: str) -> Document:
        """The same for a file."""
        if self.original:
            return self.original.documents[file]
        spec = self.attached[file]
        return attachments.load(self.package.root, self.package.slug, spec, shelf=self.shelf, stores=not self.rehearses)

    def image(self, spec: ImageSpec | None) -> Image | None:
        """The site's image with this content, or a new one."""
        if spec is None:
            return None
        if self.original:
            return self.original.images[spec.file]
        content = (self.package.root / spec.file).read_bytes()
        sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # Wagtail's own name for a file's content
        existing = Image.objects.filter(file_hash=sha1).order_by("pk").first()
        if existing is not None:
            return existing
        name = spec.file.rsplit("/", 1)[-1]
        facts = {"title": f"{self.package.slug}: {name}", "description": spec.alt[:255], "file_hash": sha1}
        if self.rehearses:
            return Image.objects.create(**facts, file=name, width=1, height=1)
        with (self.package.root / spec.file).open("rb") as file:
            image = Image(**facts, uploaded_by_user=self.actor, collection=self.shelf)
            image.file = ImageFile(file, name=f"{self.package.slug}-{name}")
            image.save()
        self.brought.append(image.pk)
        return image


def _told(error: ValidationError) -> list[str]:
    """Field by field, where it is about fields."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{name}: {message}" for name, messages in error.message_dict.items() for message in messages]


def known(package: Package) -> dict[Key, str]:
    """The fingerprints of the course as it is live here; empty when it isn't here, or holds what no package can."""
    course = originals(CoursePage).live().filter(translation_key=package.uuid).first()
    return fingerprints.readable(gather(course, Pictures(course))) if course else {}

"""An issued certificate: whatever is edited, renamed or deleted later, its pages and files stay byte for byte."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.actions import people
from accounts.models import User
from certificates import pictures
from certificates.actions import designs, issuer_keys
from certificates.actions import pictures as kept_pictures
from certificates.documents import making
from certificates.models import Achievement, Artifact, Certificate
from cms.models import CoursePage
from courses.actions import enrolments, progress
from courses.models import Activity, Course, Enrolment
from tests.certificates.files import large_picture
from tests.certificates.seals import make_seal
from tests.cms.trees import Tree, enrol, fresh, publish
from tests.factories.courses import confirm_name

# A token against forged posts is another one each time; the moment of the check is when it was asked.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")\w+')
CHECKED = re.compile(rb"Checked on [^<]+|\"checked_at\": \"[^\"]+\"")


def logo(colour: str) -> str:
    return kept_pictures.keep(pictures.read_logo(large_picture(colour), within=(760, 300))).sha256


def fill(tree: Tree, registrar: User, *, colour: str, **options: str) -> None:
    design = Achievement.objects.get(course=tree.record).design.design
    signatory = {"name": f"Dr {colour.title()}", "role": "Dean", "picture": logo(colour)}
    designs.save(design, designs.Filling({"logo": logo(colour), **options}, [signatory]), actor=registrar)


def complete(enrolment: Enrolment) -> None:
    """Everything that the course asks for."""
    enrolments.accept_conduct(enrolment, actor=enrolment.learner)
    confirm_name(enrolment)
    for activity in Activity.objects.live().filter(course=enrolment.course).order_by("position"):
        progress.complete(enrolment, activity)


@pytest.fixture
def issued(
    settings: Any,
    tmp_path: Path,
    tree: Tree,
    learner: User,
    registrar: User,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Certificate:
    """Sealed, signed as a credential, with logo and signature."""
    settings.ISSUER_KEYS_DIR = tmp_path / "keys"
    issuer_keys.rotate(actor=None)
    make_seal(settings, tmp_path / "seal")
    fill(tree, registrar, colour="teal")
    with django_capture_on_commit_callbacks(execute=True):
        complete(enrol(tree, learner))
    certificate = Certificate.objects.get()
    assert set(certificate.artifacts.values_list("kind", flat=True)) == set(Artifact.Kind.values)
    return certificate


def seen(certificate: Certificate, holder: Client) -> dict[str, bytes]:
    """Everything that the holder, a stranger and a machine are given."""
    anyone = Client()
    public = reverse("certificates:verify", args=[certificate.code])
    pages = {
        "holder": holder.get(certificate.get_absolute_url()).content,
        "public": anyone.get(public).content,
        "json": anyone.get(public, headers={"Accept": "application/json"}).content,
    }
    files = {
        kind: b"".join(holder.get(reverse(f"certificates:{kind}", args=[certificate.uuid])).streaming_content)
        for kind in Artifact.Kind.values
    }
    return {name: CHECKED.sub(b"", TOKEN.sub(rb"\1", content)) for name, content in (pages | files).items()}


def rename(tree: Tree, learner: User, registrar: User) -> None:
    people.update_profile(learner, legal_name="Somebody Else", time_zone="UTC", language="en-gb", actor=learner)


def edit_the_course(tree: Tree, learner: User, registrar: User) -> None:
    page = fresh(tree.course)
    page.title, page.achievement_title, page.validity_months = "Another course", "Another certificate", 3
    publish(page)


def change_the_design(tree: Tree, learner: User, registrar: User) -> None:
    fill(tree, registrar, colour="maroon", accent="#7A1F3D", statement="has passed the")


def award_in_another_design(tree: Tree, learner: User, registrar: User) -> None:
    modern = designs.create(title="Modern", template="modern", actor=registrar)
    designs.choose(Achievement.objects.get(course=tree.record), modern, actor=registrar)


def delete_the_page(tree: Tree, learner: User, registrar: User) -> None:
    with transaction.atomic():
        fresh(tree.course).delete()


CHANGES = [rename, edit_the_course, change_the_design, award_in_another_design, delete_the_page]


def test_nothing_changes_what_was_issued(
    issued: Certificate, tree: Tree, learner: User, registrar: User, learner_client: Client
) -> None:
    before = seen(issued, learner_client)
    assert b"Lena Learner" in before["holder"]
    assert before["pdf"].startswith(b"%PDF")
    for change in CHANGES:
        change(tree, learner, registrar)
        assert seen(issued, learner_client) == before, change.__name__
    learner.refresh_from_db()
    assert learner.legal_name == "Somebody Else"
    assert not CoursePage.objects.exists()
    assert Course.objects.get().retired_at is not None
    achievement = Achievement.objects.select_related("design").get()
    assert (achievement.title, achievement.design.template) == ("Another certificate", "modern")
    assert issued.design.design.versions.count() == 2


def test_documents_that_were_lost_are_made_again_from_what_was_frozen(
    issued: Certificate, tree: Tree, learner: User, registrar: User, settings: Any
) -> None:
    """Without the seal, which is another one each time, the paper comes out the same."""
    settings.SEAL_KEY_FILE = settings.SEAL_CERTIFICATE_FILE = ""
    before = making.paper(Certificate.objects.select_related("design").get())
    for change in CHANGES:
        change(tree, learner, registrar)
    assert making.paper(Certificate.objects.select_related("design").get()) == before

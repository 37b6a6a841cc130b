"""What a verifier that others wrote, on libraries that others wrote, says of our credentials. Run by tests/interop/run.

It works on files: a credential, the DID document and the status list as the site publishes them.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from certificates import tasks
from certificates.actions import documents, generations, issuer_keys, issuing, statuses
from certificates.documents import baking, statuslist
from certificates.models import Certificate, StatusList
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, make_course

pytestmark = [pytest.mark.interop, pytest.mark.django_db]

SIGNATURE = "signature, dates, issuer"
LIST = "status list readable"
BIT = "not in force"
NAMES = ["لينا المتعلمة 山田太郎", 'Zoë "Z" O\'Brien \\ <b>&amp;', "Ελένη Ñandú-Łukasz"]


@dataclass
class Verdict:
    """The verifier's exit code and what it printed."""

    is_accepted: bool
    text: str

    @property
    def failed(self) -> list[str]:
        """Which of its checks failed."""
        return re.findall(r"^FAIL (.*?)(?: —| \(|:|,? its own|$)", self.text, re.MULTILINE)


class Desk:
    """A folder with the files that a verifier is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.publish()

    def publish(self) -> None:
        """Fetch the public documents anew."""
        (self.folder / "did.json").write_bytes(Client().get("/.well-known/did.json").content)
        listed = Client().get("/status/1")
        if listed.status_code == 200:
            (self.folder / "status.json").write_bytes(listed.content)

    def show(self, content: bytes, kind: str = "json") -> Verdict:
        """Ask the verifier about a file."""
        path = self.folder / f"shown.{kind}"
        path.write_bytes(content)
        papers = ["--issuer", self.folder / "did.json", "--status", self.folder / "status.json"]
        done = subprocess.run(  # noqa: S603  # the verifier that the runner names
            ["node", "verify.mjs", path, *papers],  # noqa: S607  # wherever node is
            cwd=os.environ["VERIFIER"],
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert done.returncode in {0, 1}, done.stderr
        return Verdict(done.returncode == 0, done.stdout)


@pytest.fixture
def small(settings: Any, tmp_path: Path) -> SmallCourse:
    settings.ISSUER_KEYS_DIR = tmp_path / "keys"
    settings.SITE_URL = "http://localhost:8120"
    issuer_keys.rotate(actor=None)
    return make_course()


@pytest.fixture
def earn(small: SmallCourse) -> Callable[..., Certificate]:
    """``earn(name, years_ago=0)``: a certificate with its documents."""

    def issue(name: str = "Lena Learner", *, years_ago: int = 0) -> Certificate:
        learner = User.objects.create_user(f"learner{User.objects.count()}@example.org", legal_name=name)
        at = timezone.now() - timedelta(days=366 * years_ago)
        enrolment = Enrolment.objects.create(
            learner=learner, course=small.course, enrolled_at=at, name_confirmed_at=at, completed_at=at
        )
        certificate = issuing.issue(enrolment, actor=None, at=at)
        tasks.make_documents(certificate.pk)
        return certificate

    return issue


@pytest.fixture
def certificate(earn: Callable[..., Certificate]) -> Certificate:
    return earn()


@pytest.fixture
def desk(certificate: Certificate, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def kept(certificate: Certificate, kind: str = "json") -> bytes:
    return documents.content(certificate.artifacts.get(kind=kind))


@pytest.mark.parametrize("name", NAMES)
def test_credential_is_accepted_whatever_the_name(earn: Callable[..., Certificate], desk: Desk, name: str) -> None:
    verdict = desk.show(kept(earn(name)))
    assert verdict.is_accepted, verdict.text
    assert "1EdTech JSON schema" in verdict.text


def test_baked_badge_is_accepted(certificate: Certificate, desk: Desk) -> None:
    verdict = desk.show(kept(certificate, "png"), "png")
    assert verdict.is_accepted, verdict.text


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("json", "Lena Learner", "Otto Outsider"),
        ("png", "Lena Learner", "Otto Outsider"),
        ("json", '"name": "Certificate of', '"honours": "x", "name": "Certificate of'),
    ],
    ids=["changed", "changed in the badge", "added to"],
)
def test_tampered_one_is_refused(certificate: Certificate, desk: Desk, kind: str, old: str, new: str) -> None:
    text = kept(certificate).decode()
    assert old in text
    tampered = text.replace(old, new).encode()
    content = tampered if kind == "json" else baking.bake(kept(certificate, "png"), tampered)
    verdict = desk.show(content, kind)
    assert not verdict.is_accepted
    assert SIGNATURE in verdict.failed


def test_expired_one_is_refused(earn: Callable[..., Certificate], desk: Desk) -> None:
    verdict = desk.show(kept(earn(years_ago=3)))
    assert not verdict.is_accepted
    assert "expired" in verdict.text


def test_key_that_the_issuer_does_not_publish_is_refused(earn: Callable[..., Certificate], desk: Desk) -> None:
    issuer_keys.rotate(actor=None)
    verdict = desk.show(kept(earn()))
    assert not verdict.is_accepted
    assert SIGNATURE in verdict.failed


def test_key_of_somebody_else_under_our_name_is_refused(certificate: Certificate, desk: Desk) -> None:
    key, other = issuer_keys.signing()[0], issuer_keys.multikey(issuer_keys.Ed25519PrivateKey.generate())
    path = desk.folder / "did.json"
    document = json.loads(path.read_text())
    assert document["verificationMethod"][0]["publicKeyMultibase"] == key.public_key
    document["verificationMethod"][0]["publicKeyMultibase"] = other
    path.write_text(json.dumps(document))
    verdict = desk.show(kept(certificate))
    assert not verdict.is_accepted
    assert SIGNATURE in verdict.failed


def test_rotation_leaves_the_old_one_accepted(certificate: Certificate, desk: Desk) -> None:
    issuer_keys.rotate(actor=None)
    desk.publish()
    verdict = desk.show(kept(certificate))
    assert verdict.is_accepted, verdict.text


def test_revoked_one_is_refused_and_its_neighbour_is_not(
    earn: Callable[..., Certificate], desk: Desk, certificate: Certificate, registrar: User
) -> None:
    neighbour = earn("Otto Outsider")
    statuses.revoke(certificate, reason="Issued to the wrong person", actor=registrar)
    desk.publish()
    assert desk.show(kept(certificate)).failed == [BIT]
    assert desk.show(kept(neighbour)).is_accepted


def test_suspended_one_is_refused_until_it_is_reinstated(desk: Desk, certificate: Certificate, registrar: User) -> None:
    statuses.suspend(certificate, reason="Being looked into", actor=registrar)
    desk.publish()
    assert desk.show(kept(certificate)).failed == [BIT]
    statuses.reinstate(certificate, reason="Nothing found", actor=registrar)
    desk.publish()
    assert desk.show(kept(certificate)).is_accepted


def test_corrected_one_is_refused_and_its_successor_accepted(
    desk: Desk, certificate: Certificate, registrar: User
) -> None:
    newer = generations.correct(certificate, legal_name="Léna Learner", reason="Accent", actor=registrar)
    tasks.make_documents(newer.pk)
    desk.publish()
    assert desk.show(kept(certificate)).failed == [BIT]
    assert desk.show(kept(newer)).is_accepted


def test_status_list_of_the_day_before_yesterday_is_not_believed(
    desk: Desk, certificate: Certificate, cold_cache: Callable[[], None]
) -> None:
    cold_cache()
    old = statuslist.published(StatusList.objects.get(), at=timezone.now() - timedelta(days=2))
    (desk.folder / "status.json").write_bytes(old)
    verdict = desk.show(kept(certificate))
    assert not verdict.is_accepted
    assert LIST in verdict.failed

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEntry
from certificates import tasks
from certificates.actions import documents
from certificates.documents import seal
from certificates.models import Artifact, Certificate, SealCertificate
from tests.certificates.seals import make_seal


@pytest.fixture
def sealing(settings: Any, tmp_path: Path) -> Path:
    """The site seals what it makes; gives the folder of key and certificate."""
    make_seal(settings, tmp_path)
    return tmp_path


def content_of(artifact: Artifact) -> bytes:
    with documents.store().open(artifact.path) as file:
        content: bytes = file.read()
    return content


def remarks() -> list[str | None]:
    return [remark.id for remark in checks.run_checks(include_deployment_checks=True) if "seal" in remark.msg.lower()]


def test_document_leaves_with_our_seal(sealing: Path, made: Artifact) -> None:
    report = seal.check(content_of(made))
    assert report.proves_origin
    assert made.size == len(content_of(made))


def test_certificate_of_the_seal_is_remembered_once(sealing: Path, made: Artifact) -> None:
    made.delete()
    tasks.make_documents(made.certificate_id)
    kept = SealCertificate.objects.get()
    assert seal.check(content_of(Artifact.objects.get())).fingerprint == kept.fingerprint
    entry = AuditEntry.objects.get(action="certificates.seal.introduced")
    assert (entry.subject_uuid, entry.data) == (kept.uuid, {"fingerprint": kept.fingerprint})


def test_second_sealed_content_is_dropped(sealing: Path, made: Artifact) -> None:
    tasks.make_documents(made.certificate_id)
    assert Artifact.objects.get().sha256 == made.sha256


def test_site_without_a_seal_leaves_the_document_as_it_is(made: Artifact) -> None:
    assert not seal.check(content_of(made)).is_present
    assert not SealCertificate.objects.exists()


def test_no_unsealed_document_stands_in_while_the_seal_is_broken(
    settings: Any, tmp_path: Path, certificate: Certificate
) -> None:
    make_seal(settings, tmp_path, days=-1)
    with pytest.raises(seal.SealUnusable):
        tasks.make_documents(certificate.pk)
    assert not Artifact.objects.exists()
    make_seal(settings, tmp_path / "new")
    tasks.make_documents(certificate.pk)
    assert seal.check(content_of(Artifact.objects.get())).proves_origin


def test_anyone_can_fetch_every_certificate_that_ever_sealed(
    settings: Any, tmp_path: Path, sealing: Path, made: Artifact, client: Client
) -> None:
    first = (sealing / "certificate.pem").read_text()
    make_seal(settings, tmp_path / "next")
    made.delete()
    tasks.make_documents(made.certificate_id)
    served = client.get("/verify/seals.pem")
    assert served["Content-Type"] == "application/x-pem-file"
    assert served.text == first + (tmp_path / "next" / "certificate.pem").read_text()
    assert client.post("/verify/seals.pem").status_code == 405


# --- what the operator is told --------------------------------------------------------------------------------------


def test_working_without_a_seal_is_a_remark_and_no_warning() -> None:
    found = [remark for remark in checks.run_checks(include_deployment_checks=True) if remark.id == "certificates.I001"]
    assert [remark.level for remark in found] == [checks.INFO]


def test_everyday_commands_say_nothing_of_seals() -> None:
    assert not [remark for remark in checks.run_checks() if (remark.id or "").startswith("certificates.")]


def test_usable_seal_brings_no_remark(sealing: Path) -> None:
    assert remarks() == []


@pytest.mark.parametrize(("days", "found"), [(61, []), (59, ["certificates.W001"]), (-1, ["certificates.E002"])])
def test_end_of_the_certificate_is_told_in_time(settings: Any, tmp_path: Path, days: int, found: list[str]) -> None:
    make_seal(settings, tmp_path, days=days)
    assert remarks() == found


def test_broken_seal_is_an_error(sealing: Path) -> None:
    (sealing / "key.pem").write_text("")
    assert remarks() == ["certificates.E001"]


# --- the seal of development ----------------------------------------------------------------------------------------


def test_development_gets_a_seal_that_only_its_owner_can_read(settings: Any, tmp_path: Path, made: Artifact) -> None:
    settings.DEBUG, settings.KEYS_DIR = True, tmp_path / "keys"
    call_command("make_development_seal", verbosity=0)
    settings.SEAL_KEY_FILE = str(tmp_path / "keys" / "seal-key.pem")
    settings.SEAL_CERTIFICATE_FILE = str(tmp_path / "keys" / "seal-certificate.pem")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {"seal-key.pem": 0o600, "seal-certificate.pem": 0o600}
    made.delete()
    tasks.make_documents(made.certificate_id)
    assert seal.check(content_of(Artifact.objects.get())).subject == "Waymark (development)"


def test_seal_of_development_is_kept_by_the_next_start(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG, settings.KEYS_DIR = True, tmp_path
    call_command("make_development_seal", verbosity=0)
    before = (tmp_path / "seal-key.pem").read_bytes()
    call_command("make_development_seal", verbosity=0)
    assert (tmp_path / "seal-key.pem").read_bytes() == before


def test_no_seal_is_made_in_production(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("make_development_seal")
    assert not (tmp_path / "keys").exists()

import io
import json
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from certificates.actions import issuer_keys
from certificates.models import IssuerKey


def pem(key, passphrase=None):
    encryption = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def rotate(**options):
    out = io.StringIO()
    call_command("rotate_issuer_key", stdout=out, **options)
    return out.getvalue()


def check():
    out = io.StringIO()
    call_command("check", deploy=True, tags=["database"], databases=["default"], stderr=out, fail_level="CRITICAL")
    return out.getvalue()


@pytest.fixture
def folder(db, settings, tmp_path):
    """Where keys are kept; empty."""
    settings.ISSUER_KEYS_DIR = tmp_path / "keys"
    return settings.ISSUER_KEYS_DIR


def test_first_key_is_made_and_noted(folder, administrator):
    key = issuer_keys.rotate(actor=administrator)
    assert IssuerKey.objects.current() == key
    entry = AuditEntry.objects.get(action="certificates.issuer_key.rotated")
    assert (entry.actor, entry.subject_uuid) == (administrator, key.uuid)
    assert entry.data == {"public_key": key.public_key, "replaced": None}


def test_rotation_retires_the_key_before_and_keeps_it(folder):
    first = issuer_keys.rotate(actor=None)
    second = issuer_keys.rotate(actor=None)
    first.refresh_from_db()
    assert first.retired_at == second.created_at
    assert IssuerKey.objects.current() == second
    assert issuer_keys.signing()[0] == second
    assert AuditEntry.objects.latest("pk").data["replaced"] == first.public_key


def test_bringing_the_current_key_again_changes_nothing(folder):
    private = Ed25519PrivateKey.generate()
    first = issuer_keys.rotate(actor=None, private_key=private)
    assert issuer_keys.rotate(actor=None, private_key=private) == first
    assert IssuerKey.objects.count() == len(list(folder.iterdir())) == 1


def test_private_part_is_a_file_of_the_owner_and_never_in_the_database(folder):
    key, private = issuer_keys.rotate(actor=None), issuer_keys.signing()[1]
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert issuer_keys.multikey(issuer_keys.read(path)) == key.public_key
    kept = serializers.serialize("json", [*IssuerKey.objects.all(), *AuditEntry.objects.all()])
    assert private.private_bytes_raw().hex() not in kept
    assert "PRIVATE" not in kept


def test_passphrase_keeps_the_file_closed(folder, settings):
    settings.ISSUER_KEYS_PASSPHRASE = "correct horse"
    issuer_keys.rotate(actor=None)
    [path] = folder.iterdir()
    assert b"ENCRYPTED" in path.read_bytes()
    assert issuer_keys.signing()
    settings.ISSUER_KEYS_PASSPHRASE = "wrong"
    with pytest.raises(issuer_keys.NotAnIssuerKey):
        issuer_keys.read(path)


def test_key_is_found_by_what_its_file_holds(folder):
    key = issuer_keys.rotate(actor=None)
    [path] = folder.iterdir()
    path.rename(folder / "mounted-secret.pem")
    (folder / "another.pem").write_text("something else")
    found, private = issuer_keys.signing()
    assert (found, issuer_keys.multikey(private)) == (key, key.public_key)


def test_without_a_key_or_its_file_nothing_is_signed(folder):
    with pytest.raises(issuer_keys.NoIssuerKey):
        issuer_keys.signing()
    issuer_keys.rotate(actor=None)
    next(folder.iterdir()).unlink()
    with pytest.raises(issuer_keys.PrivateKeyMissing):
        issuer_keys.signing()


@pytest.mark.parametrize("retired_at", [None, "1999-01-01T00:00:00Z"])
def test_database_refuses_a_second_current_key_and_one_retired_before_it_was_made(folder, retired_at):
    issuer_keys.rotate(actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.create(public_key="z6MkOther", retired_at=retired_at)


def test_database_keeps_any_number_of_retired_keys(folder):
    now = timezone.now()
    for number in range(3):
        IssuerKey.objects.create(public_key=f"z6Mk{number}", created_at=now, retired_at=now)
    assert IssuerKey.objects.current() is None


def test_command_makes_a_key_once_when_one_is_enough(folder):
    assert "are signed with z6Mk" in rotate(if_none=True)
    assert rotate(if_none=True) == ""
    assert rotate()
    assert IssuerKey.objects.count() == 2


def test_command_takes_a_key_made_elsewhere(folder, tmp_path):
    private = Ed25519PrivateKey.generate()
    (tmp_path / "own.pem").write_bytes(pem(private))
    rotate(file=tmp_path / "own.pem")
    assert IssuerKey.objects.current().public_key == issuer_keys.multikey(private)
    assert issuer_keys.signing()


def test_command_uses_a_mounted_key_where_it_lies(folder):
    folder.mkdir()
    (folder / "mounted.pem").write_bytes(pem(Ed25519PrivateKey.generate()))
    rotate(file=folder / "mounted.pem")
    assert [path.name for path in folder.iterdir()] == ["mounted.pem"]
    assert issuer_keys.signing()


@pytest.mark.parametrize(
    "content", [b"no key", pem(X25519PrivateKey.generate()), pem(Ed25519PrivateKey.generate(), b"closed")]
)
def test_command_refuses_what_is_not_such_a_key(folder, tmp_path, content):
    (tmp_path / "own.pem").write_bytes(content)
    with pytest.raises(CommandError, match=r"own\.pem is no Ed25519 key"):
        rotate(file=tmp_path / "own.pem")
    with pytest.raises(CommandError, match="No such file"):
        rotate(file=tmp_path / "missing.pem")
    assert not IssuerKey.objects.exists()


def test_check_tells_what_is_wrong_with_the_keys(folder):
    assert "certificates.W010" in check()
    issuer_keys.rotate(actor=None)
    assert "certificates" not in check()
    [path] = folder.iterdir()
    path.chmod(0o644)
    assert "certificates.W011" in check()


def test_check_misses_a_lost_private_part(folder):
    issuer_keys.rotate(actor=None)
    next(folder.iterdir()).unlink()
    assert "certificates.E010" in check()


def test_did_document_lists_every_key_that_ever_signed(folder):
    keys = [issuer_keys.rotate(actor=None) for _ in range(3)]
    response = Client().get("/.well-known/did.json")
    document = json.loads(response.content)
    addresses = [f"did:web:localhost%3A8000#{key.public_key}" for key in keys]
    assert document["id"] == "did:web:localhost%3A8000"
    assert [method["id"] for method in document["verificationMethod"]] == addresses
    assert [method["publicKeyMultibase"] for method in document["verificationMethod"]] == [
        key.public_key for key in keys
    ]
    assert {method["controller"] for method in document["verificationMethod"]} == {document["id"]}
    assert document["assertionMethod"] == addresses


@pytest.mark.parametrize(
    ("site", "did"),
    [
        ("https://learn.example.org", "did:web:learn.example.org"),
        ("http://127.0.0.1:8120", "did:web:127.0.0.1%3A8120"),
    ],
)
def test_did_follows_the_address_of_the_site(folder, settings, site, did):
    settings.SITE_URL = site
    assert json.loads(Client().get("/.well-known/did.json").content)["id"] == did


def test_did_document_may_be_read_by_scripts_of_any_site_and_costs_one_query(folder, count_queries):
    for _ in range(10):
        issuer_keys.rotate(actor=None)
    response = Client().get("/.well-known/did.json")
    assert response["Content-Type"] == "application/did+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=300"
    assert count_queries(Client().get, "/.well-known/did.json") == 1
    assert Client().post("/.well-known/did.json").status_code == 405

"""The keys that sign credentials: public parts are rows, private parts are files that only this service reads."""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from certificates import multibase
from certificates.models import IssuerKey


class NoIssuerKey(Exception):
    """No key signs yet; ``manage.py rotate_issuer_key`` makes one."""


class PrivateKeyMissing(Exception):
    """No file in ISSUER_KEYS_DIR holds the private part of the key that should sign."""


class NotAnIssuerKey(Exception):
    """The file is not an Ed25519 private key in PEM that ISSUER_KEYS_PASSPHRASE opens."""


@transaction.atomic
def rotate(
    *, actor: User | None, private_key: Ed25519PrivateKey | None = None, at: datetime | None = None
) -> IssuerKey:
    """Sign with a new key from now on; the one before keeps verifying what it signed.

    The private part is on disk before the row names it, so a crash in between leaves a file that nobody uses. Of two
    rotations at once one fails with IntegrityError. Bringing the current key again changes nothing.
    """
    at = at or timezone.now()
    private_key = private_key or Ed25519PrivateKey.generate()
    public_key = multikey(private_key)
    _keep(private_key)
    before = IssuerKey.objects.select_for_update().filter(retired_at=None).first()
    if before and before.public_key == public_key:
        return before
    IssuerKey.objects.filter(retired_at=None).update(retired_at=at)
    key = IssuerKey.objects.create(public_key=public_key, created_at=at)
    replaced = before.public_key if before else None
    audit.record("certificates.issuer_key.rotated", key, actor=actor, at=at, public_key=public_key, replaced=replaced)
    return key


def signing() -> tuple[IssuerKey, Ed25519PrivateKey]:
    """The current key and its private part. Raises NoIssuerKey, PrivateKeyMissing."""
    key = IssuerKey.objects.current()
    if key is None:
        raise NoIssuerKey
    return key, _load(Path(settings.ISSUER_KEYS_DIR), key.public_key)


def read(path: Path) -> Ed25519PrivateKey:
    """Raises NotAnIssuerKey, OSError."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), _passphrase())
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise NotAnIssuerKey(path.name) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAnIssuerKey(path.name)
    return key


def multikey(key: Ed25519PrivateKey) -> str:
    """The public part, as the DID document writes it."""
    return multibase.multikey(key.public_key().public_bytes_raw())


@lru_cache(maxsize=8)
def _load(folder: Path, public_key: str) -> Ed25519PrivateKey:
    """Found by what it holds, so that a mounted secret may have any name. Read once per process."""
    for key in _found(folder):
        if multikey(key) == public_key:
            return key
    raise PrivateKeyMissing(public_key)


def _found(folder: Path) -> Iterator[Ed25519PrivateKey]:
    for path in sorted(folder.glob("*.pem")):
        try:
            yield read(path)
        except NotAnIssuerKey:
            continue


def _keep(key: Ed25519PrivateKey) -> None:
    """Readable by the owner only, from the first byte on; nothing is written when the folder holds the key already."""
    folder, public_key = Path(settings.ISSUER_KEYS_DIR), multikey(key)
    if any(multikey(kept) == public_key for kept in _found(folder)):
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{public_key}.pem"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_pem(key))
        file.flush()
        os.fsync(file.fileno())


def _pem(key: Ed25519PrivateKey) -> bytes:
    passphrase = _passphrase()
    encryption: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _passphrase() -> bytes | None:
    return settings.ISSUER_KEYS_PASSPHRASE.encode() or None

"""A seal to develop with."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LIFE = timedelta(days=3650)


class Command(BaseCommand):
    """Makes a key and a certificate that it signed itself, in ``var/keys``; finds them there the next time."""

    help = "Make a self-signed seal in var/keys; in development only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside DEBUG."""
        if not settings.DEBUG:
            raise CommandError("A self-signed seal is for development: DEBUG is off.")
        folder = Path(settings.KEYS_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / "seal-key.pem").exists():
            return
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key, f"{settings.ISSUER_NAME} (development)")
        _write(folder / "seal-certificate.pem", certificate.public_bytes(serialization.Encoding.PEM))
        _write(folder / "seal-key.pem", _pem(key))
        self.stdout.write(f"Seal for development: {folder / 'seal-certificate.pem'}")


def _self_signed(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = {"digital_signature": True, "content_commitment": True}
    unused = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    more_unused = ("encipher_only", "decipher_only")
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **dict.fromkeys((*unused, *more_unused), False)), critical=True)
        .sign(key, hashes.SHA256())
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Readable by the owner only, from the first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)

"""Seals to test with: keys, self-signed certificates, and the settings that name them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM


def self_signed(key: Any, name: str, *, days: int = 365) -> x509.Certificate:
    """Valid since yesterday, for so many days; a negative number: not any more."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )


def make_seal(settings: Any, folder: Path, *, name: str = "Test seal", passphrase: str = "", **options: Any) -> None:
    """Write key and certificate to ``folder`` and name them in the settings. ``key`` may be given, and ``days``."""
    key = options.pop("key", None) or ec.generate_private_key(ec.SECP256R1())
    folder.mkdir(parents=True, exist_ok=True)
    locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, locked))
    (folder / "certificate.pem").write_bytes(self_signed(key, name, **options).public_bytes(PEM))
    settings.SEAL_KEY_FILE, settings.SEAL_KEY_PASSPHRASE = str(folder / "key.pem"), passphrase
    settings.SEAL_CERTIFICATE_FILE = str(folder / "certificate.pem")


def rsa_key() -> rsa.RSAPrivateKey:
    """As most authorities hand them out."""
    return rsa.generate_private_key(65537, 2048)

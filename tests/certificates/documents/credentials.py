"""A credential with every part that ours have, for tests that need no database."""

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.actions.issuer_keys import multikey
from certificates.documents import dataintegrity, jsonld

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SITE = "https://learn.example.org"
METHOD = "did:web:learn.example.org#key"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {METHOD: multikey(KEY)}


def credential() -> dict[str, Any]:
    """Not signed yet."""
    return {
        "@context": [jsonld.CREDENTIALS, jsonld.OPEN_BADGES, jsonld.EXTENSIONS],
        "id": f"{SITE}/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Certificate of Smallness",
        "validFrom": "2026-11-22T09:30:00Z",
        "issuer": {"id": "did:web:learn.example.org", "type": ["Profile"], "name": "Waymark", "url": SITE},
        "credentialSubject": {
            "id": "urn:uuid:00000000-0000-4000-8000-000000000000",
            "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": "لينا", "identityType": "name"}],
            "creditsEarned": 0.92,
            "licenseNumber": "WM-2026-000001",
            "achievement": {
                "id": f"{SITE}/achievements/1/?version=1.0",
                "type": ["Achievement"],
                "name": "Certificate of Smallness",
                "description": "Small",
                "version": "1.0",
                "creditsAvailable": 3,
                "criteria": {"narrative": "All"},
            },
        },
        "credentialSchema": [{"id": f"{SITE}/schema.json", "type": "1EdTechJsonSchemaValidator2019"}],
        "evidence": [{"id": f"{SITE}/verify/1/", "type": ["Evidence"], "name": "Public check"}],
    }


def signed() -> dict[str, Any]:
    """By ``KEY``."""
    return dataintegrity.Signer(METHOD, KEY).sign(credential(), at=AT)

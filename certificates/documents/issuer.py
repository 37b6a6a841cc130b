"""Who signs: the site as did:web, and the document that lists every key it ever signed with."""

from urllib.parse import quote, urlsplit

from django.conf import settings

from certificates.actions import issuer_keys
from certificates.documents.dataintegrity import Signer
from certificates.documents.jsonld import Document
from certificates.models import IssuerKey


def did() -> str:
    """did:web of SITE_URL; the colon before a port is written %3A."""
    return f"did:web:{quote(urlsplit(settings.SITE_URL).netloc, safe='')}"


def method(key: IssuerKey) -> str:
    """Where a verifier finds the key."""
    return f"{did()}#{key.public_key}"


def signer() -> Signer:
    """With the current key. Raises issuer_keys.NoIssuerKey, issuer_keys.PrivateKeyMissing."""
    key, private_key = issuer_keys.signing()
    return Signer(method(key), private_key)


def published_keys() -> dict[str, str]:
    """Every key that ever signed, by its address: did:web has no history of its own."""
    return {method(key): key.public_key for key in IssuerKey.objects.all()}


def did_document() -> Document:
    """What resolving the DID gives."""
    keys = published_keys()
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did(),
        "verificationMethod": [
            {"id": address, "type": "Multikey", "controller": did(), "publicKeyMultibase": public_key}
            for address, public_key in keys.items()
        ],
        "assertionMethod": list(keys),
    }

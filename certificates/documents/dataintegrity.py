"""The proof eddsa-rdfc-2022: Ed25519 over the canonical RDF of a document and of the proof's own options."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates import multibase
from certificates.documents import jsonld
from certificates.documents.jsonld import Document

SUITE = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod"}
NAMES = SUITE.keys() | {"created", "verificationMethod", "proofValue"}


class ProofInvalid(Exception):
    """The document is not what its proof speaks of, or the proof is not one of ours."""


@dataclass(frozen=True)
class Signer:
    """A private key, and the address under which its public part is found."""

    method: str
    key: Ed25519PrivateKey

    def sign(self, document: Document, *, at: datetime) -> Document:
        """The document with its proof; raises jsonld.Refused when a part of it would stay unsigned."""
        options = SUITE | {"created": moment(at), "verificationMethod": self.method}
        signature = self.key.sign(_digest(document, options))
        return document | {"proof": [options | {"proofValue": multibase.base58(signature)}]}


def verify(signed: Document, *, keys: Mapping[str, str]) -> None:
    """``keys``: multikeys by the address of their verification method. Raises ProofInvalid, also for unsigned parts."""
    proof = _only_proof(signed)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    document = {name: value for name, value in signed.items() if name != "proof"}
    try:
        public_key = Ed25519PublicKey.from_public_bytes(multibase.from_multikey(keys[options["verificationMethod"]]))
        public_key.verify(multibase.from_base58(str(proof["proofValue"])), _digest(document, options))
    except KeyError as problem:
        raise ProofInvalid(f"no key of the issuer is called {problem}") from problem
    except (InvalidSignature, multibase.NotMultibase) as problem:
        raise ProofInvalid("the content was changed, or another key signed it") from problem
    except jsonld.Refused as problem:
        raise ProofInvalid(f"the signature can't speak of it: {problem}") from problem


def moment(at: datetime) -> str:
    """To the second, in UTC, as XML Schema writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _only_proof(signed: Document) -> dict[str, Any]:
    """One proof with our names and no other: a name that its context does not know would be unsigned."""
    proofs = signed.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and len(proofs) == 1 else proofs
    if not isinstance(proof, dict) or not SUITE.items() <= proof.items() or proof.keys() != NAMES:
        raise ProofInvalid("there is no eddsa-rdfc-2022 proof")
    return proof


def _digest(document: Document, options: Document) -> bytes:
    contexts = {"@context": document.get("@context")}
    parts = (jsonld.expand(contexts | options), jsonld.covered(document))
    return b"".join(hashlib.sha256(jsonld.canonical(part)).digest() for part in parts)

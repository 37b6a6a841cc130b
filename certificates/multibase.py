"""Multibase and multikey: how keys and signatures are written in did:web documents and proofs.

base58 is Bitcoin's, prefix ``z``; base64url is without padding, prefix ``u``.
"""

import base64
import binascii
import re

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE64URL = re.compile(r"u[A-Za-z0-9_-]*")
ED25519_PUBLIC = b"\xed\x01"
ED25519_BYTES = 32


class NotMultibase(ValueError):
    """The text is not what its prefix promises."""


def base58(content: bytes) -> str:
    number, digits = int.from_bytes(content, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "z" + "1" * _leading(content, 0) + digits


def from_base58(text: str) -> bytes:
    """Raises NotMultibase."""
    if not text.startswith("z") or not set(text[1:]) <= set(BASE58):
        raise NotMultibase("not base58")
    number = 0
    for digit in text[1:]:
        number = number * 58 + BASE58.index(digit)
    return bytes(_leading(text[1:], "1")) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises NotMultibase."""
    if not BASE64URL.fullmatch(text):
        raise NotMultibase("not base64url")
    try:
        return base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    except binascii.Error as problem:
        raise NotMultibase("not base64url") from problem


def multikey(public: bytes) -> str:
    """The 32 bytes of an Ed25519 public key, with the name of their kind."""
    return base58(ED25519_PUBLIC + public)


def from_multikey(text: str) -> bytes:
    """Raises NotMultibase for anything but an Ed25519 public key."""
    content = from_base58(text)
    if not content.startswith(ED25519_PUBLIC) or len(content) != len(ED25519_PUBLIC) + ED25519_BYTES:
        raise NotMultibase("not an Ed25519 public key")
    return content[len(ED25519_PUBLIC) :]


def _leading(sequence: bytes | str, zero: int | str) -> int:
    return next((place for place, symbol in enumerate(sequence) if symbol != zero), len(sequence))

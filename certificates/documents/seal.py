"""The issuer's seal on a PDF: PAdES B-B, or B-T when a time-stamping authority is named."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.models import SealCertificate

FIELD = "Seal"
DIGEST = "sha256"
# Hexadecimal digits kept free for the signature. A chain comes on top, and a time stamp brings its authority's own.
RESERVED = 16_384
RESERVED_FOR_TIME = 16_384
TIME_STAMP_SECONDS = 10

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class SealUnusable(Exception):
    """A seal is configured, and can't be used as it is; the message says what to mend."""


class _KeySigner(Signer):
    """Holds the key as an object; pyHanko's own signer parses it anew for every document."""

    def __init__(self, key: Key, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> None:
        store = SimpleCertificateStore.from_certs([_asn1(link) for link in chain])
        super().__init__(signing_cert=_asn1(certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002  # pyHanko's signature
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _ArchivalSigner(PdfSigner):
    """Announces no extension of PDF 2.0: the document would no longer be the PDF 1.7 that PDF/A-2 builds on."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        return


@dataclass(frozen=True)
class Seal:
    """Key and certificate, ready for use."""

    signer: _KeySigner
    certificate: x509.Certificate
    reserved: int
    time_stamper: RequestsHTTPTimeStamper | None

    def apply(self, content: bytes, *, place: str, at: datetime | None = None) -> bytes:
        """Certify that nothing may change. Not deterministic, and asks the time-stamping authority: never in a request.

        Raises SealUnusable once the certificate's time is over.
        """
        if self.certificate.not_valid_after_utc < (at or datetime.now(UTC)):
            raise SealUnusable(f"the seal's certificate ended on {self.certificate.not_valid_after_utc:%Y-%m-%d}")
        sealed = BytesIO()
        signer = _ArchivalSigner(
            _metadata(place), self.signer, timestamper=self.time_stamper, new_field_spec=_invisible_field()
        )
        signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), output=sealed, bytes_reserved=self.reserved)
        return sealed.getvalue()


def current() -> Seal | None:
    """The configured seal, loaded once per process; None when there is none. Raises SealUnusable."""
    if not settings.SEAL_KEY_FILE:
        return None
    return _load(
        settings.SEAL_KEY_FILE,
        settings.SEAL_CERTIFICATE_FILE,
        settings.SEAL_CHAIN_FILE,
        settings.SEAL_KEY_PASSPHRASE,
        settings.SEAL_TIMESTAMP_URL,
    )


@lru_cache(maxsize=1)
def _load(key_file: str, certificate_file: str, chain_file: str, passphrase: str, timestamp_url: str) -> Seal:
    key = _key(_content(key_file, "SEAL_KEY_FILE"), passphrase)
    certificate, *rest = _certificates(_content(certificate_file, "SEAL_CERTIFICATE_FILE"), "SEAL_CERTIFICATE_FILE")
    chain = rest + (_certificates(_content(chain_file, "SEAL_CHAIN_FILE"), "SEAL_CHAIN_FILE") if chain_file else [])
    if certificate.public_key() != key.public_key():
        raise SealUnusable("SEAL_CERTIFICATE_FILE does not belong to the key in SEAL_KEY_FILE")
    room = RESERVED + 2 * sum(len(link.public_bytes(serialization.Encoding.DER)) for link in chain)
    stamper = RequestsHTTPTimeStamper(timestamp_url, timeout=TIME_STAMP_SECONDS) if timestamp_url else None
    return Seal(_KeySigner(key, certificate, chain), certificate, room + (RESERVED_FOR_TIME if stamper else 0), stamper)


def _content(path: str, variable: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise SealUnusable(f"{variable} can't be read: {problem.strerror}") from problem


def _key(pem: bytes, passphrase: str) -> Key:
    try:
        key = serialization.load_pem_private_key(pem, passphrase.encode() or None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise SealUnusable("SEAL_KEY_FILE holds no key in PEM that SEAL_KEY_PASSPHRASE opens") from problem
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SealUnusable("SEAL_KEY_FILE must hold an elliptic-curve or RSA key")
    return key


def _certificates(pem: bytes, variable: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as problem:
        raise SealUnusable(f"{variable} holds no certificate in PEM") from problem


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _metadata(place: str) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=f"Issued by {settings.ISSUER_NAME}",
        location=place,
    )


def _invisible_field() -> SigFieldSpec:
    """Printable for PDF/A-2, off the page and described for PDF/UA-1: both standards accept the page as it was."""
    return SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=f"Seal of {settings.ISSUER_NAME}",
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )


@dataclass(frozen=True)
class SealReport:
    """What a file's seal proves. ``is_intact`` speaks of the sealed part; ``covers_everything`` says it is the file."""

    is_present: bool = False
    covers_everything: bool = False
    is_intact: bool = False
    is_ours: bool = False
    subject: str = ""
    fingerprint: str = ""

    @property
    def proves_origin(self) -> bool:
        """Whether every byte is as we sealed it."""
        return self.covers_everything and self.is_intact and self.is_ours


BYTE_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}0\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{0,99}\]")
SIGNATURE = re.compile(rb"<([0-9A-Fa-f]{2,65536})>")
LONGEST_SUBJECT = 200
DIGESTS = ("sha256", "sha384", "sha512")
# What the decoders of ASN.1 raise about bytes that are not what they claim to be.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, NotImplementedError, UnsupportedAlgorithm)


def check(content: bytes) -> SealReport:
    """Examine the widest seal of a stranger's file. One query.

    Nothing of the PDF is parsed: a seal covers all bytes but its own digits, so its ranges, a digest and the signature
    say everything, and a file made to trap a parser finds none.
    """
    ranges = [tuple(map(int, found)) for found in BYTE_RANGE.findall(content)]
    if not ranges:
        return SealReport()
    head, start, length = max(ranges, key=lambda found: found[1] + found[2])
    end = start + length
    gap = SIGNATURE.fullmatch(content, head, start)
    if gap is None or end > len(content):
        return SealReport(is_present=True)
    try:
        certificate, intact = _verified(bytes.fromhex(gap[1].decode()), content[:head] + content[start:end])
        names, fingerprint = certificate.subject.native, certificate.sha256.hex()
    except MALFORMED:
        return SealReport(is_present=True)
    return SealReport(
        is_present=True,
        covers_everything=end == len(content),
        is_intact=intact,
        is_ours=SealCertificate.objects.filter(fingerprint=fingerprint).exists(),
        subject=str(names.get("common_name") or names.get("organization_name", ""))[:LONGEST_SUBJECT],
        fingerprint=fingerprint,
    )


def _verified(signature: bytes, signed: bytes) -> tuple[asn1.Certificate, bool]:
    """The certificate of the only signer, and whether its key signed exactly this."""
    container = cms.ContentInfo.load(signature)["content"]
    (signer,) = container["signer_infos"]
    named = signer["sid"].chosen
    serial = named["serial_number"].native
    candidates: list[asn1.Certificate] = [choice.chosen for choice in container["certificates"]]
    (certificate,) = [one for one in candidates if one.serial_number == serial and one.issuer == named["issuer"]]
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in DIGESTS:
        raise ValueError(digest)
    unchanged, valid = validate_sig_integrity(signer, certificate, "data", hashlib.new(digest, signed).digest())
    return certificate, unchanged and valid

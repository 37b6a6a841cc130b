import io
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from certificates import designs
from certificates.actions import seals
from certificates.documents import pdf, seal
from tests.certificates.seals import make_seal, rsa_key, self_signed

pytestmark = pytest.mark.django_db
PLACE = "https://waymark.example/verify/7K4P-2QXR-9HTM/"
FLAG_PRINT, FLAG_HIDDEN = 4, 2
ONCE_PER_TEST = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


@pytest.fixture(scope="module")
def plain() -> bytes:
    facts = pdf.CertificateFacts.from_json(json.dumps(designs.load("classic").sample()["facts"]))
    return pdf.render(facts, design="classic", timestamp=datetime(2026, 11, 22, tzinfo=UTC))


def apply(content: bytes) -> bytes:
    current = seal.current()
    assert current is not None
    seals.remember(current.certificate, actor=None)
    return current.apply(content, place=PLACE)


@pytest.fixture
def sealed(plain: bytes, settings: Any, tmp_path: Path) -> bytes:
    make_seal(settings, tmp_path)
    return apply(plain)


def gap_of(content: bytes) -> tuple[int, int]:
    """Where the signature's digits stand: the only bytes that it does not cover."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", content)
    assert found
    return int(found[1]), int(found[2])


# --- what a seal proves ---------------------------------------------------------------------------------------------


def test_sealed_document_proves_its_origin(sealed: bytes) -> None:
    report = seal.check(sealed)
    assert report.proves_origin
    assert report.subject == "Test seal"


def test_document_without_a_seal_proves_nothing(plain: bytes) -> None:
    assert seal.check(plain) == seal.SealReport()


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")
def test_another_program_finds_the_total_document_signed(sealed: bytes, tmp_path: Path) -> None:
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    found = subprocess.run(["pdfsig", "-nocert", tmp_path / "sealed.pdf"], capture_output=True, text=True, check=True)  # noqa: S603, S607  # our own file
    assert "Total document signed" in found.stdout
    assert "Signature is Valid" in found.stdout
    assert "ETSI.CAdES.detached" in found.stdout


def test_a_full_validation_agrees_and_forbids_every_change(sealed: bytes, settings: Any) -> None:
    current = seal.current()
    assert current is not None
    (embedded,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    trusted = ValidationContext(trust_roots=[current.signer.signing_cert], allow_fetching=False)
    status = validate_pdf_signature(embedded, trusted)
    assert (status.intact, status.valid, status.docmdp_ok) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert embedded.docmdp_level is not None
    assert embedded.docmdp_level.name == "NO_CHANGES"
    assert embedded.sig_object["/Location"] == PLACE


@ONCE_PER_TEST
@given(place=st.floats(0, 1, exclude_max=True), changed=st.integers(1, 255))
def test_any_changed_byte_breaks_it(sealed: bytes, place: float, changed: int) -> None:
    start, end = gap_of(sealed)
    covered = [*range(start), *range(end, len(sealed))]
    position = covered[int(place * len(covered))]
    other = bytearray(sealed)
    other[position] ^= changed
    assert not seal.check(bytes(other)).proves_origin


@ONCE_PER_TEST
@given(more=st.binary(min_size=1, max_size=200))
def test_anything_added_is_found(sealed: bytes, more: bytes) -> None:
    report = seal.check(sealed + more)
    assert not report.proves_origin
    if b"/ByteRange" not in more:
        assert (report.is_intact, report.is_ours, report.covers_everything) == (True, True, False)


def test_seal_by_another_key_is_intact_but_not_ours(plain: bytes, settings: Any, tmp_path: Path) -> None:
    make_seal(settings, tmp_path, name="Test seal")
    stranger = seal.current()
    assert stranger is not None
    report = seal.check(stranger.apply(plain, place=PLACE))
    assert (report.is_intact, report.covers_everything, report.is_ours) == (True, True, False)


def test_seal_stays_ours_after_the_key_was_changed(sealed: bytes, plain: bytes, settings: Any, tmp_path: Path) -> None:
    make_seal(settings, tmp_path / "next", name="Next seal")
    assert seal.check(apply(plain)).subject == "Next seal"
    assert seal.check(sealed).proves_origin


def test_seal_of_one_document_does_not_fit_another(sealed: bytes, plain: bytes) -> None:
    start, end = gap_of(sealed)
    assert not seal.check(sealed[:start].replace(b"Waymark", b"Waymork") + sealed[start:end] + sealed[end:]).is_intact


# --- strangers' files -----------------------------------------------------------------------------------------------


@ONCE_PER_TEST
@given(junk=st.binary(max_size=400))
def test_junk_in_place_of_the_signature_is_no_failure(sealed: bytes, junk: bytes) -> None:
    start, end = gap_of(sealed)
    digits = junk.hex().encode()[: end - start - 2].ljust(end - start - 2, b"0")
    assert not seal.check(sealed[: start + 1] + digits + sealed[end - 1 :]).is_intact


@ONCE_PER_TEST
@given(st.binary(max_size=300), st.lists(st.integers(0, 10**9 - 1), min_size=3, max_size=3))
def test_ranges_that_point_anywhere_are_no_failure(junk: bytes, numbers: list[int]) -> None:
    content = junk + b"/ByteRange [0 %d %d %d]" % tuple(numbers) + junk
    assert not seal.check(content).is_intact


@pytest.mark.parametrize("nested", [b"\x30\x80" * 15_000, b"\x30\x82\x7f\xf0" * 7_000, b"\xa0\x80" * 15_000])
def test_deeply_nested_signature_is_no_failure(nested: bytes) -> None:
    digits = b"<" + nested.hex().encode() + b">"
    opening = b"%PDF-1.7 /ByteRange [0 99999999 99999999 00000007] /Contents "
    content = opening.replace(b"99999999", b"%08d" % len(opening), 1)
    content = content.replace(b"99999999", b"%08d" % (len(opening) + len(digits)), 1) + digits + b" %%EOF\n"
    assert seal.check(content) == seal.SealReport(is_present=True)


# --- still archivable and accessible --------------------------------------------------------------------------------


def test_seal_keeps_the_document_within_pdf_1_7(sealed: bytes) -> None:
    catalog = PdfReader(io.BytesIO(sealed)).trailer["/Root"]
    assert sealed.startswith(b"%PDF-1.7")
    assert "/Version" not in catalog
    assert "/Extensions" not in catalog
    assert set(catalog["/Perms"]) == {"/DocMDP"}
    assert "/NeedAppearances" not in catalog["/AcroForm"]


def test_field_is_printable_described_and_off_the_page(sealed: bytes) -> None:
    page = PdfReader(io.BytesIO(sealed)).pages[0]
    (field,) = [note.get_object() for note in page["/Annots"] if note.get_object()["/Subtype"] == "/Widget"]
    assert field["/F"] & FLAG_PRINT
    assert not field["/F"] & FLAG_HIDDEN
    assert len(set(field["/Rect"])) == 1
    assert field["/Rect"][0] < page.cropbox.left
    assert field["/TU"] == "Seal of Waymark"
    assert page["/Tabs"] == "/S"


def test_metadata_still_claims_both_standards_and_agrees_with_itself(sealed: bytes) -> None:
    reader = PdfReader(io.BytesIO(sealed))
    packet = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    for claim in ('pdfaid:part="2"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"'):
        assert claim in packet
    assert reader.metadata is not None
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.pdf_producer == reader.metadata["/Producer"]
    assert reader.xmp_metadata.xmp_modify_date == reader.metadata.modification_date.astimezone(UTC).replace(tzinfo=None)
    assert reader.xmp_metadata.pdf_keywords == reader.metadata["/Keywords"]


def test_text_and_tags_are_as_they_were(sealed: bytes, plain: bytes) -> None:
    before, after = PdfReader(io.BytesIO(plain)), PdfReader(io.BytesIO(sealed))
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    assert after.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert sealed.startswith(plain)


# --- keys -----------------------------------------------------------------------------------------------------------


def test_no_seal_is_configured_unless_named() -> None:
    assert seal.current() is None


def test_rsa_key_with_passphrase_and_chain_works(plain: bytes, settings: Any, tmp_path: Path) -> None:
    make_seal(settings, tmp_path, key=rsa_key(), passphrase="open sesame")
    authority = self_signed(rsa_key(), "Authority")
    (tmp_path / "chain.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM) * 3)
    settings.SEAL_CHAIN_FILE = str(tmp_path / "chain.pem")
    content = apply(plain)
    assert seal.check(content).proves_origin
    assert authority.public_bytes(serialization.Encoding.DER).hex().encode() in content.lower()


def lose_key(settings: Any, folder: Path) -> None:
    (folder / "key.pem").unlink()


def swap_certificate(settings: Any, folder: Path) -> None:
    other = self_signed(ec.generate_private_key(ec.SECP256R1()), "Other")
    (folder / "certificate.pem").write_bytes(other.public_bytes(serialization.Encoding.PEM))


def spoil_certificate(settings: Any, folder: Path) -> None:
    (folder / "certificate.pem").write_text("not a certificate")


def forget_certificate(settings: Any, folder: Path) -> None:
    settings.SEAL_CERTIFICATE_FILE = ""


def forget_passphrase(settings: Any, folder: Path) -> None:
    settings.SEAL_KEY_PASSPHRASE = ""


def mistype_passphrase(settings: Any, folder: Path) -> None:
    settings.SEAL_KEY_PASSPHRASE = "sesame"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lose_key, "SEAL_KEY_FILE can't be read"),
        (swap_certificate, "does not belong to the key"),
        (spoil_certificate, "SEAL_CERTIFICATE_FILE holds no certificate"),
        (forget_certificate, "SEAL_CERTIFICATE_FILE can't be read"),
        (forget_passphrase, "SEAL_KEY_PASSPHRASE opens"),
        (mistype_passphrase, "SEAL_KEY_PASSPHRASE opens"),
    ],
)
def test_seal_that_can_not_be_used_says_what_to_mend(settings: Any, tmp_path: Path, spoil: Any, says: str) -> None:
    make_seal(settings, tmp_path, passphrase="open sesame")
    spoil(settings, tmp_path)
    with pytest.raises(seal.SealUnusable, match=says):
        seal.current()


def test_certificate_whose_time_is_over_seals_nothing(plain: bytes, settings: Any, tmp_path: Path) -> None:
    make_seal(settings, tmp_path, days=-1)
    with pytest.raises(seal.SealUnusable, match="ended on"):
        apply(plain)


# --- time stamps ----------------------------------------------------------------------------------------------------


@pytest.fixture
def authority() -> Iterator[str]:
    """A time-stamping authority on this machine; yields its address."""
    key = rsa_key()
    certificate = asn1.Certificate.load(self_signed(key, "Clock").public_bytes(serialization.Encoding.DER))
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    clock = DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(der))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(clock.request_tsa_response(request).dump())

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def attributes_beside(content: bytes) -> set[str]:
    """What stands beside the signature without being signed itself."""
    (embedded,) = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    return {attribute["type"].native for attribute in embedded.signer_info["unsigned_attrs"] or ()}


def test_time_stamp_of_an_authority_is_kept_within(plain: bytes, settings: Any, tmp_path: Path, authority: str) -> None:
    make_seal(settings, tmp_path)
    settings.SEAL_TIMESTAMP_URL = authority
    content = apply(plain)
    assert attributes_beside(content) == {"signature_time_stamp_token"}
    assert seal.check(content).proves_origin


def test_seal_without_an_authority_holds_no_time_stamp(sealed: bytes) -> None:
    assert attributes_beside(sealed) == set()

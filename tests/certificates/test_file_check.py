"""The check by file: the very file, a changed one, somebody else's, and files made to do harm."""

import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates import tasks
from certificates.actions import documents
from certificates.documents import seal
from certificates.forms import LARGEST_FILE
from certificates.models import Artifact, Certificate
from tests.certificates.chains import STATES, put_into
from tests.certificates.seals import make_seal

URL = "/verify/file/"
VISITOR = Client(enforce_csrf_checks=True)
JSON = {"Accept": "application/json"}
FINDINGS = {
    "valid": "This is the very file we issued, and the certificate is valid",
    "expiring": "This is the very file we issued. The certificate is valid, but ends soon",
    "expired": "This is the file we issued, but the certificate has expired",
    "suspended": "This is the file we issued, but the certificate is suspended",
    "revoked": "This is the file we issued, but the certificate was revoked",
    "superseded": "This is the file we issued, but the certificate was replaced",
}


def content_of(artifact: Artifact) -> bytes:
    with documents.store().open(artifact.path) as file:
        content: bytes = file.read()
    return content


def send(content: bytes, *, name: str = "whatever.bin", **options: Any) -> Any:
    return VISITOR.post(URL, {"file": SimpleUploadedFile(name, content)}, **options)


def told(content: bytes) -> Any:
    return send(content, headers=JSON).json()


def headline(response: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.text)
    assert found
    return found[1]


@pytest.fixture
def sealed(settings: Any, tmp_path: Path, certificate: Certificate) -> bytes:
    """The document as it left, with our seal."""
    make_seal(settings, tmp_path)
    tasks.make_documents(certificate.pk)
    return content_of(Artifact.objects.get(kind="pdf"))


# --- the very file --------------------------------------------------------------------------------------------------


def test_the_very_file_is_recognised(made: Artifact) -> None:
    answer = told(content_of(made))
    assert (answer["finding"], answer["sha256"], answer["kind"]) == ("same", made.sha256, "pdf")
    assert answer["certificate"]["code"] == made.certificate.code


@pytest.mark.parametrize("state", STATES)
def test_file_and_state_are_told_in_one_sentence(made: Artifact, state: str) -> None:
    put_into(made.certificate, state)
    response = send(content_of(made))
    assert headline(response) == FINDINGS[state]
    assert f"verdict tone-{state}" in response.text
    assert told(content_of(made))["certificate"]["state"] == state


def test_reason_of_a_revocation_stands_beside_the_finding(made: Artifact) -> None:
    put_into(made.certificate, "revoked")
    assert "Issued to the wrong person" in send(content_of(made)).text


@pytest.mark.parametrize(
    ("kind", "content"),
    [("json", b'{"type": ["OpenBadgeCredential"]}'), ("png", b"\x89PNG\r\n\x1a\n" + b"picture")],
)
def test_other_documents_of_a_certificate_are_recognised_too(
    certificate: Certificate, kind: str, content: bytes
) -> None:
    documents.keep(certificate, kind=kind, content=content)
    assert (told(content)["finding"], told(content)["kind"], told(content)["seal"]) == ("same", kind, None)


def test_name_of_the_file_does_not_matter(made: Artifact) -> None:
    assert headline(send(content_of(made), name="../../holiday.jpg")) == FINDINGS["valid"]


# --- a changed file -------------------------------------------------------------------------------------------------


def test_changed_file_is_told_apart_and_the_real_certificate_is_shown(made: Artifact) -> None:
    forged = content_of(made) + b"\n"
    response = send(forged)
    assert headline(response) == "This is not the file we issued"
    assert made.certificate.serial in response.text
    assert "Lena Learner" in response.text
    assert made.certificate.get_verify_url() in response.text
    assert told(forged)["finding"] == "changed"
    assert told(forged)["certificate"]["state"] == made.certificate.state()


def test_changed_file_shows_the_real_state(made: Artifact) -> None:
    put_into(made.certificate, "revoked")
    assert "Revoked" in send(content_of(made) + b"\n").text


@pytest.mark.parametrize("kind", ["json", "png"])
def test_changed_credential_is_told_apart_by_its_identity(certificate: Certificate, kind: str) -> None:
    credential = json.dumps({"id": f"https://waymark.example/credentials/{certificate.uuid}"}).encode()
    chunk = b"openbadgecredential\0\0\0\0\0" + credential
    picture = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(chunk)) + b"iTXt" + chunk + struct.pack(">I", 0)
    answer = told({"json": credential, "png": picture}[kind])
    assert (answer["finding"], answer["kind"]) == ("changed", kind)
    assert answer["certificate"]["code"] == certificate.code


def test_code_in_a_compressed_part_is_found(certificate: Certificate) -> None:
    forged = b"%PDF-1.7\n1 0 obj <<>> stream\n" + zlib.compress(certificate.code.encode()) + b"\nendstream"
    assert told(forged)["finding"] == "changed"


def test_first_named_certificate_of_ours_counts(certificate: Certificate) -> None:
    forged = f"%PDF-1.7 000G-40R4-0M30-E209-J {certificate.code}".encode()
    assert told(forged)["certificate"]["code"] == certificate.code


# --- somebody else's file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"%PDF-1.7 something", b'{"a": 1}', b"\x89PNG\r\n\x1a\npixels"])
def test_foreign_file_is_unknown(certificate: Certificate, content: bytes) -> None:
    response = send(content)
    assert headline(response) == "We do not know this file"
    assert "Lena Learner" not in response.text
    answer = told(content)
    assert (answer["finding"], answer["certificate"]) == ("foreign", None)


def test_file_with_an_unknown_code_looks_like_one_without(certificate: Certificate) -> None:
    with_code, without = (told(b"%PDF-1.7 " + text) for text in (b"000G-40R4-0M30-E209-J", b"nothing"))
    hidden = {"sha256", "checked_at"}
    assert {key: with_code[key] for key in with_code.keys() - hidden} == {
        key: without[key] for key in without.keys() - hidden
    }


# --- its seal -------------------------------------------------------------------------------------------------------


def test_seal_of_the_very_file_is_intact(sealed: bytes) -> None:
    assert told(sealed)["seal"]["state"] == "intact"
    assert "nothing in it was changed since we sealed it" in send(sealed).text


@pytest.mark.parametrize(
    ("change", "state", "says"),
    [
        (lambda content: content + b"\n", "partial", "something was added after we sealed it"),
        (lambda content: content.replace(b"Waymark", b"Waymork"), "broken", "was not sealed by us"),
        (lambda content: content[: content.index(b"/ByteRange")], "none", "It carries no seal"),
        (lambda content: re.sub(rb"<3082[0-9A-Fa-f]{60}", b"<" + b"0" * 64, content), "unreadable", "cannot be read"),
    ],
    ids=["added", "changed", "cut", "spoilt"],
)
def test_changed_file_says_what_became_of_the_seal(sealed: bytes, change: Any, state: str, says: str) -> None:
    forged = change(sealed)
    assert told(forged)["finding"] == "changed"
    assert told(forged)["seal"]["state"] == state
    assert says in send(forged).text


def test_seal_of_another_is_named_as_text(made: Artifact, settings: Any, tmp_path: Path) -> None:
    make_seal(settings, tmp_path, name="<b>Forger</b>")
    forger = seal.current()
    assert forger is not None
    forged = forger.apply(content_of(made), place="https://elsewhere.example/")
    assert told(forged)["finding"] == "changed"
    assert told(forged)["seal"]["state"] == "other"
    assert "&lt;b&gt;Forger&lt;/b&gt;" in send(forged).text


def test_every_word_is_explained_to_those_who_build_on_them(made: Artifact) -> None:
    guide = (django_settings.BASE_DIR / "docs" / "verifying.md").read_text()
    words = {*told(content_of(made)), "same", "changed", "foreign"}
    words |= {"intact", "partial", "broken", "other", "unreadable", "none"}
    assert {word for word in words if f"`{word}`" not in guide} == set()


# --- refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 word", "no PDF, PNG or JSON"),
        (b"", "This file is empty"),
        (b"%PDF-" + b"x" * LARGEST_FILE, "too large"),
        (b"%PDF-" + b"x" * (LARGEST_FILE * 3), "too large"),
        (b"[" * 500_000, "no PDF, PNG or JSON"),
    ],
    ids=["word", "empty", "large", "huge", "deep"],
)
def test_file_that_can_not_be_ours_is_refused_with_what_to_do(db: None, content: bytes, says: str) -> None:
    response = send(content)
    assert response.status_code == 422
    assert says in response.text
    refused = send(content, headers=JSON)
    assert refused.status_code == 422
    assert refused.json()["error"] == "unreadable_file"
    assert says in refused.json()["message"]


def test_largest_file_is_still_read(db: None) -> None:
    assert told(b"%PDF-" + b"x" * (LARGEST_FILE - 5))["finding"] == "foreign"


@pytest.mark.parametrize("data", [{}, {"file": "text"}, {"other": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}])
def test_nothing_chosen_says_so(db: None, data: dict[str, Any]) -> None:
    response = VISITOR.post(URL, data)
    assert response.status_code == 422
    assert "Choose the file" in response.text


@pytest.mark.parametrize("body", [b"", b"junk", b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\n"])
def test_body_that_is_no_form_is_refused(db: None, body: bytes) -> None:
    response = VISITOR.post(URL, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code in {400, 422}


def test_looking_at_the_address_leads_to_the_form(db: None) -> None:
    response = VISITOR.get(URL)
    assert (response.status_code, response["Location"]) == (302, "/verify/#file")
    assert VISITOR.put(URL).status_code == 405


def test_nothing_of_the_file_is_kept(made: Artifact, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    folders, files = documents.store().listdir("artifacts")
    for content in (content_of(made), b"%PDF-1.7" + b"x" * (LARGEST_FILE - 20), b"%PDF-" + b"x" * LARGEST_FILE * 2):
        send(content)
    assert list(tmp_path.iterdir()) == []
    assert documents.store().listdir("artifacts") == (folders, files)
    assert Artifact.objects.count() == 1


def test_answer_is_kept_by_no_cache(made: Artifact) -> None:
    response = send(content_of(made))
    assert "no-store" in response["Cache-Control"]
    assert "Accept" in response["Vary"]


def test_address_that_sends_too_many_files_has_to_wait(settings: Any, made: Artifact) -> None:
    settings.RATE_LIMITS = {"check_file": (2, 60)}
    assert [send(content_of(made)).status_code for _ in range(3)] == [200, 200, 429]
    assert send(content_of(made), headers=JSON).json()["error"] == "too_many_requests"


@pytest.mark.parametrize("change", [b"", b"\n"], ids=["same", "changed"])
def test_check_costs_the_same_however_many_there_are(
    made: Artifact, outsider: Any, count_queries: Any, change: bytes
) -> None:
    content = content_of(made) + change
    send(content)
    alone = count_queries(send, content)
    for number in range(9):
        documents.keep(made.certificate, kind=f"x{number}", content=b"%d" % number)
    assert count_queries(send, content) == alone <= 6

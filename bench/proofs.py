"""Making certificates in this process, part by part, and sealing with several kinds of key."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from django.core.management import call_command

from accounts.actions import notices
from accounts.models import Notice
from bench import holders, measuring
from certificates.actions import documents, issuer_keys, issuing
from certificates.documents import making, pdf, seal
from certificates.models import Certificate
from courses.models import Enrolment
from tests.certificates.seals import make_seal

WARM_UP = 12
SIGNED = b"as many bytes as signed attributes have" * 5


class Stopwatch:
    """Processor time of this process by part, one entry for each certificate."""

    def __init__(self) -> None:
        self.parts: dict[str, list[float]] = {}

    def time(self, part: str, work: Callable[[], Any]) -> Any:
        """Do the work and note what it took."""
        begun = time.process_time()
        result = work()
        self.parts.setdefault(part, []).append(time.process_time() - begun)
        return result

    def report(self) -> None:
        """Mean, median and 95th percentile of each part and of all together."""
        print("               mean ms median ms    p95 ms")
        for part, values in self.parts.items():
            print(f"  {part:10} {_line(values)}")
        print(f"  {'together':10} {_line([sum(parts) for parts in zip(*self.parts.values(), strict=True)])}")


def prepare(keys: Path) -> Iterator[Enrolment]:
    """Migrate, make the issuer's keys and publish a course; yields completed enrolments without end."""
    make_seal(settings, keys)
    call_command("migrate", verbosity=0)
    issuer_keys.rotate(actor=None)
    return holders.completions()


def one_by_one(enrolments: Iterator[Enrolment], each: int) -> None:
    """The first few only warm up what is loaded once per process."""
    for enrolment in islice(enrolments, WARM_UP):
        _make(enrolment, Stopwatch())
    watch = Stopwatch()
    for enrolment in islice(enrolments, each):
        _make(enrolment, watch)
    print(f"\n{each} certificates in one process, processor time:")
    watch.report()


def seals(folder: Path, each: int) -> None:
    """The same paper sealed with several kinds of key, and the bare signature beside it."""
    certificate = Certificate.objects.all()[0]
    plain = pdf.render(making.facts(certificate), design="classic", timestamp=certificate.issued_at)
    keys: dict[str, Any] = {"P-256": ec.generate_private_key(ec.SECP256R1())}
    keys |= {f"RSA {size}": rsa.generate_private_key(65537, size) for size in (2048, 3072, 4096)}
    print("\nsealing by kind of key, processor time:")
    for name, key in keys.items():
        make_seal(settings, folder / name, key=key)
        watch = Stopwatch()
        for _ in range(each):
            watch.time("seal", lambda: seal.current().apply(plain, place="https://bench.example/verify/"))
            watch.time("signature", lambda key=key: _sign(key))
        whole, bare = (sum(watch.parts[part][1:]) / (each - 1) * 1000 for part in ("seal", "signature"))
        print(f"  {name:10} {whole:6.1f} ms, of which the signature {bare:5.2f}")


def issue(enrolments: Iterable[Enrolment]) -> None:
    """Only the records; what follows each is in the queue afterwards."""
    for enrolment in enrolments:
        issuing.issue(enrolment, actor=None)


def unfinished() -> int:
    """How many certificates lack a document, and how many messages have not left."""
    return Certificate.objects.without(*making.wanted()).count() + Notice.objects.filter(sent_at=None).count()


def announce_made() -> None:
    """Send what the certificates made in this process left unsent."""
    for notice in Notice.objects.filter(sent_at=None).select_related("recipient"):
        notices.send(notice)


def some_codes(count: int) -> list[str]:
    """Of certificates whose documents are there."""
    return list(Certificate.objects.filter(artifacts__kind="png").values_list("code", flat=True)[:count])


def _make(enrolment: Enrolment, watch: Stopwatch) -> None:
    certificate = watch.time("record", lambda: issuing.issue(enrolment, actor=None))
    design, at = certificate.design.template, certificate.issued_at
    plain = watch.time("PDF", lambda: pdf.render(making.facts(certificate), design=design, timestamp=at))
    paper = watch.time("seal", lambda: making.sealed(certificate, plain))
    credential = watch.time("credential", lambda: making.credential(certificate))
    documents.keep(certificate, kind="json", content=credential)
    badge = watch.time("badge", lambda: making.badge(certificate))
    watch.time("keeping", lambda: [_keep(certificate, kind, made) for kind, made in (("pdf", paper), ("png", badge))])


def _keep(certificate: Certificate, kind: str, content: bytes) -> None:
    documents.keep(certificate, kind=kind, content=content)


def _sign(key: Any) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(SIGNED, padding.PKCS1v15(), hashes.SHA256())
    return bytes(key.sign(SIGNED, ec.ECDSA(hashes.SHA256())))


def _line(values: list[float]) -> str:
    mean, median, p95 = sum(values) / len(values), measuring.percentile(values, 0.5), measuring.percentile(values, 0.95)
    return f"{mean * 1000:9.1f} {median * 1000:9.1f} {p95 * 1000:9.1f}"

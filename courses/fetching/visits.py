"""A visit to an address and to where it leads: each step is resolved, checked and only then connected to."""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Collection
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

from courses.fetching import addresses
from courses.fetching.addresses import Target
from courses.fetching.wire import Connection, Deadline, Endpoint
from courses.problems import Problem, Unreadable

MAX_BYTES = 5 * 1024 * 1024
MAX_REDIRECTS = 5
SECONDS = 20.0
CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
READABLE = {
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
REFUSALS = {401, 402, 403, 407, 429, 451}


@dataclass(frozen=True)
class Page:
    """What an address answered with; ``url`` is where it was found in the end."""

    url: str
    body: bytes
    content_type: str
    charset: str = ""


@dataclass(frozen=True)
class Visitor:
    """Fetches pages. The fields are the outside boundary: tests put another resolver or another rule there."""

    resolve: Callable[..., Any] = socket.getaddrinfo
    admits: Callable[[str], bool] = addresses.is_public
    connect: Callable[[Target, Endpoint, Deadline], http.client.HTTPConnection] = Connection
    ports: Collection[int] = field(default_factory=lambda: frozenset({80, 443}))
    agent: str = "Waymark"
    seconds: float = SECONDS
    max_bytes: int = MAX_BYTES

    def fetch(self, url: str) -> Page:
        """The page at an address, redirects followed. Raises Unreadable."""
        deadline = Deadline(self.seconds)
        target = addresses.target(url)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._visit(target, deadline)
                if isinstance(answer, Page):
                    return answer
                target = answer
        except ssl.SSLCertVerificationError as error:
            raise Unreadable(Problem.CERTIFICATE) from error
        except TimeoutError as error:
            raise Unreadable(Problem.TOO_SLOW) from error
        except (OSError, http.client.HTTPException, zlib.error) as error:
            raise Unreadable(Problem.UNREACHABLE) from error
        raise Unreadable(Problem.REDIRECTS)

    def _visit(self, target: Target, deadline: Deadline) -> Page | Target:
        """The page, or where the answer leads."""
        with ExitStack() as held:
            connection = held.enter_context(closing(self._open(target, deadline)))
            connection.request("GET", target.path, headers=self._headers(target))
            answer = held.enter_context(connection.getresponse())
            if answer.status in REDIRECTS and (location := answer.headers.get("Location")):
                return addresses.following(target, location)
            _expect_page(answer)
            body = _body(answer, self.max_bytes)
            return Page(target.url, body, answer.headers.get_content_type(), answer.headers.get_content_charset() or "")

    def _open(self, target: Target, deadline: Deadline) -> http.client.HTTPConnection:
        """To the first endpoint that can be reached."""
        failure: OSError = ConnectionError()
        for endpoint in self._endpoints(target):
            connection = self.connect(target, endpoint, deadline)
            try:
                connection.connect()
            except OSError as error:
                failure = error
            else:
                return connection
        raise failure

    def _endpoints(self, target: Target) -> list[Endpoint]:
        """Resolved once. One private address among several refuses the name: it is no public site's."""
        if target.port not in self.ports:
            raise Unreadable(Problem.PORT)
        try:
            found = self.resolve(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreadable(Problem.UNKNOWN_HOST) from error
        endpoints = [(family, address) for family, _kind, _protocol, _name, address in found]
        if not endpoints:
            raise Unreadable(Problem.UNKNOWN_HOST)
        if not all(self.admits(str(address[0])) for _family, address in endpoints):
            raise Unreadable(Problem.PRIVATE_HOST)
        return endpoints

    def _headers(self, target: Target) -> dict[str, str]:
        return {
            "Host": target.netloc,
            "User-Agent": self.agent,
            "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip, identity;q=0.5",
            "Connection": "close",
        }


def _expect_page(answer: http.client.HTTPResponse) -> None:
    if answer.status in REFUSALS:
        raise Unreadable(Problem.REFUSED)
    if answer.status in {404, 410}:
        raise Unreadable(Problem.NOT_FOUND)
    if answer.status != http.client.OK:
        raise Unreadable(Problem.FAILED_THERE)
    if answer.headers.get_content_type() == "application/pdf":
        raise Unreadable(Problem.PDF)
    if answer.headers.get_content_type() not in READABLE:
        raise Unreadable(Problem.NOT_AN_ARTICLE)


def _body(answer: http.client.HTTPResponse, limit: int) -> bytes:
    """All of it, unpacked; refused as soon as it is known or seen to be larger than the limit."""
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise Unreadable(Problem.NOT_AN_ARTICLE)
    if (answer.length or 0) > limit:
        raise Unreadable(Problem.TOO_LARGE)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    body, received = bytearray(), 0
    while chunk := answer.read(CHUNK):
        received += len(chunk)
        body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
        if max(received, len(body)) > limit:
            raise Unreadable(Problem.TOO_LARGE)
    if unpacker and not unpacker.eof:
        raise zlib.error
    return bytes(body)

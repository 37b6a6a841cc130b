"""Fetching a page for somebody: nothing private is ever reached, and nothing lasts for ever."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.fetching import Page, Visitor, addresses
from courses.problems import Problem, Unreadable

PUBLIC = "93.184.216.34"


class Site(BaseHTTPRequestHandler):
    """A web site on this machine: each path misbehaves in its own way."""

    visits: list[str]

    def do_GET(self) -> None:
        self.server.visits.append(self.path)  # type: ignore[attr-defined]
        getattr(self, self.path.split("?")[0].strip("/") or "page")()

    def page(self) -> None:
        self.answer(b"<html><body><h2>Rules</h2><p>Hello.</p></body></html>")

    def answer(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        usual = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body))}
        for name, value in {**usual, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def packed(self) -> None:
        self.answer(gzip.compress(b"<p>Hello.</p>"), Content_Encoding="gzip")

    def bomb(self) -> None:
        self.answer(gzip.compress(b"a" * 3_000_000), Content_Encoding="gzip")

    def brotli(self) -> None:
        self.answer(b"?", Content_Encoding="br")

    def picture(self) -> None:
        self.answer(b"\x89PNG", Content_Type="image/png")

    def paper(self) -> None:
        self.answer(b"%PDF", Content_Type="application/pdf")

    def large(self) -> None:
        self.answer(b"a" * 200_000)

    def announced(self) -> None:
        self.answer(b"", Content_Length="999999999")

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"a" * 10_000)

    def slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while not self.server.is_closing.wait(0.05):  # type: ignore[attr-defined]
            self.wfile.write(b".")
            self.wfile.flush()

    def slow_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.is_closing.wait(0.05):  # type: ignore[attr-defined]
            self.wfile.write(b"X")
            self.wfile.flush()

    def elsewhere(self) -> None:
        self.lead(f"http://site.example:{self.server.server_port}/page?from=elsewhere")  # type: ignore[attr-defined]

    def loop(self) -> None:
        self.lead("/loop")

    def inside(self) -> None:
        self.lead(f"http://127.0.0.1:{self.server.server_port}/page")  # type: ignore[attr-defined]

    def metadata(self) -> None:
        self.lead("http://169.254.169.254/latest/meta-data/")

    def file(self) -> None:
        self.lead("file:///etc/passwd")

    def odd_port(self) -> None:
        self.lead("http://site.example:6379/")

    def lead(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def refused(self) -> None:
        self.send_error(403)

    def missing(self) -> None:
        self.send_error(404)

    def broken(self) -> None:
        self.send_error(500)

    def nonsense(self) -> None:
        self.wfile.write(b"I speak no HTTP\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.visits, server.is_closing = [], threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.is_closing.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def resolver(*addresses: str) -> Callable[..., Any]:
    """A name server that knows one answer."""

    def resolve(host: str, port: int, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve


def local(site: ThreadingHTTPServer, **changes: Any) -> Visitor:
    """A visitor to whom this machine alone counts as public; all else is as usual."""
    rules = {
        "resolve": lambda host, port, **kwargs: (
            resolver("127.0.0.1") if host == "site.example" else socket.getaddrinfo
        )(host, port, **kwargs),
        "admits": lambda address: address == "127.0.0.1" or addresses.is_public(address),
        "ports": {site.server_port},
        "max_bytes": 100_000,
        "seconds": 5.0,
    }
    return Visitor(**{**rules, **changes})


def url(site: ThreadingHTTPServer, path: str = "page", host: str = "site.example") -> str:
    return f"http://{host}:{site.server_port}/{path}"


def refusal(visitor: Visitor, address: str) -> Problem:
    with pytest.raises(Unreadable) as refused:
        visitor.fetch(address)
    return refused.value.problem


# --- what arrives ---------------------------------------------------------------------------------------------------


def test_a_page_is_fetched_with_its_charset(site: ThreadingHTTPServer) -> None:
    page = local(site).fetch(url(site))
    assert page == Page(url(site), b"<html><body><h2>Rules</h2><p>Hello.</p></body></html>", "text/html", "utf-8")


def test_redirects_are_followed_and_the_last_address_is_kept(site: ThreadingHTTPServer) -> None:
    assert local(site).fetch(url(site, "elsewhere")).url == url(site, "page?from=elsewhere")


def test_a_packed_page_is_unpacked(site: ThreadingHTTPServer) -> None:
    assert local(site).fetch(url(site, "packed")).body == b"<p>Hello.</p>"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("large", Problem.TOO_LARGE),
        ("announced", Problem.TOO_LARGE),
        ("endless", Problem.TOO_LARGE),
        ("bomb", Problem.TOO_LARGE),
        ("brotli", Problem.NOT_AN_ARTICLE),
        ("picture", Problem.NOT_AN_ARTICLE),
        ("paper", Problem.PDF),
        ("loop", Problem.REDIRECTS),
        ("refused", Problem.REFUSED),
        ("missing", Problem.NOT_FOUND),
        ("broken", Problem.FAILED_THERE),
        ("nonsense", Problem.UNREACHABLE),
    ],
)
def test_a_site_that_misbehaves_is_told_apart(site: ThreadingHTTPServer, path: str, problem: Problem) -> None:
    assert refusal(local(site), url(site, path)) == problem


@pytest.mark.parametrize("path", ["slow", "slow_head"])
def test_a_drop_at_a_time_ends_at_the_deadline(site: ThreadingHTTPServer, path: str) -> None:
    assert refusal(local(site, seconds=0.6), url(site, path)) == Problem.TOO_SLOW


def test_a_site_without_a_valid_certificate_is_not_read(site: ThreadingHTTPServer) -> None:
    address = url(site).replace("http:", "https:")
    assert refusal(local(site), address) in {Problem.CERTIFICATE, Problem.UNREACHABLE}


# --- what is never reached -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "0"])
def test_a_server_on_this_machine_is_refused_however_it_is_written(site: ThreadingHTTPServer, host: str) -> None:
    visitor = Visitor(ports={site.server_port})
    assert refusal(visitor, url(site, host=host)) in {Problem.PRIVATE_HOST, Problem.UNKNOWN_HOST}
    assert site.visits == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("inside", Problem.PRIVATE_HOST),
        ("metadata", Problem.PORT),
        ("file", Problem.ADDRESS),
        ("odd_port", Problem.PORT),
    ],
)
def test_a_redirect_leads_nowhere_that_an_address_may_not_name(
    site: ThreadingHTTPServer, path: str, problem: Problem
) -> None:
    """The site is public here by its name's address only; the same machine by another way is not."""
    by_name = local(site, admits=lambda address: address == "127.0.0.1")
    strict = Visitor(
        resolve=lambda host, port, **kwargs: resolver("127.0.0.1" if host == "site.example" else "10.0.0.5")(
            host, port
        ),
        admits=by_name.admits,
        ports={site.server_port},
        seconds=5.0,
    )
    assert refusal(strict, url(site, path)) == problem
    assert site.visits == [f"/{path}"]  # type: ignore[attr-defined]


def test_a_redirect_from_a_public_page_to_this_machine_is_refused(site: ThreadingHTTPServer) -> None:
    """With the real rule: only the first step is let through, as a public site would be."""
    steps = iter([True])
    visitor = local(site, admits=lambda address: next(steps, False) or addresses.is_public(address))
    assert refusal(visitor, url(site, "inside")) == Problem.PRIVATE_HOST
    assert site.visits == ["/inside"]  # type: ignore[attr-defined]


def test_one_private_address_among_several_refuses_the_name() -> None:
    visitor = Visitor(resolve=resolver(PUBLIC, "192.168.1.10"), connect=_never)
    assert refusal(visitor, "http://mixed.example/") == Problem.PRIVATE_HOST


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(site: ThreadingHTTPServer) -> None:
    """Rebinding: the name server says something public once, and this machine ever after."""
    answers = iter([PUBLIC])
    asked: list[str] = []
    reached: list[Any] = []

    def resolve(host: str, port: int, **kwargs: Any) -> Any:
        asked.append(host)
        return resolver(next(answers, "127.0.0.1"))(host, port)

    def connect(target: Any, endpoint: Any, deadline: Any) -> Any:
        reached.append(endpoint)
        raise_on_connect = type("Refusing", (), {"connect": lambda self: _unreachable()})
        return raise_on_connect()

    visitor = Visitor(resolve=resolve, connect=connect, ports={site.server_port})
    assert refusal(visitor, url(site, host="rebinding.example")) == Problem.UNREACHABLE
    assert asked == ["rebinding.example"]
    assert reached == [(socket.AF_INET, (PUBLIC, site.server_port))]
    assert site.visits == []  # type: ignore[attr-defined]


def test_a_name_that_leads_inside_at_the_next_step_is_checked_again(site: ThreadingHTTPServer) -> None:
    """Rebinding between redirects: each step is resolved and checked anew."""
    checked: list[str] = []

    def admits(address: str) -> bool:
        checked.append(address)
        return len(checked) == 1

    assert refusal(local(site, admits=admits), url(site, "loop")) == Problem.PRIVATE_HOST
    assert site.visits == ["/loop"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address",
    [
        "ftp://site.example/",
        "file:///etc/passwd",
        "gopher://site.example/",
        "//site.example/",
        "site.example",
        "http://",
        "http://user:secret@site.example/",
        "http://site.example:port/",
        "http://[::1",
        "http://fe80::1%eth0/",
        "http://[fe80::1%25eth0]/",
        "http://site.exa mple/",
        "http://site.example/\r\nHost: other",
        f"http://site.example/{'a' * 2100}",
    ],
)
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    assert refusal(Visitor(resolve=resolver(PUBLIC), connect=_never), address) == Problem.ADDRESS


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8000, 8080, 65535])
def test_only_the_usual_ports_are_visited(port: int) -> None:
    visitor = Visitor(resolve=resolver(PUBLIC), connect=_never)
    assert refusal(visitor, f"http://site.example:{port}/") == Problem.PORT


def test_a_name_that_nobody_knows_is_told_apart() -> None:
    def resolve(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror

    assert refusal(Visitor(resolve=resolve), "http://nobody.example/") == Problem.UNKNOWN_HOST


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "0.0.0.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1",
        "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
        "2001:db8::1", "3fff::1", "fe80::1", "fe80::1%eth0", "2a00:1450::1%eth0", "fec0::1", "fc00::1", "fd12::1",
        "ff02::1", "ff0e::1", "5f00::1", "100::1", "localhost", "", "1.2.3",
    ],
)  # fmt: skip
def test_special_addresses_are_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "::ffff:8.8.8.8", "2a00:1450:4009::200e", "2606:4700::1111"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert addresses.is_public(address)


@given(st.ip_addresses(v=4))
def test_no_private_address_passes_in_either_notation(address: Any) -> None:
    private = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    for written in (str(address), f"::ffff:{address}"):
        assert not (private and addresses.is_public(written))


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for address in (text, f"http://{text}", f"https://site.example/{text}"):
        try:
            target = addresses.target(address)
        except Unreadable:
            continue
        assert target.scheme in {"http", "https"}
        assert (target.host + target.path).isascii()
        assert not set(target.path) & set(" \r\n\t\x00")


def _never(*args: Any) -> Any:
    raise AssertionError("no connection may be opened")


def _unreachable() -> None:
    raise ConnectionRefusedError

"""Which addresses may be visited. Plain Python."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from courses.problems import Problem, Unreadable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 2000
USUAL_PORTS = {"http": 80, "https": 443}
# All that is handed out to sites; what is left carries special purposes.
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# Some carry an IPv4 address that a gateway would deliver to; the last is for documentation.
CARRIERS = (
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv6Network("2001::/32"),
    ipaddress.IPv6Network("3fff::/20"),
)
RELAYS = ipaddress.IPv4Network("192.88.99.0/24")
NAME = re.compile(r"[\w.-]+|[0-9a-fA-F:.]+", re.ASCII)
SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Target:
    """Where one request goes."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address without what only a browser needs."""
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def netloc(self) -> str:
        """As the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"


def target(url: str) -> Target:
    """Take an address apart. Raises Unreadable for anything but a plain one of the web."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise Unreadable(Problem.ADDRESS) from error
    is_odd = len(url) > LONGEST or any(ord(character) <= 32 or ord(character) == 127 for character in url.strip())
    is_odd = is_odd or NAME.fullmatch(host) is None or parts.username is not None
    if parts.scheme not in USUAL_PORTS or is_odd:
        raise Unreadable(Problem.ADDRESS)
    path = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE + '?')}" if parts.query else "")
    return Target(parts.scheme, host, USUAL_PORTS[parts.scheme] if port is None else port, path)


def following(current: Target, location: str) -> Target:
    """Where a redirect leads. Raises Unreadable."""
    try:
        return target(urljoin(current.url, location))
    except ValueError as error:
        raise Unreadable(Problem.ADDRESS) from error


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet: not ours, not the machine's, nobody's private network."""
    try:
        address: IPAddress = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address not in RELAYS
    is_carrier = any(address in network for network in CARRIERS)
    return address in GLOBAL_UNICAST and not is_carrier and address.scope_id is None

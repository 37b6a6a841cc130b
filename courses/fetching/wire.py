"""One connection to an address that was checked, with one deadline for all of it."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from courses.fetching.addresses import Target

# A site with several endpoints gets a chance at the next one.
CONNECT_SECONDS = 6.0
# A socket address as the resolver gives it: family, then what connect() takes.
Endpoint = tuple[int, tuple[Any, ...]]


class Deadline:
    """The moment by which everything must be over."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds that remain. Raises TimeoutError when none do."""
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError
        return left


class _TimedReader(io.RawIOBase):
    """Reads from a socket; each wait ends at the deadline, so that a drop at a time keeps nobody waiting."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        self._sock.close()
        super().close()


class _TimedSocket:
    """As much of a socket as ``http.client`` uses. Once somebody reads from it, closing is the reader's to do."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline
        self._is_read = False

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        self._is_read = True
        return io.BufferedReader(_TimedReader(self._sock, self._deadline))

    def close(self) -> None:
        if not self._is_read:
            self._sock.close()


class Connection(http.client.HTTPConnection):
    """Goes to the endpoint it is given and resolves no name itself: what was checked is what is reached."""

    def __init__(self, target: Target, endpoint: Endpoint, deadline: Deadline) -> None:
        super().__init__(target.host, target.port)
        self._target, self._endpoint, self._deadline = target, endpoint, deadline

    def connect(self) -> None:
        """With the certificate checked against the name, not the endpoint."""
        family, address = self._endpoint
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(min(self._deadline.left(), CONNECT_SECONDS))
            plain.connect(address)
            if self._target.scheme == "https":
                plain.settimeout(self._deadline.left())
                plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)
        except BaseException:
            plain.close()
            raise
        self.sock = _TimedSocket(plain, self._deadline)

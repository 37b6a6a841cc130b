"""Sockets, folders and secrets that this installation keeps to itself."""

import stat
from pathlib import Path

import pytest

from config import embedded


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_private_folder_admits_nobody_else(tmp_path: Path) -> None:
    open_to_all = tmp_path / "run"
    open_to_all.mkdir(mode=0o755)
    assert mode(embedded.private_folder(open_to_all)) == 0o700
    assert mode(embedded.private_folder(tmp_path / "new" / "folder")) == 0o700


def test_socket_lies_with_the_data(tmp_path: Path) -> None:
    assert embedded.socket_path(tmp_path / "v") == (tmp_path / "v").resolve() / "run" / "valkey.sock"


def test_socket_of_a_long_path_moves_to_a_short_one(tmp_path: Path) -> None:
    first, second = tmp_path / ("a" * 120), tmp_path / ("b" * 120)
    assert len(str(embedded.socket_path(first))) <= embedded.LONGEST_SOCKET_PATH
    assert embedded.socket_path(first) == embedded.socket_path(first) != embedded.socket_path(second)


def test_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    assert embedded.kept_secret("secret-key", "first") == "first"
    assert embedded.kept_secret("secret-key", "second") == "first"
    assert mode(tmp_path / "var" / "secret-key") == 0o600


def test_nobody_answers_on_a_stale_socket(tmp_path: Path) -> None:
    assert not embedded.answers(tmp_path / "absent.sock")
    (tmp_path / "stale.sock").touch()
    assert not embedded.answers(tmp_path / "stale.sock")

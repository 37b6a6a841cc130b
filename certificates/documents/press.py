"""Typst, ready in this process: one compiler per thread, none that has seen a fork."""

import os
import threading

import typst

from certificates import designs
from certificates.documents import fonts


class CompiledBeforeFork(Exception):
    """This process was forked from one that had already made a document; compiling here would hang for ever."""


class _Press(threading.local):
    """One compiler per thread: a shared one refuses to be borrowed twice."""

    def __init__(self) -> None:
        self.compiler = typst.Compiler(root=str(designs.ROOT), font_paths=fonts.bundled(), ignore_system_fonts=True)


_press: _Press | None = None
_press_process: int | None = None
_press_lock = threading.Lock()


def compiler() -> typst.Compiler:
    """Made at the first document, never at import: Typst's threads do not survive a fork. Raises CompiledBeforeFork."""
    global _press, _press_process
    with _press_lock:
        if _press is None:
            _press, _press_process = _Press(), os.getpid()
        if _press_process != os.getpid():
            raise CompiledBeforeFork
        return _press.compiler

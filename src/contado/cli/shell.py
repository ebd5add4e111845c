"""What a command owes the shell: an exit code, and messages in the language asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from typing import Literal

_asked_for: ContextVar[str] = ContextVar("_asked_for", default="")


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    INTERNAL = 1
    BAD_INPUT = 2
    CANNOT_TELL = 3
    DIFFERS = 4


def language() -> Literal["it", "en"]:
    """Return the language of messages: that of ``--lang``, else ``CONTADO_LANG``, else Italian."""
    chosen = _asked_for.get() or os.environ.get("CONTADO_LANG", "it")
    return "en" if chosen.startswith("en") else "it"


@contextmanager
def speaking(chosen: str | None) -> Iterator[None]:
    """Tell everything in a language, where one is chosen."""
    token = _asked_for.set(chosen or _asked_for.get())
    try:
        yield
    finally:
        _asked_for.reset(token)

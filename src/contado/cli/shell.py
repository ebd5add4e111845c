"""What a command owes the shell: an exit code, and messages in the language asked for."""

from __future__ import annotations

import os
from enum import IntEnum
from typing import Literal


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    INTERNAL = 1
    BAD_INPUT = 2
    CANNOT_TELL = 3
    DIFFERS = 4


def language() -> Literal["it", "en"]:
    """Return the language of messages: ``CONTADO_LANG``, Italian by default."""
    return "en" if os.environ.get("CONTADO_LANG", "it").startswith("en") else "it"

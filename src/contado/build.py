"""Which state of this software it is: its version, and a hash of what it is made of."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_MADE_OF = (".py", ".yaml", ".j2", ".typ")
_SHOWN = 8


def software() -> str:
    """Return this software, its version and its state, as documents name it.

    Two of the same name say the same thing in the same words.

    Examples
    --------
    >>> software().startswith("contado ")
    True
    """
    from contado import __version__

    return f"contado {__version__}+{_state()}"


@cache
def _state() -> str:
    root, seen = Path(__file__).parent, hashlib.sha256()
    for file in sorted(root.rglob("*.*")):
        if file.suffix in _MADE_OF:
            seen.update(f"{file.relative_to(root).as_posix()}\n".encode())
            seen.update(file.read_bytes())
    return seen.hexdigest()[:_SHOWN]

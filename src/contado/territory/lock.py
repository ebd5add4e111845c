"""One writer at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from contado.errors import BadInput, Problem


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep a territory for this process; the system frees it if the process dies.

    Raises
    ------
    BadInput
        ``territory.locked``: another process is writing.
    """
    with (root / ".lock").open("a+b") as handle:
        try:
            _take(handle)
        except OSError:
            raise BadInput(Problem("territory.locked", str(root))) from None
        yield


if sys.platform == "win32":

    def _take(handle: IO[bytes]) -> None:
        import msvcrt

        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _take(handle: IO[bytes]) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""One writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contado.errors import BadInput, Problem
from contado.locks import take


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
            take(handle)
        except OSError:
            raise BadInput(Problem("territory.locked", str(root))) from None
        yield

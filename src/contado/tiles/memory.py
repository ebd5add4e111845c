"""Memory that is kept between large arrays: asking the system anew for each costs more than it."""

from __future__ import annotations

import ctypes
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_TRIM, _TOP_PAD, _MAPPED = -1, -2, -4  # names of numbers of glibc's mallopt
_USUAL = {_TRIM: 1 << 17, _TOP_PAD: 1 << 17, _MAPPED: 1 << 16}
_KEEPING = {_TRIM: (1 << 31) - 1, _TOP_PAD: 1 << 26, _MAPPED: 0}

_lock = threading.Lock()
_runs = [0]


@contextmanager
def kept_memory() -> Iterator[None]:
    """Keep the memory of arrays that are freed for those that follow, until the block ends.

    A large array is otherwise given back to the system as it is freed, and the next one is asked
    for again, page by page, each filled with zeros. Where the C library is not glibc nothing is
    done.

    Examples
    --------
    >>> with kept_memory():
    ...     pass
    """
    library = _glibc()
    if library is None:
        yield
        return
    _tell(library, 1)
    try:
        yield
    finally:
        _tell(library, -1)


def _tell(library: ctypes.CDLL, more: int) -> None:
    """Count the runs under way; what the first asked for is taken back as the last one ends."""
    with _lock:
        _runs[0] += more
        changed = _runs[0] == max(more, 0)
        for number, value in (_KEEPING if more > 0 else _USUAL).items():
            if changed:
                library.mallopt(number, value)
        if _runs[0] == 0:
            library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None

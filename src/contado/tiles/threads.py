"""The cores of this machine, shared by kernels that let go of Python's lock."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

BAND = 64
"""Rows of a band: small enough for what is done to it to stay in the processor's cache.

It does not follow the number of cores, so that results do not either.
"""

_here = threading.local()


@cache
def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(work: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """Do ``work`` on every part, on all cores; results in the order of the parts.

    What is asked for by a part is done by its own thread.

    Examples
    --------
    >>> in_threads(abs, [-1, 2])
    [1, 2]
    """
    waiting = list(parts)
    if len(waiting) < 2 or cores() == 1 or hasattr(_here, "busy"):  # noqa: PLR2004
        return [work(part) for part in waiting]
    return list(_pool(os.getpid()).map(work, waiting))


@cache
def _pool(process: int) -> ThreadPoolExecutor:  # noqa: ARG001 - a fork has no threads of its parent
    return ThreadPoolExecutor(cores(), "contado", initializer=_set_busy)


def _set_busy() -> None:
    _here.busy = True


def bands(rows: int, most: int = BAND) -> list[slice]:
    """Cut rows into bands of ``most`` rows.

    Examples
    --------
    >>> bands(100)
    [slice(0, 64, None), slice(64, 100, None)]
    """
    return [slice(start, min(start + most, rows)) for start in range(0, rows, most)]

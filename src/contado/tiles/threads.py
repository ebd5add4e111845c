"""The cores of this machine, shared by kernels that let go of Python's lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


@cache
def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(work: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """Do ``work`` on every part, on all cores; results in the order of the parts.

    Examples
    --------
    >>> in_threads(abs, [-1, 2])
    [1, 2]
    """
    waiting = list(parts)
    if len(waiting) < 2 or cores() == 1:  # noqa: PLR2004 - nothing to share
        return [work(part) for part in waiting]
    with ThreadPoolExecutor(cores()) as pool:
        return list(pool.map(work, waiting))


def bands(rows: int, least: int = 64) -> list[slice]:
    """Cut rows into a few bands a core, none of less than ``least`` rows but the last.

    Examples
    --------
    >>> bands(100, 64)
    [slice(0, 64, None), slice(64, 100, None)]
    """
    step = max(least, -(-rows // (4 * cores())))
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]

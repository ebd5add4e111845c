"""Streets and blocks: a bent lattice that parcels and land cover share.

The plane is bent by noise and cut into *quarters* of about 280 m by lines at uneven steps. A
quarter has a kind (open country, dense, loose, industrial, bare); it is split into one to four
*blocks* with streets between, a block into one or two rows of lots. Every choice is a hash of the
quarter's or the block's own numbers, so any part can be drawn without the rest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from contado.territory.recipes.demo.noise import chance_at, noise_at, salt

QUARTER = 280.0
"""Mean side of a quarter (m)."""
STREET = 5.5
"""Half of a street's width (m)."""
COUNTRY, DENSE, LOOSE, INDUSTRIAL, BARE = 0, 1, 2, 3, 4
"""Kinds of quarter."""

_WAVE = 2400.0
_STRAY = 620.0
_UNEVEN = 0.26
_ROUNDS = 60

Streams = npt.NDArray[np.uint64]


def streams(seed: int) -> Streams:
    """Return the salts of the lattice: bend x, bend y, lines x, lines y, blocks, lots."""
    names = ("bend x", "bend y", "lines x", "lines y", "blocks", "lots")
    return np.array([salt(seed, name) for name in names], dtype=np.uint64)


@njit(cache=True)
def bend_in(x: Any, y: Any, salts: Any) -> Any:
    """Return the place of a point of the map in the lattice, in quarters."""
    u = x + _STRAY * (noise_at(x, y, _WAVE, salts[0]) - 0.5)
    v = y + _STRAY * (noise_at(x, y, _WAVE, salts[1]) - 0.5)
    return u / QUARTER, v / QUARTER


@njit(cache=True)
def bend_out(u: Any, v: Any, salts: Any) -> Any:
    """Return the point of the map at a place of the lattice: the inverse of `bend_in`.

    The bend is a contraction (its slope stays under one), so repeated substitution converges.
    """
    goal_x, goal_y = u * QUARTER, v * QUARTER
    x, y = goal_x, goal_y
    for _ in range(_ROUNDS):
        a = goal_x - _STRAY * (noise_at(x, y, _WAVE, salts[0]) - 0.5)
        b = goal_y - _STRAY * (noise_at(x, y, _WAVE, salts[1]) - 0.5)
        done = abs(a - x) + abs(b - y) < 1e-7
        x, y = a, b
        if done:
            break
    return x, y


@njit(cache=True)
def line_at(i: Any, stream: Any) -> Any:
    """Return where the lattice's line ``i`` runs, in quarters."""
    return i + _UNEVEN * (chance_at(i, 0, stream) - 0.5)


@njit(cache=True)
def strip_of(u: Any, stream: Any) -> Any:
    """Return the strip that holds ``u``: its number, its start and its width in quarters."""
    i = np.int64(np.floor(u))
    if u < line_at(i, stream):
        i -= 1
    elif u >= line_at(i + 1, stream):
        i += 1
    start = line_at(i, stream)
    return i, start, line_at(i + 1, stream) - start


@njit(cache=True)
def split_of(kind: Any, i: Any, j: Any, stream: Any) -> Any:
    """Return into how many blocks a quarter is split, along and across."""
    c = chance_at(i, j, stream)
    if kind == DENSE or (kind == LOOSE and c < 0.6):
        return 2, 2
    if kind == INDUSTRIAL and c < 0.4:
        return 1, 1
    return (2, 1) if c < 0.8 else (1, 2)


@njit(cache=True)
def cut_of(i: Any, j: Any, turned: Any, stream: Any) -> Any:
    """Return where a quarter is split in two, as a share of its side."""
    return 0.5 + 0.24 * (chance_at(2 * i + turned, j + 7919, stream) - 0.5)


@njit(cache=True)
def half_of(f: Any, count: Any, cut: Any) -> Any:
    """Return which half holds the share ``f``, where it starts and how long it is."""
    if count == 1:
        return 0, 0.0, 1.0
    return (0, 0.0, cut) if f < cut else (1, cut, 1.0 - cut)


@njit(cache=True)
def turned_of(along: Any, across: Any, bi: Any, bj: Any, stream: Any) -> Any:
    """Tell whether a block's lots stand along its second side: the longer one, else by lot."""
    if along > 1.25 * across:
        return False
    return across > 1.25 * along or chance_at(bi, bj, stream) < 0.5


@njit(cache=True)
def lots_of(kind: Any, length: Any, bi: Any, bj: Any, stream: Any) -> Any:
    """Return rows of lots in a block and lots in a row, for a row of ``length`` metres."""
    front = 30.0 if kind == DENSE else (34.0 if kind == LOOSE else 95.0)
    count = np.int64(length / (front * (0.75 + 0.6 * chance_at(bi, bj + 104729, stream))))
    rows = 1 if kind == INDUSTRIAL else 2
    return rows, max(count, 1)


@njit(cache=True)
def edge_of(k: Any, count: Any, row: Any, bi: Any, bj: Any, stream: Any) -> Any:
    """Return where the edge ``k`` of a row of ``count`` lots is, as a share of the row."""
    if k <= 0:
        return 0.0
    if k >= count:
        return 1.0
    return (k + 0.4 * (chance_at(bi * 64 + k, bj * 4 + row, stream) - 0.5)) / count


@njit(cache=True)
def lot_of(f: Any, count: Any, row: Any, bi: Any, bj: Any, stream: Any) -> Any:
    """Return the lot of a row that holds the share ``f``: its number, start and end."""
    k = min(max(np.int64(f * count), 0), count - 1)
    if f < edge_of(k, count, row, bi, bj, stream):
        k -= 1
    elif f >= edge_of(k + 1, count, row, bi, bj, stream):
        k += 1
    k = min(max(k, 0), count - 1)
    start = edge_of(k, count, row, bi, bj, stream)
    return k, start, edge_of(k + 1, count, row, bi, bj, stream)

"""Streets and blocks: a bent lattice that parcels and land cover share.

The plane is bent by noise and cut into *quarters* of about 280 m by lines at uneven steps. A
quarter has a kind (open country, dense, loose, industrial, bare); it is split into one to four
*blocks* with streets between, a block into one or two rows of lots. Every choice is a hash of the
quarter's or the block's own numbers, so any part can be drawn without the rest.
"""
# ruff: noqa: PLR2004 - the numbers are the drawing: they are read where they are used

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.compiling import njit
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
Numbers = tuple[int, int]
"""Column and row of a quarter or of a block."""


def streams(seed: int) -> Streams:
    """Return the salts of the lattice: bend x, bend y, lines x, lines y, blocks, lots."""
    names = ("bend x", "bend y", "lines x", "lines y", "blocks", "lots")
    return np.array([salt(seed, name) for name in names], dtype=np.uint64)


@njit(cache=True)
def bend_in(x: float, y: float, salts: Streams) -> tuple[float, float]:
    """Return the place of a point of the map in the lattice, in quarters."""
    u = x + _STRAY * (noise_at(x, y, _WAVE, salts[0]) - 0.5)
    v = y + _STRAY * (noise_at(x, y, _WAVE, salts[1]) - 0.5)
    return u / QUARTER, v / QUARTER


@njit(cache=True)
def bend_out(u: float, v: float, salts: Streams) -> tuple[float, float]:
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
def line_at(i: int, stream: np.uint64) -> float:
    """Return where the lattice's line ``i`` runs, in quarters."""
    return i + _UNEVEN * (chance_at(i, 0, stream) - 0.5)


@njit(cache=True)
def strip_of(u: float, stream: np.uint64) -> tuple[int, float, float]:
    """Return the strip that holds ``u``: its number, its start and its width in quarters."""
    i = int(np.floor(u))
    if u < line_at(i, stream):
        i -= 1
    elif u >= line_at(i + 1, stream):
        i += 1
    start = line_at(i, stream)
    return i, start, line_at(i + 1, stream) - start


@njit(cache=True)
def split_of(kind: int, i: int, j: int, stream: np.uint64) -> tuple[int, int]:
    """Return into how many blocks a quarter is split, along and across."""
    c = chance_at(i, j, stream)
    if kind == DENSE or (kind == LOOSE and c < 0.6):
        return 2, 2
    if kind == INDUSTRIAL and c < 0.4:
        return 1, 1
    return (2, 1) if c < 0.8 else (1, 2)


@njit(cache=True)
def cut_of(i: int, j: int, turned: int, stream: np.uint64) -> float:
    """Return where a quarter is split in two, as a share of its side."""
    return 0.5 + 0.24 * (chance_at(2 * i + turned, j + 7919, stream) - 0.5)


@njit(cache=True)
def half_of(f: float, count: int, cut: float) -> tuple[int, float, float]:
    """Return which half holds the share ``f``, where it starts and how long it is."""
    if count == 1:
        return 0, 0.0, 1.0
    return (0, 0.0, cut) if f < cut else (1, cut, 1.0 - cut)


@njit(cache=True)
def turned_of(along: float, across: float, block: Numbers, stream: np.uint64) -> bool:
    """Tell whether a block's lots stand along its second side: the longer one, else by lot."""
    if along > 1.25 * across:
        return False
    return across > 1.25 * along or chance_at(block[0], block[1], stream) < 0.5


@njit(cache=True)
def lots_of(kind: int, length: float, block: Numbers, stream: np.uint64) -> tuple[int, int]:
    """Return rows of lots in a block and lots in a row, for a row of ``length`` metres."""
    front = 30.0 if kind == DENSE else (34.0 if kind == LOOSE else 95.0)
    uneven = 0.75 + 0.6 * chance_at(block[0], block[1] + 104729, stream)
    return (1 if kind == INDUSTRIAL else 2), max(int(length / (front * uneven)), 1)


@njit(cache=True)
def edge_of(k: int, count: int, row: int, block: Numbers, stream: np.uint64) -> float:
    """Return where the edge ``k`` of a row of ``count`` lots is, as a share of the row."""
    if k <= 0:
        return 0.0
    if k >= count:
        return 1.0
    shift = chance_at(block[0] * 64 + k, block[1] * 4 + row, stream) - 0.5
    return (k + 0.4 * shift) / count


@njit(cache=True)
def lot_of(
    f: float, count: int, row: int, block: Numbers, stream: np.uint64
) -> tuple[int, float, float]:
    """Return the lot of a row that holds the share ``f``: its number, start and end."""
    k = int(f * count)
    if f < edge_of(k, count, row, block, stream):
        k -= 1
    elif f >= edge_of(k + 1, count, row, block, stream):
        k += 1
    k = min(max(k, 0), count - 1)
    start = edge_of(k, count, row, block, stream)
    return k, start, edge_of(k + 1, count, row, block, stream)

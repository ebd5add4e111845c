"""Noise that depends on where, never on when: a hash of the coordinates and of a salt.

A field made of it has the same value at a place whatever tile asks for it, so a raster can be
written in any chunks. The array functions and the compiled ones give the same bits.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from contado.compiling import njit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_A = np.uint64(0x9E3779B97F4A7C15)
_B = np.uint64(0xC2B2AE3D27D4EB4F)
_C = np.uint64(0xBF58476D1CE4E5B9)
_D = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(29)
_HALF = np.uint64(32)
_LOW = np.uint64(11)
_UNIT = 2.0**-53


def salt(seed: int, name: str) -> np.uint64:
    """Return the salt of the stream ``name`` under ``seed``.

    Examples
    --------
    >>> bool(salt(1, "parks") == salt(1, "parks")), bool(salt(1, "parks") == salt(2, "parks"))
    (True, False)
    """
    text = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return np.uint64(int.from_bytes(text[:8], "little"))


def chance(i: npt.ArrayLike, j: npt.ArrayLike, stream: np.uint64) -> Floats:
    """Return a number in [0, 1) for each pair of integers.

    Parameters
    ----------
    i, j
        Integers of any shapes that broadcast.
    stream
        From `salt`.

    Examples
    --------
    >>> bool((chance([0, 1], 0, salt(1, "a")) == chance([0, 1], 0, salt(1, "a"))).all())
    True
    """
    a = np.atleast_1d(np.asarray(i, dtype=np.int64)).astype(np.uint64)
    b = np.atleast_1d(np.asarray(j, dtype=np.int64)).astype(np.uint64)
    h = a * _A ^ b * _B ^ stream
    h = (h ^ h >> _SHIFT) * _C
    h = (h ^ h >> _HALF) * _D
    return ((h ^ h >> _SHIFT) >> _LOW).astype(np.float64) * _UNIT


def noise(x: Floats, y: Floats, scale: float, stream: np.uint64) -> Floats:
    """Return smooth noise in [0, 1] at coordinates.

    Parameters
    ----------
    x, y
        Coordinates in metres, any shapes that broadcast.
    scale
        Size of a bump in metres.
    stream
        From `salt`.
    """
    u, v = np.asarray(x) / scale, np.asarray(y) / scale
    fu, fv = np.floor(u), np.floor(v)
    i, j = fu.astype(np.int64), fv.astype(np.int64)
    s, t = _smooth(u - fu), _smooth(v - fv)
    low = _blend(chance(i, j, stream), chance(i + 1, j, stream), s)
    high = _blend(chance(i, j + 1, stream), chance(i + 1, j + 1, stream), s)
    return _blend(low, high, t)


def fractal(x: Floats, y: Floats, scale: float, stream: np.uint64, octaves: int = 3) -> Floats:
    """Return noise in [0, 1] with finer and weaker bumps on the large ones."""
    weights = [0.5**k for k in range(octaves)]
    total = sum(w * noise(x, y, scale * w, stream + np.uint64(k)) for k, w in enumerate(weights))
    return np.asarray(total / sum(weights))


def _smooth(t: Floats) -> Floats:
    return t * t * (3.0 - 2.0 * t)


def _blend(a: Floats, b: Floats, t: Floats) -> Floats:
    return a + (b - a) * t


@njit(cache=True)
def chance_at(i: int, j: int, stream: np.uint64) -> float:
    """Return `chance` of one pair, compiled."""
    h = np.uint64(i) * _A ^ np.uint64(j) * _B ^ stream
    h = (h ^ h >> _SHIFT) * _C
    h = (h ^ h >> _HALF) * _D
    return np.float64((h ^ h >> _SHIFT) >> _LOW) * _UNIT


@njit(cache=True)
def noise_at(x: float, y: float, scale: float, stream: np.uint64) -> float:
    """Return `noise` of one point, compiled."""
    u, v = x / scale, y / scale
    fu, fv = np.floor(u), np.floor(v)
    i, j = int(fu), int(fv)
    s, t = u - fu, v - fv
    s = s * s * (3.0 - 2.0 * s)
    t = t * t * (3.0 - 2.0 * t)
    a, b = chance_at(i, j, stream), chance_at(i + 1, j, stream)
    c, d = chance_at(i, j + 1, stream), chance_at(i + 1, j + 1, stream)
    low: float = a + (b - a) * s
    high: float = c + (d - c) * s
    mixed: float = low + (high - low) * t
    return mixed

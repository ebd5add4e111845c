"""Runoff of a rainfall event by the curve-number method (SCS-CN), on numbers and arrays.

``S = 25400/CN − 254`` mm, ``Ia = λ·S``, ``Q = (P − λS)² / (P + (1 − λ)S)`` where ``P > λS``, else 0
(USDA TR-55; domain §2.7). Retention index, retained and flooded volume are those of InVEST Urban
Flood Risk Mitigation (domain §2.9.2). Every function keeps the precision of the curve numbers it
is given, so that a table of 32-bit numbers gives the cells that InVEST writes.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem

Reals = npt.NDArray[np.floating[Any]]
Moisture = Literal["I", "II", "III"]

MOISTURES: tuple[Moisture, ...] = ("I", "II", "III")
"""Antecedent moisture: dry, average, wet."""

HIGHEST = 100
"""The curve number of ground that keeps nothing."""

_LITRES = 1e-3
"""Cubic metres in a millimetre on a square metre."""


def potential_retention(curve_number: npt.ArrayLike) -> Reals:
    """Return the potential maximum retention S, mm: ``25400/CN − 254``; infinite at CN 0.

    Parameters
    ----------
    curve_number
        CN, 0 to 100; any shape.

    Raises
    ------
    BadInput
        ``drainage.curve_number_outside``.

    Examples
    --------
    >>> potential_retention([80, 100, 0])
    array([63.5,  0. ,  inf])
    """
    numbers = _curve_numbers(curve_number)
    with np.errstate(divide="ignore", over="ignore"):
        return np.asarray(25400 / numbers - 254)


def initial_abstraction(curve_number: npt.ArrayLike, ratio: float) -> Reals:
    """Return the rain lost before runoff begins, mm: ``λ·S``.

    Parameters
    ----------
    curve_number
        CN, 0 to 100; any shape.
    ratio
        λ, 0 to 1: the plan says which.

    Raises
    ------
    BadInput
        ``drainage.curve_number_outside``, ``drainage.ratio_outside``.

    Examples
    --------
    >>> initial_abstraction(80.0, 0.2).round(6).tolist()
    12.7
    """
    return np.asarray(_ratio(ratio) * potential_retention(curve_number))


def runoff_depth(rain: npt.ArrayLike, curve_number: npt.ArrayLike, ratio: float) -> Reals:
    """Return the runoff Q of an event, mm.

    Parameters
    ----------
    rain
        P, mm, not negative; broadcast with the curve numbers.
    curve_number
        CN, 0 to 100. At 100 all the rain runs off, at 0 none.
    ratio
        λ, 0 to 1: the plan says which.

    Raises
    ------
    BadInput
        ``drainage.rain_outside``, ``drainage.curve_number_outside``, ``drainage.ratio_outside``.

    Examples
    --------
    >>> runoff_depth(50.0, [98, 80, 39], 0.2).round(2)
    array([44.28, 13.8 ,  0.  ])
    >>> runoff_depth(50.0, 80.0, 0.05).round(2).tolist()
    19.87
    """
    retention = potential_retention(curve_number)
    depth = _rain(rain).astype(retention.dtype)
    share = _ratio(ratio)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        above = depth - share * retention
        runoff = above**2 / (depth + (1 - share) * retention)
    # Rounding must not make more runoff than rain, nor less where the ground holds nothing.
    runoff = np.where(retention > 0, np.minimum(runoff, depth), depth)
    return np.asarray(np.where(above > 0, runoff, np.zeros_like(runoff)))


def retention_index(runoff: npt.ArrayLike, rain: npt.ArrayLike) -> Reals:
    """Return the share of the rain that is kept: ``R = 1 − Q/P``; NaN where no rain falls.

    Parameters
    ----------
    runoff, rain
        Q and P, mm; broadcast together.

    Examples
    --------
    >>> retention_index([0.0, 15.0, 60.0, 0.0], [60.0, 60.0, 60.0, 0.0])
    array([1.  , 0.75, 0.  ,  nan])
    """
    depth = _floating(runoff)
    fallen = _rain(rain).astype(depth.dtype)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(fallen > 0, 1 - depth / fallen, np.nan).astype(depth.dtype))


def retained_volume(index: npt.ArrayLike, rain: npt.ArrayLike, area: npt.ArrayLike) -> Reals:
    """Return the volume kept, m³: ``R·P·area·10⁻³``.

    Parameters
    ----------
    index
        R, as `retention_index` gives it.
    rain
        P, mm.
    area
        m².

    Examples
    --------
    >>> retained_volume(0.75, 60.0, 400.0).tolist()
    18.0
    """
    share = _floating(index)
    return np.asarray(share * _as(rain, share) * _as(area, share) * _as(_LITRES, share))


def flooded_volume(runoff: npt.ArrayLike, area: npt.ArrayLike) -> Reals:
    """Return the volume that runs off, m³: ``Q·area·10⁻³``.

    Parameters
    ----------
    runoff
        Q, mm.
    area
        m².

    Examples
    --------
    >>> flooded_volume(15.0, 400.0).tolist()
    6.0
    """
    depth = _floating(runoff)
    return np.asarray(depth * _as(area, depth) * _as(_LITRES, depth))


def curve_number_for(moisture: str, curve_number: npt.ArrayLike) -> Reals:
    """Return the curve number in a state of antecedent moisture, from the one in the average state.

    ``CN_I = 4.2·CN/(10 − 0.058·CN)``, ``CN_III = 23·CN/(10 + 0.13·CN)`` (domain §2.7).

    Parameters
    ----------
    moisture
        ``I`` (dry), ``II`` (average) or ``III`` (wet).
    curve_number
        CN II, 0 to 100; any shape.

    Raises
    ------
    BadInput
        ``drainage.moisture_unknown``, ``drainage.curve_number_outside``.

    Examples
    --------
    >>> [curve_number_for(state, 80.0).round(2).tolist() for state in MOISTURES]
    [62.69, 80.0, 90.2]
    """
    numbers = _curve_numbers(curve_number)
    if moisture == "II":
        return numbers
    if moisture == "I":
        moved = 4.2 * numbers / (10 - 0.058 * numbers)
    elif moisture == "III":
        moved = 23 * numbers / (10 + 0.13 * numbers)
    else:
        raise BadInput(Problem("drainage.moisture_unknown", "", {"value": str(moisture)[:20]}))
    return np.asarray(np.minimum(moved, HIGHEST).astype(numbers.dtype))  # a rounding above 100


def _floating(values: npt.ArrayLike) -> Reals:
    array = np.asarray(values)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _as(values: npt.ArrayLike, like: Reals) -> Reals:
    return np.asarray(values).astype(like.dtype)


def _curve_numbers(values: npt.ArrayLike) -> Reals:
    numbers = _floating(values)
    return _within(numbers, (numbers >= 0) & (numbers <= HIGHEST), "drainage.curve_number_outside")


def _rain(values: npt.ArrayLike) -> Reals:
    depth = _floating(values)
    return _within(depth, np.isfinite(depth) & (depth >= 0), "drainage.rain_outside")


def _ratio(ratio: float) -> float:
    share = _floating(ratio)
    return float(_within(share, (share >= 0) & (share <= 1), "drainage.ratio_outside"))


def _within(values: Reals, good: npt.ArrayLike, code: str) -> Reals:
    wrong = np.atleast_1d(values)[~np.atleast_1d(good)]
    if wrong.size:
        about = {"value": float(wrong[0]), "count": int(wrong.size)}
        raise BadInput(Problem(code, "", about))
    return values

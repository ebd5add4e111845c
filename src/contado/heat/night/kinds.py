"""What a temperature is of (the land surface or the air), and its unit: never guessed, never mixed.

A satellite sees the surface; a station and UrbClim know the air (domain §2.2). Kelvin differs from
°C by the size of the numbers, but converted only where the reader says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.words import WORDS
from contado.terms import Text
from contado.values import Floats

if TYPE_CHECKING:
    from contado.territory import Layer

Kind = Literal["LST", "air"]
Unit = Literal["C", "K"]

KINDS: dict[str, Text] = {kind: WORDS[f"kinds.{kind}"] for kind in ("LST", "air")}
"""What a temperature may be of."""

UNITS: dict[str, str] = {"C": "°C", "K": "K"}

COLDEST, HOTTEST = -90.0, 80.0
"""No place on earth is beyond these at night or by day, °C: what is, is not a temperature in °C."""

_ZERO = 273.15


def kind_of(layer: Layer) -> Kind:
    """Return what the temperatures of a layer are of.

    Raises
    ------
    BadInput
        ``night.kind_unknown``.
    """
    kind = layer.meta.get("kind")
    if kind not in KINDS:
        raise BadInput(Problem("night.kind_unknown", layer.id, {"name": layer.id}))
    return kind  # type: ignore[no-any-return]


def celsius(values: Floats, unit: Unit, where: str) -> Floats:
    """Return temperatures in °C from the unit that the reader says they are in.

    Raises
    ------
    BadInput
        ``night.looks_kelvin`` or ``night.looks_celsius`` where the numbers are of the other unit;
        ``night.not_a_temperature`` where one is of neither.

    Examples
    --------
    >>> celsius(np.array([293.15, np.nan]), "K", "model.tif")
    array([20., nan])
    """
    degrees: Floats = values - _ZERO if unit == "K" else values
    wrong = values[_impossible(degrees)]
    others = wrong if unit == "K" else wrong - _ZERO
    # zeros alone fill a hole: they are no °C
    all_wrong = wrong.size == np.count_nonzero(np.isfinite(values)) and wrong.any()
    if all_wrong and not _impossible(others).any():
        code = "night.looks_celsius" if unit == "K" else "night.looks_kelvin"
        raise BadInput(Problem(code, where, {"median": float(np.median(wrong))}))
    if wrong.size:
        about = {"value": float(wrong[0]), "count": int(wrong.size), "unit": UNITS[unit]}
        raise BadInput(Problem("night.not_a_temperature", where, about))
    return degrees


def _impossible(degrees: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((degrees < COLDEST) | (degrees > HOTTEST))

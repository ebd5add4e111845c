"""How a model of temperature agrees with what was observed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contado.errors import BadInput, Problem
from contado.heat.night.kinds import KINDS, Kind
from contado.terms import Text
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import Rules

LEAST_PAIRS = "calibration.least_pairs"

_FLAT = 1e-9
"""Temperatures that differ by less, °C, are one and the same: no line goes through them."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """An observation that makes no pair, and why."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Pairs:
    """A model and observations at the same ``n`` places, °C.

    Parameters
    ----------
    model, observed
        Shape ``(n,)``.
    x, y
        Where, in ``crs``; shape ``(n,)``.
    crs
        Code or WKT of the system.
    names
        What each place is called; empty for cells.
    set_aside
        Observations that make no pair.
    """

    model: Floats
    observed: Floats
    x: Floats
    y: Floats
    crs: str
    names: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.model)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What pairs say of a model, in °C where not otherwise stated.

    Parameters
    ----------
    pairs
        How many.
    bias
        Mean of model minus observed: above 0 the model is too warm.
    rmse, mae
        Root of the mean square, and mean size, of that difference.
    spread
        Root mean square once the bias is taken away.
    r2
        Square of the correlation, 0-1; None where either side does not vary.
    slope, intercept
        Of the line of least squares ``model = slope · observed + intercept``; None where what was
        observed does not vary.
    """

    pairs: int
    bias: float
    rmse: float
    mae: float
    spread: float
    r2: float | None
    slope: float | None
    intercept: float | None


def agreement(pairs: Pairs, rules: Rules) -> Agreement | None:
    """Return how a model agrees with what was observed; None where the pairs are too few.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> observed = np.array([18.0, 20.0, 22.0])
    >>> pairs = Pairs(observed + 1, observed, np.zeros(3), np.zeros(3), "EPSG:32632")
    >>> found = agreement(pairs, Rules.load(on=date(2026, 1, 1)))
    >>> found.bias, found.rmse, found.r2, found.slope, found.spread
    (1.0, 1.0, 1.0, 1.0, 0.0)
    """
    if len(pairs) < rules.number(LEAST_PAIRS):
        return None
    difference = pairs.model - pairs.observed
    bias = float(difference.mean())
    slope, r2 = _line(pairs.model, pairs.observed)
    intercept = None
    if slope is not None:
        intercept = float(pairs.model.mean() - slope * pairs.observed.mean())
    return Agreement(
        pairs=len(pairs),
        bias=bias,
        rmse=float(np.sqrt(np.mean(difference**2))),
        mae=float(np.abs(difference).mean()),
        spread=float(difference.std()),
        r2=r2,
        slope=slope,
        intercept=intercept,
    )


def _line(model: Floats, observed: Floats) -> tuple[float | None, float | None]:
    """Return the slope of the line of least squares and the square of the correlation."""
    x, y = observed - observed.mean(), model - model.mean()
    if np.abs(x).max() < _FLAT:
        return None, None
    slope = float((x @ y) / (x @ x))
    if np.abs(y).max() < _FLAT:
        return slope, None
    return slope, min(float((x @ y) ** 2 / ((x @ x) * (y @ y))), 1.0)


def check_kinds(model: Kind, observed: Kind, *, different: bool) -> None:
    """Refuse to compare the temperature of the surface with that of the air, unless asked to.

    Raises
    ------
    BadInput
        ``night.kinds_differ``.
    """
    if model != observed and not different:
        values = {"model": KINDS[model], "observed": KINDS[observed]}
        raise BadInput(Problem("night.kinds_differ", "", values))

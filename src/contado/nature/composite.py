"""Composite indices, always with the sub-indices that made them.

Territorial vulnerability ``V = I · (1 − AC)`` with the impact ``I`` = pressure × sensitivity, the
risk of the IPCC's fifth report ``R = H · E · V``, and the adjusted Mazziotta–Pareto index (AMPI),
which does not let one good indicator make up for a bad one (domain §2.3 and §6.3; Mazziotta and
Pareto 2014). A composite of which one sub-index is missing is missing, never lower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from contado.values import Floats

Penalty = Literal["plus", "minus"]

_CENTRE, _SPREAD = 70.0, 60.0  # AMPI's own scale: the reference is 100, the goalposts 70 and 130


@dataclass(frozen=True, slots=True)
class Composite:
    """An index of ``n`` units, and what it was made of.

    Parameters
    ----------
    values
        Shape ``(n,)``; NaN where a sub-index is missing.
    parts
        Sub-indices by name, each of shape ``(n,)``.
    """

    values: Floats
    parts: Mapping[str, Floats]

    def lacking(self, row: int) -> tuple[str, ...]:
        """Return the sub-indices that a row lacks: why its value is missing.

        Examples
        --------
        >>> risk([1.0], [np.nan], [0.5]).lacking(0)
        ('exposure',)
        """
        return tuple(name for name, part in self.parts.items() if np.isnan(part[row]))


@dataclass(frozen=True, slots=True)
class Goalposts:
    """What an indicator is measured against.

    Parameters
    ----------
    reference
        Value that becomes 100.
    least, most
        Least and most value of the indicator over all units and times that are compared.
    rises
        Whether a higher value is more of what the composite tells (positive polarity).
    """

    reference: float
    least: float
    most: float
    rises: bool = True

    def __post_init__(self) -> None:
        if not self.least < self.most or not np.isfinite([self.reference, self.least]).all():
            raise ValueError("goalposts lie apart and are numbers")


def vulnerability(
    pressure: npt.ArrayLike, sensitivity: npt.ArrayLike, adaptation: npt.ArrayLike
) -> Composite:
    """Return ``V = I · (1 − AC)`` with ``I`` = pressure × sensitivity; all between 0 and 1.

    Examples
    --------
    >>> index = vulnerability([0.8], [0.5], [0.25])
    >>> index.parts["impact"].round(9), index.values.round(9)
    (array([0.4]), array([0.3]))
    """
    given = _shares(pressure=pressure, sensitivity=sensitivity, adaptation=adaptation)
    impact = given["pressure"] * given["sensitivity"]
    return Composite(impact * (1 - given["adaptation"]), {**given, "impact": impact})


def risk(hazard: npt.ArrayLike, exposure: npt.ArrayLike, vulnerability: npt.ArrayLike) -> Composite:
    """Return ``R = H · E · V``; all between 0 and 1.

    Examples
    --------
    >>> risk([0.5], [0.5], [1.0]).values
    array([0.25])
    """
    given = _shares(hazard=hazard, exposure=exposure, vulnerability=vulnerability)
    return Composite(given["hazard"] * given["exposure"] * given["vulnerability"], given)


def weighted_mean(parts: Mapping[str, npt.ArrayLike], weights: Mapping[str, float]) -> Composite:
    """Return the weighted mean of sub-indices; weights need not add up to 1.

    Examples
    --------
    >>> weighted_mean({"a": [0.0], "b": [1.0]}, {"a": 1, "b": 3}).values
    array([0.75])
    """
    if set(parts) != set(weights) or not sum(weights.values()) > 0 or min(weights.values()) < 0:
        raise ValueError("every sub-index has a weight, and they add up to more than zero")
    given = {name: np.asarray(part, dtype=np.float64) for name, part in parts.items()}
    total = sum(weights.values())
    mean = np.sum([weights[name] / total * part for name, part in given.items()], axis=0)
    return Composite(np.asarray(mean), given)


def normalised(values: npt.ArrayLike, posts: Goalposts) -> Floats:
    """Return an indicator on the scale of AMPI, where the reference is 100.

    ``z = 60 (x − Min)/(Max − Min) + 70`` with ``Min, Max = Ref ∓ (Sup − Inf)/2``; with negative
    polarity ``z = 60 (Max − x)/(Max − Min) + 70``.

    Examples
    --------
    >>> normalised([5.0, 10.0], Goalposts(reference=5, least=0, most=10))
    array([100., 130.])
    >>> normalised([5.0, 10.0], Goalposts(reference=5, least=0, most=10, rises=False))
    array([100.,  70.])
    """
    x = np.asarray(values, dtype=np.float64)
    width = posts.most - posts.least
    above = x - (posts.reference - width / 2)
    return _SPREAD * (above if posts.rises else width - above) / width + _CENTRE


def ampi(
    indicators: Mapping[str, npt.ArrayLike], posts: Mapping[str, Goalposts], *, penalty: Penalty
) -> Composite:
    """Return the adjusted Mazziotta–Pareto index, ``M ± S · cv``.

    ``M`` and ``S`` are the mean and the population standard deviation of the normalised
    indicators of a unit, and ``cv = S/M``.

    Parameters
    ----------
    indicators
        Values by name, each of shape ``(n,)``.
    posts
        Goalposts of each indicator.
    penalty
        ``plus`` where high is bad (vulnerability), ``minus`` where high is good (wellbeing).

    Returns
    -------
    Composite
        The parts are the normalised indicators, their ``mean`` and their ``dispersion`` (S).

    Examples
    --------
    >>> wide = Goalposts(reference=0, least=-1, most=1)
    >>> ampi({"a": [0.0], "b": [0.0]}, {"a": wide, "b": wide}, penalty="plus").values
    array([100.])
    """
    if not indicators or set(indicators) != set(posts):
        raise ValueError("every indicator has its goalposts")
    z = {name: normalised(values, posts[name]) for name, values in indicators.items()}
    stacked = np.stack(list(z.values()))
    mean, spread = stacked.mean(axis=0), stacked.std(axis=0)
    sign = 1.0 if penalty == "plus" else -1.0
    parts = {**z, "mean": mean, "dispersion": spread}
    return Composite(mean + sign * spread**2 / mean, parts)


def _shares(**given: npt.ArrayLike) -> dict[str, Floats]:
    """Return sub-indices as arrays; NaN is missing, anything else lies between 0 and 1."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
    for name, values in arrays.items():
        if ((values < 0) | (values > 1)).any():
            raise ValueError("a sub-index is a share between 0 and 1: " + name)
    return arrays

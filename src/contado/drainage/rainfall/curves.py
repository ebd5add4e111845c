"""Depth-duration-frequency curves of rain: the scale-invariant GEV of the regional agency (LSPP).

``h(D, T) = a1 · w_T · D^n``, with ``D`` in hours and ``h`` in mm, and the growth factor
``w_T = ε + (α/κ)·{1 − [ln(T/(T−1))]^κ}``, or ``ε − α·ln(ln(T/(T−1)))`` where ``κ`` is 0.
Source: ARPA Lombardia, linee segnalatrici di probabilità pluviometrica (LSPP).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import expm1, isfinite, log, log1p

import numpy as np

from contado.errors import BadInput, Problem
from contado.values import Floats

SITE_PARAMETERS = ("a1", "n", "alpha", "kappa", "epsilon")
"""The parameters of a site, as options, tables and layers name them."""

_HOUR = 1.0  # where the exponent of short rain takes over
_GUMBEL = 1e-12  # below it the limit κ → 0 is exact to rounding

_RANGES: dict[str, tuple[float, float, str]] = {
    "a1": (0.0, 200.0, "0 < a1 < 200"),
    "n": (0.0, 1.0, "0 < n < 1"),
    "alpha": (0.0, np.inf, "> 0"),
    "kappa": (-1.0, 1.0, "−1 < κ < 1"),
    "epsilon": (-np.inf, np.inf, "−∞ < ε < ∞"),
    "n_short": (0.0, 1.0, "0 < n < 1"),
}
"""Open bounds of each parameter: outside them the curve is none, has no mean, or has another unit.

That of ``a1``, mm, is the one of the layer role ``rainfall``."""


def out_of_range(parameters: Mapping[str, float], where: str) -> Iterator[Problem]:
    """Yield a problem for each parameter that no curve can have."""
    for name, value in parameters.items():
        low, high, bounds = _RANGES[name]
        if not (isfinite(value) and low < value < high):
            values = {"parameter": name, "value": value, "range": bounds}
            yield Problem("rainfall.outside", where, values)


@dataclass(frozen=True, slots=True)
class Rainfall:
    """The rain of a site, for every duration and return period.

    Parameters
    ----------
    a1
        Depth of one hour that the growth factor multiplies, mm.
    n
        Exponent of the duration, from one hour on.
    alpha, kappa, epsilon
        Scale, shape and position of the growth factor (GEV).
    n_short
        Exponent of durations below one hour.
    imputed
        Names of the parameters that were filled in, not estimated for the site.
    source
        Where they come from, for whoever reads the answer.

    Raises
    ------
    BadInput
        ``rainfall.outside``, one problem a parameter; ``rainfall.unknown_parameter``.

    Examples
    --------
    >>> milan = Rainfall(29.87, 0.3006, 0.2958, -0.0358, 0.8179, n_short=0.5)
    >>> round(milan.growth(50), 4), round(milan.depth(3, 50), 1)
    (2.0566, 85.5)
    """

    a1: float
    n: float
    alpha: float
    kappa: float
    epsilon: float
    n_short: float
    imputed: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise BadInput(problems)

    def _problems(self) -> Iterator[Problem]:
        yield from out_of_range(self.parameters, self.source)
        for name in self.imputed:
            if name not in _RANGES:
                yield Problem("rainfall.unknown_parameter", self.source, {"parameter": name})

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return {name: getattr(self, name) for name in _RANGES}

    def growth(self, return_period: float) -> float:
        """Return the growth factor ``w_T`` of a return period.

        Parameters
        ----------
        return_period
            Years, above 1.

        Raises
        ------
        BadInput
            ``rainfall.return_period``, or ``rainfall.no_rain`` where the curve gives no rain.

        Examples
        --------
        >>> Rainfall(30.0, 0.3, 0.3, 0.0, 0.8, 0.5).growth(100).__round__(4)   # 0.8 + 0.3·4.60015
        2.18
        """
        if not (isfinite(return_period) and return_period > 1.0):
            raise BadInput(Problem("rainfall.return_period", "", {"value": return_period}))
        factor = self.epsilon + self.alpha * _reduced(return_period, self.kappa)
        if factor <= 0.0:
            values = {"years": return_period, "factor": factor}
            raise BadInput(Problem("rainfall.no_rain", self.source, values))
        return factor

    def hourly(self, return_period: float) -> float:
        """Return ``a = a1 · w_T``, the depth of one hour, mm."""
        return self.a1 * self.growth(return_period)

    def depth(self, hours: float, return_period: float) -> float:
        """Return the depth of a duration, mm; see `depths`."""
        return float(self.depths(np.array([hours]), return_period)[0])

    def depths(self, hours: Floats, return_period: float) -> Floats:
        """Return the depth of each duration, mm.

        Below one hour the exponent is ``n_short``; the two branches meet at one hour.

        Parameters
        ----------
        hours
            Durations, h, above 0; any shape.
        return_period
            Years, above 1.

        Raises
        ------
        BadInput
            ``rainfall.duration``, and those of `growth`.

        Examples
        --------
        >>> site = Rainfall(30.0, 0.3, 0.3, 0.0, 0.8, n_short=0.5)
        >>> (site.depths(np.array([0.25, 1.0]), 100) / site.hourly(100)).round(6)
        array([0.5, 1. ])
        """
        bad = ~(np.isfinite(hours) & (hours > 0.0))
        if bad.any():
            raise BadInput(Problem("rainfall.duration", "", {"value": float(hours[bad][0])}))
        exponent = np.where(hours < _HOUR, self.n_short, self.n)
        depths: Floats = self.hourly(return_period) * np.power(hours, exponent)
        return depths


def _reduced(return_period: float, kappa: float) -> float:
    """Return ``{1 − [ln(T/(T−1))]^κ}/κ``, without loss of digits near κ = 0 and for long T."""
    logarithm = log(-log1p(-1.0 / return_period))
    if abs(kappa) < _GUMBEL:
        return -logarithm
    return -expm1(kappa * logarithm) / kappa

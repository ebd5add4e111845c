"""Design storms: how the rain of a duration is spread over its time.

A storm is asked for by its cumulative depth, so that the rain of every block is an exact integral
and the whole storm rains exactly what the depth-duration curve says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from contado.values import Floats

_HOUR = 1.0  # where the exponent of short rain takes over


class DepthCurve(Protocol):
    """A depth-duration curve for one return period."""

    def depth(self, hours: Floats) -> Floats:
        """Return the rain depth, mm, of each duration, h; 0 for no duration."""
        ...


@dataclass(frozen=True, slots=True)
class PowerCurve:
    """The depth-duration curve ``h = a·D^n``, with an exponent of its own below one hour.

    The two branches meet at one hour, where both give ``a``.

    Parameters
    ----------
    a
        Depth of one hour, mm.
    n
        Exponent from one hour on, between 0 and 1.
    n_short
        Exponent below one hour; ``n`` where it is left out.

    Examples
    --------
    >>> PowerCurve(60.0, 0.3, 0.5).depth(np.array([0.0, 0.25, 1.0, 2.0])).round(2)
    array([ 0.  , 30.  , 60.  , 73.87])
    """

    a: float
    n: float
    n_short: float | None = None

    def depth(self, hours: Floats) -> Floats:
        """Return the rain depth, mm, of each duration, h."""
        short = self.n if self.n_short is None else self.n_short
        depths: Floats = self.a * np.power(hours, np.where(hours < _HOUR, short, self.n))
        return depths


Storm = Callable[[DepthCurve, Floats, Floats], Floats]
"""``(curve, durations, edges) -> cumulative depth``: durations of shape ``(m, 1)``, h; edges, h
from the beginning of the rain, of shape ``(m, k)``; depths of shape ``(m, k)``, mm."""


def constant(curve: DepthCurve, durations: Floats, edges: Floats) -> Floats:
    """Return the cumulative depth of storms of constant intensity.

    Examples
    --------
    >>> two = np.array([[2.0]])
    >>> constant(PowerCurve(10.0, 0.5), two, np.array([[0.0, 1.0, 2.0, 9.0]])).round(2)
    array([[ 0.  ,  7.07, 14.14, 14.14]])
    """
    return curve.depth(durations) * np.clip(edges / durations, 0.0, 1.0)


def chicago(peak_position: float) -> Storm:
    """Return the Chicago storm with its peak at ``peak_position`` of the duration.

    Every window around the peak rains exactly the depth of its own length. Going back from the
    peak a time ``t`` the storm rains ``r·h(t/r)``; going on, ``(1−r)·h(t/(1−r))``.

    Parameters
    ----------
    peak_position
        Share of the duration before the peak, between 0 and 1 inclusive.

    Notes
    -----
    Source: C. J. Keifer and H. H. Chu, Synthetic storm pattern for drainage design, Journal of
    the Hydraulics Division 83(4), ASCE 1957. The intensity at the peak has no upper bound where
    ``n < 1``; the depth of a block around it does, and only depths are used.

    Examples
    --------
    >>> storm, one = chicago(0.4), np.array([[1.0]])
    >>> storm(PowerCurve(60.0, 0.3, 0.5), one, np.array([[0.0, 0.4, 1.0, 2.0]])).round(6)
    array([[ 0., 24., 60., 60.]])
    """

    def cumulative(curve: DepthCurve, durations: Floats, edges: Floats) -> Floats:
        within = np.clip(edges, 0.0, durations)
        peak = peak_position * durations
        whole = curve.depth(durations)
        return peak_position * (whole - _side(curve, peak - within, peak_position)) + (
            1.0 - peak_position
        ) * _side(curve, within - peak, 1.0 - peak_position)

    return cumulative


def _side(curve: DepthCurve, away: Floats, share: float) -> Floats:
    """Return the depth of the duration that a distance from the peak stands for."""
    if share == 0.0:
        return np.zeros_like(away)
    return curve.depth(np.maximum(away, 0.0) / share)

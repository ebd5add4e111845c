"""How the net rain of a catchment becomes the flow that reaches the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from contado.values import Floats

_LASTING = 14.0  # time constants after which under a millionth of a linear reservoir is left
_INSTANT = 1e-6  # h: a shorter time delays nothing

RoutingKind = Literal["none", "linear_reservoir", "time_area"]


@dataclass(frozen=True, slots=True)
class Routing:
    """The rule that delays the flow on its way to the store.

    Parameters
    ----------
    kind
        ``none``: the rain arrives as it falls. ``linear_reservoir``: the flow is the water on the
        way divided by ``hours``. ``time_area``: the kinematic catchment, whose area contributes
        uniformly over its time of concentration.
    hours
        Constant of the reservoir, or time of concentration, h.

    Notes
    -----
    All three conserve mass: what does not leave in a block is on the way at its end.

    Examples
    --------
    >>> edges, rain = np.array([[0.0, 1.0, 2.0]]), np.array([[10.0, 0.0]])
    >>> arrived, on_the_way = Routing("time_area", 1.0).route(edges, rain)
    >>> arrived, on_the_way
    (array([[5., 5.]]), array([0.]))
    """

    kind: RoutingKind = "none"
    hours: float = 0.0

    @property
    def tail(self) -> float:
        """Time after the rain in which (nearly) everything arrives, h."""
        if self.hours < _INSTANT:
            return 0.0
        return {"none": 0.0, "linear_reservoir": _LASTING, "time_area": 1.0}[self.kind] * self.hours

    def route(self, edges: Floats, volumes: Floats) -> tuple[Floats, Floats]:
        """Return what arrives in each block and what is still on the way at the end, m³.

        Parameters
        ----------
        edges
            Shape ``(m, k + 1)``: edges of the blocks, h.
        volumes
            Shape ``(m, k)``: net rain of each block, m³, even within it.

        Returns
        -------
        tuple of ndarray
            Shapes ``(m, k)`` and ``(m,)``.
        """
        if self.kind == "none" or self.hours < _INSTANT:
            return volumes, np.zeros(len(volumes))
        if self.kind == "linear_reservoir":
            return _reservoir(edges, volumes, self.hours)
        return _time_area(edges, volumes, self.hours)


def _reservoir(edges: Floats, volumes: Floats, constant: float) -> tuple[Floats, Floats]:
    """Step a linear reservoir with the exact solution for an even inflow within each block."""
    steps = np.diff(edges, axis=1)
    kept = np.exp(-steps / constant)
    # What an even inflow of one leaves in the reservoir at the end of its block.
    staying = -np.expm1(-steps / constant) * constant / steps
    arrived = np.empty_like(volumes)
    held = np.zeros(len(volumes))
    for block in range(volumes.shape[1]):
        after = held * kept[:, block] + volumes[:, block] * staying[:, block]
        arrived[:, block] = held + volumes[:, block] - after
        held = after
    return arrived, held


def _time_area(edges: Floats, volumes: Floats, hours: float) -> tuple[Floats, Floats]:
    """Average the net rain over the time of concentration before each instant."""
    come = np.concatenate([np.zeros((len(volumes), 1)), np.cumsum(volumes, axis=1)], axis=1)
    arrived = np.empty_like(come)
    for row, (times, total) in enumerate(zip(edges, come, strict=True)):
        now = _integral(times, total, times)
        arrived[row] = (now - _integral(times, total, times - hours)) / hours
    return np.diff(arrived, axis=1), come[:, -1] - arrived[:, -1]


def _integral(times: Floats, total: Floats, at: Floats) -> Floats:
    """Integrate a piecewise linear ``total`` from the first of ``times`` until each of ``at``."""
    steps = np.diff(times)
    whole = np.concatenate([[0.0], np.cumsum(steps * (total[1:] + total[:-1]) / 2.0)])
    inside = np.maximum(at, times[0])
    block = np.clip(np.searchsorted(times, inside, side="right") - 1, 0, len(steps) - 1)
    past = inside - times[block]
    slope = (total[block + 1] - total[block]) / steps[block]
    integral: Floats = whole[block] + past * (total[block] + slope * past / 2.0)
    return integral

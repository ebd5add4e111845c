"""The store: what it holds, what leaves it, and how long it takes to empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from contado.values import Floats

LITRES_A_SECOND = 3.6
"""m³/h in one l/s."""

_GRAVITY = 9.80665  # m/s²
_KNOTS = 65


@dataclass(frozen=True, slots=True)
class Outflow:
    """What leaves a store, by how much it holds.

    Parameters
    ----------
    constant
        Flow at any depth (a pump, a regulating valve), l/s.
    storage, discharge
        Shape ``(k,)``: a flow that grows with the storage, piecewise linear from (0, 0): m³
        strictly rising, l/s never falling. Above the last knot it grows no more.

    Examples
    --------
    >>> Outflow(10.0).at(np.array([0.0, 50.0]))
    array([10., 10.])
    """

    constant: float = 0.0
    storage: Floats = field(default_factory=lambda: np.zeros(1))
    discharge: Floats = field(default_factory=lambda: np.zeros(1))

    def at(self, storage: Floats) -> Floats:
        """Return the flow, l/s, of a store that holds ``storage``, m³."""
        flow: Floats = self.constant + np.interp(storage, self.storage, self.discharge)
        return flow

    @property
    def greatest(self) -> float:
        """The greatest flow, l/s."""
        return float(self.constant + self.discharge[-1])

    def scaled(self, share: float) -> Outflow:
        """Return the same outflow seen from a store of which this one is a ``share``."""
        return Outflow(self.constant, self.storage / share, self.discharge)


def orifice(  # the four of Torricelli's formula and the device that caps it
    limit: float, tank_area: float, depth: float, orifice_area: float, coefficient: float
) -> Outflow:
    """Return the outflow of an orifice at the bottom of a prismatic tank, capped at a limit.

    ``Q = C·A·√(2·g·H)``, with the head taken from the bottom of the tank.

    Parameters
    ----------
    limit
        Flow that a regulator never lets be exceeded, l/s.
    tank_area, depth
        Of the tank, m² and m; a full tank discharges no more than at its depth.
    orifice_area
        m².
    coefficient
        Of discharge.

    Examples
    --------
    >>> law = orifice(1000.0, 100.0, 2.0, 0.01, 0.61)
    >>> law.at(np.array([100.0, 200.0])).round(2)    # √(2·9.80665·H)·0.0061·1000
    array([27.01, 38.2 ])
    """
    free = coefficient * orifice_area * np.sqrt(2.0 * _GRAVITY) * 1e3
    top = min(depth, (limit / free) ** 2)
    # Even steps of the square root of the head: the flow is linear in it.
    heads = top * np.linspace(0.0, 1.0, _KNOTS) ** 2
    return Outflow(0.0, tank_area * heads, free * np.sqrt(heads))


def weir(limit: float, tank_area: float, depth: float, width: float, coefficient: float) -> Outflow:
    """Return the outflow over a weir with its crest at the bottom of the store, capped.

    ``Q = C·L·√(2·g)·H^1.5``; the other arguments are as in `orifice`, ``width`` in m.

    Examples
    --------
    >>> law = weir(5000.0, 100.0, 1.0, 1.0, 0.4)
    >>> law.at(np.array([0.0, 100.0])).round(1)    # 0.4·√(2·9.80665)·1000
    array([   0. , 1771.5])
    """
    free = coefficient * width * np.sqrt(2.0 * _GRAVITY) * 1e3
    top = min(depth, (limit / free) ** (2.0 / 3.0))
    heads = top * np.linspace(0.0, 1.0, _KNOTS)
    return Outflow(0.0, tank_area * heads, free * heads**1.5)


def together(stores: Sequence[tuple[Outflow, float]]) -> Outflow:
    """Return the outflow of several stores that fill in step, each with its volume.

    Examples
    --------
    >>> together([(Outflow(4.0), 100.0), (Outflow(6.0), 300.0)]).constant
    10.0
    """
    whole = sum(volume for _, volume in stores)
    laws = [outflow.scaled(volume / whole) for outflow, volume in stores]
    knots = np.unique(np.concatenate([law.storage for law in laws]))
    tables = [np.interp(knots, law.storage, law.discharge) for law in laws]
    return Outflow(sum(law.constant for law in laws), knots, np.sum(tables, axis=0))


@dataclass(frozen=True, slots=True)
class Course:
    """What a store did, block by block; m³.

    Parameters
    ----------
    held
        Shape ``(m, k + 1)``: storage at the edges of the blocks.
    discharged, infiltrated
        Shape ``(m, k)``: what left in each block.
    """

    held: Floats
    discharged: Floats
    infiltrated: Floats


def store(edges: Floats, inflow: Floats, outflow: Outflow, infiltration: float) -> Course:
    """Return the course of a store that begins empty: ``dW/dt = Q_in − Q_out(W) − Q_inf``.

    Parameters
    ----------
    edges
        Shape ``(m, k + 1)``: edges of the blocks, h.
    inflow
        Shape ``(m, k)``: what arrives in each block, m³.
    outflow
        What is discharged.
    infiltration
        l/s while there is water; it takes its part before the discharge does.

    Notes
    -----
    Constant flows are exact. A flow that grows with the storage is taken at the end of the block
    (backward Euler): never negative, and mass is conserved to rounding.

    Examples
    --------
    >>> course = store(np.array([[0.0, 1.0, 2.0]]), np.array([[50.0, 0.0]]), Outflow(10.0), 0.0)
    >>> course.held, course.discharged
    (array([[ 0., 14.,  0.]]), array([[36., 14.]]))
    """
    steps = np.diff(edges, axis=1)
    held = np.zeros(edges.shape)
    discharged, infiltrated = np.empty(inflow.shape), np.empty(inflow.shape)
    for block in range(inflow.shape[1]):
        hours, water = steps[:, block], held[:, block] + inflow[:, block]
        sunk = np.minimum(water, infiltration * LITRES_A_SECOND * hours)
        pumped = np.minimum(water - sunk, outflow.constant * LITRES_A_SECOND * hours)
        left = _drained(water - sunk - pumped, hours, outflow)
        held[:, block + 1], infiltrated[:, block] = left, sunk
        discharged[:, block] = water - sunk - left
    return Course(held, discharged, infiltrated)


def _drained(water: Floats, hours: Floats, outflow: Outflow) -> Floats:
    """Return ``W`` such that ``W + hours·Q(W) = water``, for the flow that grows with ``W``."""
    if len(outflow.storage) == 1:
        return water
    knots = outflow.storage + hours[:, None] * (outflow.discharge * LITRES_A_SECOND)
    last = len(outflow.storage) - 2
    lower = np.minimum((knots <= water[:, None]).sum(axis=1) - 1, last)
    rows = np.arange(len(water))
    start, end = knots[rows, lower], knots[rows, lower + 1]
    width = outflow.storage[lower + 1] - outflow.storage[lower]
    inside = outflow.storage[lower] + width * (water - start) / (end - start)
    held: Floats = np.where(
        water > knots[:, -1], water - knots[:, -1] + outflow.storage[-1], inside
    )
    return held


def emptying_hours(held: float, outflow: Outflow, infiltration: float) -> float:
    """Return how long a store takes to empty with no inflow, h; infinite where nothing leaves.

    Between two knots the mean of their flows is taken, which is exact for constant flows and for
    an orifice without other outflows.

    Examples
    --------
    >>> round(emptying_hours(867.6, Outflow(10.0), 0.0), 2)
    24.1
    """
    levels = np.unique(np.clip(np.append(outflow.storage, [0.0, held]), 0.0, held))
    flows = (outflow.at(levels) + infiltration) * LITRES_A_SECOND
    mean = (flows[1:] + flows[:-1]) / 2.0
    with np.errstate(divide="ignore"):
        return float((np.diff(levels) / mean).sum())


def left_after(held: float, outflow: Outflow, infiltration: float, hours: float) -> float:
    """Return what a store still holds after ``hours`` with no inflow, m³.

    Examples
    --------
    >>> left_after(500.0, Outflow(2.0), 0.0, 48.0)    # 500 − 2·3.6·48
    154.4
    """
    blocks = 2000
    edges = np.linspace(0.0, hours, blocks + 1)[None, :]
    flow = np.zeros((1, blocks))
    flow[0, 0] = held
    return round(float(store(edges, flow, outflow, infiltration).held[0, -1]), 9)

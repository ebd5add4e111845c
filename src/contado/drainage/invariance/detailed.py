"""The detailed procedure: storms of every duration through losses, routing and storage.

``dW/dt = Q_in − Q_out(W) − Q_inf`` for every duration; the volume needed is the greatest storage
over the durations (r.r. Lombardia 7/2017, art. 11 and allegato G).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from contado.drainage.invariance.hyetograph import DepthCurve, Storm, chicago, constant
from contado.drainage.invariance.losses import Patch, net_volume
from contado.drainage.invariance.routing import Routing, RoutingKind
from contado.drainage.invariance.storage import Course, Outflow, emptying_hours, store
from contado.norms import Rules
from contado.values import Floats

HyetographKind = Literal["chicago", "constant"]

HYETOGRAPH = "detailed.hyetograph"
PEAK_POSITION = "detailed.peak_position"
ROUTING = "detailed.routing"
ROUTING_MINUTES = "detailed.routing_minutes"
DURATIONS = "detailed.durations"
BLOCKS = "detailed.blocks"

_SCANNED = 49  # durations a scan, and scans: together they place the greatest to about 1e-5
_SCANS = 3
_TAIL_BLOCKS = 160
_PLATEAU = 1e-3  # relative drop towards the longest duration that tells a peak from a plateau
_FLAT = 1e-6  # relative rounding of a plateau
_LONGEST_FOLLOWED = 96.0  # h: a store that empties more slowly is not followed to its end
_MINUTES = 60.0


@dataclass(frozen=True, slots=True)
class Method:
    """How the detailed procedure is run: make one with `Method.of`.

    Parameters
    ----------
    hyetograph, peak_position
        Shape of the storms.
    routing
        From net rain to the flow that arrives.
    shortest, longest
        Durations between which the greatest storage is looked for, h.
    blocks
        Blocks of equal time that each storm is cut into.
    parameters
        The parameters of the plan that it was read from, for whoever reports them.
    """

    hyetograph: HyetographKind
    peak_position: float
    routing: Routing
    shortest: float
    longest: float
    blocks: int
    parameters: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        rules: Rules,
        hyetograph: HyetographKind | None = None,
        routing: RoutingKind | None = None,
        *,
        peak_position: float | None = None,
        minutes: float | None = None,
    ) -> Method:
        """Return the method with the plan's values; what is not chosen is the plan's default.

        Parameters
        ----------
        rules
            The plan on a day.
        hyetograph, routing
            Shape of the storms, and from net rain to flow.
        peak_position
            Share of the duration before the peak of a Chicago storm.
        minutes
            Constant of the linear reservoir, or time of concentration.

        Examples
        --------
        >>> from datetime import date
        >>> method = Method.of(Rules.load(on=date(2026, 11, 21)), "constant", "none")
        >>> method.hyetograph, method.routing.kind
        ('constant', 'none')
        """
        shape = hyetograph or rules.name(HYETOGRAPH)
        rule = routing or rules.name(ROUTING)
        durations = rules.interval(DURATIONS)
        peak = rules.number(PEAK_POSITION) if peak_position is None else peak_position
        delay = rules.number(ROUTING_MINUTES) if minutes is None else minutes
        used = [HYETOGRAPH] * (hyetograph is None) + [ROUTING] * (routing is None)
        used += [PEAK_POSITION] * (shape == "chicago" and peak_position is None)
        used += [ROUTING_MINUTES] * (rule != "none" and minutes is None)
        return cls(
            shape,  # type: ignore[arg-type]  # the plan's category holds only these names
            peak,
            Routing(rule, delay / _MINUTES),  # type: ignore[arg-type]
            durations.low,
            durations.high,
            int(rules.number(BLOCKS)),
            (*used, DURATIONS, BLOCKS),
        )

    @property
    def storm(self) -> Storm:
        """The storm of a duration, as cumulative depth."""
        return chicago(self.peak_position) if self.hyetograph == "chicago" else constant


@dataclass(frozen=True, slots=True)
class Catchment:
    """What rains, on what, and what leaves the store.

    Parameters
    ----------
    curve
        Depth-duration curve of the return period.
    patches
        Surfaces of the catchment.
    outflow
        Discharge of the store.
    infiltration
        l/s infiltrated while there is water in the store.
    """

    curve: DepthCurve
    patches: Sequence[Patch]
    outflow: Outflow
    infiltration: float = 0.0


@dataclass(frozen=True, slots=True)
class Events:
    """Storms of ``m`` durations through the store, ``k`` blocks each.

    Parameters
    ----------
    durations
        Shape ``(m,)``, h.
    edges
        Shape ``(m, k + 1)``: edges of the blocks, h from the beginning of the rain.
    rain
        Shape ``(m, k + 1)``: cumulative rain at the edges, mm.
    inflow
        Shape ``(m, k)``: what reaches the store in each block, m³.
    on_the_way
        Shape ``(m,)``: what has run off but not arrived when the last block ends, m³.
    net
        Shape ``(m,)``: what ran off in all, m³.
    course
        What the store did.
    """

    durations: Floats
    edges: Floats
    rain: Floats
    inflow: Floats
    on_the_way: Floats
    net: Floats
    course: Course

    @property
    def volumes(self) -> Floats:
        """The greatest storage of each storm, m³; shape ``(m,)``."""
        greatest: Floats = self.course.held.max(axis=1)
        return greatest

    @property
    def imbalance(self) -> Floats:
        """What ran off less what left, is held or is on the way, m³; shape ``(m,)``."""
        gone = self.course.discharged.sum(axis=1) + self.course.infiltrated.sum(axis=1)
        rest: Floats = self.net - gone - self.course.held[:, -1] - self.on_the_way
        return rest


@dataclass(frozen=True, slots=True)
class DetailedVolume:
    """The volume that the detailed procedure asks for.

    Parameters
    ----------
    volume
        W₀, m³: the greatest storage over the durations.
    duration
        The critical duration, h: the shortest that asks for that volume.
    bounded
        False where the longest duration asks for most: a longer one might ask for more, and the
        volume is only a lower bound.
    durations, volumes
        The durations tried, rising, h, and the storage of each, m³.
    event
        The critical storm, followed until the store is empty where it empties within a few days.
    emptying
        Time to empty from W₀ with no inflow, h.
    """

    volume: float
    duration: float
    bounded: bool
    durations: Floats
    volumes: Floats
    event: Events
    emptying: float

    @property
    def imbalance(self) -> float:
        """Error of the water balance of the critical storm, m³."""
        return float(self.event.imbalance[0])


def events(catchment: Catchment, durations: Floats, method: Method, tail: float = 0.0) -> Events:
    """Run storms of some durations through the store, each followed for ``tail`` hours or more."""
    edges = _edges(durations, method.blocks, max(tail, method.routing.tail))
    rain = method.storm(catchment.curve, durations[:, None], edges)
    net = net_volume(catchment.patches, edges, rain)
    inflow, on_the_way = method.routing.route(edges, net)
    course = store(edges, inflow, catchment.outflow, catchment.infiltration)
    return Events(durations, edges, rain, inflow, on_the_way, net.sum(axis=1), course)


def _edges(durations: Floats, blocks: int, tail: float) -> Floats:
    during = durations[:, None] * np.linspace(0.0, 1.0, blocks + 1)
    if tail == 0.0:
        return during
    after = np.linspace(0.0, tail, _TAIL_BLOCKS + 1)[1:]
    return np.concatenate([during, durations[:, None] + after], axis=1)


def detailed_volume(catchment: Catchment, method: Method) -> DetailedVolume:
    """Return the volume a catchment needs by the detailed procedure, with how it was found.

    The durations are scanned evenly in their logarithm, then again around the greatest.

    Examples
    --------
    A hectare that all runs off, at 10 l/s, with the rain of Milan of 50 years: the volume of the
    rain-only method, whose critical duration is 10.37 h (domain.md 2.6.8).

    >>> from contado.drainage.invariance.hyetograph import PowerCurve
    >>> milan = PowerCurve(29.87 * 2.0566, 0.3006)
    >>> catchment = Catchment(milan, [Patch(10_000.0, 1.0)], Outflow(10.0))
    >>> method = Method("constant", 0.4, Routing(), 0.5, 24.0, 240)
    >>> found = detailed_volume(catchment, method)
    >>> round(found.volume, 1), round(found.duration, 1), round(found.emptying, 1)
    (867.6, 10.4, 24.1)
    """
    tried, held = _scan(catchment, method)
    greatest = float(held.max())
    critical = float(tried[_critical(held)])
    emptying = emptying_hours(greatest, catchment.outflow, catchment.infiltration)
    tail = min(emptying + method.routing.tail, _LONGEST_FOLLOWED)
    return DetailedVolume(
        greatest,
        critical,
        bool(critical < tried[-1] * (1.0 - _FLAT)),
        tried,
        held,
        events(catchment, np.array([critical]), method, tail),
        emptying,
    )


def _scan(catchment: Catchment, method: Method) -> tuple[Floats, Floats]:
    """Return every duration tried, rising, and the storage of each."""
    low, high = method.shortest, method.longest
    tried, held = np.empty(0), np.empty(0)
    for _ in range(_SCANS):
        fresh = np.geomspace(low, high, _SCANNED)
        tried = np.append(tried, fresh)
        held = np.append(held, events(catchment, fresh, method).volumes)
        order = np.unique(tried, return_index=True)[1]
        tried, held = tried[order], held[order]
        best = _critical(held)
        low, high = tried[max(best - 1, 0)], tried[min(best + 1, len(tried) - 1)]
    return tried, held


def _critical(held: Floats) -> int:
    """Return where the storage is greatest; on a plateau, where the plateau begins.

    A Chicago storm contains the shorter ones, so that past the critical duration the storage
    stays as it is but for rounding.
    """
    greatest = float(held.max())
    if held[-1] < greatest * (1.0 - _PLATEAU):
        return int(np.argmax(held))
    return int(np.argmax(held >= greatest * (1.0 - _FLAT)))

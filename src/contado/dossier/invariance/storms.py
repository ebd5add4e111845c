"""The storms of a report: what the detailed procedure found, thinned to what a chart can show."""

from __future__ import annotations

import numpy as np

from contado.dossier.invariance.model import DesignStorm, DurationRow, StormSeries
from contado.drainage.invariance import LITRES_A_SECOND, Catchment, DetailedVolume
from contado.values import Floats

_POINTS = 240
_ROWS = 25
_DIGITS = 6
_EMPTY = 1e-3  # share of the greatest storage under which a store is drawn as empty


def storm_of(catchment: Catchment, detailed: DetailedVolume, years: float) -> DesignStorm:
    """Return what a report keeps of the volume of a return period."""
    return DesignStorm(
        years=years,
        hours=detailed.duration,
        volume=detailed.volume,
        bounded=detailed.bounded,
        imbalance=round(detailed.imbalance, _DIGITS),
        durations=_durations(catchment, detailed),
        series=_series(detailed),
    )


def _durations(catchment: Catchment, detailed: DetailedVolume) -> tuple[DurationRow, ...]:
    """Return durations evenly spread, among them the critical one."""
    spread = np.geomspace(detailed.durations[0], detailed.durations[-1], _ROWS)
    near = np.abs(np.log(detailed.durations[:, None] / spread)).argmin(axis=0)
    critical = int(np.abs(detailed.durations - detailed.duration).argmin())
    rows = np.unique(np.append(near, critical))
    depths = catchment.curve.depth(detailed.durations[rows])
    return tuple(
        DurationRow(hours=float(hours), depth=float(depth), volume=float(volume))
        for hours, depth, volume in zip(
            detailed.durations[rows], depths, detailed.volumes[rows], strict=True
        )
    )


def _series(detailed: DetailedVolume) -> StormSeries:
    """Return the critical storm on an even grid of time, until the store is empty."""
    event = detailed.event
    edges, held = event.edges[0], event.course.held[0]
    wet = np.flatnonzero(held > _EMPTY * held.max()) if held.max() > 0.0 else np.array([0])
    last = edges[min(int(wet[-1]) + 1, len(edges) - 1)]
    grid = np.linspace(0.0, max(float(last), detailed.duration), _POINTS + 1)

    def mean(blocks: Floats) -> tuple[float, ...]:
        """Return the mean of what comes in blocks over each step of the grid, per hour."""
        total = np.concatenate([[0.0], np.cumsum(blocks)])
        return _rounded(np.diff(np.interp(grid, edges, total)) / np.diff(grid))

    litres = 1.0 / LITRES_A_SECOND
    return StormSeries(
        hours=_rounded(grid),
        rain=mean(np.diff(event.rain[0])),
        inflow=mean(event.inflow[0] * litres),
        outflow=mean(event.course.discharged[0] * litres),
        infiltrated=mean(event.course.infiltrated[0] * litres),
        held=_rounded(np.interp(grid, edges, held)),
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in np.round(values, _DIGITS))

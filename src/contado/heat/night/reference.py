"""The night temperature that anomalies are counted from.

It decides everything, so its method is a parameter of the plan, and it is taken on the cells
inside the territory only: the countryside beyond the boundary would lower it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.layer_roles import NIGHT_TEMPERATURE
from contado.survey import (
    REFERENCE_METHOD,
    REFERENCE_PERCENTILE,
    RURAL_CLASSES,
    SquareCells,
    covered,
    freeze,
    summed,
    under,
)
from contado.survey.reference import blocks
from contado.territory import present
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey import Survey
    from contado.territory import Layer

METHOD = "night_reference.v1"
REFERENCE = "heat.reference"

_STEP = 1e-3
_LOWEST = -100.0
_BINS = 300_000


def reference_temperature(survey: Survey) -> float | None:
    """Return the reference night temperature, °C; None where there are no data for it."""
    return survey.of_territory(REFERENCE, lambda: _reference(survey))


def parameters(survey: Survey) -> tuple[str, ...]:
    """Return the parameters that the reference is taken with."""
    method = survey.rules.name(REFERENCE_METHOD)
    more = {"percentile": (REFERENCE_PERCENTILE,), "rural_mean": (RURAL_CLASSES,)}
    return (REFERENCE_METHOD, *more.get(method, ()))


def _reference(survey: Survey) -> float | None:
    area_role = survey.territory.settings.area
    night, area = survey.layer(NIGHT_TEMPERATURE), survey.layer(area_role)
    if night is None or area is None:
        return None
    method = survey.rules.name(REFERENCE_METHOD)
    areas, whole = _area_by_step(night, area)
    if not areas.any():
        return None
    value: float | None
    if method == "rural_mean":
        value = _rural_mean(survey)
    else:
        by_percentile = method == "percentile"
        value = _percentile(areas, survey.rules.number(REFERENCE_PERCENTILE) * by_percentile)
    seen = float(areas.sum() / whole)
    if value is not None:
        freeze(
            survey,
            REFERENCE,
            METHOD,
            roles=[area_role, NIGHT_TEMPERATURE],
            content={"value": value, "by": method},
            seen=seen,
        )
    return value


def _area_by_step(night: Layer, area: Layer) -> tuple[Floats, float]:
    """Return the area inside the territory at each step of temperature, and the whole area, m²."""
    import shapely

    geometry = area.arrays([])["geometry"]
    areas = np.zeros(_BINS)
    with night.raster() as raster:
        cells = SquareCells.of(raster)
        for cover in covered(geometry, cells):
            values = under(raster, cover)
            met = present(values, raster.nodata)
            steps = np.rint((values[met].astype(np.float64) - _LOWEST) / _STEP).astype(np.int64)
            weights = cover.share[met] * cells.area
            areas += summed(steps.clip(0, _BINS - 1), weights, _BINS)
    return areas, float(shapely.area(geometry).sum())


def _percentile(areas: Floats, percent: float) -> float:
    """Return the lowest temperature below or at which lies ``percent`` of the area."""
    below = np.cumsum(areas)
    # Rounding must not push the edge past the last cell below it.
    goal = below[-1] * percent / 100 * (1 - 1e-12)
    return round(float(np.searchsorted(below, max(goal, 1e-9)) * _STEP + _LOWEST), 3)


def _rural_mean(survey: Survey) -> float | None:
    """Return the mean over blocks of 100 m, each by its rural area."""
    parts = blocks(survey, survey.territory.settings.area)
    if parts is None or not parts.names or NIGHT_TEMPERATURE not in parts.known:
        return None
    rural = survey.rules.plain(RURAL_CLASSES)
    assert isinstance(rural, tuple)
    area = parts.classes[:, [name in rural for name in parts.names]].sum(axis=1)
    mean = parts.mean(NIGHT_TEMPERATURE)
    data = np.isfinite(mean) & (area > 0)
    return round(float(np.average(mean[data], weights=area[data])), 3) if data.any() else None

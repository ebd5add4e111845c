"""Who lives, in a unit of the territory, where summer nights are hottest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.heat.night.reference import parameters, reference_temperature
from contado.layer_roles import LANDSCAPE_UNITS, NIGHT_TEMPERATURE, POPULATION_GRID
from contado.survey import (
    ANOMALY_BREAKS,
    CELL_COVERAGE,
    WORST_CLASSES,
    Blocks,
    UnitValues,
    enough_data,
    freeze,
    of_unit,
    share_seen,
    share_where,
    worst_edge,
)
from contado.survey.reference import blocks
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "hot_share.v1"
SHARE = "heat.unit_hot_share"


def unit_hot_share(survey: Survey) -> Measured:
    """Return the share of the unit's residents, or area, in the hottest classes of anomaly."""
    values = survey.of_territory(SHARE, lambda: _hot_share(survey))
    beside = [POPULATION_GRID] if survey.layer(POPULATION_GRID) else []
    return of_unit(
        survey, LANDSCAPE_UNITS, values, METHOD,
        roles=[NIGHT_TEMPERATURE, *beside],
        parameters=hot_share_parameters(survey),
        reference=SHARE,
    )  # fmt: skip


def hot_share_parameters(survey: Survey) -> tuple[str, ...]:
    """Return the parameters that the share is taken with."""
    return (*parameters(survey), ANOMALY_BREAKS, WORST_CLASSES, CELL_COVERAGE)


def anomalies(survey: Survey, parts: Blocks | None) -> Floats | None:
    """Return the anomaly of each block, °C, rounded as norms do.

    NaN where a block has no datum on enough of its area. None where the territory cannot tell.
    """
    reference = reference_temperature(survey)
    if parts is None or reference is None or NIGHT_TEMPERATURE not in parts.known:
        return None
    data = enough_data(survey, parts, parts.known[NIGHT_TEMPERATURE])
    return np.where(data, np.round(parts.mean(NIGHT_TEMPERATURE) - reference, 9), np.nan)


def hot_share(survey: Survey, parts: Blocks | None) -> UnitValues | None:
    """Return the share of residents, or area, in the hottest classes, of each unit of blocks."""
    anomaly = anomalies(survey, parts)
    if parts is None or anomaly is None:
        return None
    hot = anomaly >= worst_edge(survey.rules, ANOMALY_BREAKS, lowest=False)
    return share_where(survey, parts, hot, hot, np.isfinite(anomaly))


def _hot_share(survey: Survey) -> UnitValues | None:
    parts = blocks(survey, LANDSCAPE_UNITS)
    values = hot_share(survey, parts)
    if values is None or parts is None:
        return None
    freeze(
        survey,
        SHARE,
        METHOD,
        roles=[LANDSCAPE_UNITS, NIGHT_TEMPERATURE, POPULATION_GRID],
        content={"units": values.content()},
        seen=share_seen(parts, parts.known[NIGHT_TEMPERATURE]),
    )
    return values

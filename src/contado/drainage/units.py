"""Draining index of landscape units and municipalities, and who lives where it is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.layer_roles import LAND_COVER, LANDSCAPE_UNITS, MUNICIPALITIES, POPULATION_GRID
from contado.survey import (
    CELL_COVERAGE,
    DRAINING_BREAKS,
    LAND_COVER_WEIGHTS,
    WORST_CLASSES,
    ClassWeights,
    UnitValues,
    enough_data,
    freeze,
    of_unit,
    share_seen,
    share_where,
    worst_edge,
)
from contado.survey.reference import blocks

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "draining_index.v1"
SHARE_METHOD = "draining_low_share.v1"


def draining_index_unit(survey: Survey) -> Measured:
    """Return the draining index, from the ground, of the landscape unit of each place."""
    return _index_of(survey, LANDSCAPE_UNITS)


def draining_index_municipality(survey: Survey) -> Measured:
    """Return the draining index, from the ground, of the municipality of each place."""
    return _index_of(survey, MUNICIPALITIES)


def unit_low_share(survey: Survey) -> Measured:
    """Return the share of the unit's residents, or area, where the index is in the worst classes.

    The index is taken on blocks of 100 m. The bounds are the share where it is surely that low
    and the share where it may be.
    """
    reference = "drainage.unit_low_share"
    values = survey.of_territory(reference, lambda: _low_share(survey, reference))
    return of_unit(
        survey, LANDSCAPE_UNITS, values, SHARE_METHOD,
        roles=[LAND_COVER, POPULATION_GRID] if survey.layer(POPULATION_GRID) else [LAND_COVER],
        parameters=[LAND_COVER_WEIGHTS, DRAINING_BREAKS, WORST_CLASSES, CELL_COVERAGE],
        reference=reference,
    )  # fmt: skip


def _index_of(survey: Survey, role: str) -> Measured:
    reference = f"drainage.draining_index.{role}"
    values = survey.of_territory(reference, lambda: _index(survey, role, reference))
    return of_unit(
        survey, role, values, METHOD,
        roles=[LAND_COVER], parameters=[LAND_COVER_WEIGHTS], reference=reference,
    )  # fmt: skip


def _index(survey: Survey, role: str, reference: str) -> UnitValues | None:
    parts = blocks(survey, role)
    if parts is None or not parts.names:
        return None
    weights = ClassWeights.of(survey.rules.table(LAND_COVER_WEIGHTS), parts.names)
    classes = np.stack([parts.by_unit(column) for column in parts.classes.T], axis=1)
    low, high, data = weights.mean(classes)
    area = parts.by_unit(parts.area)
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = np.where(area > 0, np.minimum(data / area, 1.0), 0.0)
    values = UnitValues(parts.units, low, high, coverage)
    seen = share_seen(parts, data)
    freeze(
        survey,
        reference,
        METHOD,
        roles=[role, LAND_COVER],
        content={"units": values.content()},
        seen=seen,
    )
    return values


def _low_share(survey: Survey, reference: str) -> UnitValues | None:
    parts = blocks(survey, LANDSCAPE_UNITS)
    if parts is None or not parts.names:
        return None
    weights = ClassWeights.of(survey.rules.table(LAND_COVER_WEIGHTS), parts.names)
    low, high, data = weights.mean(parts.classes)
    edge = worst_edge(survey.rules, DRAINING_BREAKS, lowest=True)
    # Rounded as norms compare; a block of water alone has no index and does not count.
    enough = enough_data(survey, parts, data) & np.isfinite(low)
    sure, possible = np.round(high, 9) < edge, np.round(low, 9) < edge
    values = share_where(survey, parts, sure, possible, enough)
    seen = share_seen(parts, data)
    roles = [LANDSCAPE_UNITS, LAND_COVER, POPULATION_GRID]
    freeze(
        survey, reference, SHARE_METHOD, roles=roles, content={"units": values.content()}, seen=seen
    )
    return values

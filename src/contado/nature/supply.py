"""Potential supply of two ecosystem services, 0-1, and its rank in the territory.

Method v1: the mean of the plan's supply table over the land-cover classes of the place, by area.
The rank is the share of the territory's ground, in blocks of 100 m, that supplies less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.survey.distribution import Distribution
from contado.survey.plan import MICROCLIMATE_WEIGHTS, RUNOFF_WEIGHTS
from contado.survey.reference import blocks, enough_data, freeze, share_seen
from contado.survey.weights import Weights

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "supply_index.v1"
RANK_METHOD = "supply_rank.v1"
LAND_COVER = "land_cover"


def runoff_regulation(survey: Survey) -> Measured:
    """Return the supply of the regulation of extreme events."""
    return _index(survey, RUNOFF_WEIGHTS)


def runoff_regulation_rank(survey: Survey) -> Measured:
    """Return the rank of `runoff_regulation` in the territory."""
    return _rank(survey, RUNOFF_WEIGHTS, "nature.runoff_regulation")


def microclimate_regulation(survey: Survey) -> Measured:
    """Return the supply of the regulation of microclimate."""
    return _index(survey, MICROCLIMATE_WEIGHTS)


def microclimate_regulation_rank(survey: Survey) -> Measured:
    """Return the rank of `microclimate_regulation` in the territory."""
    return _rank(survey, MICROCLIMATE_WEIGHTS, "nature.microclimate_regulation")


def _index(survey: Survey, table: str) -> Measured:
    return survey.once(table, lambda: _measure_index(survey, table))


def _measure_index(survey: Survey, table: str) -> Measured:
    classes = survey.classes(LAND_COVER)
    if classes is None:
        absent = survey.absent(LAND_COVER)
        return survey.measured(absent, METHOD, layers=[LAND_COVER], parameters=[table])
    weights = Weights.of(survey.rules.table(table), classes.names)
    numbers, data = weights.index(classes.areas, LAND_COVER)
    values, coverage = survey.covered(numbers, data, LAND_COVER)
    return survey.measured(
        values, METHOD, layers=[LAND_COVER], parameters=[table], coverage=coverage
    )


def _rank(survey: Survey, table: str, reference: str) -> Measured:
    index = _index(survey, table)
    whole = survey.of_territory(reference, lambda: _distribution(survey, table, reference))
    if whole is None:
        lacking = LAND_COVER if survey.layer(LAND_COVER) is None else survey.territory.settings.area
        absent = survey.absent(lacking)
        return survey.measured(absent, RANK_METHOD, layers=[LAND_COVER], parameters=[table])
    return survey.measured(
        whole.ranked(index.values), RANK_METHOD,  # type: ignore[arg-type]
        layers=[LAND_COVER], parameters=[table], coverage=index.coverage, references=[reference],
    )  # fmt: skip


def _distribution(survey: Survey, table: str, reference: str) -> Distribution | None:
    area = survey.territory.settings.area
    parts = blocks(survey, area)
    if parts is None or not parts.names:
        return None
    weights = Weights.of(survey.rules.table(table), parts.names)
    low, high, data = weights.mean(parts.classes)
    told = enough_data(survey, parts, data) & np.isfinite(low)
    if not told.any():
        return None
    # The middle of the bounds: the distribution is a yardstick, and must not stretch with them.
    known = Distribution.of((low[told] + high[told]) / 2, data[told])
    freeze(
        survey,
        reference,
        RANK_METHOD,
        roles=[area, LAND_COVER],
        content=known.content(),
        seen=share_seen(parts, data),
    )
    return known

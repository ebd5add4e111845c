"""Potential supply of two ecosystem services, 0-1, and its rank in the territory.

Regulation of extreme events is the share of the plan's reference rain that the ground keeps
(``1 − Q/P``, domain §2.9.2), within the bounds of its classes and soils. Regulation of the
microclimate is the cooling capacity of the ground, the first term of heat mitigation (§2.9.1): what
a place gives by itself, without the parks around it. See ``docs/decisions/0006``.

The rank is the share of the territory's ground, in blocks of 100 m, that supplies less.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff import RAIN, depths, retention_of_ground
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.nature.capacity import CAPACITY, capacity_of_measures, capacity_weights
from contado.survey import Distribution, enough_data, freeze, product, share_seen, without
from contado.survey.reference import blocks
from contado.values import Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Blocks, Measured, Survey
    from contado.values import Floats

RETENTION_METHOD = "runoff_retention.v2"
COOLING_METHOD = "cooling_capacity.v2"
RANK_METHOD = "supply_rank.v2"

Bounds = tuple["Floats", "Floats", "Floats"]
"""Low and high of each block, NaN where it has no index, and its area with data."""


def runoff_regulation(survey: Survey) -> Measured:
    """Return the supply of the regulation of extreme events: the share of the rain that is kept."""
    return replace(retention_of_ground(survey), method=RETENTION_METHOD)


def runoff_regulation_rank(survey: Survey) -> Measured:
    """Return the rank of `runoff_regulation` in the territory."""
    return _rank(survey, runoff_regulation(survey), "nature.runoff_regulation", _retention)


def microclimate_regulation(survey: Survey) -> Measured:
    """Return the supply of the regulation of microclimate: the cooling capacity."""
    return survey.once("cooling capacity", lambda: _measure_capacity(survey))


def microclimate_regulation_rank(survey: Survey) -> Measured:
    """Return the rank of `microclimate_regulation` in the territory."""
    return _rank(
        survey, microclimate_regulation(survey), "nature.microclimate_regulation", _capacity
    )


def measure_capacity_gained(survey: Survey) -> Measured:
    """Return the cooling capacity of each measure less that of the mean ground of its place.

    Not applicable where the abacus does not give the shade, the albedo and the crop coefficient
    of the measure.
    """
    parent = survey.declared.measures.parent
    ground = microclimate_regulation(survey)
    before = ground.numbers.take(parent)
    low, high = capacity_of_measures(survey)
    gained = Numbers(low - before.high, high - before.low, before.missing, before.reasons)
    unknown = np.isnan(low) & (before.missing == 0)
    return survey.measured(
        without(gained, unknown, Missing("not_applicable", "measures")), COOLING_METHOD,
        layers=[LAND_COVER], parameters=CAPACITY, coverage=ground.coverage[parent],
        extent=survey.area[parent],
    )  # fmt: skip


def _measure_capacity(survey: Survey) -> Measured:
    classes = survey.classes(LAND_COVER)
    if classes is None:
        absent = survey.absent(LAND_COVER)
        return survey.measured(absent, COOLING_METHOD, layers=[LAND_COVER], parameters=CAPACITY)
    weights = capacity_weights(survey.rules, classes.names)
    numbers, data = weights.index(classes.areas, LAND_COVER)
    values, coverage = survey.covered(numbers, data, LAND_COVER)
    return survey.measured(
        values, COOLING_METHOD, layers=[LAND_COVER], parameters=CAPACITY, coverage=coverage
    )


def _retention(survey: Survey, parts: Blocks) -> Bounds:
    """Return the share of the rain that each block keeps."""
    depth = depths(survey, parts.names, parts.soils)
    rain = survey.rules.number(RAIN)
    whole = product(parts.classes, depth.counted)
    with np.errstate(invalid="ignore", divide="ignore"):
        least, most = (
            np.where(whole > 0, np.einsum("nkg,kg->n", parts.grounds, bound) / whole, np.nan)
            for bound in (depth.low, depth.high)
        )
    return 1 - most / rain, 1 - least / rain, product(parts.classes, depth.known)


def _capacity(survey: Survey, parts: Blocks) -> Bounds:
    """Return the cooling capacity of each block."""
    return capacity_weights(survey.rules, parts.names).mean(parts.classes)


def _rank(
    survey: Survey,
    index: Measured,
    reference: str,
    of_blocks: Callable[[Survey, Blocks], Bounds],
) -> Measured:
    whole = survey.of_territory(reference, lambda: _distribution(survey, reference, of_blocks))
    if whole is None:
        lacking = LAND_COVER if survey.layer(LAND_COVER) is None else survey.territory.settings.area
        return replace(index, values=survey.absent(lacking), method=RANK_METHOD)
    ranked = whole.ranked(index.values)  # type: ignore[arg-type]
    return replace(index, values=ranked, method=RANK_METHOD, references=(reference,))


def _distribution(
    survey: Survey, reference: str, of_blocks: Callable[[Survey, Blocks], Bounds]
) -> Distribution | None:
    area = survey.territory.settings.area
    parts = blocks(survey, area)
    if parts is None or not parts.names:
        return None
    low, high, data = of_blocks(survey, parts)
    enough = enough_data(survey, parts, data) & np.isfinite(low)
    if not enough.any():
        return None
    # The middle of the bounds: the distribution is a yardstick, and must not stretch with them.
    known = Distribution.of((low[enough] + high[enough]) / 2, data[enough])
    roles = [area, LAND_COVER] + [SOIL_GROUPS] * bool(parts.soils)
    content, seen = known.content(), share_seen(parts, data)
    freeze(survey, reference, RANK_METHOD, roles=roles, content=content, seen=seen)
    return known

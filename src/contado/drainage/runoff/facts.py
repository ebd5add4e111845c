"""Runoff of the plan's reference rain from a place, before the works and after them.

The ground of a place is the area of each land-cover class on each hydrologic soil group; a class
lies between rows of TR-55, so runoff is known within bounds. Where the soil group is not known the
bounds are those over all four groups: wide, and never a measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff.curve_numbers import (
    ABSTRACTION,
    COVERS,
    GROUPS,
    MOISTURE,
    RAIN,
    TABLE,
    class_curves,
)
from contado.drainage.runoff.equations import flooded_volume, runoff_depth
from contado.drainage.runoff.measures import MEASURE_COVER, runoff_of_measures
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import ClassPairs, between, choose, without
from contado.survey.pairs import pairs
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "event_runoff.v1"

_PARAMETERS = [TABLE, COVERS, ABSTRACTION, MOISTURE, RAIN]


def event_runoff(survey: Survey) -> Measured:
    """Return the depth of runoff of the reference rain before the works, mm."""
    return as_fact(survey, *runoff_before(survey))


def event_runoff_after(survey: Survey) -> Measured:
    """Return the depth of runoff of the reference rain with the measures applied, mm.

    On the share of a measure runoff becomes that of the cover it makes, less what it stores; a
    measure that makes no ground (a green wall, a tank) or stands over ground that is counted
    already leaves it as it is.
    """
    return as_fact(survey, *_after(survey), after=True)


def event_runoff_volume(survey: Survey) -> Measured:
    """Return the volume of runoff of the reference rain before the works, m³."""
    values, coverage = runoff_before(survey)
    return as_fact(survey, volume(survey, values), coverage)


def event_runoff_volume_after(survey: Survey) -> Measured:
    """Return the volume of runoff of the reference rain with the measures applied, m³."""
    values, coverage = _after(survey)
    return as_fact(survey, volume(survey, values), coverage, after=True)


def event_retention_index(survey: Survey) -> Measured:
    """Return the share of the reference rain kept before the works: ``1 − Q/P``."""
    values, coverage = runoff_before(survey)
    return as_fact(survey, _kept(survey, values), coverage)


def event_retention_index_after(survey: Survey) -> Measured:
    """Return the share of the reference rain kept with the measures applied."""
    values, coverage = _after(survey)
    return as_fact(survey, _kept(survey, values), coverage, after=True)


@dataclass(frozen=True, slots=True)
class Depths:
    """Bounds of the runoff of each class on each group, and on an unknown one; mm, ``(K, G+1)``."""

    low: Floats
    high: Floats
    counted: Floats
    known: Floats


def depths(survey: Survey, names: tuple[str, ...], on: tuple[str, ...]) -> Depths:
    """Return the runoff of land-cover classes on soil groups; 0 where a class does not count."""
    curves = class_curves(survey.rules, names)
    column = [GROUPS.index(group) for group in on]
    rain, ratio = survey.rules.number(RAIN), survey.rules.number(ABSTRACTION)
    anywhere = curves.over_groups
    bounds = (
        np.column_stack([own[:, column], anyhow[:, :1]])
        for own, anyhow in ((curves.low, anywhere.low), (curves.high, anywhere.high))
    )
    low, high = (runoff_depth(rain, np.nan_to_num(bound), ratio) for bound in bounds)
    return Depths(
        low.astype(np.float64), high.astype(np.float64),
        curves.counted.astype(np.float64), curves.known.astype(np.float64),
    )  # fmt: skip


def runoff_before(survey: Survey) -> tuple[Numbers, Floats]:
    """Return the depth of runoff before the works, mm, and the share of each place with data."""
    return survey.once("event runoff", lambda: _measure(survey))


def _measure(survey: Survey) -> tuple[Numbers, Floats]:
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    if ground is None:
        return survey.absent(LAND_COVER), np.full(len(survey), np.nan)
    curves = class_curves(survey.rules, ground.names)
    by_class = ground.areas.sum(axis=2)
    whole, data = by_class @ curves.counted, by_class @ curves.known
    low, high = depth_bounds(survey, ground)
    numbers = Numbers(low, high, np.zeros(len(low), dtype=np.int16))
    if np.array_equal(low, high, equal_nan=True):
        numbers = Numbers(low, low, numbers.missing)
    water = (whole <= 0) & (data > 0)
    numbers = without(numbers, water, Missing("not_applicable", LAND_COVER))
    numbers = without(numbers, data <= 0, Missing("outside_layer", LAND_COVER))
    return survey.covered(numbers, data, LAND_COVER)


def depth_bounds(survey: Survey, ground: ClassPairs) -> tuple[Floats, Floats]:
    """Return bounds of the runoff of ground that is no water, mm; NaN where there is none."""
    names, on = ground.names, ground.on
    depth = survey.once(f"runoff of {names} on {on}", lambda: depths(survey, names, on))
    whole = ground.areas.sum(axis=2) @ depth.counted
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = (
            np.where(whole > 0, np.einsum("nkg,kg->n", ground.areas, bound) / whole, np.nan)
            for bound in (depth.low, depth.high)
        )
    return low, high


def _after(survey: Survey) -> tuple[Numbers, Floats]:
    return survey.once("event runoff after", lambda: _with_measures(survey))


def _with_measures(survey: Survey) -> tuple[Numbers, Floats]:
    """Apply measures: ``(1 − S)·before + Σ s·Q``, ``S`` the sum of the shares ``s``.

    Where ``S`` is above 1 the measures share the whole in proportion.
    """
    before, coverage = runoff_before(survey)
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    taken, low, high = part_of_measures(survey, None if ground is None else groups_of(ground))
    rest = 1 - taken
    applied = Numbers(
        rest * before.low + low, rest * before.high + high, before.missing, before.reasons
    )
    return where_measures(survey, applied), coverage


def part_of_measures(survey: Survey, groups: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Return the share of each place that measures take, and bounds of its part of the runoff."""
    size, measures = len(survey), survey.declared.measures
    low, high = runoff_of_measures(survey, groups)
    counted = np.isfinite(low) & ~measures.overlapping
    share = np.where(counted, measures.share, 0.0)
    treated = measures.total(share, size)
    scale = np.maximum(treated, 1.0)
    least, most = (
        measures.total(np.where(counted, share * depth, 0.0), size) / scale for depth in (low, high)
    )
    return treated / scale, least, most


def where_measures(survey: Survey, numbers: Numbers) -> Numbers:
    """Return the numbers of places with measures; those of the others are missing."""
    size, measures = len(survey), survey.declared.measures
    some = measures.total(np.ones(len(measures)), size) > 0
    return choose(some, numbers, Numbers.absent(size, Missing("not_declared", "measures")))


def groups_of(ground: ClassPairs) -> Floats:
    """Return the share of each soil group in each place, the unknown last; shape ``(n, 5)``."""
    areas = ground.areas.sum(axis=1)
    by_group = np.zeros((len(areas), len(GROUPS) + 1))
    by_group[:, [*(GROUPS.index(group) for group in ground.on), len(GROUPS)]] = areas
    whole = by_group.sum(axis=1, keepdims=True)
    unknown = np.eye(len(GROUPS) + 1)[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = np.where(whole > 0, by_group / whole, unknown)
    return shares


def volume(survey: Survey, depth: Numbers) -> Numbers:
    """Return the runoff of the ground that is no water, m³; ground without data like the rest."""
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    if ground is None:
        return depth
    curves = class_curves(survey.rules, ground.names)
    by_class = ground.areas.sum(axis=2)
    data = by_class @ curves.known
    with np.errstate(invalid="ignore", divide="ignore"):
        area = survey.area * np.where(data > 0, by_class @ curves.counted / data, 0.0)
    low, high = (
        flooded_volume(bound, area).astype(np.float64) for bound in (depth.low, depth.high)
    )
    return same_missing(depth, low, high)


def _kept(survey: Survey, depth: Numbers) -> Numbers:
    rain = survey.rules.number(RAIN)
    return same_missing(depth, 1 - depth.high / rain, 1 - depth.low / rain)


def same_missing(numbers: Numbers, low: Floats, high: Floats) -> Numbers:
    """Return bounds that are missing where and why other numbers are."""
    known = between(low, high) if numbers.high is not numbers.low else Numbers.exact(low)
    return Numbers(known.low, known.high, numbers.missing, numbers.reasons)


def as_fact(
    survey: Survey,
    values: Numbers,
    coverage: Floats,
    *,
    after: bool = False,
    extent: Floats | None = None,
) -> Measured:
    """Return a fact of runoff; ``after`` where the measures are in it."""
    return survey.measured(
        values, METHOD, layers=[LAND_COVER, SOIL_GROUPS], coverage=coverage, extent=extent,
        parameters=[*_PARAMETERS, MEASURE_COVER] if after else _PARAMETERS,
    )  # fmt: skip

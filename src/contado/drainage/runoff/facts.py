"""Runoff of the plan's reference rain from a place, before the works and after them.

Where the surfaces of the place are declared they run off; else the ground of the map. Both stand
in the fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff import surfaces
from contado.drainage.runoff.curve_numbers import (
    ABSTRACTION,
    COVERS,
    MOISTURE,
    RAIN,
    TABLE,
    class_curves,
)
from contado.drainage.runoff.depths import groups_of, runoff_before, same_missing, where_measures
from contado.drainage.runoff.equations import flooded_volume
from contado.drainage.runoff.measures import MEASURE_COVER, runoff_of_measures
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import MADE_ON, choose, known, product
from contado.survey.pairs import pairs
from contado.values import Floats, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "event_runoff.v2"

_PARAMETERS = [TABLE, COVERS, ABSTRACTION, MOISTURE, RAIN]


def event_runoff(survey: Survey) -> Measured:
    """Return the depth of runoff of the reference rain before the works, mm."""
    return _depth(survey, before_of(survey))


def event_runoff_after(survey: Survey) -> Measured:
    """Return the depth of runoff of the reference rain with the measures applied, mm.

    On the share of a measure runoff becomes that of the cover it makes, less what it stores; a
    measure that makes no ground (a green wall, a tank) or stands over ground that is counted
    already leaves it as it is.
    """
    return _depth(survey, after_of(survey), after=True)


def event_runoff_volume(survey: Survey) -> Measured:
    """Return the volume of runoff of the reference rain before the works, m³."""
    return _volume(survey, before_of(survey))


def event_runoff_volume_after(survey: Survey) -> Measured:
    """Return the volume of runoff of the reference rain with the measures applied, m³."""
    return _volume(survey, after_of(survey), after=True)


def event_retention_index(survey: Survey) -> Measured:
    """Return the share of the reference rain kept before the works: ``1 − Q/P``."""
    return _kept(survey, before_of(survey))


def event_retention_index_after(survey: Survey) -> Measured:
    """Return the share of the reference rain kept with the measures applied."""
    return _kept(survey, after_of(survey), after=True)


def retention_of_ground(survey: Survey) -> Measured:
    """Return the share of the reference rain that the mapped ground keeps, whatever is declared."""
    values, coverage = runoff_before(survey)
    return as_fact(survey, kept(survey, values), coverage)


@dataclass(frozen=True, slots=True)
class BothDepths:
    """Runoff from the surfaces declared and from the mapped ground, mm, and the data under it."""

    declared: Numbers
    mapped: Numbers
    coverage: Floats


def before_of(survey: Survey) -> BothDepths:
    """Return the runoff before the works."""
    return BothDepths(surfaces.before(survey), *runoff_before(survey))


def after_of(survey: Survey) -> BothDepths:
    """Return the runoff with the measures applied."""
    return BothDepths(surfaces.after(survey), *_after(survey))


def _depth(survey: Survey, depths: BothDepths, *, after: bool = False) -> Measured:
    return as_both(survey, depths.declared, depths.mapped, depths.coverage, after=after)


def _volume(survey: Survey, depths: BothDepths, *, after: bool = False) -> Measured:
    declared, mapped = volume_of_all(survey, depths.declared), volume(survey, depths.mapped)
    return as_both(survey, declared, mapped, depths.coverage, after=after)


def _kept(survey: Survey, depths: BothDepths, *, after: bool = False) -> Measured:
    declared, mapped = (kept(survey, each) for each in (depths.declared, depths.mapped))
    return as_both(survey, declared, mapped, depths.coverage, after=after)


def as_both(
    survey: Survey, declared: Numbers, mapped: Numbers, coverage: Floats, *, after: bool = False
) -> Measured:
    """Return a fact of runoff: of declared surfaces, else of the mapped ground, with both."""
    is_declared = known(declared)
    parameters = [*_PARAMETERS, surfaces.SURFACE_COVERS]
    return survey.measured(
        choose(is_declared, declared, mapped), METHOD, layers=[LAND_COVER, SOIL_GROUPS],
        parameters=[*parameters, MEASURE_COVER, MADE_ON] if after else parameters,
        coverage=coverage, declared=declared, measured=mapped, from_declared=is_declared,
    )  # fmt: skip


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


def volume(survey: Survey, depth: Numbers) -> Numbers:
    """Return the runoff of the ground that is no water, m³; ground without data like the rest."""
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    if ground is None:
        return depth
    curves = class_curves(survey.rules, ground.names)
    by_class = ground.areas.sum(axis=2)
    data = product(by_class, curves.known)
    with np.errstate(invalid="ignore", divide="ignore"):
        area = survey.area * np.where(data > 0, product(by_class, curves.counted) / data, 0.0)
    return _on_area(depth, area)


def volume_of_all(survey: Survey, depth: Numbers) -> Numbers:
    """Return the runoff of the whole place, m³: what is declared has no water in it."""
    return _on_area(depth, survey.area)


def _on_area(depth: Numbers, area: Floats) -> Numbers:
    low, high = (
        flooded_volume(bound, area).astype(np.float64) for bound in (depth.low, depth.high)
    )
    return same_missing(depth, low, high)


def kept(survey: Survey, depth: Numbers) -> Numbers:
    """Return the share of the reference rain that does not run off."""
    rain = survey.rules.number(RAIN)
    return same_missing(depth, 1 - depth.high / rain, 1 - depth.low / rain)


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

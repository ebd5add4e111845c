"""By how much measures change the runoff of the plan's reference rain from a place.

The ground is the same before and after: what is not known of it is not counted twice. Where the
soil group is not known the change is worked out on each of the four, and lies between them; on
ground that is part of one and part of another it lies between too, runoff being a mean over the
ground.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff import facts, surfaces
from contado.drainage.runoff.curve_numbers import GROUPS, RAIN
from contado.drainage.runoff.depths import (
    depth_bounds,
    groups_of,
    runoff_before,
    same_missing,
    where_measures,
)
from contado.drainage.runoff.measures import runoff_of_measures
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import Bools, ClassPairs, choose, without
from contado.survey.pairs import pairs
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

KEPT_METHOD = "rain_kept.v1"

_BEFORE = "surfaces.before"


def event_runoff_volume_change(survey: Survey) -> Measured:
    """Return the volume of runoff of the reference rain after the works less that before, m³."""
    both, coverage = _change(survey), runoff_before(survey)[1]
    declared, mapped = facts.volume_of_all(survey, both[0]), facts.volume(survey, both[1])
    return facts.as_both(survey, declared, mapped, coverage, after=True)


def event_retention_index_change(survey: Survey) -> Measured:
    """Return the share kept of the reference rain after the works less that before."""
    rain, coverage = survey.rules.number(RAIN), runoff_before(survey)[1]
    declared, mapped = (
        same_missing(each, -each.high / rain, -each.low / rain) for each in _change(survey)
    )
    return facts.as_both(survey, declared, mapped, coverage, after=True)


def measure_rain_kept(survey: Survey) -> Measured:
    """Return the share of the reference rain that each measure keeps and its ground does not.

    ``(Q_before − Q_measure) / P`` for a square metre of the measure in the place of one of the
    mean ground of its place; not applicable where the measure makes no ground (a green wall).
    """
    before, coverage = runoff_before(survey)
    ground, parent = pairs(survey, LAND_COVER, SOIL_GROUPS), survey.declared.measures.parent
    kept = before.take(parent)
    if ground is not None:
        on_groups = [_kept_on(survey, ground, group) for group in range(len(GROUPS))]
        low = np.min([least for least, _ in on_groups], axis=0)
        high = np.max([most for _, most in on_groups], axis=0)
        makes_none = np.isnan(low)
        lacking = kept.missing > 0
        low, high = (np.where(lacking, np.nan, bound) for bound in (low, high))
        kept = without(
            Numbers(low, high, kept.missing, kept.reasons),
            makes_none & ~lacking, Missing("not_applicable", "measures"),
        )  # fmt: skip
    fact = facts.as_fact(survey, kept, coverage[parent], after=True, extent=survey.area[parent])
    return replace(fact, method=KEPT_METHOD)


def _kept_on(survey: Survey, ground: ClassPairs, group: int) -> tuple[Floats, Floats]:
    """Return bounds of the share kept, if ground whose soil is not known were of one group."""
    known, parent = _as_if(ground, group), survey.declared.measures.parent
    low, high = (bound[parent] for bound in depth_bounds(survey, known))
    least, most = runoff_of_measures(survey, groups_of(known))
    rain = survey.rules.number(RAIN)
    return (low - most) / rain, (high - least) / rain


def _change(survey: Survey) -> tuple[Numbers, Numbers]:
    """Return the change of the declared surfaces, and that of the mapped ground, mm."""
    return survey.once("event runoff change", lambda: (_of_surfaces(survey), _of_ground(survey)))


def _of_surfaces(survey: Survey) -> Numbers:
    """Return the change that declared surfaces make: both of them, or before and the measures."""
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    on_groups = range(len(GROUPS))
    each = [np.eye(len(GROUPS) + 1)[[group] * len(survey)] for group in on_groups]
    if ground is not None:
        each = [groups_of(_as_if(ground, group)) for group in on_groups]
    ends = [surfaces.change(survey, groups) for groups in each]
    low = np.min([least for least, _ in ends], axis=0)
    high = np.max([most for _, most in ends], axis=0)
    none = np.isnan(low)
    changed = Numbers(low, high, none.astype(np.int16), (Missing("not_declared", _BEFORE),))
    both = _is_declared(survey.declared.before) & _is_declared(survey.declared.after)
    return choose(both, changed, where_measures(survey, changed))


def _is_declared(areas: Floats) -> Bools:
    return np.asarray(areas.sum(axis=1) > 0)


def _of_ground(survey: Survey) -> Numbers:
    """Return the change of the mapped ground; to surfaces declared after, the bounds of both.

    By measures it is ``Σ s·Q - S·before``, mm, ``S`` the sum of the shares ``s`` of measures.
    """
    before, _ = runoff_before(survey)
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    if ground is None:
        return before
    ends = [_on(survey, ground, group) for group in range(len(GROUPS))]
    low = np.min([least for least, _ in ends], axis=0)
    high = np.max([most for _, most in ends], axis=0)
    absent = before.missing > 0
    low, high = (np.where(absent, np.nan, bound) for bound in (low, high))
    moved = where_measures(survey, Numbers(low, high, before.missing, before.reasons))
    after, stated = surfaces.after(survey), _is_declared(survey.declared.after)
    less = Numbers(after.low - before.high, after.high - before.low, before.missing, before.reasons)
    return choose(stated, less, moved)


def _on(survey: Survey, ground: ClassPairs, group: int) -> tuple[Floats, Floats]:
    """Return bounds of the change, mm, if ground whose soil is not known were of one group."""
    known = _as_if(ground, group)
    low, high = depth_bounds(survey, known)
    taken, least, most = facts.part_of_measures(survey, groups_of(known))
    return least - taken * high, most - taken * low


def _as_if(ground: ClassPairs, group: int) -> ClassPairs:
    """Return the pairs with the ground of unknown soil put to a group."""
    areas = np.zeros((*ground.areas.shape[:2], len(GROUPS) + 1))
    areas[:, :, [GROUPS.index(one) for one in ground.on]] = ground.areas[:, :, :-1]
    areas[:, :, group] += ground.areas[:, :, -1]
    return ClassPairs(ground.names, GROUPS, areas)

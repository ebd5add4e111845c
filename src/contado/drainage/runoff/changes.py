"""By how much measures change the runoff of the plan's reference rain from a place.

The ground is the same before and after: what is not known of it is not counted twice. Where the
soil group is not known the change is worked out on each of the four, and lies between them; on
ground that is part of one and part of another it lies between too, runoff being a mean over the
ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff import facts
from contado.drainage.runoff.curve_numbers import GROUPS, RAIN
from contado.drainage.runoff.measures import runoff_of_measures
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import ClassPairs, without
from contado.survey.pairs import pairs
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey


def event_runoff_volume_change(survey: Survey) -> Measured:
    """Return the volume of runoff of the reference rain after the works less that before, m³."""
    values, coverage = _change(survey)
    return facts.as_fact(survey, facts.volume(survey, values), coverage, after=True)


def event_retention_index_change(survey: Survey) -> Measured:
    """Return the share kept of the reference rain after the works less that before."""
    values, coverage = _change(survey)
    rain = survey.rules.number(RAIN)
    kept = facts.same_missing(values, -values.high / rain, -values.low / rain)
    return facts.as_fact(survey, kept, coverage, after=True)


def measure_rain_kept(survey: Survey) -> Measured:
    """Return the share of the reference rain that each measure keeps and its ground does not.

    ``(Q_before − Q_measure) / P`` for a square metre of the measure in the place of one of the
    mean ground of its place; not applicable where the measure makes no ground (a green wall).
    """
    before, coverage = facts.runoff_before(survey)
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
    return facts.as_fact(survey, kept, coverage[parent], after=True, extent=survey.area[parent])


def _kept_on(survey: Survey, ground: ClassPairs, group: int) -> tuple[Floats, Floats]:
    """Return bounds of the share kept, if ground whose soil is not known were of one group."""
    known, parent = _as_if(ground, group), survey.declared.measures.parent
    low, high = (bound[parent] for bound in facts.depth_bounds(survey, known))
    least, most = runoff_of_measures(survey, facts.groups_of(known))
    rain = survey.rules.number(RAIN)
    return (low - most) / rain, (high - least) / rain


def _change(survey: Survey) -> tuple[Numbers, Floats]:
    return survey.once("event runoff change", lambda: _measure(survey))


def _measure(survey: Survey) -> tuple[Numbers, Floats]:
    """Return ``Σ s·Q - S·before``, mm, ``S`` the sum of the shares ``s`` of measures."""
    before, coverage = facts.runoff_before(survey)
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    if ground is None:
        return before, coverage
    ends = [_on(survey, ground, group) for group in range(len(GROUPS))]
    low = np.min([least for least, _ in ends], axis=0)
    high = np.max([most for _, most in ends], axis=0)
    absent = before.missing > 0
    low, high = (np.where(absent, np.nan, bound) for bound in (low, high))
    moved = Numbers(low, high, before.missing, before.reasons)
    return facts.where_measures(survey, moved), coverage


def _on(survey: Survey, ground: ClassPairs, group: int) -> tuple[Floats, Floats]:
    """Return bounds of the change, mm, if ground whose soil is not known were of one group."""
    known = _as_if(ground, group)
    low, high = facts.depth_bounds(survey, known)
    taken, least, most = facts.part_of_measures(survey, facts.groups_of(known))
    return least - taken * high, most - taken * low


def _as_if(ground: ClassPairs, group: int) -> ClassPairs:
    """Return the pairs with the ground of unknown soil put to a group."""
    areas = np.zeros((*ground.areas.shape[:2], len(GROUPS) + 1))
    areas[:, :, [GROUPS.index(one) for one in ground.on]] = ground.areas[:, :, :-1]
    areas[:, :, group] += ground.areas[:, :, -1]
    return ClassPairs(ground.names, GROUPS, areas)

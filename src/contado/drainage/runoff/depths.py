"""Runoff of the plan's reference rain from the ground of the map, within its bounds.

The ground of a place is the area of each land-cover class on each hydrologic soil group; a class
lies between rows of TR-55, so runoff is known within bounds. Where the soil group is not known the
bounds are those over all four groups: wide, and never a measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff.curve_numbers import ABSTRACTION, GROUPS, RAIN, class_curves
from contado.drainage.runoff.equations import runoff_depth
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import ClassPairs, between, choose, product, without
from contado.survey.pairs import pairs
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Survey


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
    whole, data = (product(by_class, part) for part in (curves.counted, curves.known))
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
    whole = product(ground.areas.sum(axis=2), depth.counted)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = (
            np.where(whole > 0, np.einsum("nkg,kg->n", ground.areas, bound) / whole, np.nan)
            for bound in (depth.low, depth.high)
        )
    return low, high


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


def same_missing(numbers: Numbers, low: Floats, high: Floats) -> Numbers:
    """Return bounds that are missing where and why other numbers are."""
    known = between(low, high) if numbers.high is not numbers.low else Numbers.exact(low)
    return Numbers(known.low, known.high, numbers.missing, numbers.reasons)

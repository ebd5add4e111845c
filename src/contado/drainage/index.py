"""Draining index of a lot: from the ground and from declared surfaces, before and after.

``Idren = Σ_k (δ_k · A_k) / A_tot``, with ``δ_k`` the draining weight of class ``k``; water is
left out of ``A_tot`` (domain §2.2; the weights are parameters of the plan).

A measure makes a surface, and has its weight: where it takes a share ``s`` of ground of weight
``g`` the index gains ``s·(δ − g)``, and a green measure never less than nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.layer_roles import LAND_COVER
from contado.survey import (
    GREEN_MEASURES,
    LAND_COVER_WEIGHTS,
    MADE_ON,
    SURFACE_WEIGHTS,
    SURFACES,
    ClassWeights,
    choose,
    green_measures,
    ground_of_measures,
    known,
    product,
    shares_of_measures,
)
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.survey import Measured, Survey

METHOD = "draining_index.v2"
SURFACE_OF_MEASURE = "idren.measures"

_GROUND = [SURFACE_WEIGHTS, LAND_COVER_WEIGHTS]
_WORKS = [*_GROUND, SURFACE_OF_MEASURE, MADE_ON, GREEN_MEASURES]


def draining_index(survey: Survey) -> Measured:
    """Return the draining index before the works: declared surfaces, else the ground."""
    return _fact(survey, declared_before(survey), *ground(survey), _GROUND)


def draining_index_after(survey: Survey) -> Measured:
    """Return the draining index after the works.

    Declared surfaces after the works, else an estimate: the index before and what the measures
    gain. A measure declared ``overlapping`` (trees over a lawn) stands over ground that is
    counted already, and adds nothing.
    """
    from_surfaces = _of_surfaces(survey, survey.declared.after, "surfaces.after")
    applied = _with_measures(survey, declared_before(survey), on_surfaces=True)
    declared = choose(known(from_surfaces), from_surfaces, applied)
    measured, coverage = ground(survey)
    after = _with_measures(survey, measured, on_surfaces=False)
    return _fact(survey, declared, after, coverage, _WORKS)


def draining_index_change(survey: Survey) -> Measured:
    """Return the draining index after the works less that before.

    What is not known of the ground, or of the weight of a surface, is the same before and after.
    Of declared surfaces it is ``Σ_k δ_k·(a_k - b_k)``, with their shares ``b`` before and ``a``
    after.
    """
    measured, coverage = ground(survey)
    stated = declared_before(survey)
    is_stated = known(stated)
    before = choose(is_stated, stated, measured)
    after = _of_surfaces(survey, survey.declared.after, "surfaces.after")
    moved = choose(
        is_stated,
        _gained(survey, stated, on_surfaces=True),
        _gained(survey, measured, on_surfaces=False),
    )
    changed = choose(known(after), _less(after, before), moved)
    return _fact(survey, _of_both(survey), changed, coverage, _WORKS)


def _less(after: Numbers, before: Numbers) -> Numbers:
    """Return the difference of two numbers that nothing unknown ties together."""
    return Numbers(after.low - before.high, after.high - before.low, before.missing, before.reasons)


def _of_both(survey: Survey) -> Numbers:
    """Return the change between declared surfaces; missing where one of the two is."""
    weights = ClassWeights.of(survey.rules.table(SURFACE_WEIGHTS), SURFACES)
    shares = []
    for declared in (survey.declared.before, survey.declared.after):
        areas = declared * weights.counted
        with np.errstate(invalid="ignore", divide="ignore"):
            shares.append(areas / areas.sum(axis=1, keepdims=True))
    ends = [(shares[1] - shares[0]) * bound for bound in (weights.low, weights.high)]
    low, high = np.minimum(*ends).sum(axis=1), np.maximum(*ends).sum(axis=1)
    reasons = (Missing("not_declared", "surfaces.after"),)
    return Numbers(low, low if weights.exact else high, np.isnan(low).astype(np.int16), reasons)


def ground(survey: Survey) -> tuple[Numbers, Floats]:
    """Return the index from the land cover, and the share of each place with data."""
    classes = survey.classes(LAND_COVER)
    if classes is None:
        return survey.absent(LAND_COVER), np.full(len(survey), np.nan)
    weights = ClassWeights.of(survey.rules.table(LAND_COVER_WEIGHTS), classes.names)
    numbers, data = weights.index(classes.areas, LAND_COVER)
    return survey.covered(numbers, data, LAND_COVER)


def declared_before(survey: Survey) -> Numbers:
    """Return the index from the surfaces declared before the works."""
    return _of_surfaces(survey, survey.declared.before, "surfaces.before")


def _of_surfaces(survey: Survey, areas: Floats, field: str) -> Numbers:
    weights = ClassWeights.of(survey.rules.table(SURFACE_WEIGHTS), SURFACES)
    low, high, _ = weights.mean(areas)
    nothing = np.isnan(low)
    reasons = (Missing("not_declared", field),)
    return Numbers(low, low if weights.exact else high, nothing.astype(np.int16), reasons)


def _with_measures(survey: Survey, before: Numbers, *, on_surfaces: bool) -> Numbers:
    """Return ``before + Σ s·(δ − g)``; where ``g`` is not known the same at both ends."""
    share, weights, taken = _measures(survey, before, on_surfaces=on_surfaces)
    least, most = (
        end + _sum(survey, share * _gain(survey, weight, own))
        for end, weight, own in zip((before.low, before.high), weights, taken, strict=True)
    )
    exact = np.array_equal(least, most, equal_nan=True)
    return _where_measures(
        survey, Numbers(least, least if exact else most, before.missing, before.reasons)
    )


def _gained(survey: Survey, before: Numbers, *, on_surfaces: bool) -> Numbers:
    """Return ``Σ s·(δ − g)``, the most where a measure drains most and its ground least."""
    share, (low, high), (least, most) = _measures(survey, before, on_surfaces=on_surfaces)
    ends = (_gain(survey, low, most), _gain(survey, high, least))
    moved = [_sum(survey, share * end) for end in ends]
    return _where_measures(survey, Numbers(moved[0], moved[1], before.missing, before.reasons))


def _measures(
    survey: Survey, before: Numbers, *, on_surfaces: bool
) -> tuple[Floats, tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return of each measure its share of the place, its weight and that of the ground it takes.

    Its ground is that of the surfaces declared before the works, else the mean of the place.
    """
    low, high = weights_of_measures(survey)
    share = shares_of_measures(survey, np.isfinite(low))
    parent = survey.declared.measures.parent
    taken = before.low[parent], before.high[parent]
    if on_surfaces:
        surfaces = ClassWeights.of(survey.rules.table(SURFACE_WEIGHTS), SURFACES)
        made_of = ground_of_measures(survey, share)
        taken = product(made_of, surfaces.low), product(made_of, surfaces.high)
    return share, (np.nan_to_num(low), np.nan_to_num(high)), taken


def _gain(survey: Survey, weight: Floats, ground: Floats) -> Floats:
    gain = weight - ground
    return np.asarray(np.where(green_measures(survey), np.maximum(gain, 0.0), gain))


def _sum(survey: Survey, values: Floats) -> Floats:
    return survey.declared.measures.total(values, len(survey))


def _where_measures(survey: Survey, numbers: Numbers) -> Numbers:
    some = _sum(survey, np.ones(len(survey.declared.measures))) > 0
    return choose(some, numbers, Numbers.absent(len(survey), Missing("not_declared", "measures")))


def weights_of_measures(survey: Survey) -> tuple[Floats, Floats]:
    """Return the bounds of the draining weight of each measure; NaN where it makes no ground."""
    measures = survey.declared.measures
    bounds = np.array([draining_weight(survey.rules, name) for name in measures.names])
    bounds = bounds.reshape(-1, 2)
    return bounds[measures.kind, 0], bounds[measures.kind, 1]


def draining_parameters(rules: Rules, measure: str) -> tuple[str, ...]:
    """Return the values of the plan that give the draining weight of a measure."""
    if SURFACE_OF_MEASURE in rules.parameters:
        return SURFACE_OF_MEASURE, SURFACE_WEIGHTS
    return (f"abacus.{measure}.runoff_coefficient",)


def draining_weight(rules: Rules, measure: str) -> tuple[float, float]:
    """Return the bounds of the draining weight of the surfaces that a measure may make.

    NaN where it makes no ground: a green wall, a tank.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> rules = Rules.load(on=date(2026, 1, 1))
    >>> draining_weight(rules, "NBS11"), draining_weight(rules, "NBS10")
    ((0.3, 0.7), (nan, nan))
    """
    if SURFACE_OF_MEASURE not in rules.parameters:  # a plan frozen before it told so
        phi = rules.measures[measure].quantity("runoff_coefficient").range
        return (1 - phi.high, 1 - phi.low) if phi else (np.nan, np.nan)
    made = rules.rows(SURFACE_OF_MEASURE).get((measure,), ())
    table = rules.table(SURFACE_WEIGHTS)
    cells = [table.get(str(one)) for one in (made if isinstance(made, tuple) else (made,))]
    rows = [cell for cell in cells if cell is not None]
    if not rows:
        return np.nan, np.nan
    return min(row.low for row in rows), max(row.high for row in rows)


def _fact(
    survey: Survey, declared: Numbers, measured: Numbers, coverage: Floats, parameters: list[str]
) -> Measured:
    from_declared = known(declared)
    values = choose(from_declared, declared, measured)
    return survey.measured(
        values, METHOD, layers=[LAND_COVER], parameters=parameters, coverage=coverage,
        declared=declared, measured=measured, from_declared=from_declared,
    )  # fmt: skip

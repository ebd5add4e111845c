"""Draining index of a lot: from the ground and from declared surfaces, before and after.

``Idren = Σ_k (δ_k · A_k) / A_tot``, with ``δ_k`` the draining weight of class ``k``; water is
left out of ``A_tot`` (domain §2.2; the weights are parameters of the plan).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.layer_roles import LAND_COVER
from contado.survey import (
    LAND_COVER_WEIGHTS,
    SURFACE_WEIGHTS,
    SURFACES,
    ClassWeights,
    choose,
    known,
)
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "draining_index.v1"


def draining_index(survey: Survey) -> Measured:
    """Return the draining index before the works: declared surfaces, else the ground."""
    return _fact(survey, declared_before(survey), *ground(survey))


def draining_index_after(survey: Survey) -> Measured:
    """Return the draining index after the works.

    Declared surfaces after the works, else an estimate: the index before with the measures
    applied. On their share it becomes the complement of their runoff coefficient; a measure
    declared ``overlapping`` (trees over a lawn) stands over ground that is counted already, and
    adds nothing.
    """
    from_surfaces = _of_surfaces(survey, survey.declared.after, "surfaces.after")
    applied = _with_measures(survey, declared_before(survey))
    declared = choose(known(from_surfaces), from_surfaces, applied)
    measured, coverage = ground(survey)
    return _fact(survey, declared, _with_measures(survey, measured), coverage)


def draining_index_change(survey: Survey) -> Measured:
    """Return the draining index after the works less that before.

    What is not known of the ground, or of the weight of a surface, is the same before and after:
    where measures take a share ``S`` it is ``Σ s·(1 - φ) - S·before``; of declared surfaces
    ``Σ_k δ_k·(a_k - b_k)``, with their shares ``b`` before and ``a`` after.
    """
    measured, coverage = ground(survey)
    stated = declared_before(survey)
    before = choose(known(stated), stated, measured)
    after = _of_surfaces(survey, survey.declared.after, "surfaces.after")
    changed = choose(known(after), _less(after, before), _moved(survey, before))
    return _fact(survey, _of_both(survey), changed, coverage)


def _less(after: Numbers, before: Numbers) -> Numbers:
    """Return the difference of two numbers that nothing unknown ties together."""
    return Numbers(after.low - before.high, after.high - before.low, before.missing, before.reasons)


def _moved(survey: Survey, before: Numbers) -> Numbers:
    """Return what measures change: `_with_measures` less ``before``, the same ground in both."""
    taken, low, high = _taken(survey)
    moved = Numbers(
        low - taken * before.high, high - taken * before.low, before.missing, before.reasons
    )
    return _where_measures(survey, moved)


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


def _with_measures(survey: Survey, before: Numbers) -> Numbers:
    """Apply measures: ``(1 - S)·before + Σ s·(1 - φ)``, ``S`` the sum of the shares ``s``.

    Where ``S`` is above 1 the measures share the whole in proportion. A measure that overlaps
    others, or has no runoff coefficient (a green wall), leaves the ground as it is.
    """
    taken, low, high = _taken(survey)
    least, most = (1 - taken) * before.low + low, (1 - taken) * before.high + high
    exact = np.array_equal(least, most, equal_nan=True)
    applied = Numbers(least, least if exact else most, before.missing, before.reasons)
    return _where_measures(survey, applied)


def _taken(survey: Survey) -> tuple[Floats, Floats, Floats]:
    """Return the share of each place that measures take, and bounds of what it drains."""
    size, measures = len(survey), survey.declared.measures
    low, high = (1 - phi for phi in reversed(runoff_coefficients(survey)))
    counted = np.isfinite(low) & ~measures.overlapping
    share = np.where(counted, measures.share, 0.0)
    treated = measures.total(share, size)
    scale = np.maximum(treated, 1.0)
    least, most = (
        measures.total(np.where(counted, share * delta, 0.0), size) / scale for delta in (low, high)
    )
    return treated / scale, least, most


def _where_measures(survey: Survey, numbers: Numbers) -> Numbers:
    size, measures = len(survey), survey.declared.measures
    some = measures.total(np.ones(len(measures)), size) > 0
    return choose(some, numbers, Numbers.absent(size, Missing("not_declared", "measures")))


def runoff_coefficients(survey: Survey) -> tuple[Floats, Floats]:
    """Return the bounds of φ of each declared measure, from the abacus; NaN where it has none."""
    from contado.survey import bounds

    return bounds(survey, "runoff_coefficient")


def _fact(survey: Survey, declared: Numbers, measured: Numbers, coverage: Floats) -> Measured:
    from_declared = known(declared)
    values = choose(from_declared, declared, measured)
    return survey.measured(
        values, METHOD,
        layers=[LAND_COVER], parameters=[SURFACE_WEIGHTS, LAND_COVER_WEIGHTS], coverage=coverage,
        declared=declared, measured=measured, from_declared=from_declared,
    )  # fmt: skip

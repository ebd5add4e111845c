"""Runoff of the reference rain from the surfaces that are declared, before and after the works.

Each surface runs off what its land cover does (``runoff.surface_covers``) on the soils of the
place; a measure takes the surfaces that it is made on (`contado.survey.ground_of_measures`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff.curve_numbers import GROUPS
from contado.drainage.runoff.depths import depths, groups_of, where_measures
from contado.drainage.runoff.measures import runoff_of_measures, stored_by_measures
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import SURFACES, choose, ground_of_measures, known, product, shares_of_measures
from contado.survey.pairs import pairs
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Survey

SURFACE_COVERS = "runoff.surface_covers"

_BEFORE, _AFTER = "surfaces.before", "surfaces.after"


def before(survey: Survey) -> Numbers:
    """Return the runoff of the surfaces declared before the works, mm."""
    groups = _groups(survey)
    low, high = (_mean(_shares(survey.declared.before), end, groups) for end in _depths(survey))
    return _declared(low, high, _BEFORE)


def after(survey: Survey) -> Numbers:
    """Return the runoff of the surfaces declared after the works, mm.

    Less what the measures store; where only those before the works are declared, theirs with the
    measures on the ground that they take.
    """
    groups, (low, high) = _groups(survey), _depths(survey)
    least, most = stored_by_measures(survey, groups)
    share, areas = _share(survey, least), _shares(survey.declared.after)
    stated = [
        np.maximum(_mean(areas, end, groups) - _sum(survey, share * less), 0)
        for end, less in ((low, most), (high, least))
    ]
    own = before(survey)
    moved = [
        _sum(survey, share * (runoff - taken))
        for runoff, taken in zip(
            runoff_of_measures(survey, groups), _taken(survey, share, groups), strict=True
        )
    ]
    applied = Numbers(own.low + moved[0], own.high + moved[1], own.missing, own.reasons)
    declared = _declared(stated[0], stated[1], _AFTER)
    return choose(known(declared), declared, where_measures(survey, applied))


def change(survey: Survey, groups: Floats) -> tuple[Floats, Floats]:
    """Return bounds of the runoff after the works less that before, mm; NaN where not declared.

    Parameters
    ----------
    groups
        Share of each soil group in each place, shape ``(n, 5)``.
    """
    low, high = _depths(survey)
    least_stored, most_stored = stored_by_measures(survey, groups)
    share = _share(survey, least_stored)
    moved = _shares(survey.declared.after) - _shares(survey.declared.before)
    ends = [_each(moved, end, groups) for end in (low, high)]
    both = (
        np.minimum(*ends).sum(axis=1) - _sum(survey, share * most_stored),
        np.maximum(*ends).sum(axis=1) - _sum(survey, share * least_stored),
    )
    least, most = runoff_of_measures(survey, groups)
    taken_low, taken_high = _taken(survey, share, groups)
    undeclared = np.isnan(_shares(survey.declared.before)).any(axis=1)
    by_measures = [
        np.where(undeclared, np.nan, _sum(survey, share * end))
        for end in (least - taken_high, most - taken_low)
    ]
    stated = np.isfinite(both[0])
    low_end, high_end = (
        np.where(stated, one, other) for one, other in zip(both, by_measures, strict=True)
    )
    return low_end, high_end


def _taken(survey: Survey, share: Floats, groups: Floats) -> tuple[Floats, Floats]:
    """Return bounds of the runoff of the ground that each measure takes, mm."""
    made_of = ground_of_measures(survey, share)
    mine = groups[survey.declared.measures.parent]
    low, high = (_mean(made_of, end, mine) for end in _depths(survey))
    return low, high


def _share(survey: Survey, makes: Floats) -> Floats:
    """Return the share that each measure takes; none where it makes no ground."""
    return shares_of_measures(survey, np.isfinite(makes))


def _sum(survey: Survey, values: Floats) -> Floats:
    """Return the sum over the measures of each place; one that makes no ground adds nothing."""
    return survey.declared.measures.total(np.nan_to_num(values), len(survey))


def _groups(survey: Survey) -> Floats:
    ground = pairs(survey, LAND_COVER, SOIL_GROUPS)
    if ground is None:
        return np.eye(len(GROUPS) + 1)[[-1] * len(survey)]
    return groups_of(ground)


def _depths(survey: Survey) -> tuple[Floats, Floats]:
    """Return bounds of the runoff of each surface on each soil group, mm, shape ``(3, 5)``."""
    rows = survey.rules.rows(SURFACE_COVERS)
    names = tuple(str(rows[surface,]) for surface in SURFACES)
    each = survey.once("runoff of surfaces", lambda: depths(survey, names, GROUPS))
    return each.low, each.high


def _shares(areas: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = areas / areas.sum(axis=1, keepdims=True)
    return shares


def _mean(shares: Floats, depth: Floats, groups: Floats) -> Floats:
    return np.asarray(_each(shares, depth, groups).sum(axis=1))


def _each(shares: Floats, depth: Floats, groups: Floats) -> Floats:
    return np.asarray(shares * product(groups, depth.T))


def _declared(low: Floats, high: Floats, field: str) -> Numbers:
    nothing = np.isnan(low)
    reasons = (Missing("not_declared", field),)
    exact = np.array_equal(low, high, equal_nan=True)
    return Numbers(low, low if exact else high, nothing.astype(np.int16), reasons)

"""How many residents live on a km² of a place, and how many of them are of sensitive ages.

A place made of whole municipalities has the residents of their table; another has those of the
grid. The share of sensitive ages is that of the municipality everywhere inside it: in a place that
lies in several it is known within the bounds of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.layer_roles import MUNICIPALITIES, POPULATION, POPULATION_GRID
from contado.people.ages import OLD_ABOVE, YOUNG_BELOW
from contado.people.municipal_makeup import WHOLE, Makeup, makeup
from contado.survey import MINIMUM_COVERAGE, between, choose, without
from contado.units import RESOLUTION
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

DENSITY_METHOD = "density.v1"
SENSITIVE_METHOD = "sensitive_ages.v1"

_KM2 = 1e6


def density(survey: Survey) -> Measured:
    """Return the residents a km² of each place."""
    values, coverage = _from_grid(survey)
    municipal = makeup(survey)
    if municipal is not None:
        values, coverage = _from_table(survey, municipal, values, coverage)
    return survey.measured(
        values, DENSITY_METHOD,
        layers=[POPULATION_GRID, POPULATION, MUNICIPALITIES], parameters=[WHOLE], coverage=coverage,
    )  # fmt: skip


def sensitive_share(survey: Survey) -> Measured:
    """Return the share of each place's residents below and above the plan's ages."""
    municipal = makeup(survey)
    if municipal is None:
        lacking = POPULATION if survey.layer(POPULATION) is None else MUNICIPALITIES
        values = survey.absent(lacking)
    else:
        values = _sensitive(survey, municipal)
    return survey.measured(
        values, SENSITIVE_METHOD, layers=[POPULATION, MUNICIPALITIES],
        parameters=[YOUNG_BELOW, OLD_ABOVE, WHOLE, MINIMUM_COVERAGE],
    )  # fmt: skip


def _from_grid(survey: Survey) -> tuple[Numbers, Floats]:
    tally = survey.values(POPULATION_GRID)
    if tally is None:
        return survey.absent(POPULATION_GRID), np.full(len(survey), np.nan)
    mean = Numbers.exact(tally.means())
    mean = without(mean, np.isnan(mean.low), Missing("outside_layer", POPULATION_GRID))
    return survey.covered(mean, tally.areas, POPULATION_GRID)


def _from_table(
    survey: Survey, makeup: Makeup, grid: Numbers, coverage: Floats
) -> tuple[Numbers, Floats]:
    pairs, made = makeup.whole(survey.rules.number(WHOLE))
    with np.errstate(invalid="ignore", divide="ignore"):
        people = makeup.sums(makeup.residents(), pairs)
        area = makeup.sums(makeup.area / makeup.within, pairs)
        table = np.where(made, people / area * _KM2, np.nan)
    known = np.isfinite(table)
    values = choose(known, Numbers.exact(table), grid)
    return values, np.where(known, 1.0, coverage)


def _sensitive(survey: Survey, makeup: Makeup) -> Numbers:
    least = survey.rules.number(WHOLE)
    own, residents = makeup.sensitive(), makeup.residents()
    pairs, made = makeup.whole(least)
    counts = ~made[makeup.place] & (makeup.share > 1 - least + RESOLUTION)
    low, high = np.full(makeup.places, np.inf), np.full(makeup.places, -np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        np.minimum.at(low, makeup.place[counts], own[counts])
        np.maximum.at(high, makeup.place[counts], own[counts])
        exact = makeup.sums(own * residents, pairs) / makeup.sums(residents, pairs)
    low, high = np.where(made, exact, low), np.where(made, exact, high)
    return _without_unknown(survey, makeup, between(low, high))


def _without_unknown(survey: Survey, makeup: Makeup, values: Numbers) -> Numbers:
    """Take away places mostly in no municipality, and those whose residents' ages are not known."""
    inside = makeup.sums(makeup.share, np.ones(len(makeup.share), dtype=bool))
    outside = inside < survey.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    values = without(values, outside, Missing("outside_layer", MUNICIPALITIES))
    unknown = ~np.isfinite(values.low) | ~np.isfinite(values.high)
    return without(values, unknown, Missing("outside_layer", POPULATION))

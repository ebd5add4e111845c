"""Residents from a grid of density: density times covered area. Estimates, below the comune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.layer_roles import POPULATION_GRID
from contado.survey import AROUND_DISTANCE, PERSONS, Around
from contado.values import Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "residents.v1"
AROUND_METHOD = "residents.v2"
"""Of those around a place: since v2 the area around is right to 1 in 10,000."""


def residents_in(survey: Survey) -> Measured:
    """Return the residents inside each place."""
    tally = survey.values(POPULATION_GRID)
    if tally is None:
        return _absent(survey, METHOD, ())
    return _counted(survey, Around(tally.products, tally.areas, survey.area), METHOD, ())


def residents_around(survey: Survey) -> Measured:
    """Return the residents inside each place and within the plan's distance from it."""
    around = survey.around(POPULATION_GRID, survey.rules.number(AROUND_DISTANCE))
    how = (AROUND_METHOD, (AROUND_DISTANCE,))
    return _absent(survey, *how) if around is None else _counted(survey, around, *how)


def _absent(survey: Survey, method: str, parameters: tuple[str, ...]) -> Measured:
    absent = survey.absent(POPULATION_GRID)
    return survey.measured(absent, method, layers=[POPULATION_GRID], parameters=parameters)


def _counted(survey: Survey, sums: Around, method: str, parameters: tuple[str, ...]) -> Measured:
    people = Numbers.exact(sums.products * PERSONS)
    values, coverage = survey.covered(people, sums.data, POPULATION_GRID, area=sums.area)
    return survey.measured(
        values, method, layers=[POPULATION_GRID], parameters=parameters, coverage=coverage,
        extent=sums.area,
    )  # fmt: skip

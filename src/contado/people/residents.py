"""Residents from a grid of density: density times covered area. Estimates, below the comune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.survey.plan import AROUND_DISTANCE
from contado.survey.reference import PERSONS, RESIDENTS
from contado.survey.survey import Around
from contado.values import Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "residents.v1"


def residents_in(survey: Survey) -> Measured:
    """Return the residents inside each place."""
    tally = survey.values(RESIDENTS)
    if tally is None:
        return _absent(survey, ())
    return _counted(survey, Around(tally.products, tally.areas, survey.area), ())


def residents_around(survey: Survey) -> Measured:
    """Return the residents inside each place and within the plan's distance from it."""
    around = survey.around(RESIDENTS, survey.rules.number(AROUND_DISTANCE))
    parameters = (AROUND_DISTANCE,)
    return _absent(survey, parameters) if around is None else _counted(survey, around, parameters)


def _absent(survey: Survey, parameters: tuple[str, ...]) -> Measured:
    absent = survey.absent(RESIDENTS)
    return survey.measured(absent, METHOD, layers=[RESIDENTS], parameters=parameters)


def _counted(survey: Survey, sums: Around, parameters: tuple[str, ...]) -> Measured:
    people = Numbers.exact(sums.products * PERSONS)
    values, coverage = survey.covered(people, sums.data, RESIDENTS, area=sums.area)
    return survey.measured(
        values, METHOD, layers=[RESIDENTS], parameters=parameters, coverage=coverage,
        extent=sums.area,
    )  # fmt: skip

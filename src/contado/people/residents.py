"""Residents from a grid of density: density times covered area. Estimates, below the comune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.survey.columns import without
from contado.survey.plan import AROUND_DISTANCE, MINIMUM_COVERAGE
from contado.survey.reference import PERSONS, RESIDENTS
from contado.units import RESOLUTION
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey
    from contado.survey.tally import ValueTally

METHOD = "residents.v1"
_ARC = 16
"""Segments of a quarter of a circle: the area around a point is right to 2 in 1000."""


def residents_in(survey: Survey) -> Measured:
    """Return the residents inside each place."""
    return _counted(survey, survey.values(RESIDENTS), survey.area, ())


def residents_around(survey: Survey) -> Measured:
    """Return the residents inside each place and within the plan's distance from it."""
    import shapely

    if survey.layer(RESIDENTS) is None:
        return _counted(survey, None, survey.area, (AROUND_DISTANCE,))
    distance = survey.rules.number(AROUND_DISTANCE)
    around = shapely.buffer(survey.places.geometry, distance, quad_segs=_ARC)
    tally = survey.under(RESIDENTS, around)
    return _counted(survey, tally, shapely.area(around), (AROUND_DISTANCE,))


def _counted(
    survey: Survey, tally: ValueTally | None, area: Floats, parameters: tuple[str, ...]
) -> Measured:
    if tally is None:
        absent = survey.absent(RESIDENTS)
        return survey.measured(absent, METHOD, layers=[RESIDENTS], parameters=parameters)
    share = np.minimum(tally.areas / area, 1.0)
    numbers = without(
        Numbers.exact(tally.products * PERSONS), share <= 0, Missing("outside_layer", RESIDENTS)
    )
    few = share < survey.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    return survey.measured(
        without(numbers, few, Missing("low_coverage", RESIDENTS)), METHOD,
        layers=[RESIDENTS], parameters=parameters, coverage=share,
    )  # fmt: skip

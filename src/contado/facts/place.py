"""Where a place is: its area and the units it lies in most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.values import Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

AREA_METHOD = "area.v1"
UNIT_METHOD = "largest_overlap.v1"


def area(survey: Survey) -> Measured:
    """Return the area of each place, m²."""
    return survey.measured(Numbers.exact(survey.area), AREA_METHOD)


def municipality(survey: Survey) -> Measured:
    """Return the name of the municipality that holds most of each place."""
    return _unit(survey, "municipalities")


def zone(survey: Survey) -> Measured:
    """Return the name of the homogeneous zone that holds most of each place."""
    return _unit(survey, "zones")


def landscape_unit(survey: Survey) -> Measured:
    """Return the name of the landscape unit that holds most of each place."""
    return _unit(survey, "landscape_units")


def _unit(survey: Survey, role: str) -> Measured:
    units = survey.units(role)
    if units is None:
        absent = Labels.absent(len(survey), Missing("no_layer", role))
        return survey.measured(absent, UNIT_METHOD, layers=[role])
    return survey.measured(units.labels, UNIT_METHOD, layers=[role], coverage=units.share)

"""What proponents declare: measures, and the checklist of the way of realisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.survey import bounds, choose, known
from contado.values import Floats, Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "declared.v1"
ABACUS_METHOD = "declared_else_abacus.v1"


def area(survey: Survey) -> Measured:
    """Return the area of all measures of each intervention, m²."""
    return _total(survey, survey.declared.measures.area)


def incidence(survey: Survey) -> Measured:
    """Return the share of each intervention that its measures treat, their union, in bounds."""
    measures, size = survey.declared.measures, len(survey)
    low, high = measures.treated(size)
    missing = (measures.total(np.ones(len(measures)), size) == 0).astype(np.int16)
    exact = np.array_equal(low, high)
    reasons = (Missing("not_declared", "measure"),)
    low = np.where(missing > 0, np.nan, low)
    high = low if exact else np.where(missing > 0, np.nan, high)
    return _of_declared(survey, Numbers(low, high, missing, reasons))


def share(survey: Survey) -> Measured:
    """Return the share of each intervention that its measures take; above 1 where they overlap."""
    return _total(survey, survey.declared.measures.share)


def kind(survey: Survey) -> Measured:
    """Return the measure of the abacus that each measure is."""
    measures = survey.declared.measures
    values = Labels(measures.kind, measures.names, np.zeros(len(measures), dtype=np.int16))
    return _of_declared(survey, values)


def measure_area(survey: Survey) -> Measured:
    """Return the area of each measure, m²."""
    return _of_declared(survey, Numbers.exact(survey.declared.measures.area))


def measure_share(survey: Survey) -> Measured:
    """Return the share of the intervention that each measure takes."""
    return _of_declared(survey, Numbers.exact(survey.declared.measures.share))


def runoff_reduction(survey: Survey) -> Measured:
    """Return the runoff reduction of each measure, %: declared, else the abacus' midpoint."""
    return _else_abacus(survey, survey.declared.measures.runoff_reduction, "runoff_reduction")


def cooling(survey: Survey) -> Measured:
    """Return the cooling by each measure, °C: declared, else the abacus' midpoint."""
    return _else_abacus(survey, survey.declared.measures.cooling, "cooling")


def _total(survey: Survey, values: Floats) -> Measured:
    measures, size = survey.declared.measures, len(survey)
    total = Numbers.exact(measures.total(values, size))
    some = measures.total(np.ones(len(measures)), size) > 0
    absent = Numbers.absent(size, Missing("not_declared", "measures"))
    return _of_declared(survey, choose(some, total, absent))


def _of_declared(survey: Survey, values: Numbers | Labels) -> Measured:
    return survey.measured(values, METHOD, declared=values, from_declared=known(values))


def _else_abacus(survey: Survey, declared: Floats, quantity: str) -> Measured:
    measures = survey.declared.measures
    absent = (Missing("not_declared", f"measures.{quantity}"),)
    low, high = bounds(survey, quantity)
    own, usual = (
        Numbers(values, values, np.isnan(values).astype(np.int16), absent)
        for values in (declared, (low + high) / 2)
    )
    from_declared = known(own)
    return survey.measured(
        choose(from_declared, own, usual), ABACUS_METHOD,
        parameters=[
            f"abacus.{name}.{quantity}" for name in measures.names if name in survey.rules.measures
        ],
        declared=own, measured=usual, from_declared=from_declared,
    )  # fmt: skip


def answer(survey: Survey, *, item: str) -> Measured:
    """Return the answers to an item of the checklist."""
    return _of_declared(survey, survey.declared.answers(item))

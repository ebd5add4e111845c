"""What the sheet of invariance reads of a plot: its area, its runoff coefficient, its comune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.survey import SURFACES, ClassWeights, known
from contado.values import Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "declared.v1"
CRITICALITY_METHOD = "largest_overlap.v1"
COEFFICIENTS = "invariance.runoff_coefficients"
CRITICALITY = "hydraulic_criticality"
_NOT_DECLARED = Missing("not_declared", "surfaces.after")


def area(survey: Survey) -> Measured:
    """Return the area of each plot, m²: the sum of the surfaces declared after the works."""
    return _declared(survey, survey.declared.after.sum(axis=1))


def runoff_coefficient(survey: Survey) -> Measured:
    """Return the mean runoff coefficient of the surfaces declared after the works."""
    weights = ClassWeights.of(survey.rules.table(COEFFICIENTS), SURFACES)
    return _declared(survey, weights.mean(survey.declared.after)[0], COEFFICIENTS)


def criticality(survey: Survey) -> Measured:
    """Return the hydraulic criticality of the comune that holds most of each plot."""
    units, layer = survey.units("municipalities"), survey.layer(CRITICALITY)
    layers = [CRITICALITY, "municipalities"]
    if units is None or layer is None:
        lacking = Missing("no_layer", CRITICALITY if units else "municipalities")
        absent = Labels.absent(len(survey), lacking)
        return survey.measured(absent, CRITICALITY_METHOD, layers=layers)
    rows = layer.frame(["istat_code", "criticality"])
    criticalities = dict(zip(rows["istat_code"], rows["criticality"], strict=True))
    classes = [criticalities.get(code) for code in units.codes]
    labels = Labels.of(classes, Missing("outside_layer", CRITICALITY))
    return survey.measured(labels, CRITICALITY_METHOD, layers=layers, coverage=units.share)


def _declared(survey: Survey, values: np.ndarray, *parameters: str) -> Measured:
    numbers = Numbers(values, values, np.isnan(values).astype(np.int16), (_NOT_DECLARED,))
    return survey.measured(
        numbers, METHOD, parameters=parameters, declared=numbers, from_declared=known(numbers)
    )

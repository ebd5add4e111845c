"""Night-temperature anomaly of a place: its mean above the reference of the territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.heat.night.reference import REFERENCE, parameters, reference_temperature
from contado.layer_roles import NIGHT_TEMPERATURE
from contado.survey import without
from contado.values import Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

ANOMALY = "heat.night_anomaly"
METHOD = "night_anomaly.v1"


def night_anomaly(survey: Survey) -> Measured:
    """Return the mean summer night temperature of each place above the reference, °C."""
    tally = survey.values(NIGHT_TEMPERATURE)
    reference = reference_temperature(survey)
    if tally is None or reference is None:
        lacking = NIGHT_TEMPERATURE if tally is None else survey.territory.settings.area
        return survey.measured(survey.absent(lacking), METHOD, layers=[NIGHT_TEMPERATURE])
    anomaly = Numbers.exact(tally.means() - reference)
    anomaly = without(anomaly, np.isnan(anomaly.low), Missing("outside_layer", NIGHT_TEMPERATURE))
    values, coverage = survey.covered(anomaly, tally.areas, NIGHT_TEMPERATURE)
    return survey.measured(
        values, METHOD, layers=[NIGHT_TEMPERATURE], parameters=parameters(survey),
        coverage=coverage, references=[REFERENCE],
    )  # fmt: skip

"""Night-temperature anomaly of a place: its mean above the reference of the territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.heat.night.reference import NIGHT, REFERENCE, parameters, reference_temperature
from contado.survey.columns import without
from contado.values import Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

ANOMALY = "heat.night_anomaly"
METHOD = "night_anomaly.v1"


def night_anomaly(survey: Survey) -> Measured:
    """Return the mean summer night temperature of each place above the reference, °C."""
    tally = survey.values(NIGHT)
    reference = reference_temperature(survey)
    if tally is None or reference is None:
        lacking = NIGHT if tally is None else survey.territory.settings.area
        return survey.measured(survey.absent(lacking), METHOD, layers=[NIGHT])
    anomaly = Numbers.exact(tally.means() - reference)
    anomaly = without(anomaly, np.isnan(anomaly.low), Missing("outside_layer", NIGHT))
    values, coverage = survey.covered(anomaly, tally.areas, NIGHT)
    return survey.measured(
        values, METHOD,
        layers=[NIGHT], parameters=parameters(survey), coverage=coverage, references=[REFERENCE],
    )  # fmt: skip

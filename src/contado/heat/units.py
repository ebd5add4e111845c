"""Who lives, in a landscape unit, where summer nights are hottest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.heat.reference import NIGHT, parameters, reference_temperature
from contado.survey.plan import ANOMALY_BREAKS, CELL_COVERAGE, WORST_CLASSES, worst_edge
from contado.survey.reference import (
    RESIDENTS,
    UnitValues,
    blocks,
    enough_data,
    freeze,
    of_unit,
    share_seen,
    share_where,
)

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

UNITS = "landscape_units"
METHOD = "hot_share.v1"
SHARE = "heat.unit_hot_share"


def unit_hot_share(survey: Survey) -> Measured:
    """Return the share of the unit's residents, or area, in the hottest classes of anomaly."""
    values = survey.of_territory(SHARE, lambda: _hot_share(survey))
    return of_unit(
        survey, UNITS, values, METHOD,
        roles=[NIGHT, RESIDENTS] if survey.layer(RESIDENTS) else [NIGHT],
        parameters=[*parameters(survey), ANOMALY_BREAKS, WORST_CLASSES, CELL_COVERAGE],
        reference=SHARE,
    )  # fmt: skip


def _hot_share(survey: Survey) -> UnitValues | None:
    parts, reference = blocks(survey, UNITS), reference_temperature(survey)
    if parts is None or reference is None or NIGHT not in parts.known:
        return None
    edge = worst_edge(survey.rules, ANOMALY_BREAKS, lowest=False)
    told = enough_data(survey, parts, parts.known[NIGHT])
    # Rounded as norms compare.
    hot = np.round(parts.mean(NIGHT) - reference, 9) >= edge
    values = share_where(survey, parts, hot, hot, told)
    seen = share_seen(parts, parts.known[NIGHT])
    freeze(
        survey,
        SHARE,
        METHOD,
        roles=[UNITS, NIGHT, RESIDENTS],
        content={"units": values.content()},
        seen=seen,
    )
    return values

"""Night heat of every unit of a layer: its mean, its class, who lives in which class.

The anomaly of a unit is that of the facts (`contado.heat.night.anomaly`); the shares by class
and the level of vulnerability are those of criterion A1, asked of the units of any layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.night.anomaly import ANOMALY, night_anomaly
from contado.heat.night.kinds import Kind, kind_of
from contado.heat.night.reference import reference_temperature
from contado.heat.night.shares import SHARE, anomalies, hot_share, hot_share_parameters
from contado.layer_roles import LAND_COVER, NIGHT_TEMPERATURE, POPULATION_GRID
from contado.norms import classes_of
from contado.survey import (
    MINIMUM_COVERAGE,
    Blocks,
    Flag,
    Survey,
    blocks_within,
    share_where,
    summed,
    without,
)
from contado.survey.reference import blocks
from contado.territory import Places
from contado.units import RESOLUTION
from contado.values import Floats, Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.norms import ParameterUse, Rules
    from contado.survey import UnitValues
    from contado.territory import Layer, Territory

CLASSES = "night_heat"
LEVELS = "vulnerability"
LEVEL_BREAKS = "upa.vulnerability_breaks"


@dataclass(frozen=True, slots=True)
class NightUnits:
    """Night heat of ``n`` units in ``K`` classes.

    Parameters
    ----------
    places
        The units.
    kind
        What the temperature is of.
    reference
        Temperature that anomalies are counted from, °C; None where there are no data for it.
    mean, anomaly
        °C.
    classes
        Class of the mean anomaly, of category ``night_heat``.
    level
        Level of vulnerability, by the share of residents (or area) in the hottest classes.
    hot_share
        That share.
    basis
        ``residents`` or ``area``, a text a unit; empty where nothing is known.
    area_shares, resident_shares
        Shape ``(n, K)``: share in each class of the area that has data, and of the residents
        there; NaN where it is not known.
    coverage
        Share of each unit with data.
    flags
        Names of what to beware of, a tuple a unit.
    layers, parameters
        Ids of the layers read, and values of the plan used.
    """

    places: Places
    kind: Kind
    reference: float | None
    mean: Numbers
    anomaly: Numbers
    classes: Labels
    level: Labels
    hot_share: Numbers
    basis: tuple[str, ...]
    area_shares: Floats
    resident_shares: Floats
    coverage: Floats
    flags: tuple[tuple[str, ...], ...]
    layers: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]

    def __len__(self) -> int:
        return len(self.places)


def night_by_unit(
    territory: Territory, rules: Rules, places: Places, layer: Layer | None = None
) -> NightUnits:
    """Return the night heat of polygons.

    Parameters
    ----------
    places
        In the territory's CRS.
    layer
        The layer that they are units of, all or some; None for any polygons.

    Raises
    ------
    BadInput
        ``night.no_layer`` where the territory has no night temperature; ``night.kind_unknown``.
    """
    night = require(territory, NIGHT_TEMPERATURE)
    kind = kind_of(night)
    survey = Survey(territory, rules, places, roles=(NIGHT_TEMPERATURE,))
    parts = _blocks(survey, layer)
    fact, reference = night_anomaly(survey), reference_temperature(survey)
    anomaly, hot = fact.numbers, hot_share(survey, parts)
    share = _share(survey, hot)
    area, residents = _shares_by_class(survey, parts)
    names = (*hot_share_parameters(survey), LEVEL_BREAKS, MINIMUM_COVERAGE)
    beside = (
        layer,
        night,
        territory.layer(POPULATION_GRID),
        territory.layer(territory.settings.area),
    )
    used = [one for one in beside if one is not None]
    return NightUnits(
        places=places,
        kind=kind,
        reference=reference,
        mean=_shifted(anomaly, reference),
        anomaly=anomaly,
        classes=classes_of(rules, ANOMALY, anomaly),
        level=classes_of(rules, SHARE, share),
        hot_share=share,
        basis=hot.basis if hot else (),
        area_shares=area,
        resident_shares=residents,
        coverage=fact.coverage,
        flags=_flags(fact.flags, used),
        layers=tuple(dict.fromkeys(one.id for one in used)),
        parameters=(*fact.parameters, *(rules.use(name) for name in names)),
    )


def _blocks(survey: Survey, layer: Layer | None) -> Blocks | None:
    """Return the blocks of the places: those kept for a whole layer, else made for them alone."""
    places = survey.places
    if layer is not None and len(places) == len(layer.frame(columns=[])):
        return blocks(survey, layer.role)
    return blocks_within(
        survey.territory,
        places.ids,
        places.geometry,
        (LAND_COVER, NIGHT_TEMPERATURE, POPULATION_GRID),
    )


def require(territory: Territory, role: str) -> Layer:
    """Return the layer that plays a role.

    Raises
    ------
    BadInput
        ``night.no_layer``.
    """
    layer = territory.layer(role)
    if layer is None:
        raise BadInput(Problem("night.no_layer", str(territory.root), {"role": role}))
    return layer


def _shifted(anomaly: Numbers, reference: float | None) -> Numbers:
    mean = anomaly.low + (np.nan if reference is None else reference)
    return Numbers(mean, mean, anomaly.missing, anomaly.reasons)


def _share(survey: Survey, hot: UnitValues | None) -> Numbers:
    """Return the share of the hottest classes; missing where too little of the unit has data."""
    if hot is None:
        return survey.absent(NIGHT_TEMPERATURE)
    share = Numbers(hot.low, hot.low, np.zeros(len(hot.low), dtype=np.int16))
    share = without(share, hot.coverage <= 0, Missing("outside_layer", NIGHT_TEMPERATURE))
    few = hot.coverage < survey.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    share = without(share, few, Missing("low_coverage", NIGHT_TEMPERATURE))
    return without(share, np.isnan(share.low), Missing("not_applicable", NIGHT_TEMPERATURE))


def _shares_by_class(survey: Survey, parts: Blocks | None) -> tuple[Floats, Floats]:
    """Return the share of area and of residents in each class, shape ``(units, classes)``."""
    count = len(survey.rules.categories[CLASSES].names)
    anomaly = anomalies(survey, parts)
    if parts is None or anomaly is None:
        nothing = np.full((len(survey), count), np.nan)
        return nothing, nothing
    data = np.isfinite(anomaly)
    codes = classes_of(survey.rules, ANOMALY, Numbers.exact(anomaly)).codes.astype(np.int64)
    at = parts.unit[data] * count + codes[data]
    area = summed(at, parts.area[data], len(parts.units) * count).reshape(-1, count)
    whole = area.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_area = np.where(whole > 0, area / whole, np.nan)
    each = [share_where(survey, parts, codes == k, codes == k, data) for k in range(count)]
    lived = np.array([basis == "residents" for basis in each[0].basis])
    by_residents = np.stack([values.low for values in each], axis=1)
    return by_area, np.where(lived[:, None], by_residents, np.nan)


def _flags(measured: npt.NDArray[np.uint8], layers: Sequence[Layer]) -> tuple[tuple[str, ...], ...]:
    """Return the flags of the fact with those of the other layers that were read."""
    more = 0
    for layer in layers:
        more |= layer.simulated * Flag.SIMULATED | layer.stand_in * Flag.STAND_IN
    return tuple(Flag(int(bits) | int(more)).names for bits in measured)

"""Facts of places for sheets and dossiers: the cooling model before the works and after them.

Each place is judged alone, as if its works were the only ones, on the tile of the ground that holds
its middle. Classes of land cover are held at the middle of their bounds; what is known
within bounds after the works is what the measures' own bounds make of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.heat.cooling import CoolingSettings
from contado.interventions import DeclaredMeasure, Intervention
from contado.layer_roles import LAND_COVER
from contado.scenarios.cooling_tile import CoolingTile, KeptTiles, TileGround
from contado.scenarios.covering import Covering
from contado.scenarios.factors import of_mixes, on_ground
from contado.scenarios.ground import CoverLegend
from contado.scenarios.heat import capacities
from contado.scenarios.local import PlaceCells, sums_of
from contado.scenarios.mixes import mixes_of
from contado.scenarios.plan import (
    ALBEDO,
    CROP,
    GREEN,
    GREEN_MEASURES,
    GREEN_SHARE,
    MEASURE_COVER,
    SHADE,
)
from contado.survey import AREA, choose
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

Ints = npt.NDArray[np.int64]

METHOD = "cooling_middle.v1"

_GROUND = [SHADE, ALBEDO, CROP, GREEN]
_WORKS = [GREEN_MEASURES, GREEN_SHARE, MEASURE_COVER]
_HEAT = ("heat_mitigation", "air_temperature")


@dataclass(frozen=True, slots=True)
class LocalChange:
    """A fact before the works, and the bounds of its change; shape ``(n,)`` each."""

    before: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Cooling:
    """The cooling model in the places of a survey.

    Parameters
    ----------
    effects
        By fact, shape ``(n,)`` each; NaN where there are no data.
    data
        Area with data under each place, m².
    """

    effects: dict[str, LocalChange]
    data: Floats


def air_temperature(survey: Survey) -> Measured:
    """Return the mean air temperature of each place before the works, °C."""
    return _before(survey, "air_temperature")


def air_temperature_after(survey: Survey) -> Measured:
    """Return the mean air temperature of each place with its measures, °C, within bounds."""
    return _after(survey, "air_temperature")


def mitigation(survey: Survey) -> Measured:
    """Return the mean heat mitigation of each place before the works, 0 to 1."""
    return _before(survey, "heat_mitigation")


def mitigation_after(survey: Survey) -> Measured:
    """Return the mean heat mitigation of each place with its measures, within bounds."""
    return _after(survey, "heat_mitigation")


def air_temperature_change(survey: Survey) -> Measured:
    """Return by how much its measures change the mean air temperature of each place, °C."""
    return _change(survey, "air_temperature")


def mitigation_change(survey: Survey) -> Measured:
    """Return by how much its measures change the mean heat mitigation of each place."""
    return _change(survey, "heat_mitigation")


def _before(survey: Survey, fact: str) -> Measured:
    if not _on_ground(survey):
        return survey.measured(survey.absent(LAND_COVER), METHOD, layers=[LAND_COVER])
    cooling = _cooling(survey)
    return _fact(survey, _numbers(cooling.effects[fact].before), cooling.data, _GROUND)


def _after(survey: Survey, fact: str) -> Measured:
    return _with_measures(
        survey, fact, lambda effect: (effect.before + effect.low, effect.before + effect.high)
    )


def _change(survey: Survey, fact: str) -> Measured:
    return _with_measures(survey, fact, lambda effect: (effect.low, effect.high))


def _with_measures(
    survey: Survey, fact: str, bounds: Callable[[LocalChange], tuple[Floats, Floats]]
) -> Measured:
    if not _on_ground(survey):
        return survey.measured(survey.absent(LAND_COVER), METHOD, layers=[LAND_COVER])
    cooling, measures = _cooling(survey), survey.declared.measures
    some = measures.total(np.ones(len(measures)), len(survey)) > 0
    nothing = Numbers.absent(len(survey), Missing("not_declared", "measures"))
    values = choose(some, _numbers(*bounds(cooling.effects[fact])), nothing)
    abacus = [
        f"abacus.{name}.{column}"
        for name in measures.names
        if name in survey.rules.measures
        for column in ("shade", "albedo", "crop_coefficient")
    ]
    return _fact(survey, values, cooling.data, [*_GROUND, *_WORKS, *abacus])


def _on_ground(survey: Survey) -> bool:
    return survey.layer(LAND_COVER) is not None and survey.places.dimension >= AREA


def _numbers(low: Floats, high: Floats | None = None) -> Numbers:
    absent = np.isnan(low).astype(np.int16)
    top = low if high is None or np.array_equal(low, high, equal_nan=True) else high
    return Numbers(low, top, absent, (Missing("outside_layer", LAND_COVER),))


def _fact(survey: Survey, values: Numbers, data: Floats, parameters: list[str]) -> Measured:
    numbers, coverage = survey.covered(values, data, LAND_COVER)
    settings = _settings(survey)
    return survey.measured(
        numbers, METHOD, layers=[LAND_COVER],
        parameters=[*settings.parameters, *parameters], coverage=coverage,
    )  # fmt: skip


def _settings(survey: Survey) -> CoolingSettings:
    return survey.once("cooling settings", lambda: CoolingSettings.of(survey.rules))


def _cooling(survey: Survey) -> Cooling:
    return survey.once("scenarios cooling", lambda: _measured(survey))


def _measured(survey: Survey) -> Cooling:
    legend = survey.of_territory("legend", lambda: CoverLegend.of(survey.territory, survey.rules))
    ground = TileGround.of(survey.territory, legend)
    covering = Covering.of(survey.places.geometry, ground.grid)
    size = len(survey)
    effects = np.full((3, len(_HEAT), size), np.nan)
    data = np.zeros(size)
    if len(covering):
        kept, settings = survey.of_territory("cooling tiles", KeptTiles), _settings(survey)
        covered, cells = _cells(survey, covering)
        sums = sums_of(
            cells,
            lambda core: kept.get(core, lambda core: CoolingTile.of(ground, settings, core)),
            survey.rules.number(GREEN_SHARE),
        )
        data[covered] = sums.data
        with np.errstate(invalid="ignore", divide="ignore"):
            effects[:, :, covered] = np.stack([sums.before, *sums.changes]) / sums.data
    before, *ends = effects
    low, high = np.minimum(*ends), np.maximum(*ends)
    by_fact = {
        fact: LocalChange(before[row], low[row], high[row]) for row, fact in enumerate(_HEAT)
    }
    return Cooling(by_fact, data)


def _cells(survey: Survey, covering: Covering) -> tuple[Ints, PlaceCells]:
    """Return the places that have cells, and their cells with what the works make of them."""
    order = np.argsort(covering.area, kind="stable")
    covered, first = np.unique(covering.area[order], return_index=True)
    row, column = np.divmod(covering.cell[order], covering.window.columns)
    works, rules = _works(survey), survey.rules
    mixes = mixes_of(works, [None] * len(works), on_ground(rules))
    shares, factors = mixes.heat[covered], of_mixes(rules, mixes, draining=False)
    return covered, PlaceCells(
        np.append(first, len(order)),
        row + covering.window.row,
        column + covering.window.column,
        covering.share[order],
        shares.sum(axis=1),
        capacities(factors.heat, _settings(survey)) @ shares.T,
        shares @ factors.green,
    )


def _works(survey: Survey) -> list[Intervention]:
    """Return what is declared of each place, as works alone on their ground."""
    declared = survey.declared.measures
    measures = [
        DeclaredMeasure(
            measure=declared.names[kind], area=area, share=min(share, 1.0), overlapping=overlapping
        )
        for kind, area, share, overlapping in zip(
            declared.kind.tolist(), declared.area.tolist(), declared.share.tolist(),
            declared.overlapping.tolist(), strict=True,
        )
    ]  # fmt: skip
    ends = np.searchsorted(declared.parent, np.arange(len(survey) + 1)).tolist()
    return [
        Intervention(id=str(row), name=str(row), geometry="", measures=tuple(measures[start:stop]))
        for row, (start, stop) in enumerate(pairwise(ends))
    ]

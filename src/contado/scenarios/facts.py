"""Facts of places for sheets and dossiers: the cooling model before the works and after them.

Each place is judged alone, as if its works were the only ones, and no more of the ground is read
than is felt in it. Classes of land cover are held at the middle of their bounds; what is known
within bounds after the works is what the measures' own bounds make of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from contado.heat.cooling import CoolingSettings
from contado.interventions import DeclaredMeasure, Intervention
from contado.layer_roles import LAND_COVER
from contado.scenarios.base import Base
from contado.scenarios.covering import Covering
from contado.scenarios.draws import Choices
from contado.scenarios.effects import Effect, Works
from contado.scenarios.factors import of_mixes, on_ground
from contado.scenarios.ground import open_cover
from contado.scenarios.mixes import mixes_of
from contado.scenarios.places import AreaPlaces
from contado.scenarios.plan import (
    ALBEDO,
    CROP,
    GREEN,
    GREEN_MEASURES,
    GREEN_SHARE,
    MEASURE_COVER,
    SHADE,
)
from contado.survey import choose
from contado.tiles import compiled_repays
from contado.values import Floats, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey
    from contado.tiles import Grid, Window

METHOD = "cooling_middle.v1"

_GROUND = [SHADE, ALBEDO, CROP, GREEN]
_WORKS = [GREEN_MEASURES, GREEN_SHARE, MEASURE_COVER]
_HEAT = ("air_temperature", "heat_mitigation")


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

    effects: dict[str, Effect]
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
    if survey.layer(LAND_COVER) is None:
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
    survey: Survey, fact: str, bounds: Callable[[Effect], tuple[Floats, Floats]]
) -> Measured:
    if survey.layer(LAND_COVER) is None:
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
    rows = [_of_place(survey, row, base) for row, base in enumerate(_bases(survey))]
    effects = {fact: _joined([place[fact] for place, _ in rows]) for fact in _HEAT}
    return Cooling(effects, np.array([data for _, data in rows]))


def _joined(effects: list[Effect]) -> Effect:
    none = [np.zeros(0)]  # of no places
    return Effect(
        np.concatenate([*none, *(each.before for each in effects)]),
        np.concatenate([*none, *(each.low for each in effects)]),
        np.concatenate([*none, *(each.middle for each in effects)]),
        np.concatenate([*none, *(each.high for each in effects)]),
    )


def _bases(survey: Survey) -> Iterator[Base]:
    """Yield the model around each place: the same whether it is measured alone or with others."""
    settings = _settings(survey)
    with open_cover(survey.territory) as (_, grid):
        windows = [_felt(grid, settings, shape) for shape in survey.places.geometry]
    if compiled_repays(sum(window.cells for window in dict.fromkeys(windows))):
        import contado.compiling  # noqa: F401 - what each window alone would not load
    last: tuple[Window, Base] | None = None
    for window in windows:
        if last is None or last[0] != window:
            last = window, Base(survey.territory, survey.rules, settings, 0.0, window)
        yield last[1]


def _felt(grid: Grid, settings: CoolingSettings, shape: shapely.Geometry) -> Window:
    """Return the cells whose attributes are felt in a place; at least one cell."""
    reach = settings.parks(grid).reach + settings.mixed(grid).reach
    west, south, east, north = shape.bounds
    window = grid.window((west, south, east, north))
    return (window.grown(reach) if window.cells else grid.whole.grown(0)).within(grid.shape)


def _of_place(survey: Survey, row: int, base: Base) -> tuple[dict[str, Effect], float]:
    geometry = survey.places.geometry[row : row + 1]
    covering = Covering.of(geometry, base.grid)
    nothing = np.full(1, np.nan)
    if not len(covering):
        return dict.fromkeys(_HEAT, Effect(nothing, nothing, nothing, nothing)), 0.0
    place = AreaPlaces("area", ["0"], ["0"], covering, base.grid)
    mixes = mixes_of([_works(survey, row)], [None], on_ground(survey.rules))
    factors = of_mixes(survey.rules, mixes, draining=False)
    works = Works(base, covering, mixes, factors, Choices.of(len(factors)))
    valid = base.sums(place, heat=False, rain=False)["valid"]
    return dict(works.heat_effects(place)), float(valid[0])


def _works(survey: Survey, row: int) -> Intervention:
    declared = survey.declared.measures
    measures = tuple(
        DeclaredMeasure(
            measure=declared.names[declared.kind[at]],
            area=declared.area[at],
            share=min(float(declared.share[at]), 1.0),
            overlapping=bool(declared.overlapping[at]),
        )
        for at in np.flatnonzero(declared.parent == row)
    )
    return Intervention(id=str(row), name=str(row), geometry="", measures=measures)

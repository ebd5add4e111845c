"""Run a scenario on a territory: from the file's words to facts of places and maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from contado import __version__
from contado.drainage import draining_index, draining_index_change
from contado.drainage.rainfall import rainfall_of
from contado.errors import Problem
from contado.heat.cooling import CoolingSettings
from contado.interventions import geometry_of
from contado.layer_roles import LAND_COVER, POPULATION_GRID, SOIL_GROUPS
from contado.pages import disclaimer
from contado.scenarios.base import Base
from contado.scenarios.covering import Covering, apart
from contado.scenarios.draws import Choices
from contado.scenarios.effects import Effect, Works
from contado.scenarios.factors import of_mixes, on_ground
from contado.scenarios.mixes import mixes_of
from contado.scenarios.outcome import Outcome, PlaceChanges, place_changes
from contado.scenarios.places import AreaPlaces, UnitPlaces
from contado.scenarios.plan import DESIGN_RAIN, GREEN_SHARE, HEAT_BREAKS, MOISTURE, SLIVER
from contado.survey import Declared, Measured, Survey
from contado.terms import Text
from contado.territory import Places
from contado.units import format_number

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.scenarios.model import Model
    from contado.scenarios.places import PlaceSums
    from contado.scenarios.reading import LocatedScenario
    from contado.survey import Bools, Geometry
    from contado.values import Floats

Progress = Callable[[str, float], None]

_SHORT = "rainfall.short_exponent"
_WHOLE = 0.999  # share of an area from which the data cover it


def settings_of(model: Model, rules: Rules) -> CoolingSettings:
    """Return the numbers of the cooling model: the scenario's, else the plan's."""
    return CoolingSettings.of(
        rules,
        reference=model.t_ref,
        effect=model.uhi_max,
        cooling_distance=model.cooling_distance,
        mixing_radius=model.mixing_radius,
    )


def rain_of(model: Model, rules: Rules) -> float:
    """Return the depth of the event, mm: given, from the curve of the site, or the plan's."""
    rain = model.rain
    if rain is None or (rain.depth is None and rain.curve is None):
        return rules.number(DESIGN_RAIN)
    if rain.depth is not None:
        return rain.depth
    curve = rainfall_of(str(rain.curve), rules.number(_SHORT), "model.rain.curve")
    return curve.depth(float(rain.duration or 0), float(rain.return_period or 0))


@dataclass(frozen=True)
class Run:
    """A scenario on a base.

    Parameters
    ----------
    asked
        The scenario and its areas.
    base
        The ground as it is; several scenarios with the same model share it.
    """

    asked: LocatedScenario
    base: Base

    @cached_property
    def _cut(self) -> tuple[Geometry, tuple[Problem, ...]]:
        shapes = np.array([geometry_of(work) for work in self.asked.works], dtype=object)
        ids = [work.id for work in self.asked.works]
        return apart(shapes, ids, self.base.rules.number(SLIVER))

    @property
    def shapes(self) -> Geometry:
        """The areas, none over another."""
        return self._cut[0]

    @cached_property
    def covering(self) -> Covering:
        """The cells of the areas."""
        return Covering.of(self._cut[0], self.base.grid)

    @cached_property
    def works(self) -> Works:
        """What the works change."""
        rules, asked = self.base.rules, self.asked
        changes = [asked.change(work.id) for work in asked.works]
        mixes = mixes_of(asked.works, changes, on_ground(rules))
        factors = of_mixes(rules, mixes)
        choices = Choices.of(len(factors), None if factors.exact else asked.scenario.draws)
        return Works(self.base, self.covering, mixes, factors, choices)

    @property
    def areas(self) -> AreaPlaces:
        """The areas of the scenario."""
        works = self.asked.works
        ids, names = [work.id for work in works], [work.name for work in works]
        return AreaPlaces("area", ids, names, self.covering, self.base.grid)

    def places(self) -> Iterator[PlaceSums]:
        """Yield the places that facts are told of."""
        yield from self._own()
        grid, scenario = self.base.grid, self.asked.scenario
        for role in scenario.units:
            layer = self.base.territory.layer(role)
            if layer is not None:
                yield self._units(role)
        whole = np.array([self.base.territory.boundary], dtype=object)
        name = self.base.territory.name
        yield self._kept("territory", lambda: UnitPlaces("territory", [name], [name], whole, grid))

    def _own(self) -> Iterator[AreaPlaces]:
        """Yield the areas, and all of them together where there are several."""
        yield self.areas
        scenario = self.asked.scenario
        if len(self.asked.works) > 1:
            yield AreaPlaces(
                "all_areas", [scenario.id], [scenario.title], self.covering, self.base.grid,
                together=True,
            )  # fmt: skip

    def area_changes(self) -> list[PlaceChanges]:
        """Return the facts of the areas alone: those that follow from the ground around them."""
        return [change for places in self._own() for change in self._changes(places)]

    @property
    def place_shapes(self) -> dict[tuple[str, str], Any]:
        """The shape of every place, by its kind and id."""
        land, own = self.base.territory, self.asked.scenario
        shapes = {
            ("territory", land.name): land.boundary,
            ("all_areas", own.id): shapely.union_all(self.shapes),
            **{("area", id_): s for id_, s in zip(self.areas.ids, self.shapes, strict=True)},
        }
        for layer in filter(None, map(land.layer, own.units)):
            code = layer.spec.key[0]
            frame = layer.frame(columns=[code])
            keys = [(layer.role, str(id_)) for id_ in frame[code]]
            shapes |= dict(zip(keys, frame.geometry, strict=True))
        return shapes

    def _units(self, role: str) -> UnitPlaces:
        def made() -> UnitPlaces:
            layer = self.base.territory.layers[role]
            key = layer.spec.key[0]
            rows = layer.frame(columns=[key, "name"])
            codes, names = rows[key].astype(str).tolist(), rows["name"].astype(str).tolist()
            return UnitPlaces(role, codes, names, rows.geometry.to_numpy(), self.base.grid)

        return self._kept(role, made)

    def _kept(self, kind: str, make: Callable[[], UnitPlaces]) -> UnitPlaces:
        if kind not in self.base.units:
            self.base.units[kind] = make()
        return self.base.units[kind]

    def outcome(self, progress: Progress | None = None) -> Outcome:
        """Return the facts of every place.

        Raises
        ------
        BadInput
            ``scenarios.overlap``, ``scenarios.no_layer``.
        """
        changes: list[PlaceChanges] = []
        say = progress or (lambda _text, _share: None)
        kinds = list(self.places())
        for done, places in enumerate(kinds):
            say(places.kind, done / len(kinds))
            changes += self._changes(places)
        return Outcome(self._head(), self._parameters(), self._notices(), tuple(changes))

    def _changes(self, places: PlaceSums) -> list[PlaceChanges]:
        effects = dict(self.works.effects(places))
        if places.kind == "area":
            effects["draining_index"] = self._as_declared(effects["draining_index"])
        areas = self._areas(places)
        rows = list(place_changes(places.kind, places.ids, places.names, areas, effects))
        if places.kind in {"area", "all_areas", "territory"}:
            return rows
        reached = places.sums(_ones(self.works), self.works.bounds[1].window) > 0
        return [row for row, met in zip(rows, reached, strict=True) if met]

    def _as_declared(self, mapped: Effect) -> Effect:
        """Return the draining index with that of declared surfaces, as a dossier has it."""
        if not self._stated.any():
            return mapped
        before, change = (each.numbers for each in self._declared_index)
        middle = [(each.low + each.high) / 2 for each in (before, change)]
        own = Effect(middle[0], change.low, middle[1], change.high)
        return mapped.replaced(self._stated & (before.missing == 0) & (change.missing == 0), own)

    @property
    def _stated(self) -> Bools:
        """Whether each area declares its surfaces, and nothing else is done with its ground."""
        return np.array([
            self.asked.change(work.id) is None
            and (work.surfaces.before is not None or work.surfaces.after is not None)
            for work in self.asked.works
        ])  # fmt: skip

    @cached_property
    def _declared_index(self) -> tuple[Measured, Measured]:
        """The draining index of the areas before works and its change, as dossiers measure them."""
        works = self.asked.works
        places = Places("intervention", [work.id for work in works], self.shapes)
        survey = Survey(self.base.territory, self.base.rules, places, Declared.of(works))
        return draining_index(survey), draining_index_change(survey)

    def _areas(self, places: PlaceSums) -> Floats:
        if places.kind in {"area", "all_areas"}:
            return places.sums(np.ones(self.covering.window.shape), self.covering.window)
        return self.base.sums(places)["valid"]

    def _head(self) -> dict[str, Any]:
        base, scenario = self.base, self.asked.scenario
        settings, draws = base.settings, scenario.draws
        return {
            "schema_version": "1",
            "software": __version__,
            "disclaimer": disclaimer(base.rules),
            "scenario": {
                "id": scenario.id, "title": scenario.title, "description": scenario.description,
                "on": scenario.on.isoformat(),
            },
            "territory": {
                "name": base.territory.name, "snapshot": base.territory.snapshot,
                "crs": base.territory.crs, "layers": self._layers(),
            },
            "model": {
                "rain_mm": base.event.rain, "lambda": base.event.ratio,
                "t_ref": settings.reference, "uhi_max": settings.effect,
                "cooling_distance": settings.cooling_distance,
                "mixing_radius": settings.mixing_radius,
                "draws": 0 if self.works.factors.exact else draws.count, "seed": draws.seed,
            },
        }  # fmt: skip

    def _layers(self) -> list[dict[str, Any]]:
        """Return the layers that were read, with what must follow every number of theirs."""
        land = self.base.territory
        roles = (
            LAND_COVER,
            SOIL_GROUPS,
            POPULATION_GRID,
            land.settings.area,
            *self.asked.scenario.units,
        )
        used = [land.layers[role] for role in dict.fromkeys(roles) if land.layer(role)]
        return [
            {
                "id": layer.id, "simulated": layer.simulated, "stand_in": layer.stand_in,
                "attribution": layer.attribution, "licence": layer.licence,
                "date": layer.date.isoformat(),
            }
            for layer in used
        ]  # fmt: skip

    def _parameters(self) -> tuple[Any, ...]:
        base, works = self.base, self.works
        used = [
            *base.settings.parameters, *base.legend.factors.parameters, *works.factors.parameters,
            "runoff.lambda", MOISTURE, GREEN_SHARE, HEAT_BREAKS, SLIVER,
        ]  # fmt: skip
        if self.asked.scenario.model.rain is None:
            used.append(DESIGN_RAIN)
        if self._stated.any():
            used += [use.parameter for each in self._declared_index for use in each.parameters]
        return tuple(base.rules.use(name) for name in sorted(set(used)))

    def _notices(self) -> tuple[Problem, ...]:
        notices = (*self.asked.notices, *self._cut[1], *self._off_ground(), *self._without_data())
        if not self.works.soil_unknown:
            return notices
        return (*notices, Problem("scenarios.soil_unknown", self.base.territory.name))

    def _off_ground(self) -> Iterator[Problem]:
        known = on_ground(self.base.rules)
        for work in self.asked.works:
            for measure in work.measures:
                if measure.measure not in known:
                    values = {"measure": measure.measure, "area": work.id}
                    yield Problem("scenarios.off_ground", work.id, values)

    def _without_data(self) -> Iterator[Problem]:
        area = shapely.area(self._cut[0])
        valid = self.base.sums(self.areas)["valid"] if len(self.covering) else np.zeros(len(area))
        for work, share in zip(self.asked.works, valid / area, strict=True):
            if share < _WHOLE:
                text = _share(float(share))
                values = {"share": text, "area": work.id}
                yield Problem("scenarios.outside_data", work.id, values)


def _share(share: float) -> Text:
    return Text.by_language(lambda language: format_number(share, "share", language))


def _ones(works: Works) -> np.ndarray[Any, Any]:
    return np.ones(works.bounds[1].window.shape)

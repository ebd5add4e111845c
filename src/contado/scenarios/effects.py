"""What works change in places: before, after, and the interval of the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.drainage import SURFACE_OF_MEASURE
from contado.scenarios.draws import HIGH, LOW, MIDDLE, PERCENTILES, Choices
from contado.scenarios.factors import UNKNOWN
from contado.scenarios.heat import HeatAfter, HeatChange, HeatWorks, capacities
from contado.scenarios.heat_draws import HeatDraws
from contado.scenarios.places import AreaPlaces
from contado.scenarios.plan import GREEN_SHARE, HEAT_BREAKS
from contado.scenarios.rain import PlaceRain, RainWorks
from contado.survey import product
from contado.tiles import Window
from contado.values import Floats

if TYPE_CHECKING:
    from contado.scenarios.base import Base, Sums
    from contado.scenarios.covering import Covering
    from contado.scenarios.factors import Factors
    from contado.scenarios.mixes import Mixes
    from contado.scenarios.places import PlaceSums

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """A fact of ``p`` places before works, and what the works change in it.

    Parameters
    ----------
    before
        Shape ``(p,)``, NaN where it cannot be told.
    low, middle, high
        Change at the bounds and at the middle, ``low <= high``; shape ``(p,)``.
    percentiles
        Of the change, from the draws, in the order of `PERCENTILES`: shape ``(3, p)``; None where
        nothing was drawn.
    """

    before: Floats
    low: Floats
    middle: Floats
    high: Floats
    percentiles: Floats | None = None

    @classmethod
    def of(cls, before: Floats, changes: Floats) -> Effect:
        """Return the effect whose changes are those of the ends, the middle and the draws.

        Parameters
        ----------
        changes
            Shape ``(d, p)``, in the order of `Choices`.
        """
        ends = np.stack([changes[LOW], changes[HIGH]])
        drawn = changes[HIGH + 1 :]
        percentiles = np.percentile(drawn, PERCENTILES, axis=0) if len(drawn) else None
        return cls(before, ends.min(axis=0), changes[MIDDLE], ends.max(axis=0), percentiles)

    def also(self, others: Sequence[Floats]) -> Effect:
        """Return the effect with bounds that hold the changes on other grounds too.

        The draws are of one ground: they are left out where there are others.

        Parameters
        ----------
        others
            Changes at the ends, each of shape ``(d, p)`` in the order of `Choices`.
        """
        if not others:
            return self
        ends = np.stack([self.low, self.high, *(other[end] for other in others for end in _ENDS)])
        return replace(self, low=ends.min(axis=0), high=ends.max(axis=0), percentiles=None)

    def replaced(self, rows: npt.NDArray[np.bool_], other: Effect) -> Effect:
        """Return the effect with the rows of another, which were not drawn."""
        drawn = self.percentiles
        return Effect(
            np.where(rows, other.before, self.before),
            np.where(rows, other.low, self.low),
            np.where(rows, other.middle, self.middle),
            np.where(rows, other.high, self.high),
            None if drawn is None else np.where(rows, np.nan, drawn),
        )


class Works:
    """Works on a base: which cells change, into what, and what follows.

    Parameters
    ----------
    base
        The ground as it is.
    covering
        Cells of the areas, in the base's grid.
    mixes, factors
        What the ground of the areas becomes, and what it does.
    choices
        The ends, the middle and the draws.
    """

    def __init__(
        self,
        base: Base,
        covering: Covering,
        mixes: Mixes,
        factors: Factors,
        choices: Choices,
    ) -> None:
        self.base = base
        self.covering = covering
        self.mixes = mixes
        self.factors = factors
        self.choices = choices

    @cached_property
    def heat(self) -> HeatChange:
        """The cooling model."""
        works = HeatWorks(
            self.covering.window, self.covering.cells,
            self.covering.spread(self.mixes.heat), self.factors.green,
        )  # fmt: skip
        share = self.base.rules.number(GREEN_SHARE)
        return HeatChange(self.base.heat, works, share)

    @cached_property
    def capacities(self) -> Floats:
        """Cooling capacity of each kind of ground, shape ``(d, k)``."""
        return capacities(self.choices.factors(self.factors), self.base.settings)

    @cached_property
    def bounds(self) -> tuple[HeatAfter, HeatAfter, HeatAfter]:
        """The cooling model at the low end, the middle and the high end."""
        low, middle, high = (self.capacities[row] for row in (LOW, MIDDLE, HIGH))
        at_middle = self.heat.at(middle)
        if np.array_equal(low, high):
            return at_middle, at_middle, at_middle
        return self.heat.at(low), at_middle, self.heat.at(high)

    @cached_property
    def depths(self) -> Floats:
        """Runoff of each kind of ground, mm, shape ``(d, k, 5)``."""
        event = self.base.event
        return self.choices.runoff(self.factors, event.rain, event.ratio)

    @cached_property
    def rain(self) -> RainWorks:
        """Runoff of the changed cells; where the soil is not known, the mean of the groups."""
        return self._rain_on(UNKNOWN)

    @property
    def soil_unknown(self) -> bool:
        """Whether the soil group of some changed cell is not known."""
        return bool((self.rain.soil == UNKNOWN).any())

    def _rain_on(self, group: int) -> RainWorks:
        """Return the runoff of the changed cells, those of unknown soil put on one group."""
        window, cells = self.covering.window, self.covering.cells
        soil = self.base.soil(window).reshape(-1)[cells]
        soil = np.where(soil == UNKNOWN, group, soil).astype(np.uint8)
        classes = self.base.ground.classes[window.slices].reshape(-1)[cells]
        runoff, counted = self.base.depths.of_cells(classes, soil)
        return RainWorks(runoff, counted, soil, self._known(self.mixes.rain))

    def _known(self, shares: Floats) -> Floats:
        """Return the share of each changed cell by kind of ground; 0 in cells without data."""
        valid = self.base.field("valid", self.covering.window).reshape(-1)[self.covering.cells]
        return np.asarray(self.covering.spread(shares) * valid[:, None])

    def _taking(self, places: PlaceSums, shares: Floats) -> Callable[[Floats], Floats]:
        """Return what sums values of the cells over the ground that kinds take in places.

        An area is told of its own ground, exactly; a unit of the cells whose centre it holds.
        """
        window, cells = self.covering.window, self.covering.cells
        valid = self.base.field("valid", window).reshape(-1)[cells].astype(np.float64)
        spread = self._known(shares)

        def of_area(values: Floats) -> Floats:
            assert isinstance(places, AreaPlaces)
            return places.taken(shares, valid * np.nan_to_num(values))

        def of_unit(values: Floats) -> Floats:
            drawn_sums = np.zeros((spread.shape[1], len(places.ids)))
            for kind, share in enumerate(spread.T):
                field = np.zeros(window.cells)
                field[cells] = share * np.nan_to_num(values)
                drawn_sums[kind] = places.sums(field.reshape(window.shape), window)
            return drawn_sums

        return of_area if isinstance(places, AreaPlaces) else of_unit

    def effects(self, places: PlaceSums) -> Iterator[tuple[str, Effect]]:
        """Yield the effect on every fact, by the fact's name."""
        base = self.base.sums(places)
        yield from self._of_rain(places, base)
        yield "draining_index", self._of_draining(places, base)
        yield from self._of_heat(places, base)
        yield from self._of_people(places)

    def _of_rain(self, places: PlaceSums, base: Sums) -> Iterator[tuple[str, Effect]]:
        rain = self.base.event.rain
        taking = self._taking(places, self.mixes.rain)
        groups = range(UNKNOWN) if self.soil_unknown else ()
        on_mean = self._rain_changes(self.rain.sums(taking), base)
        others = [self._rain_changes(self._rain_on(one).sums(taking), base) for one in groups]
        runoff, counted = base["runoff"], base["counted"]
        with np.errstate(invalid="ignore", divide="ignore"):
            depth = runoff / counted
            before = {
                "runoff_depth": depth,
                "runoff_volume": runoff * _LITRES,
                "retained_volume": (rain * counted - runoff) * _LITRES,
                "retention_index": 1 - depth / rain,
            }
        for name, changes in on_mean.items():
            yield name, Effect.of(before[name], changes).also([each[name] for each in others])

    def _rain_changes(self, works: PlaceRain, base: Sums) -> dict[str, Floats]:
        """Return the changes of the facts of rain, each of shape ``(d, p)``."""
        rain, runoff, counted = self.base.event.rain, base["runoff"], base["counted"]
        moved, more = works.change(self.depths)
        with np.errstate(invalid="ignore", divide="ignore"):
            change = (runoff + moved) / (counted + more) - runoff / counted
        changes = {
            "runoff_depth": change,
            "runoff_volume": moved * _LITRES,
            "retained_volume": (rain * more - moved) * _LITRES,
        }
        return changes | ({"retention_index": -change / rain} if rain > 0 else {})

    def _of_draining(self, places: PlaceSums, base: Sums) -> Effect:
        taking = self._taking(places, self.mixes.draining)
        window, cells = self.covering.window, self.covering.cells
        drained, counts = (
            self.base.field(name, window).reshape(-1)[cells] for name in ("drained", "draining")
        )
        area = taking(np.ones(len(cells)))
        weights = self.choices.weights(self.factors)
        known = np.isfinite(weights).astype(np.float64)
        gained = np.nan_to_num(weights)[:, :, None] * area - taking(drained)
        for kind in self._planted:
            for weight in np.unique(weights[:, kind]):
                least = np.where(counts > 0, np.maximum(weight - drained, 0.0), weight)
                gained[weights[:, kind] == weight, kind] = taking(least)[kind]
        moved = gained.sum(axis=1)
        more = product(known, area) - taking(counts).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            index = base["drained"] / base["draining"]
            change = (base["drained"] + moved) / (base["draining"] + more) - index
        return Effect.of(index, change)

    @property
    def _planted(self) -> Iterator[int]:
        """The kinds of ground that are green measures: they take no weight from the ground."""
        is_told = SURFACE_OF_MEASURE in self.base.rules.parameters  # not by a plan frozen before
        for kind, (what, _) in enumerate(self.mixes.subjects):
            if is_told and what == "measure" and self.factors.green[kind] > 0:
                yield kind

    def _of_heat(self, places: PlaceSums, base: Sums) -> Iterator[tuple[str, Effect]]:
        heat = self.base.heat
        by_name: dict[str, list[Floats]] = {"capacity": [], "mitigation": [], "air": []}
        for after in dict.fromkeys(map(_Same, self.bounds)):
            for name, values, window in after.fields():
                change = values - getattr(heat, name)[window.slices]
                by_name[name].append(places.sums(change, window))
        drawn = self._drawn(places)
        for name, sums in by_name.items():
            ends = sums * 3 if len(sums) == 1 else sums
            changes = np.concatenate([np.stack(ends), drawn[name]])
            if name == "capacity" and isinstance(places, AreaPlaces):
                changes = self._capacity_of_areas(places)
            with np.errstate(invalid="ignore", divide="ignore"):
                yield _FACTS[name], Effect.of(base[name] / base["valid"], changes / base["valid"])

    def _capacity_of_areas(self, places: AreaPlaces) -> Floats:
        """Return the change of capacity of the areas' own ground, times m²; shape ``(d, p)``."""
        taking = self._taking(places, self.mixes.heat)
        window, cells = self.covering.window, self.covering.cells
        before = self.base.field("capacity", window).reshape(-1)[cells].astype(np.float64)
        ground = taking(np.ones(len(cells)))
        return np.asarray(product(self.capacities, ground) - taking(before).sum(axis=0))

    def _of_people(self, places: PlaceSums) -> Iterator[tuple[str, Effect]]:
        """Yield the residents whose class of air temperature becomes lower, and higher."""
        base, window = self.base, self.bounds[MIDDLE].window
        people = base.ground.residents(base.territory, window)
        if people is None:
            return
        edges = base.settings.reference + np.array(base.rules.numbers(HEAT_BREAKS))
        before = np.digitize(base.heat.air[window.slices], edges)
        moves: list[tuple[Floats, Floats]] = []
        for after in self.bounds:
            step = np.digitize(after.air, edges) - before
            moves.append(
                (places.sums(people * (step < 0), window), places.sums(people * (step > 0), window))
            )
        none = np.zeros(len(places.ids))
        for name, changes in zip(_PEOPLE, zip(*moves, strict=True), strict=True):
            yield name, Effect.of(none, np.stack(changes))

    def _drawn(self, places: PlaceSums) -> dict[str, Floats]:
        drawn = self.capacities[HIGH + 1 :]
        if not len(drawn):
            none = np.zeros((0, len(places.ids)))
            return {"capacity": none, "mitigation": none, "air": none}
        return self._heat_draws.sums(places, drawn)

    @cached_property
    def _heat_draws(self) -> HeatDraws:
        low, high = self.capacities[LOW], self.capacities[HIGH]
        return HeatDraws(self.heat, low, high)


_ENDS = (LOW, HIGH)
_LITRES = 1e-3
_PEOPLE = ("residents_cooler", "residents_warmer")
_FACTS = {
    "capacity": "cooling_capacity",
    "mitigation": "heat_mitigation",
    "air": "air_temperature",
}


@dataclass(frozen=True, eq=False)
class _Same:
    """A state of the model, told apart from others by being the same object."""

    after: HeatAfter

    def __hash__(self) -> int:
        return id(self.after)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.after is self.after

    def fields(self) -> Iterator[tuple[str, npt.NDArray[Any], Window]]:
        """Yield each map that changes, with its window."""
        yield "capacity", self.after.capacity, self.after.near
        yield "mitigation", self.after.mitigation, self.after.near
        yield "air", self.after.air, self.after.window

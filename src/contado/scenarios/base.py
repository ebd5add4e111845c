"""The ground as it is, modelled once and kept while scenarios are run on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.scenarios.ground import NOTHING, CoverLegend, GroundCells, open_cover, read_ground
from contado.scenarios.heat import HeatBase
from contado.scenarios.plan import ABSTRACTION
from contado.scenarios.rain import ClassRunoff
from contado.tiles import BLOCK, Window
from contado.values import Floats

if TYPE_CHECKING:
    from contado.heat.cooling import CoolingSettings
    from contado.norms import Rules
    from contado.scenarios.ground import Rows
    from contado.scenarios.places import PlaceSums, UnitPlaces
    from contado.territory import Territory

Sums = Mapping[str, Floats]
"""Sums over places by quantity, each times m²; shape ``(p,)``. ``valid`` is the area with data."""

_OF_HEAT = ("capacity", "mitigation", "air")
_OF_RAIN = ("runoff", "counted", "drained", "draining")
QUANTITIES = ("valid", *_OF_HEAT, *_OF_RAIN)


@dataclass(frozen=True, slots=True)
class RainDepth:
    """The rain of a scenario: its depth, mm, and λ."""

    rain: float
    ratio: float


class Base:
    """The models of a window of a territory before any works.

    Parameters
    ----------
    territory, rules
        The ground and the plan.
    settings
        Numbers of the cooling model.
    rain
        Depth of the event, mm.
    window
        Cells of the land cover; all of them by default. Results hold at cells farther than
        `HeatBase.reach` from an edge that is not the territory's own.
    """

    def __init__(
        self,
        territory: Territory,
        rules: Rules,
        settings: CoolingSettings,
        rain: float,
        window: Window | None = None,
    ) -> None:
        self.territory = territory
        self.rules = rules
        self.settings = settings
        self.event = RainDepth(rain, rules.number(ABSTRACTION))
        self.legend = CoverLegend.of(territory, rules)
        with open_cover(territory) as (raster, grid):
            part = (window or grid.whole).within(grid.shape)
            self.ground: GroundCells = read_ground(raster, self.legend, part)
        self.grid = self.ground.grid
        self.depths = ClassRunoff.of(self.legend.factors, rain, self.event.ratio)
        self.units: dict[str, UnitPlaces] = {}
        self._sums: dict[str, Sums] = {}

    @cached_property
    def heat(self) -> HeatBase:
        """The cooling model."""
        return HeatBase(self.ground, self.legend.factors, self.settings)

    def soil(self, part: Window) -> Rows:
        """Return the soil group of the cells of a part."""
        return self.ground.soil(self.territory, part)

    @cached_property
    def _draining(self) -> tuple[Floats, Floats]:
        """Draining weight of each class at its middle, 0 where it does not count; and whether."""
        middle: Floats = np.asarray(self.legend.factors.draining.mean(axis=0))
        return np.nan_to_num(middle), np.isfinite(middle).astype(np.float64)

    def field(self, name: str, part: Window) -> npt.NDArray[Any]:
        """Return a quantity of `QUANTITIES` at the cells of a part; NaN or 0 without data."""
        classes = self.ground.classes[part.slices]
        if name in _OF_HEAT:
            return np.asarray(getattr(self.heat, name)[part.slices])
        if name == "valid":
            return np.asarray(classes != NOTHING, dtype=np.float32)
        if name in ("runoff", "counted"):
            depth, counted = self.depths.of_cells(classes, self.soil(part))
            return np.asarray(depth if name == "runoff" else counted)
        weight, counts = self._draining
        of_class = np.append(weight if name == "drained" else counts, 0.0)
        return np.asarray(of_class[np.where(classes == NOTHING, len(weight), classes)])

    def sums(self, places: PlaceSums) -> Sums:
        """Return the sums over places; those over units are kept."""
        if self.units.get(places.kind) is not places:
            return self._summed([places])[0]
        if places.kind not in self._sums:
            new = [each for kind, each in self.units.items() if kind not in self._sums]
            summed_kinds = self._summed(new)
            self._sums |= {each.kind: sums for each, sums in zip(new, summed_kinds, strict=True)}
        return self._sums[places.kind]

    def _summed(self, kinds: Sequence[PlaceSums]) -> list[Sums]:
        """Return the sums over several kinds of places, each quantity worked out once for all."""
        by_kind: list[dict[str, Floats]] = [{} for _ in kinds]
        window = kinds[0].window
        for name in QUANTITIES:
            totals = [np.zeros(len(places.ids)) for places in kinds]
            for part in _strips(window):
                values = self.field(name, part)
                for places, total in zip(kinds, totals, strict=True):
                    np.add(total, places.sums(values, part), out=total)
            for sums, total in zip(by_kind, totals, strict=True):
                sums[name] = total
        return list(by_kind)


_STRIP = 1 << 22  # cells looked at in one go, for memory


def _strips(whole: Window) -> Iterator[Window]:
    """Cut a window into strips of whole blocks of rows."""
    step = max(BLOCK, _STRIP // max(whole.columns, 1) // BLOCK * BLOCK)
    for row in range(0, whole.rows, step):
        rows = min(step, whole.rows - row)
        yield Window(whole.row + row, whole.column, rows, whole.columns)

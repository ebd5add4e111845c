"""A survey: some places on a territory, under a plan, with each layer read at most once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from contado.survey.around import Around, around
from contado.survey.cells import SquareCells
from contado.survey.coarseness import coarser, observed_area
from contado.survey.columns import Bools, without
from contado.survey.declared import Declared, DeclaredByKind
from contado.survey.measured import Flag, Flags, Measured
from contado.survey.memory import Memory, memory_of
from contado.survey.plan import COARSE_CELLS, MINIMUM_COVERAGE
from contado.survey.providers import Provided
from contado.survey.sizes import AREA, POINT
from contado.survey.tally import Classes, ClassTally, ValueTally, by_name, count
from contado.survey.units import Partition, Units
from contado.units import RESOLUTION
from contado.values import Column, Floats, Labels, Missing, Numbers

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

    from contado.norms import Rules
    from contado.territory import Layer, Places, Territory

_T = TypeVar("_T")


class Provider(Protocol):
    """What works values out of places."""

    def provide(self, survey: Survey, quantity: str) -> Provided:
        """Return a quantity of each place of the survey."""
        ...


_NO_PROVIDERS: Mapping[str, Provider] = MappingProxyType({})


class Survey:
    """What is looked at: places, the ground under them and what is declared of them.

    Parameters
    ----------
    territory
        The ground; None where nothing is asked of it.
    rules
        The plan; the values used in measuring are its parameters.
    places
        Places in the territory's CRS. Rasters are read under polygons only.
    declared
        What is declared of the places, or of several kinds of places by kind; by default nothing.
        See `contado.survey.declared`.
    roles
        Raster roles that will be asked for: those on one grid are read in one pass.
    providers
        What other rooms hand in, by name; see `contado.survey.providers`.
    """

    def __init__(
        self,
        territory: Territory | None,
        rules: Rules,
        places: Places,
        declared: Declared | DeclaredByKind | None = None,
        *,
        roles: Sequence[str] = (),
        providers: Mapping[str, Provider] = _NO_PROVIDERS,
    ) -> None:
        self._territory = territory
        self.rules = rules
        self.places = places
        self.stated = declared.get(places.kind) if isinstance(declared, Mapping) else declared
        own = self.stated
        self.declared = own if isinstance(own, Declared) else Declared.nothing(len(places))
        self.providers = providers
        self.references: dict[str, dict[str, object]] = {}
        self._wanted = tuple(roles)
        self._classes: dict[str, Classes] = {}
        self._values: dict[str, ValueTally] = {}
        self._kept: dict[str, object] = {}
        self._memory = Memory() if territory is None else memory_of(territory, rules)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def territory(self) -> Territory:
        """The ground.

        Raises
        ------
        ValueError
            There is none, and no layer that could have been asked for.
        """
        if self._territory is None:
            raise ValueError("measured without a territory")
        return self._territory

    @cached_property
    def area(self) -> Floats:
        """Area of each place, m²."""
        return self.places.area

    def layer(self, role: str) -> Layer | None:
        """Return the layer that plays ``role``, or None."""
        return None if self._territory is None else self._territory.layer(role)

    def once(self, key: str, make: Callable[[], _T]) -> _T:
        """Return what ``make`` gave the first time it was asked under ``key``."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]

    def of_territory(self, key: str, make: Callable[[], _T]) -> _T:
        """Return what ``make`` gave the first time for this territory and plan.

        It must not depend on the places. The references that it froze are frozen here too.
        """
        value: _T = self._memory.recall(key, make, self.references)
        return value

    def classes(self, role: str) -> Classes | None:
        """Return the area of each class of a raster, or None where no layer plays the role."""
        self._read(role)
        return self._classes.get(role)

    def values(self, role: str) -> ValueTally | None:
        """Return the sums of a raster of numbers, or None where no layer plays the role."""
        self._read(role)
        return self._values.get(role)

    def around(self, role: str, distance: float) -> Around | None:
        """Return the sums of a raster of numbers in and around each place.

        Parameters
        ----------
        distance
            How far around, m.

        Returns
        -------
        Around or None
            None where no layer plays the role.
        """
        layer = self.layer(role)
        if layer is None or self.places.dimension < POINT:
            return None
        return around(layer, self.places.geometry, distance)

    def units(self, role: str) -> Units | None:
        """Return the unit of each place, by largest overlap; None where no layer plays the role."""
        layer = self.layer(role)
        if layer is None:
            return None
        known = self.of_territory(f"partition {role}", lambda: Partition.of(layer))
        return self.once(f"units {role}", lambda: known.units_of(self.places.geometry, role))

    def provided(self, name: str, quantity: str) -> Provided | None:
        """Return a quantity from the provider of a name; None where there is no such provider.

        Raises
        ------
        ValueError
            The provider does not give one value a place.
        """
        provider = self.providers.get(name)
        if provider is None:
            return None
        made = self.once(f"provided {name} {quantity}", lambda: provider.provide(self, quantity))
        if len(made.values) != len(self):
            raise ValueError("one value a place", name, quantity)
        return made

    def absent(self, role: str) -> Numbers:
        """Return that every number is missing, as nothing is read of a layer."""
        return Numbers.absent(len(self), self.unread(role))

    def unread(self, role: str) -> Missing:
        """Return why nothing is read of a layer: there is none, or the places are no ground."""
        return Missing("no_layer" if self.layer(role) is None else "not_applicable", role)

    def covered(
        self, numbers: Numbers, data: Floats, role: str, *, area: Floats | None = None
    ) -> tuple[Numbers, Floats]:
        """Take away the numbers of places that the data cover too little.

        Parameters
        ----------
        data
            Area with data under each place, m².
        area
            Area looked at, m²; by default that of the places.

        Returns
        -------
        numbers, coverage
            Missing ``outside_layer`` without data, ``low_coverage`` below the plan's minimum.
        """
        share = np.minimum(data / (self.area if area is None else area), 1.0)
        numbers = without(numbers, share <= 0, Missing("outside_layer", role))
        low = share < self.rules.number(MINIMUM_COVERAGE) - RESOLUTION
        return without(numbers, low, Missing("low_coverage", role)), share

    def measured(
        self,
        values: Column,
        method: str,
        *,
        layers: Sequence[str] = (),
        parameters: Sequence[str] = (),
        coverage: Floats | None = None,
        declared: Column | None = None,
        measured: Column | None = None,
        from_declared: Bools | None = None,
        basis: Labels | None = None,
        references: Sequence[str] = (),
        sized: bool = True,
        extent: Floats | None = None,
    ) -> Measured:
        """Return a fact with the flags and ids of the layers it used, given by role.

        Parameters
        ----------
        sized
            Whether the cells must be small beside the place; not for a fact of its whole unit.
        extent
            Area looked at, m²; by default that of the places.
        """
        used = [layer for role in layers if (layer := self.layer(role)) is not None]
        size = len(values)
        cells = any(layer.cell is not None for layer in used)
        names = [*parameters]
        names += [MINIMUM_COVERAGE] if cells and coverage is not None else []
        names += [COARSE_CELLS] if cells and sized else []
        return Measured(
            values=values,
            measured=measured,
            declared=declared,
            from_declared=np.zeros(size, dtype=bool) if from_declared is None else from_declared,
            coverage=np.full(size, np.nan) if coverage is None else coverage,
            flags=self._flags(used, size, self.area if extent is None else extent, sized=sized),
            layers=tuple(layer.id for layer in used),
            parameters=tuple(self.rules.use(name) for name in names),
            method=method,
            basis=basis,
            references=tuple(references),
        )

    def _flags(self, layers: Sequence[Layer], size: int, extent: Floats, *, sized: bool) -> Flags:
        flags = np.zeros(size, dtype=np.uint8)
        if size != len(self):
            return flags
        for layer in layers:
            flags |= np.uint8(layer.simulated * Flag.SIMULATED | layer.stand_in * Flag.STAND_IN)
            if sized and layer.cell is not None:
                coarse = coarser(extent, observed_area(layer), self.rules)
                flags |= np.where(coarse, Flag.COARSE, 0).astype(np.uint8)
        return flags

    def _read(self, role: str) -> None:
        """Read a raster, and with it every other wanted one on its grid."""
        layer = self.layer(role)
        if layer is None or role in self._classes or role in self._values:
            return
        if self.places.dimension < AREA:
            return
        with ExitStack() as open_rasters:
            rasters = {role: open_rasters.enter_context(layer.raster())}
            cells = SquareCells.of(rasters[role])
            for other in self._others(role):
                raster = open_rasters.enter_context(other.raster())
                if SquareCells.of(raster) == cells:
                    rasters[other.role] = raster
            tallies = {name: self._tally(name, raster) for name, raster in rasters.items()}
            count(self.places.geometry, list(tallies.values()))
        for name, tally in tallies.items():
            self._keep(name, tally)

    def _others(self, role: str) -> list[Layer]:
        seen = {role, *self._classes, *self._values}
        layers = [self.layer(name) for name in self._wanted if name not in seen]
        return [layer for layer in layers if layer is not None and layer.cell is not None]

    def _tally(self, role: str, raster: DatasetReader) -> ClassTally | ValueTally:
        layer = self.territory.layers[role]
        if layer.spec.cells is not None and layer.spec.cells.content == "class":
            return ClassTally(raster, sorted(layer.legend), len(self))
        return ValueTally(raster, len(self))

    def _keep(self, role: str, tally: ClassTally | ValueTally) -> None:
        if isinstance(tally, ValueTally):
            self._values[role] = tally
        else:
            legend = self.territory.layers[role].legend
            self._classes[role] = by_name([legend[code] for code in sorted(legend)], tally.areas)

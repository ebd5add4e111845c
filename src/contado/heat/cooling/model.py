"""The cooling model as stages: cell by cell, then around each cell, then cell by cell again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.heat.cooling.biophysical import NO_GREEN, UNKNOWN, Biophysical, LookUp
from contado.heat.cooling.equations import (
    Counts,
    Singles,
    as_reals,
    heat_mitigation,
    is_park,
    unmixed_temperature,
)
from contado.heat.cooling.settings import CoolingSettings
from contado.tiles import bands, compiled_repays, in_threads

if TYPE_CHECKING:
    from contado.tiles import Cells, DecayMean, Flags, Grid

Flagged = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ReferenceEt:
    """Reference evapotranspiration of a tile, mm.

    Parameters
    ----------
    values
        As stored.
    nodata
        Value that means no data.
    highest
        Greatest value of the whole raster.
    """

    values: Cells
    nodata: float | None
    highest: float

    def rows(self, band: slice) -> ReferenceEt:
        """Return a band of rows."""
        return ReferenceEt(self.values[band], self.nodata, self.highest)


@dataclass(frozen=True, slots=True)
class GreenAround:
    """How much green is within the cooling distance of each cell of a tile.

    Parameters
    ----------
    green, known
        Green cells, and cells with data, within the distance.
    disc
        Cells of the whole disc.
    cell_area
        Area of a cell, m².
    """

    green: Counts
    known: Counts
    disc: int
    cell_area: float

    def cells(self, flags: Flagged) -> Singles:
        """Return green cells within the distance, as if what is known were the whole disc.

        This is how the program fills the part of a disc without data.

        Parameters
        ----------
        flags
            Green flag of each cell, 255 without data: there the result is NaN.
        """
        from contado.heat.cooling.kernels import fill_green_cells

        cells = np.empty(flags.shape, dtype=np.float32)

        def fill(own: slice) -> None:
            parts = flags[own], self.green[own], self.known[own]
            fill_green_cells(*parts, float(self.disc), cells[own])

        in_threads(fill, bands(len(flags)))
        return cells


class CellStages:
    """What the model does to each cell by itself.

    Parameters
    ----------
    cover
        Attributes of the classes.
    settings
        Numbers of the model.
    nodata
        Code of the land cover that means no data.
    """

    def __init__(
        self, cover: Biophysical, settings: CoolingSettings, nodata: float | None = None
    ) -> None:
        self.cover = cover
        self.settings = settings
        self.look_up = LookUp.of(cover.codes, nodata)

    def capacity(
        self, codes: Cells, reference_et: ReferenceEt | None = None
    ) -> tuple[Singles, Flagged]:
        """Return cooling capacity (NaN without data) and green flag (255 without data).

        Parameters
        ----------
        codes
            Land cover of a tile, shape ``(rows, columns)``.
        reference_et
            Reference evapotranspiration of the same tile, by factors; uniform where None.

        Raises
        ------
        UnknownClasses
            Where ``codes`` holds one that the table lacks.
        """
        capacity = np.empty(codes.shape, dtype=np.float32)
        green = np.empty(codes.shape, dtype=np.uint8)
        by_day = self.settings.method == "factors"

        def fill(own: slice) -> int:
            band = codes[own], capacity[own], green[own]
            if by_day and reference_et is not None:
                return self._by_factors(*band, reference_et.rows(own))
            return self._by_class(*band)

        unknown = sum(in_threads(fill, bands(len(codes))))
        if unknown:
            raise UnknownClasses(self._unknown(codes))
        return capacity, green

    def _by_factors(
        self, codes: Cells, capacity: Singles, green: Flagged, reference_et: ReferenceEt
    ) -> int:
        from contado.heat.cooling.kernels import fill_capacity

        nothing = np.nan if reference_et.nodata is None else reference_et.nodata
        by = self.settings.weights.normalised()
        return int(
            fill_capacity(
                codes, *self.look_up.parts, self._fixed,
                self.cover.column("kc"), self.cover.green, as_reals(reference_et.values), nothing,
                reference_et.highest, np.float32(by.evapotranspiration), capacity, green,
            )
        )  # fmt: skip

    def _by_class(self, codes: Cells, capacity: Singles, green: Flagged) -> int:
        if not compiled_repays(codes.size):
            rows = self.look_up.row_of(codes)
            of_class = np.append(self.of_class, np.float32(np.nan))
            flags = np.append(self.cover.green, np.uint8(NO_GREEN))
            known = np.where(rows < 0, len(self.of_class), rows)
            capacity[:], green[:] = of_class[known], flags[known]
            return int(np.count_nonzero(rows == UNKNOWN))
        from contado.heat.cooling.kernels import fill_value

        return int(
            fill_value(
                codes, *self.look_up.parts, self.of_class, self.cover.green,
                capacity, green,
            )
        )  # fmt: skip

    @cached_property
    def _fixed(self) -> Singles:
        """What shade and albedo of each class add up to, in the order of the program."""
        by = self.settings.weights.normalised()
        shade = np.float32(by.shade) * self.cover.column("shade")
        return np.asarray(shade + np.float32(by.albedo) * self.cover.column("albedo"))

    @cached_property
    def of_class(self) -> Singles:
        """Cooling capacity of each class: by night, or by day with uniform ETo, where ETI is Kc."""
        from contado.heat.cooling.equations import capacity_by_factors, capacity_by_intensity

        if self.settings.method == "intensity":
            return capacity_by_intensity(self.cover.column("intensity"))
        shade, albedo, kc = map(self.cover.column, ("shade", "albedo", "kc"))
        return capacity_by_factors(shade, albedo, kc, self.settings.weights)

    def mitigation(
        self, capacity: Singles, park: Singles, around: GreenAround
    ) -> tuple[Singles, Singles]:
        """Return heat mitigation and unmixed temperature, °C; see `equations`."""
        settings = self.settings
        if not compiled_repays(capacity.size):
            disc = around.disc, around.cell_area
            large = is_park(around.green, around.known, *disc, settings.park_area)
            value = heat_mitigation(capacity, park, large)
            return value, unmixed_temperature(value, settings.reference, settings.effect)
        from contado.heat.cooling.kernels import fill_mitigation

        mitigation, air = np.empty_like(capacity), np.empty_like(capacity)
        cells = settings.park_area / around.cell_area

        def fill(own: slice) -> None:
            fill_mitigation(
                capacity[own], park[own], around.green[own], around.known[own],
                float(around.disc), cells, np.float32(settings.reference),
                np.float32(settings.effect), mitigation[own], air[own],
            )  # fmt: skip

        in_threads(fill, bands(len(capacity)))
        return mitigation, air

    def _unknown(self, codes: Cells) -> dict[int, int]:
        """Return how many cells have each code that the table lacks."""
        rows = self.look_up.row_of(codes)
        unknown, counts = np.unique(codes[rows == UNKNOWN], return_counts=True)
        return dict(zip(unknown.tolist(), counts.tolist(), strict=True))


class UnknownClasses(Exception):  # noqa: N818 - becomes a BadInput once every tile was seen
    """Codes of the land cover that the biophysical table lacks, with how many cells have each."""

    def __init__(self, cells: dict[int, int]) -> None:
        super().__init__(cells)
        self.cells = cells


@dataclass(frozen=True, slots=True)
class CoolingMaps:
    """What the model gives, shape ``(rows, columns)`` each, NaN without data.

    Parameters
    ----------
    capacity, park, green_area, mitigation
        Cooling capacity, park effect, green cells within the cooling distance (as the program
        has them: scaled up where part of the disc has no data), heat mitigation.
    unmixed, air
        Air temperature before and after the air mixes, °C.
    """

    capacity: Singles
    park: Singles
    green_area: Singles
    mitigation: Singles
    unmixed: Singles
    air: Singles


class Surroundings:
    """What the filters need of a map's shape and of where it holds data; kept across scenarios.

    Parameters
    ----------
    known
        Cells of land cover with data.
    modelled
        Cells that have a cooling capacity.
    grid, settings
        Of the map and of the model.
    """

    def __init__(
        self, known: Flags, modelled: Flags, grid: Grid, settings: CoolingSettings
    ) -> None:
        from contado.tiles import DecayMean, disc_count, half_widths

        self.grid = grid
        self.modelled = modelled
        self.radius = grid.cells_of(settings.cooling_distance)
        self.disc = int((2 * half_widths(self.radius) + 1).sum())
        self.parks: DecayMean = DecayMean(settings.parks(grid), modelled)
        self.mixed: DecayMean = DecayMean(settings.mixed(grid), modelled)
        self.known_around = disc_count(known, self.radius)

    def green(self, flags: Flags) -> GreenAround:
        """Return how much green is around each cell."""
        from contado.tiles import disc_count

        counts = disc_count(flags, self.radius)
        return GreenAround(counts, self.known_around, self.disc, self.grid.cell_area)


def cooled(
    stages: CellStages, around: Surroundings, capacity: Singles, green: Flagged
) -> CoolingMaps:
    """Return every map of the model from cooling capacity and green flag.

    Parameters
    ----------
    stages
        What is done to each cell.
    around
        The filters.
    capacity, green
        As `CellStages.capacity` gives them.
    """
    flags = green == 1
    greenery = around.green(flags)
    park = around.parks.mean(np.where(flags, capacity, np.float32(0)))
    mitigation, unmixed = stages.mitigation(capacity, park, greenery)
    cells, air = greenery.cells(green), around.mixed.mean(unmixed)
    return CoolingMaps(capacity, park, cells, mitigation, unmixed, air)

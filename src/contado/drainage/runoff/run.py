"""Runoff over a map: tiles of cells, the maps that are written, and the totals of units.

A tile becomes the pair of land cover and soil group of its cells; that is what a run keeps, takes
up after it was stopped, and gets from the workers of a cluster. Maps and totals are looked up
from it, so that bounds cost no second reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff.cells import Cells, Ground, PairTable
from contado.errors import BadInput, Problem
from contado.layer_roles import LAND_COVER
from contado.values import Floats

if TYPE_CHECKING:
    from contado.tiles import Arrays, Grid, Processing, StageParts, Window

Bound = Literal["", "_low", "_high"]

SOIL = "soil"
_NODATA = -9999.0
_MIRROR: dict[Bound, Bound] = {"": "", "_low": "_high", "_high": "_low"}
_MOST_SHOWN = 20
_LITRES = 1e-3
_READING = 0.4  # share of the work
_SEEN = "seen"
_SUMMED = ("Q_mm", "Runoff_retention_index", _SEEN)


@dataclass(frozen=True, slots=True)
class GroundFiles:
    """The rasters that a tile is read from, and how; picklable.

    Parameters
    ----------
    land_cover, soil
        Files. Without soil every cell is taken for group A: for tables that are the same on all.
    ground
        How their codes are read.
    corner
        First row and column, in the land cover, of the part that is computed.
    """

    land_cover: Path
    soil: Path | None
    ground: Ground
    corner: tuple[int, int]

    def inputs(self) -> dict[str, Path]:
        """Return the files by what they are."""
        return {LAND_COVER: self.land_cover} | ({} if self.soil is None else {SOIL: self.soil})

    def read_as(self) -> dict[str, object]:
        """Return what else the pairs depend on, as JSON has it."""
        covers, groups = self.ground.covers, self.ground.groups
        return {
            "corner": list(self.corner),
            "covers": [covers.lowest, covers.rows.tolist()],
            "groups": [groups.lowest, groups.rows.tolist()],
        }

    def __call__(self, window: Window) -> Arrays:
        """Return the pairs of a tile, and the codes that have no row with their cells."""
        from contado.drainage.runoff.kernel import pairs
        from contado.tiles import Window, open_stack

        row, column = self.corner
        part = Window(window.row + row, window.column + column, window.rows, window.columns)
        with open_stack({LAND_COVER: self.land_cover}, whole={LAND_COVER}) as stack:
            cover, soil = stack.read(LAND_COVER, part), self._soil(stack.grid, part)
        codes, strange = pairs(cover, soil, self.ground)
        classes, groups = self.ground.strangers(cover, soil) if strange else ({}, {})
        return {"pairs": codes, "classes": _listed(classes), "groups": _listed(groups)}

    def _soil(self, grid: Grid, part: Window) -> Cells:
        from contado.tiles import at_centres, open_stack

        if self.soil is None:
            return np.ones(part.shape, dtype=np.uint8)
        with open_stack({SOIL: self.soil}, whole={SOIL}) as stack:
            return at_centres(stack, SOIL, grid.part(part))


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """Totals of an event in each of ``n`` units, one of its bounds.

    Parameters
    ----------
    cells
        Cells with a value.
    runoff, index
        Sum of Q (mm) and of R over them.
    """

    cells: npt.NDArray[np.int64]
    runoff: Floats
    index: Floats

    def columns(self, rain: float, cell_area: float, bound: Bound = "") -> dict[str, Floats]:
        """Return mean index, retained and flooded volume (m³); NaN in a unit without values.

        The low bound of what runs off is the high bound of what is kept.
        """
        some = self.cells > 0
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(some, self.index / self.cells, np.nan)
        retained = np.where(some, self.index * rain * cell_area * _LITRES, np.nan)
        flooded = np.where(some, self.runoff * cell_area * _LITRES, np.nan)
        kept = _MIRROR[bound]
        return {
            f"rnf_rt_idx{kept}": mean,
            f"rnf_rt_m3{kept}": retained,
            f"flood_vol{bound}": flooded,
        }


@dataclass(frozen=True, slots=True)
class RunoffJob:
    """A map of runoff to compute.

    Parameters
    ----------
    grid
        The cells.
    files
        What they are read from.
    tables
        What each pair does, by bound of the runoff: the value itself, its low and its high.
    units
        Polygons in the CRS of the grid.
    names
        Of the table of curve numbers and of the soil raster, for messages.
    seen
        Whether to count the cells with data of each unit too.
    """

    grid: Grid
    files: GroundFiles
    tables: Mapping[Bound, PairTable]
    units: npt.NDArray[np.object_]
    names: tuple[str, str]
    seen: bool = False

    @contextmanager
    def pairs(self, out: Path, processing: Processing) -> Iterator[StageParts]:
        """Give the pairs of all tiles: kept in memory where the map is small, else beside ``out``.

        Raises
        ------
        BadInput
            ``drainage.cover_without_row``, ``drainage.soil_unknown``: every code with its cells.
        """
        from contado.tiles import run_key

        def key() -> str:
            more = {"shape": list(self.grid.shape), "side": processing.side}
            return run_key(self.files.inputs(), self.files.read_as() | more)

        def progress(_: str, done: int, size: int) -> None:
            processing.progress("tiles", _READING * done / max(size, 1))

        with processing.run(out, self.grid.cells, key, progress) as run:
            parts = run.stage("pairs", self.grid.tiles(processing.side), self.files)
            refuse_strangers(parts, self.names)
            yield parts

    @property
    def names_of_rasters(self) -> tuple[str, ...]:
        """Names of the rasters that are written."""
        names = ("Q_mm", "Runoff_retention_index", "Runoff_retention_m3")
        return tuple(name + bound for bound in self.tables for name in names)

    def write(
        self, folder: Path, parts: StageParts, processing: Processing
    ) -> tuple[dict[Bound, UnitTotals], npt.NDArray[np.int64] | None]:
        """Write the maps; return the totals of the units, by bound, and their cells with data.

        The second is None where those cells are not to be counted.
        """
        from contado.tiles import RasterFile, Sums, UnitCells, behind, rasters_written

        rasters = [RasterFile(name, nodata=_NODATA, varied=False) for name in self.names_of_rasters]
        units = UnitCells(self.units, self.grid)
        sums: dict[str, list[Sums]] = {}
        with (
            rasters_written(folder, rasters, self.grid, processing.thinned) as writer,
            behind(writer.write) as sink,
        ):
            for place, window in enumerate(parts.windows):
                codes = parts.part("pairs", place)
                for name, values in self._layers(codes):
                    if name.startswith(_SUMMED):
                        sums.setdefault(name, []).append(units.sums(values, window))
                    if name != _SEEN:
                        sink(name, values, window)
                processing.progress(
                    "maps", _READING + (1 - _READING) * (place + 1) / len(parts.windows)
                )
        totals = {name: Sums.joined(each).by_unit(units.units) for name, each in sums.items()}
        return {bound: _totals(totals, bound) for bound in self.tables}, (
            totals[_SEEN][0] if self.seen else None
        )

    def _layers(self, codes: Cells) -> Iterator[tuple[str, Cells]]:
        from contado.drainage.runoff.kernel import look_up

        no_data = self.files.ground.no_data
        if self.seen:
            yield _SEEN, np.where(codes == no_data, np.float32(np.nan), np.float32(1))
        for bound, table in self.tables.items():
            depth, share, volume = look_up(codes, table)
            yield f"Q_mm{bound}", depth
            yield f"Runoff_retention_index{_MIRROR[bound]}", share
            yield f"Runoff_retention_m3{_MIRROR[bound]}", volume


def _totals(totals: Mapping[str, tuple[npt.NDArray[np.int64], Floats]], bound: Bound) -> UnitTotals:
    count, runoff = totals[f"Q_mm{bound}"]
    return UnitTotals(count, runoff, totals[f"Runoff_retention_index{_MIRROR[bound]}"][1])


def refuse_strangers(parts: StageParts, names: tuple[str, str]) -> None:
    """Raise `BadInput` with the codes that have no row in any tile, and their cells."""
    strange: dict[str, Counter[int]] = {"classes": Counter(), "groups": Counter()}
    for place in range(len(parts.windows)):
        for name, counter in strange.items():
            codes, counts = parts.part(name, place)
            counter.update(dict(zip(codes.tolist(), counts.tolist(), strict=True)))
    codes = {"classes": "drainage.cover_without_row", "groups": "drainage.soil_unknown"}
    problems = [
        Problem(codes[name], where, {name: counted(counter.items())})
        for (name, counter), where in zip(strange.items(), names, strict=True)
        if counter
    ]
    if problems:
        raise BadInput(problems)


def counted(items: Iterable[tuple[int, int]]) -> str:
    """Return codes and their counts as a message names them.

    Examples
    --------
    >>> counted([(9, 4), (7, 1)])
    '7: 1, 9: 4'
    """
    parts = [f"{code}: {count}" for code, count in sorted(items)]
    return ", ".join(parts[:_MOST_SHOWN] + (["…"] if len(parts) > _MOST_SHOWN else []))


def _listed(counts: Mapping[int, int]) -> npt.NDArray[Any]:
    return np.array([list(counts), list(counts.values())], dtype=np.int64).reshape(2, -1)

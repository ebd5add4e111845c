"""Maps of what works change, on the window that they reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.scenarios.draws import MIDDLE
from contado.scenarios.heat import moved
from contado.tiles import RasterFile, Window, rasters_written

if TYPE_CHECKING:
    from pathlib import Path

    from contado.scenarios.effects import Works
    from contado.tiles import Grid

Singles = npt.NDArray[np.float32]

_NOTHING = -9999.0
_LEAST = 40  # cells around the works of a picture of theirs


@dataclass(frozen=True, slots=True)
class Maps:
    """Maps before and after, NaN without data.

    Parameters
    ----------
    grid
        The cells of the window.
    air
        Air temperature before and after, °C.
    runoff
        Runoff before and after, mm.
    close
        The part around the works themselves.
    """

    grid: Grid
    air: tuple[Singles, Singles]
    runoff: tuple[Singles, Singles]
    close: Window

    @classmethod
    def of(cls, works: Works) -> Maps:
        """Return the maps at the middle of the measures' bounds."""
        after = works.bounds[MIDDLE]
        before = works.base.heat.air[after.window.slices]
        runoff = _runoff(works)
        own = works.covering.window
        around = own.grown(max(own.rows, own.columns, _LEAST) // 4).meet(after.window)
        grid = works.base.grid.part(after.window)
        return cls(grid, (before, after.air), runoff, moved(around, after.window))

    def by_name(self) -> dict[str, Singles]:
        """Return every map under the name of its file."""
        maps: dict[str, Singles] = {}
        for name, (before, after) in (("T_air", self.air), ("Q_mm", self.runoff)):
            maps |= {f"{name}_before": before, f"{name}_after": after}
            maps[f"{name}_difference"] = after - before
        return maps

    def shown(self) -> Iterator[tuple[str, Singles, Grid]]:
        """Yield the differences that pictures show: of rain around the works, of air everywhere."""
        whole = Window.whole(self.grid.shape)
        for name, pair, part in (("rain", self.runoff, self.close), ("air", self.air, whole)):
            before, after = pair
            yield name, (after - before)[part.slices], self.grid.part(part)

    def write(self, folder: Path) -> None:
        """Write each map as GeoTIFF: ``T_air_difference.tif``, ``Q_mm_after.tif`` and so on."""
        named = self.by_name()
        rasters = [
            RasterFile(name, nodata=_NOTHING, varied=name.startswith("T_air")) for name in named
        ]
        with rasters_written(folder, rasters, self.grid) as writer:
            for name, values in named.items():
                writer.write(name, values)


def _runoff(works: Works) -> tuple[Singles, Singles]:
    window, own = works.bounds[MIDDLE].window, works.covering.window
    depth, counted = (
        np.asarray(works.base.field(name, window), dtype=np.float64)
        for name in ("runoff", "counted")
    )
    before = _over(depth, counted)
    row, column = np.divmod(works.covering.cells, own.columns)
    place = (row + own.row - window.row, column + own.column - window.column)
    depth[place], counted[place] = works.rain.cells(works.depths[MIDDLE])
    return before, _over(depth, counted)


def _over(depth: npt.NDArray[Any], counted: npt.NDArray[Any]) -> Singles:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counted > 0, depth / counted, np.nan).astype(np.float32)

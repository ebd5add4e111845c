"""Air temperature at sampled cells, summed cell by cell in double precision.

The oracle of `out_of_core.py`: no transform, no tile and nothing of Contado; it reads the inputs
and sums over every cell that a filter reaches. It is exact in whole numbers where cells are
counted, and to 1e-12 elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numba import njit, prange

from urban_peer import COOLING_DISTANCE, T_REF, UHI_MAX

CUT = 5
TWO_HECTARES = 20_000.0
WEIGHTS = {"shade": 0.6, "albedo": 0.2, "kc": 0.2}


def quarter(distance: int) -> np.ndarray:
    """Return the weights of exponential decay from the centre on, rows and columns away."""
    steps = np.arange(CUT * distance + 1, dtype=np.float64) ** 2
    away = np.sqrt(steps[:, None] + steps)
    return np.where(away <= CUT * distance, np.exp(-away / distance), 0.0)


@njit(cache=True, parallel=True, fastmath={"reassoc"})
def means(field, valid, rows, columns, weights):  # noqa: ANN001, ANN201
    """Return the weighted mean of the valid cells around each sampled one."""
    found, reach = np.empty(len(rows)), weights.shape[0] - 1
    for k in prange(len(rows)):
        row, column = rows[k], columns[k]
        left, right = max(column - reach, 0), min(column + reach + 1, field.shape[1])
        total, mass = 0.0, 0.0
        for i in range(max(row - reach, 0), min(row + reach + 1, field.shape[0])):
            along = weights[abs(i - row)]
            for j in range(left, right):
                weight = along[abs(j - column)] * valid[i, j]
                total += weight * field[i, j]
                mass += weight
        found[k] = total / mass
    return found


@njit(cache=True, parallel=True)
def counts(flags, rows, columns, radius):  # noqa: ANN001, ANN201
    """Return how many flagged cells have their centre within ``radius`` cells."""
    found = np.zeros(len(rows), np.int64)
    for k in prange(len(rows)):
        row, column = rows[k], columns[k]
        for i in range(max(row - radius, 0), min(row + radius + 1, flags.shape[0])):
            for j in range(max(column - radius, 0), min(column + radius + 1, flags.shape[1])):
                if (i - row) ** 2 + (j - column) ** 2 <= radius * radius:
                    found[k] += flags[i, j]
    return found


@dataclass(frozen=True)
class Sample:
    """Cells drawn among the valid ones of a city, with the temperature unmixed around them."""

    city: Path
    points: int
    seed: int = 5

    @cached_property
    def lulc(self) -> np.ndarray:
        return read(self.city / "lulc.tif")

    @cached_property
    def valid(self) -> np.ndarray:
        return (self.lulc != 255).view(np.uint8)

    @cached_property
    def cell(self) -> float:
        import rasterio

        with rasterio.open(self.city / "lulc.tif") as raster:
            return float(raster.res[0])

    @cached_property
    def at(self) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and columns: half anywhere, half near the border of the data."""
        random = np.random.default_rng(self.seed)
        drawn = random.integers(0, self.lulc.shape, (40 * self.points, 2))
        rows, columns = drawn[self.valid[drawn[:, 0], drawn[:, 1]] > 0].T
        back = np.maximum(rows - round(1000 / self.cell), 0)
        rim = (self.valid[back, columns] == 0) | (rows < round(1000 / self.cell))
        half = self.points // 2
        order = np.concatenate([np.flatnonzero(rim)[:half], np.flatnonzero(~rim)])[: self.points]
        return rows[order], columns[order]

    def unmixed(self) -> np.ndarray:
        """Return the temperature before the air mixes, from the inputs alone."""
        table = pd.read_csv(self.city / "biophysical.csv").set_index("lucode")
        green_of = np.zeros(256, np.uint8)
        green_of[table.index] = table["green_area"]
        capacity = self._capacity(table)
        green, distance = green_of[self.lulc], round(COOLING_DISTANCE / self.cell)
        own = capacity[self.at].astype(np.float64)
        park = means(capacity * green, self.valid, *self.at, quarter(distance))
        near = counts(green, *self.at, distance)
        known = counts(self.valid, *self.at, distance)
        steps = np.arange(-distance, distance + 1) ** 2
        disc = int((steps[:, None] + steps <= distance**2).sum())
        large = near * disc * self.cell**2 >= TWO_HECTARES * known
        mitigation = np.where(large & (park > own), park, own)
        return T_REF + (1 - mitigation) * UHI_MAX

    def _capacity(self, table: pd.DataFrame) -> np.ndarray:
        by_class = {name: np.zeros(256) for name in WEIGHTS}
        for name, values in by_class.items():
            values[table.index] = WEIGHTS[name] * table[name]
        water = read(self.city / "eto.tif")
        highest = float(water.max())
        fixed = (by_class["shade"] + by_class["albedo"]).astype(np.float32)
        crop = (by_class["kc"] / highest).astype(np.float32)
        water *= crop[self.lulc]
        water += fixed[self.lulc]
        return water

    def mixed(self, unmixed: np.ndarray, radius: float) -> np.ndarray:
        """Return the mean of a field of unmixed temperature around each sampled cell."""
        field = np.where(self.valid, unmixed, np.float32(0))
        return means(field, self.valid, *self.at, quarter(round(radius / self.cell)))


def read(path: Path) -> np.ndarray:
    import rasterio

    with rasterio.open(path, num_threads="all_cpus") as raster:
        return raster.read(1)

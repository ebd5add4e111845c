"""The smooth fields under the synthetic city of `city.py`, and the land cover they give.

Fields are made on coarse nodes, whose number is bounded, and looked up at strips of cells or at
points. A field is a sum of waves: white noise smoothed over a length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

NODATA = 255
BUILDINGS_A_KM2, MOST_BUILDINGS = 62.5, 100_000
OUTSIDE = 0.04
COARSE = 20.0  # metres between the nodes of the coarse grid, or more for a very large city

# Length in metres and weight of the waves that make up each field.
FIELDS = {
    "built": ((2500, 0.55), (500, 0.4), (120, 0.35)),
    "open": ((1800, 0.5), (300, 0.7), (90, 0.5)),
    "park": ((220, 1.0),),
    "works": ((900, 0.8), (200, 0.5)),
    "road": ((900, 1.0),),
    "river": ((7000, 1.0),),
    "soil": ((2500, 1.0), (300, 0.3)),
    "eto": ((8000, 1.0),),
    "edge": ((2500, 1.0), (500, 0.3)),
    "east": ((700, 150.0), (150, 35.0)),
    "north": ((700, 150.0), (150, 35.0)),
}


@dataclass(frozen=True)
class City:
    """A grid of ``rows`` × ``columns`` cells of ``cell`` metres, and the seed of everything."""

    rows: int
    columns: int
    cell: float
    seed: int = 1

    @property
    def name(self) -> str:
        return f"city-{self.rows}x{self.columns}-{self.cell:g}m-{self.seed}"

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    @property
    def height(self) -> float:
        return self.rows * self.cell

    @property
    def width(self) -> float:
        return self.columns * self.cell

    @property
    def buildings(self) -> int:
        return min(round(BUILDINGS_A_KM2 * self.width * self.height / 1e6), MOST_BUILDINGS)

    def window(self) -> tuple[slice, slice]:
        """Return the rows and columns of the square that holds 1 % of the cells."""
        side = round((self.cells / 100) ** 0.5)
        top, left = (self.rows - side) // 2, (self.columns - side) // 2
        return slice(top, top + side), slice(left, left + side)


class Ground:
    """The smooth fields of a city on coarse nodes, looked up anywhere."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.step = max(COARSE, city.cell, max(city.height, city.width) / 2500)
        self.shape = (int(city.height / self.step) + 2, int(city.width / self.step) + 2)
        self.fields = {name: self._waves(name, waves) for name, waves in FIELDS.items()}
        self.fields["built"] += self._centres()
        self.fields["edge"] = self._rim() + 0.06 * self.fields["edge"]

    def _waves(self, name: str, waves: tuple[tuple[float, float], ...]) -> np.ndarray:
        from scipy import fft

        random = np.random.default_rng([self.city.seed, *name.encode()])
        rows = fft.fftfreq(self.shape[0], self.step)[:, None]
        columns = fft.rfftfreq(self.shape[1], self.step)
        squared = rows**2 + columns**2
        total = np.zeros(self.shape, np.float32)
        for length, weight in waves:
            noise = fft.rfft2(random.standard_normal(self.shape, dtype=np.float32))
            noise *= np.exp(-2 * np.pi**2 * length**2 * squared).astype(np.float32)
            wave = fft.irfft2(noise, self.shape)
            total += (weight / wave.std()) * (wave - wave.mean())
        return total

    def _nodes(self) -> tuple[np.ndarray, np.ndarray]:
        y = np.arange(self.shape[0], dtype=np.float32)[:, None] * self.step
        return y, np.arange(self.shape[1], dtype=np.float32) * self.step

    def _centres(self) -> np.ndarray:
        """Return how near the great centre and the thirty small ones are."""
        random = np.random.default_rng([self.city.seed, 7])
        y, x = self._nodes()
        size = min(self.city.height, self.city.width)
        near = np.zeros(self.shape, np.float32)
        for i, (down, along) in enumerate(random.uniform(0.06, 0.94, (31, 2))):
            down, along = (0.5, 0.5) if i == 0 else (down, along)  # noqa: PLW2901
            reach, weight = (0.14 * size, 2.6) if i == 0 else (0.03 * size, 1.5)
            away = np.hypot(y - down * self.city.height, x - along * self.city.width)
            near += weight * np.exp(-away / reach)
        return near

    def _rim(self) -> np.ndarray:
        y, x = self._nodes()
        return np.abs(2 * y / self.city.height - 1) ** 6 + np.abs(2 * x / self.city.width - 1) ** 6

    def strip(self, name: str, top: int, rows: int) -> np.ndarray:
        """Return a field at the centres of the cells of ``rows`` rows from ``top``."""
        j, beside = self._columns
        upper, across = _split((np.arange(top, top + rows) + 0.5) * self.city.cell / self.step)
        field = self.fields[name]
        band = field[upper] + across[:, None] * (field[upper + 1] - field[upper])
        left = band[:, j]
        return left + beside * (band[:, j + 1] - left)

    @cached_property
    def _columns(self) -> tuple[np.ndarray, np.ndarray]:
        return _split((np.arange(self.city.columns) + 0.5) * self.city.cell / self.step)

    def at(self, name: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return a field at points, in metres from the western and the northern border."""
        (i, down), (j, along) = _split(y / self.step), _split(x / self.step)
        field = self.fields[name]
        upper = field[i, j] + along * (field[i, j + 1] - field[i, j])
        lower = field[i + 1, j] + along * (field[i + 1, j + 1] - field[i + 1, j])
        return upper + down * (lower - upper)

    @cached_property
    def quantiles(self) -> dict[str, np.ndarray]:
        """Return the breaks between classes, such that the shares are those of a real city."""
        shares = {
            "built": (0.70, 0.83, 0.93, 0.98),
            "open": (0.70, 0.87),
            "park": (0.025, 0.82),
            "works": (0.90,),
            "soil": (0.22, 0.54, 0.80),
            "edge": (1 - OUTSIDE,),
        }
        return {name: np.quantile(self.fields[name], share) for name, share in shares.items()}


def _split(position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = position.astype(np.intp)
    return whole, (position - whole).astype(np.float32)


def land_cover(field: Callable[[str], np.ndarray], breaks: dict[str, np.ndarray]) -> np.ndarray:
    """Return the class where ``field(name)`` gives the value of each field; 255 is outside."""
    dense = np.digitize(field("built"), breaks["built"])
    lulc = np.array([8, 9, 10], np.uint8)[np.digitize(field("open"), breaks["open"])]
    park = np.digitize(field("park"), breaks["park"])
    lulc = np.where(dense > 0, np.array([0, 4, 3, 2, 1], np.uint8)[dense], lulc)
    lulc[(dense > 0) & (dense < 3) & (field("works") > breaks["works"])] = 5
    lulc[(dense > 0) & (park == 2)] = 7
    lulc[(dense < 2) & (park == 0)] = 12
    lulc[np.abs(field("road")) < 0.012 + 0.01 * (dense > 0)] = 6
    lulc[np.abs(field("river")) < 0.004] = 11
    lulc[field("edge") > breaks["edge"]] = NODATA
    return lulc

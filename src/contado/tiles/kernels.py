"""How the weight of a cell decays with its distance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from contado.tiles.threads import bands, in_threads

Singles = npt.NDArray[np.float32]
Decay = Literal["exponential", "gaussian"]

CUT = 5
"""A kernel ends at this many times its distance."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """Weights that decay with distance, cut at a whole number of cells.

    Parameters
    ----------
    decay
        ``exponential``: exp(-d / distance), as InVEST's Urban Cooling model does; ``gaussian``:
        exp(-d² / (2 distance²)), as its guide says.
    distance
        The distance of the decay, in cells, at least 1.
    reach
        Cells farther than this have no weight; `CUT` times the distance by default.
    step
        Weights are taken at every so many cells: see `contado.tiles.coarse`.

    Examples
    --------
    >>> kernel = Kernel.of(2)
    >>> kernel.reach, kernel.quarter().shape, round(kernel.mass, 3)
    (10, (11, 11), 24.246)
    """

    decay: Decay
    distance: int
    reach: int
    step: int = 1

    @classmethod
    def of(cls, distance: int, decay: Decay = "exponential") -> Kernel:
        """Return the kernel of a distance in cells, cut at `CUT` times the distance."""
        if distance < 1:
            raise ValueError("a kernel needs a distance of one cell at least")
        return cls(decay, distance, CUT * distance)

    def weight(self, squared: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the weight at squared distances in cells."""
        if self.decay == "exponential":
            values = np.exp(np.sqrt(squared) / -self.distance)
        else:
            values = np.exp(squared / (-2.0 * self.distance * self.distance))
        return np.where(squared <= self.reach * self.reach, values, 0.0)

    def quarter(self) -> npt.NDArray[np.float64]:
        """Return the weights of rows and columns from the centre on, up to the reach."""
        return self.rows(slice(0, self.span + 1))

    def rows(self, band: slice) -> npt.NDArray[np.float64]:
        """Return some rows of `quarter`."""
        squares = (self.step * np.arange(self.span + 1, dtype=np.float64)) ** 2
        return self.weight(squares[band, None] + squares)

    @property
    def span(self) -> int:
        """The reach in steps."""
        return self.reach // self.step

    @property
    def mass(self) -> float:
        """Sum of all weights."""
        return _mass(self)


@lru_cache(maxsize=64)
def _mass(kernel: Kernel) -> float:
    quarter = kernel.quarter()
    axis = float(quarter[0, 1:].sum())
    return float(quarter[0, 0]) + 4.0 * axis + 4.0 * float(quarter[1:, 1:].sum())


@lru_cache(maxsize=4)
def spectrum(kernel: Kernel, shape: tuple[int, int]) -> Singles:
    """Return the transform of a kernel on a torus, which is real and even as the kernel is.

    Parameters
    ----------
    kernel
        Its span is less than half of each side of ``shape``.
    shape
        Rows and columns of the torus.

    Returns
    -------
    transform
        Shape ``(rows // 2 + 1, columns // 2 + 1)``: row ``rows - k`` is row ``k`` again.
    """
    from scipy import fft

    span = kernel.span
    along = np.empty((span + 1, shape[1] // 2 + 1), dtype=np.float32)
    transform = np.empty((shape[0] // 2 + 1, along.shape[1]), dtype=np.float32)

    def of_rows(band: slice) -> None:
        torus = np.zeros((band.stop - band.start, shape[1]), dtype=np.float32)
        torus[:, : span + 1] = kernel.rows(band)
        torus[:, -span:] = torus[:, span:0:-1]
        along[band] = fft.rfft(torus, axis=1).real

    def of_columns(some: slice) -> None:
        torus = np.zeros((shape[0], some.stop - some.start), dtype=np.float32)
        torus[: span + 1] = along[:, some]
        torus[-span:] = along[span:0:-1, some]
        transform[:, some] = fft.rfft(torus, axis=0).real

    in_threads(of_rows, bands(span + 1))
    in_threads(of_columns, bands(along.shape[1]))
    return transform


def torus_of(shape: tuple[int, int], kernel: Kernel) -> tuple[int, int]:
    """Return sides, quick to transform, on which a kernel does not reach around a field.

    Examples
    --------
    >>> torus_of((100, 200), Kernel.of(2))
    (120, 216)
    """
    from scipy import fft

    rows, columns = (max(side + kernel.span, 2 * kernel.span + 1) for side in shape)
    return int(fft.next_fast_len(rows, real=True)), int(fft.next_fast_len(columns, real=True))

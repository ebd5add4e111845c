"""Means weighted by distance, over the cells that hold data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Window
from contado.tiles.kernels import Kernel, Singles, spectrum, torus_of
from contado.tiles.reading import Flags
from contado.tiles.threads import bands, cores, in_threads


class DecayMean:
    """The mean around each valid cell, weighted by a kernel and normalised on valid cells.

    What depends on the kernel and on the valid cells alone is worked out once, so that a further
    field costs one transform and its inverse.

    Parameters
    ----------
    kernel
        The weights.
    valid
        Which cells hold data, shape ``(rows, columns)``. Outside there is none.

    Notes
    -----
    Transforms are in single precision; the middle of the field's range is taken off first and
    put back last, so that the error is about 1e-6 of half the range.

    Examples
    --------
    >>> around = DecayMean(Kernel.of(1), np.array([[True, True, False]]))
    >>> around.mean(np.array([[1, 2, 9]], dtype=np.float32)).round(3)
    array([[1.269, 1.731,   nan]], dtype=float32)
    """

    def __init__(self, kernel: Kernel, valid: Flags) -> None:
        from contado.tiles.mean_kernels import inverted

        self.kernel = kernel
        self.valid = valid
        self._shape = (valid.shape[0], valid.shape[1])
        self._inverse = convolved(valid, kernel)
        in_threads(lambda band: inverted(self._inverse[band], valid[band]), bands(self._shape[0]))

    def mean(self, field: Singles) -> Singles:
        """Return the weighted mean of a field around each cell, NaN where not valid.

        Parameters
        ----------
        field
            Shape of ``valid``; what it holds where not valid does not matter.
        """
        from contado.tiles.mean_kernels import extremes, shifted

        ranges = in_threads(
            lambda band: extremes(field[band], self.valid[band]), bands(self._shape[0])
        )
        middle = _middle([pair for pair in ranges if pair[0] <= pair[1]])
        sums = convolved(
            field,
            self.kernel,
            lambda band, out: shifted(field[band], self.valid[band], middle, out),
        )
        return _normalised(sums, self._inverse, middle)

    def change(self, difference: Singles, window: Window) -> tuple[Singles, Window]:
        """Return how the mean changes where the field changes inside a window alone.

        Parameters
        ----------
        difference
            The field after less the field before, shape of ``window``; 0 where not valid.
        window
            Where it changes.

        Returns
        -------
        change, window
            The change of the mean, NaN where not valid, and the window that it may change in: the
            one given and the kernel's reach around it.
        """
        reach = self.kernel.reach
        seen = window.grown(reach).within(self._shape)
        sums = convolved(difference, self.kernel, grown=True)[seen.inside(window.grown(reach))]
        return _normalised(sums, self._inverse[seen.slices], np.float32(0)), seen


def _normalised(sums: Singles, inverse: Singles, middle: np.float32) -> Singles:
    from contado.tiles.mean_kernels import normalised

    means = np.empty(sums.shape, dtype=np.float32)
    in_threads(
        lambda band: normalised(sums[band], inverse[band], middle, means[band]), bands(len(sums))
    )
    return means


def _middle(ranges: list[tuple[float, float]]) -> np.float32:
    if not ranges:
        return np.float32(0)
    least, greatest = min(low for low, _ in ranges), max(high for _, high in ranges)
    return np.float32(0.5 * (least + greatest))


def convolved(
    field: npt.NDArray[Any],
    kernel: Kernel,
    fill: Callable[[slice, Singles], None] | None = None,
    *,
    grown: bool = False,
) -> Singles:
    """Return the sum of a field around each cell, weighted by a kernel, in single precision.

    Parameters
    ----------
    field
        Shape ``(n, m)``; 0 outside.
    kernel
        The weights.
    fill
        What puts a band of the field into the rows given, where not the field as it stands.
    grown
        Whether to give the sums of the cells within the kernel's reach of the field too.

    Returns
    -------
    sums
        Shape ``(n, m)``, or ``(n + 2 reach, m + 2 reach)`` where ``grown``.
    """
    from scipy import fft

    from contado.tiles.mean_kernels import scaled

    (rows, columns), more = field.shape, 2 * kernel.reach if grown else 0
    wide = (rows + more, columns + more)
    # a torus as long as the grown field holds the sums whole, wrapped around its start
    torus = torus_of((rows + kernel.reach, columns + kernel.reach) if grown else wide, kernel)
    start = kernel.reach if grown else 0
    values = np.zeros((rows, torus[1]), dtype=np.float32)
    put = fill or (lambda band, out: np.copyto(out, field[band]))
    in_threads(lambda band: put(band, values[band, :columns]), bands(rows))  # noqa: F821
    waves = np.zeros((torus[0], torus[1] // 2 + 1), dtype=np.complex64)
    waves[:rows] = fft.rfft(values, axis=1, workers=cores(), overwrite_x=True)
    del values  # of the size of the field: not to be kept while the waves are worked on
    waves = fft.fft(waves, axis=0, workers=cores(), overwrite_x=True)
    weights = spectrum(kernel, torus)
    in_threads(lambda band: scaled(waves[band], weights[band]), bands(torus[0]))
    waves = fft.ifft(waves, axis=0, workers=cores(), overwrite_x=True)
    if grown:
        waves = np.concatenate([waves[-start:], waves[: rows + start]])
    sums = fft.irfft(waves[: wide[0]], torus[1], axis=1, workers=cores(), overwrite_x=True)
    if grown:
        sums = np.concatenate([sums[:, -start:], sums[:, : columns + start]], axis=1)
    result: Singles = sums[:, : wide[1]]
    return result

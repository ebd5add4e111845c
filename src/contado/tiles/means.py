"""Means weighted by distance, over the cells that hold data."""

from __future__ import annotations

import numpy as np

from contado.tiles.convolution import spread, summed
from contado.tiles.grid import Window
from contado.tiles.kernels import Kernel, Singles
from contado.tiles.reading import Flags
from contado.tiles.threads import bands, in_threads


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
    core
        The cells whose means are wanted; all by default. Means are right where ``valid`` goes on
        for the kernel's reach around them, or to where data end.

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

    def __init__(self, kernel: Kernel, valid: Flags, core: Window | None = None) -> None:
        from contado.tiles.mean_kernels import inverted

        self.kernel = kernel
        self.valid = valid
        self._shape = (valid.shape[0], valid.shape[1])
        self.core = core or Window.whole(self._shape)
        weights = summed(
            self._shape, kernel, lambda band, out: np.copyto(out, valid[band]), self.core
        )
        wanted = valid[self.core.slices]
        self._inverse = np.empty(self.core.shape, dtype=np.float32)
        in_threads(
            lambda band: inverted(weights[band], wanted[band], self._inverse[band]),
            bands(self.core.rows),
        )

    @property
    def inverse(self) -> Singles:
        """What a sum of weights around each cell is multiplied by, NaN where not valid."""
        return self._inverse

    def mean(self, field: Singles) -> Singles:
        """Return the weighted mean of a field around each cell, NaN where not valid.

        Parameters
        ----------
        field
            Shape of ``valid``; what it holds where not valid does not matter.

        Returns
        -------
        means
            Shape of ``core``.
        """
        from contado.tiles.mean_kernels import shifted

        middle, valid = middle_of(field, self.valid), self.valid
        sums = summed(
            self._shape,
            self.kernel,
            lambda band, out: shifted(field[band], valid[band], middle, out),
            self.core,
        )
        return _normalised(sums, self._inverse, middle)

    def change(self, difference: Singles, window: Window) -> tuple[Singles, Window]:
        """Return how the mean changes where the field changes inside a window alone.

        It is asked of a filter whose core is the whole.

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
        around = window.grown(self.kernel.reach)
        seen = around.within(self._shape)
        sums = spread(difference, self.kernel)[seen.inside(around)]
        return _normalised(sums, self._inverse[seen.slices], np.float32(0)), seen


def middle_of(field: Singles, valid: Flags) -> np.float32:
    """Return the middle of the range of the valid values, 0 where there are none.

    Examples
    --------
    >>> float(middle_of(np.array([[1, 9, 4]], dtype=np.float32), np.array([[True, False, True]])))
    2.5
    """
    from contado.tiles.mean_kernels import extremes

    ranges = in_threads(lambda band: extremes(field[band], valid[band]), bands(len(field)))
    least, greatest = min(low for low, _ in ranges), max(high for _, high in ranges)
    return np.float32(0.5 * (least + greatest)) if least <= greatest else np.float32(0)


def _normalised(sums: Singles, inverse: Singles, middle: np.float32) -> Singles:
    from contado.tiles.mean_kernels import normalised

    means = np.empty(sums.shape, dtype=np.float32)
    in_threads(
        lambda band: normalised(sums[band], inverse[band], middle, means[band]), bands(len(sums))
    )
    return means

"""Means weighted by distance, over the cells that hold data."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np

from contado.tiles.convolution import Waves, kernels_for, spread, summed
from contado.tiles.grid import Window
from contado.tiles.kernels import Kernel, Singles
from contado.tiles.reading import Flags
from contado.tiles.threads import bands, in_threads

_SAMPLE = 8

Rows = Callable[[slice], Singles]
"""Gives some rows of a field, NaN where it is not valid; asked from several threads."""


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
    Transforms are in single precision; about the middle of the field's range is taken off first
    and put back last, so that the error is about 1e-6 of half the range.

    Examples
    --------
    >>> around = DecayMean(Kernel.of(1), np.array([[True, True, False]]))
    >>> around.mean(np.array([[1, 2, 9]], dtype=np.float32)).round(3)
    array([[1.269, 1.731,   nan]], dtype=float32)
    """

    def __init__(self, kernel: Kernel, valid: Flags, core: Window | None = None) -> None:
        self.kernel = kernel
        self.valid = valid
        self._shape = (valid.shape[0], valid.shape[1])
        self.core = core or Window.whole(self._shape)
        wanted, kernels = valid[self.core.slices], self._kernels
        self._inverse = np.empty(self.core.shape, dtype=np.float32)
        self._waves: Waves | None = summed(
            self._shape,
            kernel,
            lambda band, out: np.copyto(out, valid[band]),
            lambda band, weights: kernels.inverted(weights, wanted[band], self._inverse[band]),
            self.core,
        )

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
        kernels = self._kernels
        middle, valid, inverse = middle_of(field, self.valid), self.valid, self._inverse
        means = np.empty(self.core.shape, dtype=np.float32)
        # two threads may ask at once: the second makes room for itself
        waves, self._waves = self._waves, None
        self._waves = summed(
            self._shape,
            self.kernel,
            lambda band, out: kernels.shifted(field[band], valid[band], middle, out),
            lambda band, sums: kernels.normalised(sums, inverse[band], middle, means[band]),
            self.core,
            waves=waves,
        )
        return means

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
        kernels = self._kernels
        around = window.grown(self.kernel.reach)
        seen = around.within(self._shape)
        sums = spread(difference, self.kernel)[seen.inside(around)]
        inverse = self._inverse[seen.slices]
        means, no = np.empty(seen.shape, dtype=np.float32), np.float32(0)
        in_threads(
            lambda band: kernels.normalised(sums[band], inverse[band], no, means[band]),
            bands(seen.rows),
        )
        return means, seen

    @property
    def _kernels(self) -> ModuleType:
        return kernels_for(self._shape)


def mean_of_rows(shape: tuple[int, int], kernel: Kernel, rows: Rows, core: Window) -> Singles:
    """Return what `DecayMean` does of one field, which is never whole in memory but for its rows.

    Parameters
    ----------
    shape
        Rows and columns of the field.
    kernel, core
        As `DecayMean` has them.
    rows
        Gives rows of the field. It is asked for each four times.

    Examples
    --------
    >>> field = np.array([[1, 2, np.nan]], dtype=np.float32)
    >>> whole = Window.whole((1, 3))
    >>> mean_of_rows((1, 3), Kernel.of(1), lambda band: field[band], whole).round(3)
    array([[1.269, 1.731,   nan]], dtype=float32)
    """
    from contado.tiles.mean_kernels import inverted_known, known, normalised, shifted_known

    along = core.slices[1]
    inverse = np.empty(core.shape, dtype=np.float32)

    def of_core(band: slice) -> Singles:
        return rows(slice(core.row + band.start, core.row + band.stop))[:, along]

    waves = summed(
        shape,
        kernel,
        lambda band, out: known(rows(band), out),
        lambda band, weights: inverted_known(weights, of_core(band), inverse[band]),
        core,
    )
    middle = _middle_of_rows(shape[0], rows)
    summed(
        shape,
        kernel,
        lambda band, out: shifted_known(rows(band), middle, out),
        lambda band, sums: normalised(sums, inverse[band], middle, inverse[band]),
        core,
        waves=waves,
    )
    return inverse


def _middle_of_rows(count: int, rows: Rows) -> np.float32:
    """Return `middle_of` a field that is given by rows."""

    def sampled(band: slice) -> Singles:
        return rows(band)[::_SAMPLE, ::_SAMPLE].copy()  # bands begin at multiples of the step

    seen = np.concatenate(in_threads(sampled, bands(count)))
    return middle_of(seen, ~np.isnan(seen), 1)


def middle_of(field: Singles, valid: Flags, step: int = _SAMPLE) -> np.float32:
    """Return about the middle of the range of the valid values, 0 where there are none.

    One in ``step`` rows and columns is looked at: what is taken off a field need not be exact.

    Examples
    --------
    >>> float(middle_of(np.array([[1, 9, 4]], dtype=np.float32), np.array([[True, False, True]])))
    1.0
    """
    seen = field[::step, ::step][valid[::step, ::step]]
    return np.float32(0.5 * (seen.min() + seen.max())) if seen.size else np.float32(0)

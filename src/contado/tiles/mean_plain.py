"""What `contado.tiles.mean_kernels` does, in NumPy and to the last bit: quicker for few cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from contado.tiles.convolution import Waves
    from contado.tiles.kernels import Singles
    from contado.tiles.reading import Flags


def shifted(field: Singles, valid: Flags, middle: np.float32, out: Singles) -> None:
    """Fill ``out`` with the field less its middle, 0 where not valid."""
    np.subtract(field, middle, out=out)
    out[~valid] = 0


def inverted(weights: Singles, valid: Flags, inverse: Singles) -> None:
    """Fill ``inverse`` with what a mean multiplies by, NaN where not valid."""
    inverse.fill(np.nan)
    with np.errstate(divide="ignore"):
        np.divide(np.float32(1), weights, out=inverse, where=valid)


def normalised(sums: Singles, inverse: Singles, middle: np.float32, means: Singles) -> None:
    """Fill ``means`` from weighted sums, with the middle of the field put back."""
    np.multiply(sums, inverse, out=means)
    np.add(means, middle, out=means)


def scaled(waves: Waves, weights: Singles) -> None:
    """Multiply a transform by a real and even one, of which half of the rows are given."""
    rows = np.arange(len(waves))
    waves *= weights[np.minimum(rows, len(waves) - rows)]

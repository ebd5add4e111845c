"""The compiled parts of `contado.tiles.means`: each works on a band of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from contado.compiling import njit


@njit(cache=True, nogil=True)
def extremes(field: Any, valid: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the least and the greatest valid value; infinities, crossed, where there is none."""
    low, high = np.float32(np.inf), np.float32(-np.inf)
    for i in range(field.shape[0]):
        for j in range(field.shape[1]):
            if valid[i, j]:
                low, high = min(low, field[i, j]), max(high, field[i, j])
    return low, high


@njit(cache=True, nogil=True)
def known(field: Any, out: Any) -> None:  # noqa: ANN401
    """Fill ``out`` with 1 where the field holds a value, 0 where it is NaN."""
    for i in range(field.shape[0]):
        for j in range(field.shape[1]):
            out[i, j] = np.float32(0) if np.isnan(field[i, j]) else np.float32(1)


@njit(cache=True, nogil=True)
def shifted_known(field: Any, middle: Any, out: Any) -> None:  # noqa: ANN401
    """Fill ``out`` with the field less its middle, 0 where it is NaN."""
    for i in range(field.shape[0]):
        for j in range(field.shape[1]):
            value = field[i, j]
            out[i, j] = np.float32(0) if np.isnan(value) else value - middle


@njit(cache=True, nogil=True, error_model="numpy")
def inverted_known(weights: Any, field: Any, inverse: Any) -> None:  # noqa: ANN401
    """Fill ``inverse`` with what a mean multiplies by, NaN where the field is."""
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            inverse[i, j] = (
                np.float32(np.nan) if np.isnan(field[i, j]) else np.float32(1) / weights[i, j]
            )


@njit(cache=True, nogil=True)
def shifted(field: Any, valid: Any, middle: Any, out: Any) -> None:  # noqa: ANN401
    """Fill ``out`` with the field less its middle, 0 where not valid."""
    for i in range(field.shape[0]):
        for j in range(field.shape[1]):
            out[i, j] = field[i, j] - middle if valid[i, j] else np.float32(0)


@njit(cache=True, nogil=True, error_model="numpy")
def inverted(weights: Any, valid: Any, inverse: Any) -> None:  # noqa: ANN401
    """Fill ``inverse`` with what a mean multiplies by, NaN where not valid."""
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            inverse[i, j] = np.float32(1) / weights[i, j] if valid[i, j] else np.float32(np.nan)


@njit(cache=True, nogil=True)
def normalised(sums: Any, inverse: Any, middle: Any, means: Any) -> None:  # noqa: ANN401
    """Fill ``means`` from weighted sums, with the middle of the field put back."""
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            means[i, j] = sums[i, j] * inverse[i, j] + middle


@njit(cache=True, nogil=True)
def scaled(waves: Any, weights: Any) -> None:  # noqa: ANN401
    """Multiply a transform by a real and even one, of which half of the rows are given."""
    rows = waves.shape[0]
    for i in range(rows):
        own = weights[min(i, rows - i)]
        for j in range(waves.shape[1]):
            waves[i, j] *= own[j]

"""The cooling model a cell at a time: everything between two filters in one pass.

Each kernel is the pure functions of `contado.heat.cooling.equations` in one loop, equal to the
last bit; the tests hold one against the other. Import it only where a model runs: loading takes a
while.
"""

# Numba infers the types of its functions and calls them by position.
# ruff: noqa: ANN001, ANN201, ANN202, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from contado.compiling import njit
from contado.heat.cooling.biophysical import NO_GREEN, NOTHING, UNKNOWN


@njit(cache=True, nogil=True)
def _rows_of(codes, lowest, rows, absent, out):
    """Fill the row of each code; a whole line of cells, as calling it for each takes longer."""
    for j in range(codes.shape[0]):
        code = np.int64(codes[j])
        place = code - lowest
        row = rows[place] if 0 <= place < rows.size else np.int32(UNKNOWN)
        out[j] = np.int32(NOTHING) if code == absent else row


@njit(cache=True, nogil=True, error_model="numpy")
def fill_capacity(
    codes,
    lowest,
    rows,
    absent,
    fixed,
    crop,
    green_of,
    reference,
    nothing,
    highest,
    weight,
    capacity,
    green,
):
    """Fill cooling capacity by day and green flag; return how many cells have an unknown code.

    ``rows`` is the row of each code from ``lowest`` on, ``absent`` the code of no data; ``fixed``
    is what shade and albedo add up to, weighted; ``reference`` is the reference
    evapotranspiration, ``nothing`` its no-data value.
    """
    unknown = 0
    own = np.empty(codes.shape[1], np.int32)
    for i in range(codes.shape[0]):
        _rows_of(codes[i], lowest, rows, absent, own)
        for j in range(codes.shape[1]):
            unknown += own[j] == UNKNOWN
            green[i, j] = green_of[own[j]] if own[j] >= 0 else np.uint8(NO_GREEN)
        for j in range(codes.shape[1]):  # without branches: several cells at a time
            row, reference_et = max(own[j], np.int32(0)), reference[i, j]
            known = (own[j] >= 0) & (reference_et != nothing) & np.isfinite(reference_et)
            index = np.float32(np.float64(crop[row] * reference_et) / highest)
            value = fixed[row] + weight * index
            capacity[i, j] = value if known else np.float32(np.nan)
    return unknown


@njit(cache=True, nogil=True)
def fill_value(codes, lowest, rows, absent, value_of, green_of, value, green):
    """Fill a value of each class and the green flag; return how many cells have an unknown code."""
    unknown = 0
    own = np.empty(codes.shape[1], np.int32)
    for i in range(codes.shape[0]):
        _rows_of(codes[i], lowest, rows, absent, own)
        for j in range(codes.shape[1]):
            row = max(own[j], np.int32(0))
            unknown += own[j] == UNKNOWN
            value[i, j] = value_of[row] if own[j] >= 0 else np.float32(np.nan)
            green[i, j] = green_of[row] if own[j] >= 0 else np.uint8(NO_GREEN)
    return unknown


@njit(cache=True, nogil=True)
def fill_mitigation(capacity, park, green, known, disc, cells, reference, effect, mitigation, air):
    """Fill heat mitigation and unmixed temperature.

    ``green`` and ``known`` count cells of a disc of ``disc`` cells; ``cells`` is the least green
    area, in cells.
    """
    one = np.float32(1)
    for i in range(capacity.shape[0]):
        for j in range(capacity.shape[1]):
            value = capacity[i, j]
            large = np.float64(green[i, j]) * disc >= cells * np.float64(known[i, j])
            if large and park[i, j] > value:
                value = np.float32(park[i, j])
            mitigation[i, j] = value
            air[i, j] = reference + (one - value) * effect


@njit(cache=True, nogil=True)
def only_green(capacity, green):
    """Return the capacity of green cells, 0 in others, NaN where there is none."""
    out = np.empty_like(capacity)
    for i in range(capacity.shape[0]):
        for j in range(capacity.shape[1]):
            value = capacity[i, j]
            out[i, j] = value if green[i, j] == 1 or np.isnan(value) else np.float32(0)
    return out


@njit(cache=True, nogil=True)
def fill_green_cells(flags, green, known, disc, cells):
    """Fill green cells within the disc, as if what is known of it were the whole."""
    for i in range(flags.shape[0]):
        for j in range(flags.shape[1]):
            cells[i, j] = np.nan
            if flags[i, j] != NO_GREEN:
                cells[i, j] = np.float64(green[i, j]) * disc / np.float64(known[i, j])

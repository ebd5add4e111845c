"""Fields at 100 m that give the demo territory its structure: built-up, industry, woods, people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.territory.recipes.demo.canvas import SIDE, Canvas, Field, Mask
from contado.territory.recipes.demo.centres import Centres
from contado.territory.recipes.demo.noise import chance, fractal, salt

Built = tuple[Field, Field, Field]
_FARMED_FROM = 1.45
_REACH = 4.5
"""Radii from a centre past which it no longer counts."""


def urban_field(
    canvas: Canvas, centres: Centres, corridor: Field, seed: int
) -> tuple[Field, Field]:
    """Return how built-up and how densely built each cell is, 0 to 1; 0.5 is the edge of either.

    Each centre gives 1 / (1 + (d / radius)^4); corridors draw settlements along themselves; noise
    makes the edges uneven. Only large centres are dense, and towards their middle.

    Parameters
    ----------
    corridor
        Distance from the nearest main road or railway (m).
    """
    stream = salt(seed, "urban")
    rough = fractal(canvas.x, canvas.y, 3_600.0, stream, 4) - 0.5
    near, wide, core = (np.zeros(canvas.shape) for _ in range(3))
    weight = np.clip((np.log10(centres.residents) - 3.4) / 2.2, 0.0, 1.0)
    for row in range(len(centres.x)):
        radius = max(float(centres.radius[row]), 250.0)
        window = _window(canvas, float(centres.x[row]), float(centres.y[row]), _REACH * radius)
        if window is None:
            continue
        dx = canvas.x[:, window[1]] - centres.x[row]
        dy = canvas.y[window[0], :] - centres.y[row]
        square = (dx * dx + dy * dy) / radius**2 * (1.0 - 1.1 * rough[window])
        near[window] += _fade(square)
        wide[window] += _fade(square / 5.0)
        core[window] = np.maximum(core[window], weight[row] * _fade(square * 1.5))
    along = 0.34 * np.exp(-corridor / 650.0) * np.minimum(wide, 1.0)
    built = near + along + 0.42 * rough * np.minimum(wide + 0.3, 1.0)
    dense = core + 0.12 * along + 0.25 * rough * (core > 0)
    return np.clip(built, 0.0, 1.0), np.clip(np.minimum(dense, built), 0.0, 1.0)


def _fade(square: Field) -> Field:
    """Return 1 / (1 + t^4) less its value where centres stop counting, so that no edge shows."""
    last = 1.0 / (1.0 + _REACH**4)
    return np.maximum(1.0 / (1.0 + square * square) - last, 0.0)


def _window(canvas: Canvas, x: float, y: float, reach: float) -> tuple[slice, slice] | None:
    west, north = canvas.bounds[0], canvas.bounds[3]
    top, bottom = int((north - y - reach) // SIDE), int((north - y + reach) // SIDE) + 1
    left, right = int((x - reach - west) // SIDE), int((x + reach - west) // SIDE) + 1
    rows = slice(max(top, 0), min(bottom, canvas.shape[0]))
    columns = slice(max(left, 0), min(right, canvas.shape[1]))
    return None if rows.start >= rows.stop or columns.start >= columns.stop else (rows, columns)


def industry_field(canvas: Canvas, urban: Field, corridor: Field, seed: int) -> Field:
    """Return how industrial each cell is: belts along corridors, at the edge of settlements."""
    patch = fractal(canvas.x, canvas.y, 2_600.0, salt(seed, "industry"), 3)
    belt = np.exp(-corridor / 1_100.0)
    edge = np.exp(-(((urban - 0.52) / 0.26) ** 2))
    return np.asarray(np.clip((patch - 0.24) * 4.0 * belt * edge, 0.0, 1.0))


def wood_field(canvas: Canvas, urban: Field, river: Field, seed: int) -> Field:
    """Return how wooded the open country is: patches, more of them by the rivers."""
    patch = fractal(canvas.x, canvas.y, 2_400.0, salt(seed, "woods"), 4)
    return np.asarray(patch + 0.24 * np.exp(-river / 420.0) - 0.12 * urban)


def people_field(canvas: Canvas, built: Built, closed: Mask, seed: int) -> Field:
    """Return how likely residents are in each cell: none on water and in parks.

    Parameters
    ----------
    built
        How urban, how dense and how industrial each cell is.
    closed
        Cells where nobody can live.
    """
    rows = np.floor(canvas.y / SIDE).astype(np.int64)
    columns = np.floor(canvas.x / SIDE).astype(np.int64)
    uneven = 0.45 + 1.1 * chance(columns, rows, salt(seed, "people"))
    urban, dense, industry = built
    homes = np.maximum(urban - 0.4, 0.0) * (0.35 + 1.6 * dense)
    homes *= (1.0 - 0.9 * industry) * uneven
    farms = np.where(uneven > _FARMED_FROM, 0.004, 0.0)
    return np.where(closed, 0.0, homes + farms)


def night_field(canvas: Canvas, built: Built, green: Field, water: Field, seed: int) -> Field:
    """Return the summer night surface temperature (°C): warm where dense, cool by green and water.

    Parameters
    ----------
    built
        How urban, how dense and how industrial each cell is.
    green, water
        Distance from the nearest park and from the nearest water (m).
    """
    from scipy.ndimage import gaussian_filter

    urban, dense, industry = built

    def around(field: Field, metres: float) -> Field:
        return np.asarray(gaussian_filter(field, metres / SIDE, mode="nearest"))

    drift = fractal(canvas.x, canvas.y, 9_000.0, salt(seed, "night"), 4) - 0.5
    warm = 15.6 + 2.8 * around(urban, 900.0) + 1.3 * around(urban, 180.0)
    warm += 1.6 * around(dense, 500.0) + 0.9 * around(industry, 250.0) + 1.2 * drift
    cool = 1.3 * np.exp(-green / 170.0) + 0.9 * np.exp(-water / 220.0)
    return np.asarray(warm - cool)


def soil_field(canvas: Canvas, river: Field, seed: int) -> npt.NDArray[np.uint8]:
    """Return the hydrologic soil group of each cell, 1 (A) to 4 (D): heavier towards the rivers."""
    grain = fractal(canvas.x, canvas.y, 11_000.0, salt(seed, "soil"), 4)
    heavy = grain + 0.16 * np.exp(-river / 900.0)
    return (1 + np.digitize(heavy, (0.38, 0.52, 0.66))).astype(np.uint8)

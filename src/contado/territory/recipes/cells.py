"""Raster layers of a recipe: the right band, plausible, on the grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.territory.align import align_raster
from contado.territory.grid import Lattice
from contado.territory.raster_checks import same_crs, scan
from contado.territory.raster_opening import look, open_raster
from contado.territory.recipes.bench import Bench
from contado.territory.recipes.model import RasterLayer
from contado.territory.recipes.spread import spread_totals

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

    from contado.territory.raster import Raster

_NIGHT = ("night", "nott")


def make_cells(
    layer: RasterLayer, bench: Bench, grid: Lattice, work: Path
) -> tuple[Path, dict[str, Any]]:
    """Return the raster of a layer, on the grid, and what its ``meta`` has to say of it.

    Parameters
    ----------
    layer, bench
        What the recipe says, and what is at hand.
    grid, work
        The territory's grid, and a folder for the file.

    Raises
    ------
    BadInput
        The file has another CRS, no such band, or values the recipe does not expect.
    """
    source, target = bench.path(layer.file), work / f"{layer.role}.tif"
    with look(source) as first:
        band = _band(first.dataset, layer)
    with open_raster(source, band=band) as raster:
        _check(raster, layer)
    onto: dict[str, Any] = {"crs": bench.recipe.crs, "grid": grid, "cell": layer.cell, "band": band}
    align_raster(source, target, resampling=layer.resampling, **onto)
    if layer.resampling == "average":
        centres = align_raster(source, work / "centres.tif", resampling="nearest", **onto)
        _trim(target, centres)
    meta: dict[str, Any] = {"band": layer.band, "resampling": layer.resampling}
    if layer.spread:
        meta["spread"] = spread_totals(target, bench.made, layer.spread)
    return target, meta


def _trim(target: Path, centres: Path) -> None:
    """Empty the cells whose centre has no datum: an average reaches past the edge of the data."""
    import numpy as np
    import rasterio

    with rasterio.open(target, "r+", driver="GTiff") as raster, rasterio.open(centres) as seen:
        empty = seen.read(1) == seen.nodata
        raster.write(np.where(empty, raster.nodata, raster.read(1)).astype(raster.dtypes[0]), 1)


def _band(raster: DatasetReader, layer: RasterLayer) -> int:
    """Return the number of the band, from 1, by its description."""
    present = list(raster.descriptions)
    if layer.band not in present:
        values = {"band": layer.band, "present": ", ".join(map(str, present))}
        raise BadInput(Problem("recipes.no_band", layer.file, values))
    return present.index(layer.band) + 1


def _check(raster: Raster, layer: RasterLayer) -> None:
    problems = []
    if not same_crs(raster, layer.crs):
        found = raster.crs.to_string()[:60] if raster.crs else "?"
        values = {"found": found, "crs": layer.crs}
        problems.append(Problem("recipes.other_crs", layer.file, values))
    if layer.role == "night_temperature":
        problems += check_night(layer.band, layer.file)
    problems += _check_values(raster, layer)
    if problems:
        raise BadInput(problems)


def check_night(band: str | None, where: str) -> list[Problem]:
    """Return the problem of a temperature that is not of the night, by the name of its band.

    A monthly mean of air temperature is not a night value. A band without a name may be
    either.

    Examples
    --------
    >>> check_night("LST_JJA_mean_night", "")
    []
    >>> [problem.code for problem in check_night("tas_mean_2016_07", "")]
    ['recipes.not_night']
    """
    if not band or any(word in band.lower() for word in _NIGHT):
        return []
    return [Problem("recipes.not_night", where, {"band": band})]


def _check_values(raster: Raster, layer: RasterLayer) -> list[Problem]:
    if layer.between is None:
        return []
    low, high = layer.between
    content = scan(raster, classes=False)
    if low <= content.low and content.high <= high:
        return []
    values = {"low": content.low, "high": content.high, "min": low, "max": high}
    return [Problem("recipes.implausible", layer.file, {"band": layer.band, **values})]

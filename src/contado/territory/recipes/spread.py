"""Totals of municipalities spread by a grid of densities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.territory.recipes.model import Spread

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from rasterio.io import DatasetReader

Floats = npt.NDArray[np.float64]
Owners = npt.NDArray[np.intp]

_KM2 = 1e6


def scale_to_totals(
    people: Floats, owners: Owners, totals: Floats, cells: Floats, whole_from: float
) -> tuple[Floats, Floats]:
    """Scale the residents of cells so that those of a municipality add up to its own.

    Parameters
    ----------
    people
        Shape ``(n,)``, residents of each cell; NaN where the grid has no datum.
    owners
        Shape ``(n,)``: row of the municipality that holds the centre of each cell, -1 for none.
    totals, cells
        Shape ``(m,)``: residents of each municipality, and its area in cells, those past the edge
        of the grid included.
    whole_from
        Share of a municipality that must have a datum. The cells of the others keep what they had:
        a total is never squeezed into the part that the grid happens to see.

    Returns
    -------
    people, covered
        Shapes ``(n,)`` and ``(m,)``: residents of each cell, and the share of each municipality
        with a datum.

    Examples
    --------
    >>> people, owners = np.array([1.0, 3.0, np.nan, 5.0]), np.array([0, 0, 1, 1])
    >>> scale_to_totals(people, owners, np.array([8.0, 9.0]), np.array([2.0, 2.0]), 0.9)
    (array([ 2.,  6., nan,  5.]), array([1. , 0.5]))
    """
    there, count = owners >= 0, len(totals)
    known = there & ~np.isnan(people)
    seen = np.bincount(owners[known], minlength=count)
    sums = np.bincount(owners[known], weights=people[known], minlength=count)
    covered = np.minimum(seen / cells, 1.0)
    whole = (covered >= whole_from) & (sums > 0)
    factors = np.where(whole, totals / np.where(sums > 0, sums, 1.0), 1.0)
    return people * np.where(there, factors[owners], 1.0), covered


def spread_totals(file: Path, made: Mapping[str, GeoDataFrame], spread: Spread) -> dict[str, Any]:
    """Scale a raster of residents/km², in place, to the residents of the municipalities.

    Returns
    -------
    dict
        For the layer's ``meta``: the municipalities spread as a whole, and the share seen of those
        that the grid covers in part, whose densities are left as they were.
    """
    import rasterio

    municipalities = made["municipalities"]
    residents = made[spread.by].groupby("istat_code")[["female", "male"]].sum().sum(axis=1)
    codes = municipalities["istat_code"].tolist()
    totals = residents.reindex(codes).to_numpy(dtype=np.float64)
    with rasterio.open(file, "r+", driver="GTiff") as raster:
        read = raster.read(1, masked=True).astype(np.float64).filled(np.nan)
        owners = _owners(raster, municipalities)
        cell_km2 = raster.transform.a**2 / _KM2
        cells = municipalities.geometry.area.to_numpy() / _KM2 / cell_km2
        people, covered = scale_to_totals(
            read.ravel() * cell_km2, owners.ravel(), totals, cells, spread.whole_from
        )
        density = (people / cell_km2).reshape(read.shape)
        filled = np.where(np.isnan(density), raster.nodata, density)
        raster.write(filled.astype(raster.dtypes[0]), 1)
    shares = {code: float(share) for code, share in zip(codes, covered, strict=True) if share > 0}
    return {
        "whole": sorted(code for code, share in shares.items() if share >= spread.whole_from),
        "in_part": {c: round(s, 4) for c, s in sorted(shares.items()) if s < spread.whole_from},
        "whole_from": spread.whole_from,
    }


def _owners(raster: DatasetReader, municipalities: GeoDataFrame) -> Owners:
    """Return the row of the municipality that holds the centre of each cell, -1 for none."""
    from rasterio.features import rasterize

    shapes = ((shape, row) for row, shape in enumerate(municipalities.geometry))
    owners: Owners = rasterize(
        shapes, out_shape=raster.shape, transform=raster.transform, fill=-1, dtype="int32"
    ).astype(np.intp)
    return owners

"""The five grids of the agency, read at one point of every comune."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contado.crs import read_crs, transformer
from contado.errors import BadInput, Problem
from contado.territory import open_raster
from contado.values import Floats

if TYPE_CHECKING:
    from contado.territory import Territory


def sampled(
    grids: Mapping[str, Path], territory: Territory, crs: str
) -> tuple[tuple[str, ...], dict[str, Floats]]:
    """Return the codes of the comuni, and the values of each grid at a point inside each.

    Parameters
    ----------
    grids
        Grid of each parameter.
    territory
        Whose municipalities are read.
    crs
        System of grids that do not say their own.

    Returns
    -------
    codes, values
        NaN outside a grid or where it has no data.
    """
    layer = territory.layer("municipalities")
    if layer is None:
        values = {"role": "municipalities"}
        raise BadInput(Problem("rainfall.no_layer", str(territory.root), values))
    rows = layer.frame(["istat_code"])
    points = rows.representative_point()
    codes = tuple(str(code) for code in rows["istat_code"])
    x, y = np.asarray(points.x), np.asarray(points.y)
    columns = {name: _values(path, x, y, territory.crs, crs) for name, path in grids.items()}
    return codes, columns


def _values(path: Path, x: Floats, y: Floats, here: str, declared: str) -> Floats:
    with open_raster(path, classes=False) as raster:
        own = raster.crs.to_wkt() if raster.crs else declared
        read_crs(own, path.name)
        moved = transformer(here, own).transform(x, y)
        return raster.at(np.asarray(moved[0]), np.asarray(moved[1]))

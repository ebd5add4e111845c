"""The places of an atlas: units of a layer, polygons of a file, or cells of a hectare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.survey.blocks import BLOCK
from contado.territory.places import Places

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.territory import Layer, Territory

ROLES = ("landscape_units", "municipalities", "zones", "districts")
CELLS = "cells"

_NAMES = ("name", "nome", "denominazione", "label")
_CODES = ("code", "istat_code", "id", "fid", "upa_id", "codice")


@dataclass(frozen=True, slots=True)
class Raster:
    """Where cells stand: a north-up grid in the territory's CRS.

    Parameters
    ----------
    left, top
        Upper left corner, m.
    shape
        Rows and columns.
    row, column
        Of each place, shape ``(n,)``.
    """

    left: float
    top: float
    shape: tuple[int, int]
    row: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]

    def array(self, values: npt.NDArray[np.generic], nothing: float) -> npt.NDArray[np.generic]:
        """Return values of the places as a grid, ``nothing`` where there is no place."""
        grid = np.full(self.shape, nothing, dtype=values.dtype)
        grid[self.row, self.column] = values
        return grid


@dataclass(frozen=True, slots=True)
class Shown:
    """Places to judge, ``n`` of them, and what they are called.

    Parameters
    ----------
    by
        A role, ``cells``, or the name of a file.
    places, names
        The places, and a name each.
    layer
        The layer that they are units of, if any.
    raster
        Where they stand, for cells.
    """

    by: str
    places: Places
    names: tuple[str, ...]
    layer: Layer | None = None
    raster: Raster | None = None

    def __len__(self) -> int:
        return len(self.places)

    def only(self, code: str) -> Shown:
        """Return the one place of a code.

        Raises
        ------
        BadInput
            ``vulnerability.unknown_code``.
        """
        rows = [row for row, known in enumerate(self.places.ids) if known == code]
        if not rows:
            some = ", ".join(self.places.ids[:5])
            values = {"code": code[:60], "by": self.by, "some": some}
            raise BadInput(Problem("vulnerability.unknown_code", "--explain", values))
        taken = self.places.take(np.array(rows[:1], dtype=np.intp))
        return Shown(self.by, taken, (self.names[rows[0]],), self.layer)


def shown(territory: Territory, by: str) -> Shown:
    """Return the places that a command is asked for.

    Parameters
    ----------
    by
        One of `ROLES`, ``cells``, or a file of polygons.

    Raises
    ------
    BadInput
        ``vulnerability.no_units``, ``vulnerability.no_place``, ``vulnerability.bad_polygons``, and
        those of reading the file.
    """
    if by == CELLS:
        return cells_of(territory)
    return _units(territory, by) if by in ROLES else _of_file(territory, Path(by))


def _units(territory: Territory, role: str) -> Shown:
    layer = territory.layer(role)
    if layer is None:
        values = {"role": role, "name": territory.name}
        raise BadInput(Problem("vulnerability.no_units", str(territory.root), values))
    code = layer.spec.key[0]
    frame = layer.frame(columns=[code, "name"])
    places = Places.of(frame, "place", code)
    return Shown(role, places, tuple(frame["name"].astype(str)), layer)


def _of_file(territory: Territory, path: Path) -> Shown:
    import shapely

    from contado.territory.reading import read_vector, to_crs

    if not path.exists():
        values = {"value": str(path)[:80], "known": ", ".join((*ROLES, CELLS))}
        raise BadInput(Problem("vulnerability.no_place", "--by", values))
    frame, _ = to_crs(read_vector(path), territory.crs, path.name)
    shapes = frame.geometry.to_numpy()
    good = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    good &= shapely.is_valid(shapes)
    if not len(shapes) or not good.all():
        rows = ", ".join(map(str, np.flatnonzero(~good)[:5] + 1)) or "–"
        raise BadInput(Problem("vulnerability.bad_polygons", path.name, {"rows": rows}))
    codes = _texts(frame, _CODES)
    if codes is None or len(set(codes)) < len(codes):
        codes = [str(row) for row in range(1, len(frame) + 1)]
    names = _texts(frame, _NAMES) or codes
    return Shown(path.name, Places("place", codes, shapes), tuple(names))


def _texts(frame: GeoDataFrame, columns: Sequence[str]) -> list[str] | None:
    """Return the first of some columns that the file has, whatever its capitals."""
    known = {str(name).lower(): name for name in frame.columns if name != frame.geometry.name}
    found = next((known[name] for name in columns if name in known), None)
    return None if found is None else [str(text) for text in frame[found]]


def cells_of(territory: Territory) -> Shown:
    """Return the squares of a hectare whose centre lies in the territory.

    They are the blocks that reference distributions are made from; their code is the corner to
    the south-west, ``east_north`` in m.
    """
    import shapely

    whole = territory.boundary
    west, south, east, north = whole.bounds
    x0, y0 = territory.grid.x0, territory.grid.y0
    first, last = (int(np.floor((edge - x0) / BLOCK)) for edge in (west, east))
    low, high = (int(np.floor((edge - y0) / BLOCK)) for edge in (south, north))
    shape = high - low + 1, last - first + 1
    row, column = (part.ravel() for part in np.indices(shape))
    x, y = x0 + (first + column) * BLOCK, y0 + (high - row) * BLOCK
    shapely.prepare(whole)
    kept = shapely.contains_xy(whole, x + BLOCK / 2, y + BLOCK / 2)
    x, y, row, column = (part[kept] for part in (x, y, row, column))
    codes = [f"{east:.0f}_{north:.0f}" for east, north in zip(x, y, strict=True)]
    places = Places("place", codes, shapely.box(x, y, x + BLOCK, y + BLOCK))
    corner = x0 + first * BLOCK, y0 + (high + 1) * BLOCK
    return Shown(CELLS, places, tuple(codes), None, Raster(*corner, shape, row, column))

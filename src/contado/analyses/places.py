"""The places that an analysis is asked of: units of a layer, polygons of a file, cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.phrases import Phrases
from contado.terms import Text
from contado.territory import Places, layer_of, roles

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.territory import Layer, Territory

ROLES = ("landscape_units", "municipalities", "zones", "districts")
"""Layers of units, the most usual first."""

CELLS = "cells"

_NAMES = ("name", "nome", "denominazione", "label")
_CODES = ("code", "istat_code", "id", "fid", "upa_id", "codice")


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Where cells stand: a north-up grid in the territory's CRS."""

    left: float  # upper left corner, m
    top: float
    shape: tuple[int, int]
    row: npt.NDArray[np.int64]  # of each place
    column: npt.NDArray[np.int64]

    def array(self, values: npt.NDArray[np.generic], nothing: float) -> npt.NDArray[np.generic]:
        """Return values of the places as a grid, ``nothing`` where there is no place."""
        grid = np.full(self.shape, nothing, dtype=values.dtype)
        grid[self.row, self.column] = values
        return grid


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """Places that were asked for, and what they are called."""

    by: str  # a role, ``cells``, the code of a comune, or the name of a file
    places: Places
    names: tuple[str, ...]
    layer: Layer | None = None  # that they are units of
    cells: CellGrid | None = None  # where they stand, for cells
    frame: GeoDataFrame | None = None  # the rows they were read from; None for cells

    def __len__(self) -> int:
        return len(self.places)

    def units(self, columns: Collection[str]) -> GeoDataFrame:
        """Return the rows with their attributes, to which columns of results can be added.

        Raises
        ------
        BadInput
            ``tiles.column_taken`` where a file has one of them; those of a layer are left out.
        """
        from contado.tiles import clashes

        assert self.frame is not None  # cells have no attributes
        frame = self.frame.reset_index(drop=True)
        if self.layer is not None:
            return frame.drop(columns=[*columns, "bbox"], errors="ignore")
        if problems := clashes(frame, columns, self.by):
            raise BadInput(problems)
        return frame

    @property
    def label(self) -> Text:
        """What the places are: the name of their layer, cells, or that of the file."""
        if self.cells is not None:
            return Phrases.of("contado.analyses")["columns.cells"]
        return self.layer.spec.label if self.layer else Text.same(self.by)

    def only(self, code: str, where: str = "--explain") -> NamedPlaces:
        """Return the one place of a code; ``where`` is what asked for it.

        Raises
        ------
        BadInput
            ``analyses.unknown_code``.
        """
        rows = [row for row, known in enumerate(self.places.ids) if known == code]
        if not rows:
            some = ", ".join(self.places.ids[:5])
            values = {"code": code[:60], "by": self.label, "some": some}
            raise BadInput(Problem("analyses.unknown_code", where, values))
        return self.take(rows[:1])

    def take(self, rows: Sequence[int]) -> NamedPlaces:
        """Return some of the places."""
        at = np.array(rows, dtype=np.intp)
        frame = None if self.frame is None else self.frame.iloc[at]
        names = tuple(self.names[row] for row in rows)
        return NamedPlaces(self.by, self.places.take(at), names, self.layer, None, frame)


def named_places(territory: Territory, by: str, allowed: Sequence[str] = ()) -> NamedPlaces:
    """Return the places that are asked for.

    Parameters
    ----------
    by
        One of `ROLES` or another role of polygons with a name, ``cells``, the code or the name of
        a comune, one unit of a layer as ``landscape_units:12``, or a file of polygons,
        ``units.gpkg|layername=blocks`` where it has several layers.
    allowed
        What the analysis can be asked of; by default everything.

    Raises
    ------
    BadInput
        ``analyses.no_units``, ``analyses.no_place``, ``analyses.bad_polygons``, and those of
        reading the file.
    """
    if by == CELLS and (not allowed or CELLS in allowed):
        return cells_of(territory)
    if by in ROLES:
        return _units(territory, by)
    role, _colon, code = by.partition(":")
    if code and role in territory.layers and (units := _other(territory, role)):
        return units.only(code, "--by")
    file, layer = layer_of(by)
    if not file.exists() and (other := _comune(territory, by) or _other(territory, by)):
        return other
    return _of_file(territory, file, layer, allowed)


def _other(territory: Territory, role: str) -> NamedPlaces | None:
    """Return the units of another role of polygons that have a key; None where there are none."""
    layer = territory.layer(role) if role in roles() else None
    polygons = layer is not None and layer.spec.geometry == ("polygon",) and layer.spec.key
    return _units(territory, role) if polygons else None


def _units(territory: Territory, role: str) -> NamedPlaces:
    layer = territory.layer(role)
    if layer is None:
        values = {"role": role, "name": territory.name}
        raise BadInput(Problem("analyses.no_units", str(territory.root), values))
    code, frame = layer.spec.key[0], layer.frame()
    places = Places.of(frame, "place", code)
    names = _texts(frame, _NAMES) or places.ids
    return NamedPlaces(role, places, tuple(names), layer, None, frame)


def _comune(territory: Territory, text: str) -> NamedPlaces | None:
    """Return the municipality of a code or a name; None where there is none."""
    if territory.layer("municipalities") is None:
        return None
    known, asked = _units(territory, "municipalities"), text.strip().casefold()
    both = zip(known.places.ids, known.names, strict=True)
    rows = [row for row, one in enumerate(both) if asked in {text.casefold() for text in one}]
    return known.take(rows) if len(rows) == 1 else None


def _of_file(
    territory: Territory, path: Path, layer: str | None, allowed: Sequence[str]
) -> NamedPlaces:
    import shapely

    from contado.territory import read_vector, to_crs

    if not path.exists():
        values = {"value": str(path)[:80], "known": ", ".join(allowed or (*ROLES, CELLS))}
        raise BadInput(Problem("analyses.no_place", "--by", values))
    frame, _ = to_crs(read_vector(path, layer=layer), territory.crs, path.name)
    shapes = frame.geometry.to_numpy()
    good = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    good &= shapely.is_valid(shapes)
    if not len(shapes) or not good.all():
        rows = ", ".join(map(str, np.flatnonzero(~good)[:5] + 1)) or "–"
        raise BadInput(Problem("analyses.bad_polygons", path.name, {"rows": rows}))
    codes = _texts(frame, _CODES)
    if codes is None or len(set(codes)) < len(codes):
        codes = [str(row) for row in range(1, len(frame) + 1)]
    names = _texts(frame, _NAMES) or codes
    return NamedPlaces(path.name, Places("place", codes, shapes), tuple(names), frame=frame)


def _texts(frame: GeoDataFrame, columns: Sequence[str]) -> list[str] | None:
    """Return the first of some columns that the file has, whatever its capitals."""
    known = {str(name).lower(): name for name in frame.columns if name != frame.geometry.name}
    name = next((known[name] for name in columns if name in known), None)
    return None if name is None else [str(text) for text in frame[name]]


def cells_of(territory: Territory) -> NamedPlaces:
    """Return the squares of a hectare whose centre lies in the territory.

    They are the blocks that reference distributions are made from; their code is the corner to
    the south-west, ``east_north`` in m.
    """
    import shapely

    from contado.survey import BLOCK

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
    return NamedPlaces(CELLS, places, tuple(codes), cells=CellGrid(*corner, shape, row, column))

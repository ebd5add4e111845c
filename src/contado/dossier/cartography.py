"""Make the map of a dossier from the territory's layers: clipped, simplified, in page units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.dossier.ground_cover import NO_DATA, cover, no_data
from contado.dossier.map_names import Rows, names
from contado.dossier.model import MapSheet, Shape
from contado.dossier.paths import HEIGHT, INSET, WIDTH, SheetFrame, path
from contado.territory import read_arrays

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from contado.territory import Layer, Territory

Shapes = npt.NDArray[np.object_]

_LEAST_METRES = 600.0
_ROOM = 3.0
_PADDING = 14.0
_GROUND = ("green_network", "parks", "water", "basemap", "landscape_units", "municipalities")
_OUTLINES = ("landscape_units", "municipalities")
_LINEAR = {"water": "stream", "green_network": "hedge"}
_BASEMAP = {
    "water": "water",
    "rail": "rail",
    "metro": "rail",
    "road": "road",
    "building": "building",
}


@dataclass(frozen=True)
class Cartographer:
    """Draws maps of one territory; the view of the whole is made once.

    Parameters
    ----------
    territory
        The territory, open at the snapshot of the dossier.
    """

    territory: Territory

    def sheet(self, geometry: BaseGeometry) -> MapSheet:
        """Return the map around a geometry in the territory's CRS."""
        frame = frame_around(geometry)
        shown = {role: self._rows(role, frame) for role in _GROUND}
        rows_of_roles = {role: rows for role, rows in shown.items() if rows is not None}
        ground = self.territory.layer("land_cover")
        shapes = list(cover(ground, frame)) if ground else [no_data(frame)]
        used = [ground] if ground and any(shape.role != NO_DATA for shape in shapes) else []
        used += [self.territory.layers[role] for role in rows_of_roles]
        for role, rows in rows_of_roles.items():
            shapes += _shapes(role, rows, frame)
        shapes.append(Shape(role="intervention", label=None, path=path(geometry, frame)))
        return MapSheet(
            width=WIDTH,
            height=HEIGHT,
            metres=frame.metres,
            shapes=tuple(shape for shape in shapes if shape.path),
            names=tuple(names(rows_of_roles, geometry, frame)),
            locator=self._locator,
            locator_at=self._at(geometry),
            attributions=_attributions(used),
        )

    def _rows(self, role: str, frame: SheetFrame) -> Rows | None:
        import shapely

        layer = self.territory.layer(role)
        if layer is None:
            return None
        present = _columns(layer)
        columns = [name for name in ("name", "kind") if name in present]
        rows = layer.arrays(columns, frame.bounds)
        seen = ~shapely.is_empty(shapely.clip_by_rect(rows["geometry"], *frame.bounds))
        if role == "basemap":
            seen &= np.isin(rows["kind"].astype(str), list(_BASEMAP))
        return {name: values[seen] for name, values in rows.items()} if seen.any() else None

    @cached_property
    def _whole(self) -> SheetFrame | None:
        layer = self.territory.layer("municipalities")
        return None if layer is None or layer.bbox is None else _frame_of(layer.bbox)

    @cached_property
    def _locator(self) -> tuple[Shape, ...]:
        layer = self.territory.layer("municipalities")
        if layer is None or self._whole is None:
            return ()
        return (_whole_territory(str(layer.path), layer.sha256, self._whole),)

    def _at(self, geometry: BaseGeometry) -> tuple[float, float] | None:
        if self._whole is None:
            return None
        centre = geometry.centroid
        x, y = self._whole.units(centre.x, centre.y)
        return round(x, 1), round(y, 1)


def _frame_of(bbox: tuple[float, float, float, float]) -> SheetFrame:
    west, south, east, north = bbox
    side = max(east - west, north - south) * INSET / (INSET - 2 * _PADDING)
    return SheetFrame.centred((west + east) / 2, (south + north) / 2, side, INSET, INSET)


@lru_cache(maxsize=8)
def _whole_territory(file: str, sha256: str, frame: SheetFrame) -> Shape:  # noqa: ARG001 - names the bytes
    """Return the municipalities in small; the same for every map of a territory."""
    rows = read_arrays(Path(file), [])
    return Shape(role="territory", label=None, path=_paths(rows["geometry"], frame))


def frame_around(geometry: BaseGeometry) -> SheetFrame:
    """Return the frame that shows a geometry with room around it.

    Examples
    --------
    >>> import shapely
    >>> frame_around(shapely.box(0, 0, 100, 50)).metres
    600.0
    """
    west, south, east, north = geometry.bounds
    metres = max(_LEAST_METRES, _ROOM * max(east - west, (north - south) * WIDTH / HEIGHT))
    return SheetFrame.centred((west + east) / 2, (south + north) / 2, metres, WIDTH, HEIGHT)


def _columns(layer: Layer) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.read_schema(layer.path).names)


def _shapes(role: str, rows: Rows, frame: SheetFrame) -> list[Shape]:
    """Return what a layer draws: outlines where it divides the ground, kinds where it has them."""
    import shapely

    geometry = rows["geometry"]
    if role in _OUTLINES:
        return [_shape(role, shapely.boundary(geometry), frame)]
    kinds = [role] * len(geometry)
    if role == "basemap":
        kinds = [_BASEMAP[kind] for kind in rows["kind"]]
    lines = ["Line" in shape.geom_type for shape in geometry]
    pairs = zip(kinds, lines, strict=True)
    drawn = np.array([_LINEAR.get(kind, kind) if line else kind for kind, line in pairs])
    return [_shape(each, geometry[drawn == each], frame) for each in sorted(set(drawn.tolist()))]


def _shape(role: str, geometry: Shapes, frame: SheetFrame) -> Shape:
    import shapely

    inside = shapely.clip_by_rect(geometry, *frame.bounds)
    return Shape(role=role, label=None, path=_paths(inside, frame))


def _paths(geometries: Iterable[BaseGeometry], frame: SheetFrame) -> str:
    return "".join(path(geometry, frame) for geometry in geometries)


def _attributions(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return each attribution once: a layer made of several sources names them with semicolons."""
    parts = (part.strip() for layer in layers for part in layer.attribution.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))

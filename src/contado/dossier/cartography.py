"""Make the map of a dossier from the territory's layers: clipped, simplified, in page units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contado.dossier.ground_cover import cover
from contado.dossier.model import MapSheet, Name, Shape
from contado.dossier.paths import Frame, path

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from contado.territory import Layer, Territory

WIDTH, HEIGHT = 1700.0, 1000.0
_LEAST_METRES = 700.0
_ROOM = 3.0
_INSET = 300.0
_PADDING = 14.0
_GROUND = ("green_network", "parks", "water", "basemap", "landscape_units", "municipalities")
_NAMED = ("municipalities", "parks")
_LEAST_NAMED = 0.02
_LETTER = (17.0, 44.0)


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
        frames = {role: self._frame(role, frame) for role in _GROUND}
        found = {role: frame_ for role, frame_ in frames.items() if frame_ is not None}
        ground = self.territory.layer("land_cover")
        shapes = list(cover(ground, frame)) if ground else []
        shapes += [_shape(role, rows, frame) for role, rows in found.items()]
        shapes.append(Shape(role="intervention", label=None, path=path(geometry, frame)))
        used = [self.territory.layers[role] for role in found]
        used += [ground] if ground and any(s.role.startswith("cover") for s in shapes) else []
        return MapSheet(
            width=WIDTH,
            height=HEIGHT,
            metres=frame.metres,
            shapes=tuple(shape for shape in shapes if shape.path),
            names=tuple(_names(found, geometry, frame)),
            locator=self._locator,
            locator_at=self._at(geometry),
            attributions=tuple(dict.fromkeys(layer.attribution for layer in used)),
        )

    def _frame(self, role: str, frame: Frame) -> GeoDataFrame | None:
        layer = self.territory.layer(role)
        if layer is None:
            return None
        columns = ["name"] if role in _NAMED and _has_names(layer) else []
        rows = layer.frame(columns=columns, bbox=frame.bounds)
        clipped = rows.assign(geometry=rows.geometry.clip_by_rect(*frame.bounds))
        clipped = clipped[~clipped.geometry.is_empty]
        return clipped if len(clipped) else None

    @cached_property
    def _whole(self) -> Frame | None:
        layer = self.territory.layer("municipalities")
        if layer is None or layer.bbox is None:
            return None
        west, south, east, north = layer.bbox
        side = max(east - west, north - south)
        side *= _INSET / (_INSET - 2 * _PADDING)
        return Frame.centred((west + east) / 2, (south + north) / 2, side, _INSET, _INSET)

    @cached_property
    def _locator(self) -> tuple[Shape, ...]:
        layer = self.territory.layer("municipalities")
        if layer is None or self._whole is None:
            return ()
        rows = layer.frame(columns=[]).geometry
        return (Shape(role="municipalities", label=None, path=_paths(rows, self._whole)),)

    def _at(self, geometry: BaseGeometry) -> tuple[float, float] | None:
        if self._whole is None:
            return None
        centre = geometry.centroid
        x, y = self._whole.units(centre.x, centre.y)
        return round(x, 1), round(y, 1)


def frame_around(geometry: BaseGeometry) -> Frame:
    """Return the frame that shows a geometry with room around it.

    Examples
    --------
    >>> import shapely
    >>> frame_around(shapely.box(0, 0, 100, 50)).metres
    700.0
    """
    west, south, east, north = geometry.bounds
    metres = max(_LEAST_METRES, _ROOM * max(east - west, (north - south) * WIDTH / HEIGHT))
    return Frame.centred((west + east) / 2, (south + north) / 2, metres, WIDTH, HEIGHT)


def _has_names(layer: Layer) -> bool:
    import pyarrow.parquet as pq

    return "name" in pq.read_schema(layer.path).names


def _shape(role: str, rows: GeoDataFrame, frame: Frame) -> Shape:
    return Shape(role=role, label=None, path=_paths(rows.geometry, frame))


def _paths(geometries: Any, frame: Frame) -> str:
    return "".join(path(geometry, frame) for geometry in geometries)


def _names(found: dict[str, GeoDataFrame], geometry: BaseGeometry, frame: Frame) -> list[Name]:
    """Place names where they fit: off the intervention, off the inset, off each other."""
    import shapely

    west, south, east, north = geometry.bounds
    taken = [
        shapely.box(*frame.units(west, north), *frame.units(east, south)),
        shapely.box(WIDTH - _INSET - 30, 0, WIDTH, _INSET + 30),
        shapely.box(0, HEIGHT - 110, 0.34 * WIDTH, HEIGHT),
        shapely.box(0, 0, 110, 110),
    ]
    names = []
    for role in _NAMED:
        rows = found.get(role)
        if rows is None or "name" not in rows:
            continue
        for text, shape in zip(rows["name"], rows.geometry, strict=True):
            if not isinstance(text, str) or shape.area < _LEAST_NAMED * frame.area:
                continue
            box = _spot(text, shape, frame, taken)
            if box is not None:
                taken.append(box)
                centre = box.centroid
                names.append(Name(x=round(centre.x), y=round(centre.y + 10), text=text))
    return names


def _spot(
    text: str, shape: BaseGeometry, frame: Frame, taken: list[BaseGeometry]
) -> BaseGeometry | None:
    """Return the box of a name inside a shape, in page units, or None where it does not fit."""
    import shapely

    half_wide, half_high = _LETTER[0] * len(text) / 2, _LETTER[1] / 2
    page = shapely.box(half_wide, half_high, WIDTH - half_wide, HEIGHT - half_high)
    room = shapely.transform(shape, frame.page).intersection(page)
    for box in taken:
        west, south, east, north = box.bounds
        room = room.difference(
            shapely.box(west - half_wide, south - half_high, east + half_wide, north + half_high)
        )
    if room.area <= 0:
        return None
    spot = room.representative_point()
    return shapely.box(
        spot.x - half_wide, spot.y - half_high, spot.x + half_wide, spot.y + half_high
    )

"""Layers of the territory as the page draws them, and their tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from pandas import NA

from contado.crs import LONGITUDE_LATITUDE
from contado.models import Record
from contado.site.ground import territory
from contado.terms import Text
from contado.territory import PictureStyle, Role, ShapeStyle, roles

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.territory import Layer

_DIGITS = 6
"""Decimals of a degree that a page needs: about a decimetre."""


class ThemeLook(Record):
    """How landscape units are coloured: the criterion that answers, a colour a level."""

    key: str
    sheet: str
    criterion: str
    colours: tuple[str, str, str]


class Looks(Record):
    """The page's ``layers.yaml``."""

    themes: tuple[ThemeLook, ...]


L = TypeVar("L", ShapeStyle, PictureStyle)


@dataclass(frozen=True, slots=True)
class DrawnLayer(Generic[L]):
    """A layer that the page offers: its role, its version and how it is drawn."""

    role: Role
    look: L
    layer: Layer

    @property
    def label(self) -> Text:
        """Name of the layer."""
        return self.role.label


@cache
def looks() -> Looks:
    """Return how landscape units are coloured."""
    import yaml

    text = (resources.files("contado.site") / "layers.yaml").read_text(encoding="utf-8")
    return Looks.model_validate(yaml.safe_load(text))


def shapes() -> list[DrawnLayer[ShapeStyle]]:
    """Return the vector layers of the territory that the page draws, from the bottom up."""
    return _shown(ShapeStyle)


def pictures() -> list[DrawnLayer[PictureStyle]]:
    """Return the raster layers of the territory that the page draws, from the bottom up."""
    return _shown(PictureStyle)


def _shown(kind: type[L]) -> list[DrawnLayer[L]]:
    layers = territory().layers
    shown = [
        DrawnLayer(role, role.map, layers[name])
        for name, role in roles().items()
        if name in layers and isinstance(role.map, kind)
    ]
    return sorted(shown, key=lambda each: each.look.order)


def of_role(role: str, shown: list[DrawnLayer[L]]) -> DrawnLayer[L] | None:
    """Return the layer of ``role`` among those shown, or None."""
    return next((each for each in shown if each.role.role == role), None)


def features(role: str) -> bytes | None:
    """Return a vector layer as GeoJSON for the map, or None where there is none.

    Shapes are simplified for the screen, in longitude and latitude; properties are the name and
    the key.
    """
    wanted = of_role(role, shapes())
    return None if wanted is None else _features(role, wanted.layer.sha256)


@lru_cache(maxsize=32)
def _features(role: str, _sha256: str) -> bytes:
    wanted = of_role(role, shapes())
    assert wanted is not None
    frame = wanted.layer.frame()
    names = [name for name in dict.fromkeys((wanted.look.name, *wanted.role.key)) if name in frame]
    columns = [frame[name].astype("string") for name in names]
    rows = [
        {
            "type": "Feature",
            "geometry": json.loads(shape),
            "properties": {n: str(v) for n, v in zip(names, values, strict=True) if v is not NA},
        }
        for shape, *values in zip(_on_screen(frame, wanted), *columns, strict=True)
        if shape is not None
    ]
    content = {"type": "FeatureCollection", "features": rows}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _on_screen(frame: GeoDataFrame, shown: DrawnLayer[ShapeStyle]) -> list[str | None]:
    """Return each geometry as GeoJSON text, simplified (m) and in longitude and latitude."""
    import shapely

    geometry = frame.geometry.to_numpy()
    step = shown.look.simplify
    if shown.role.divides:
        geometry = shapely.coverage_simplify(geometry, step)
    elif step:
        geometry = shapely.simplify(geometry, step)
    degrees = frame.set_geometry(geometry, crs=frame.crs).to_crs(LONGITUDE_LATITUDE).geometry
    precise = shapely.transform(degrees.to_numpy(), lambda xy: np.round(xy, _DIGITS))
    return list(shapely.to_geojson(precise))


def bounds() -> tuple[float, float, float, float]:
    """Return the territory's bounding box: west, south, east, north in degrees."""
    layer = territory().layers["municipalities"]
    return _in_degrees(layer)


def _in_degrees(layer: Layer) -> tuple[float, float, float, float]:
    from pyproj import Transformer

    change = Transformer.from_crs(territory().crs, LONGITUDE_LATITUDE, always_xy=True)
    assert layer.bbox is not None
    west, south, east, north = change.transform_bounds(*layer.bbox)
    return (west, south, east, north)

"""Names on the map, where they fit: off the intervention, off the furniture, off each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from contado.dossier.model import Name
from contado.dossier.paths import HEIGHT, INSET, WIDTH, SheetFrame

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Rows = Mapping[str, npt.NDArray[Any]]
"""Columns of the rows of a layer, the geometry among them."""

_NAMED = ("municipalities", "landscape_units", "parks")
"""Layers whose names are written, the widest first."""

_LEAST = 0.02
LETTER = 17.0
"""Width of a letter of a name, units of the page."""

_LINE = 44.0
_BASELINE = 10


def names(
    rows_of_roles: Mapping[str, Rows], geometry: BaseGeometry, frame: SheetFrame
) -> list[Name]:
    """Return the names of the layers in sight that fit on the map, each once.

    Parameters
    ----------
    rows_of_roles
        Rows in sight, by role.
    geometry
        The intervention, whose ground stays free.
    """
    import shapely

    taken = _furniture(geometry, frame)
    written: dict[str, Name] = {}
    for role in _NAMED:
        rows = rows_of_roles.get(role)
        if rows is None or "name" not in rows:
            continue
        inside = shapely.clip_by_rect(rows["geometry"], *frame.bounds)
        for text, shape in zip(rows["name"], inside, strict=True):
            if not isinstance(text, str) or text in written or shape.area < _LEAST * frame.area:
                continue
            box = _spot(text, shape, frame, taken)
            if box is not None:
                taken.append(box)
                at = box.centroid
                written[text] = Name(x=round(at.x), y=round(at.y) + _BASELINE, text=text)
    return list(written.values())


def _furniture(geometry: BaseGeometry, frame: SheetFrame) -> list[BaseGeometry]:
    """Return the boxes where nothing is written: intervention, inset, scale and north."""
    import shapely

    west, south, east, north = geometry.bounds
    return [
        shapely.box(*frame.units(west, north), *frame.units(east, south)),
        shapely.box(WIDTH - INSET - 30, 0, WIDTH, INSET + 30),
        shapely.box(0, HEIGHT - 110, 0.34 * WIDTH, HEIGHT),
        shapely.box(0, 0, 110, 110),
    ]


def _spot(
    text: str, shape: BaseGeometry, frame: SheetFrame, taken: list[BaseGeometry]
) -> BaseGeometry | None:
    """Return the box of a name inside a shape, in page units, or None where it does not fit."""
    import shapely

    wide, high = LETTER * len(text) / 2, _LINE / 2
    page = shapely.box(wide, high, WIDTH - wide, HEIGHT - high)
    room = shapely.transform(shape, frame.page).intersection(page)
    for box in taken:
        west, north, east, south = box.bounds
        room = room.difference(shapely.box(west - wide, north - high, east + wide, south + high))
    if room.area <= 0:
        return None
    at = room.representative_point()
    return shapely.box(at.x - wide, at.y - high, at.x + wide, at.y + high)

"""Outlines of a drawing, however they are drawn: whole, of pieces, filled, with courtyards.

GDAL makes lines of what is curved, every half degree: a circle is right to 2 in 100,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from contado.errors import Problem
from contado.interventions.source import Findings

_KINDS = {
    "AcDbPolyline": "POLYLINE", "AcDb2dPolyline": "POLYLINE", "AcDb3dPolyline": "POLYLINE",
    "AcDbCircle": "CIRCLE", "AcDbEllipse": "ELLIPSE", "AcDbSpline": "SPLINE", "AcDbLine": "LINE",
    "AcDbArc": "ARC", "AcDbHatch": "HATCH", "AcDbBlockReference": "INSERT", "AcDbText": "TEXT",
    "AcDbMText": "TEXT", "AcDbPoint": "POINT", "AcDbTrace": "SOLID", "AcDbFace": "3DFACE",
}  # fmt: skip
OUTLINES = frozenset(("POLYLINE", "CIRCLE", "ELLIPSE", "SPLINE", "LINE", "ARC", "HATCH"))
"""Kinds of entity that draw an outline, or a piece of one."""

_GAP = 1e-3  # metres between the ends of pieces that meet
_SAME = 0.01  # of its area that a hatch may differ from the outline that it fills
_BEYOND = 1e7  # no coordinate in metres is so great
_HEAD = 1 << 20
_METRES = {1: 0.0254, 2: 0.3048, 4: 1e-3, 5: 1e-2, 7: 1e3, 14: 0.1}
"""Metres of a unit of $INSUNITS: inch, foot, millimetre, centimetre, kilometre, decimetre."""
_TEXT_UNITS = re.compile(rb"\$INSUNITS\s+70\s+(\d+)")
_BINARY_UNITS = re.compile(rb"\$INSUNITS\x00\x46\x00?(.)\x00", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entity that draws an outline or a piece of one: its place, kind and shape."""

    where: str
    kind: str
    shape: BaseGeometry


def kind_of(subclasses: str, shape: BaseGeometry | None) -> str:
    """Return the kind of an entity, by the subclasses that GDAL tells; old drawings have none.

    Examples
    --------
    >>> kind_of("AcDbEntity:AcDbCircle", None), kind_of("", shapely.LineString([(0, 0), (1, 1)]))
    ('CIRCLE', 'POLYLINE')
    """
    name = next((one for one in reversed(subclasses.split(":")) if one in _KINDS), None)
    if name is not None:
        return _KINDS[name]
    is_line = shape is not None and shape.geom_type in ("LineString", "Polygon")
    last = subclasses.rpartition(":")[2]
    return "POLYLINE" if is_line and not last else last.removeprefix("AcDb").upper() or "POINT"


def unit_of(path: Path, shapes: Sequence[BaseGeometry | None], findings: Findings) -> float:
    """Return the metres of a unit of a drawing, and note it where it is no metre.

    Drawings in metres often say millimetres, as the empty sheet of a program does: what a drawing
    says counts where its coordinates cannot be metres.
    """
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    found, binary = _TEXT_UNITS.search(head), _BINARY_UNITS.search(head)
    code = int(found[1]) if found else binary[1][0] if binary else 0
    metres = _METRES.get(code, 1.0)
    drawn = [shape for shape in shapes if shape is not None]
    greatest = np.abs(shapely.total_bounds(drawn)).max() if drawn else 0.0
    if metres == 1.0 or not greatest > _BEYOND:
        return 1.0
    findings.notices.append(
        Problem("interventions.dxf_units", path.name, {"metres": metres, "code": code})
    )
    return metres


def scaled(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Return a shape in metres."""
    if metres == 1.0:
        return shape
    return shapely.transform(shape, lambda points: points * metres)


def outlines_of(pieces: Sequence[Drawn], findings: Findings) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield the outlines of a layer, each with its place; note what does not close.

    A closed outline in another is a courtyard of it. A hatch that fills an outline is its
    decoration; one alone is an outline.
    """
    closed = [(one.where, ring) for one in pieces if (ring := _closed(one)) is not None]
    open_pieces = [one for one in pieces if one.kind != "HATCH" and _closed(one) is None]
    closed += _chained(open_pieces, findings)
    for one in pieces:
        if one.kind == "HATCH":
            filled = [part for part in shapely.get_parts(one.shape) if part.geom_type == "Polygon"]
            closed += [(one.where, part) for part in filled if not _is_drawn(part, closed)]
    yield from _with_courtyards(closed, findings)


def _closed(one: Drawn) -> Polygon | None:
    shape = one.shape
    if one.kind == "HATCH":
        return None
    if shape.geom_type == "Polygon":
        return shape
    if shape.geom_type == "LineString" and shape.is_closed and len(shape.coords) > 3:  # noqa: PLR2004
        return Polygon(shape)
    return None


def _chained(pieces: Sequence[Drawn], findings: Findings) -> list[tuple[str, BaseGeometry]]:
    """Return the outlines that pieces make end to end, and note the pieces of none."""
    lines = [shapely.set_precision(one.shape, _GAP, mode="pointwise") for one in pieces]
    rings, *_ = shapely.polygonize_full(lines) if lines else (shapely.GeometryCollection(),)
    areas = list(shapely.get_parts(rings))
    for one, line in zip(pieces, lines, strict=True):
        if not any(area.exterior.distance(shapely.get_point(line, 0)) <= _GAP for area in areas):
            findings.problems.append(Problem("interventions.open_line", one.where))
    return [(pieces[0].where, area) for area in areas]


def _is_drawn(part: BaseGeometry, closed: Sequence[tuple[str, BaseGeometry]]) -> bool:
    return any(
        one.is_valid and part.is_valid
        and one.symmetric_difference(part).area <= _SAME * max(part.area, _GAP)
        for _, one in closed
    )  # fmt: skip


def _with_courtyards(
    closed: Sequence[tuple[str, BaseGeometry]], findings: Findings
) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield the outlines that lie in no other, less those that lie in them."""
    valid = [shape.is_valid for _, shape in closed]
    tree = shapely.STRtree([shape for _, shape in closed])
    holes: dict[int, list[int]] = {}
    for inner, (_, shape) in enumerate(closed):
        around = tree.query(shape, predicate="within") if valid[inner] else []
        outer = [at for at in around if at != inner and valid[at]
                 and closed[at][1].area > shape.area]  # fmt: skip
        if outer:
            largest = max(outer, key=lambda at: closed[at][1].area)
            holes.setdefault(int(largest), []).append(inner)
    inside = {one for several in holes.values() for one in several}
    for at, (where, shape) in enumerate(closed):
        if at in inside:
            continue
        yards = [closed[one][1] for one in holes.get(at, [])]
        if yards:
            values = {"count": len(yards), "area": round(float(shapely.area(yards).sum()), 1)}
            findings.notices.append(Problem("interventions.dxf_courtyard", where, values))
        yield where, shapely.difference(shape, shapely.union_all(yards)) if yards else shape

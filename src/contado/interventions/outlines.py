"""Outlines of a drawing, however they are drawn: whole, of pieces, filled, with courtyards.

GDAL makes lines of what is curved, every half degree: a circle is right to 2 in 100,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from contado.errors import BadInput, Problem
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
_MOST_AROUND = 100  # outlines that one may lie in
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

    A closed outline in another is a courtyard of it, and one in a courtyard an outline again. A
    hatch that fills an outline is its decoration; one alone is an outline. What is drawn twice
    counts once.

    Raises
    ------
    BadInput
        ``interventions.dxf_nested``: so many outlines lie in each other that none is meant.
    """
    closed: list[_Placed] = []
    open_pieces: list[Drawn] = []
    for one in pieces:
        if one.kind == "HATCH":
            continue
        ring = _closed(one.shape)
        if ring is None:
            open_pieces.append(one)
        else:
            closed.append((one.where, ring))
    closed = _once([*closed, *_chained(open_pieces, findings)], findings)
    closed += _alone([one for one in pieces if one.kind == "HATCH"], closed, findings)
    if splines := [one for one in pieces if one.kind == "SPLINE"]:
        values = {"count": len(splines)}
        findings.notices.append(Problem("interventions.dxf_spline", splines[0].where, values))
    yield from _with_courtyards(closed, findings)


_Placed = tuple[str, BaseGeometry]


def _closed(shape: BaseGeometry) -> BaseGeometry | None:
    if shape.geom_type == "Polygon":
        return shape
    if shape.geom_type == "LineString" and shape.is_closed and len(shape.coords) > 3:  # noqa: PLR2004
        return Polygon(shape)
    return None


def _chained(pieces: Sequence[Drawn], findings: Findings) -> list[_Placed]:
    """Return the outlines that pieces make end to end, and note the pieces of none."""
    if not pieces:
        return []
    lines = shapely.set_precision([one.shape for one in pieces], _GAP, mode="pointwise")
    faces = shapely.get_parts(shapely.polygonize(lines))
    rings = shapely.get_exterior_ring(faces)
    starts = shapely.get_point(lines, 0)
    used, _ = shapely.STRtree(rings).query(starts, predicate="dwithin", distance=_GAP)
    lone = np.setdiff1d(np.flatnonzero(~shapely.is_missing(starts)), used).tolist()
    findings.problems.extend(Problem("interventions.open_line", pieces[at].where) for at in lone)
    return [(pieces[0].where, Polygon(ring)) for ring in rings]


def _once(closed: Sequence[_Placed], findings: Findings) -> list[_Placed]:
    """Return the outlines, each once; note those that are drawn again."""
    first: dict[bytes, _Placed] = {}
    again: list[str] = []
    for where, shape in closed:
        flat = shapely.set_precision(shape, _GAP, mode="pointwise")
        key = shapely.to_wkb(shapely.normalize(flat))
        if first.setdefault(key, (where, shape))[1] is not shape:
            again.append(where)
    if again:
        values = {"count": len(again)}
        findings.notices.append(Problem("interventions.dxf_twice", again[0], values))
    return list(first.values())


def _alone(
    hatches: Sequence[Drawn], closed: Sequence[_Placed], findings: Findings
) -> list[_Placed]:
    """Return what is filled without an outline around it."""
    filled: list[_Placed] = []
    for one in hatches:
        parts = [part for part in shapely.get_parts(one.shape) if part.geom_type == "Polygon"]
        if not parts:
            findings.problems.append(Problem("interventions.open_line", one.where))
        filled += [(one.where, part) for part in parts]
    filled = _once(filled, Findings())
    tree = shapely.STRtree([shape for _, shape in closed])
    return [(where, part) for where, part in filled if not _is_drawn(part, tree)]


def _is_drawn(part: BaseGeometry, tree: shapely.STRtree) -> bool:
    """Tell whether an outline of the tree is the one that a hatch fills."""
    near = tree.geometries[tree.query(part)]
    alike = np.abs(shapely.area(near) - part.area) <= _SAME * max(part.area, _GAP)
    near = near[alike & shapely.is_valid(near)][:_MOST_AROUND]
    if not len(near) or not part.is_valid:
        return False
    apart = shapely.area(shapely.symmetric_difference(near, part))
    return bool((apart <= _SAME * max(part.area, _GAP)).any())


def _with_courtyards(closed: Sequence[_Placed], findings: Findings) -> Iterator[_Placed]:
    """Yield the outlines that lie in no other, or in a courtyard, less their courtyards."""
    shapes = np.array([shape for _, shape in closed], dtype=object)
    around = list(_around(shapes, closed))
    areas = shapely.area(shapes)
    yards: dict[int, list[int]] = {}
    for at, outer in enumerate(around):
        if len(outer) % 2:
            yards.setdefault(min(outer, key=areas.__getitem__), []).append(at)
    for at, (where, shape) in enumerate(closed):
        if len(around[at]) % 2:
            continue
        if at not in yards:
            yield where, shape
            continue
        left = shapely.difference(shape, shapely.union_all(shapes[yards[at]]))
        values = {"count": len(yards[at]), "area": round(shape.area - left.area, 1)}
        findings.notices.append(Problem("interventions.dxf_courtyard", where, values))
        yield where, left


def _around(shapes: npt.NDArray[np.object_], closed: Sequence[_Placed]) -> Iterator[list[int]]:
    """Yield, of each shape, which others it lies in; none of one that crosses itself."""
    tree, valid = shapely.STRtree(shapes), shapely.is_valid(shapes)
    boxes, areas = shapely.bounds(shapes), shapely.area(shapes)
    for at, (where, shape) in enumerate(closed):
        near = tree.query(shape)
        inside = (boxes[near, :2] <= boxes[at, :2]) & (boxes[near, 2:] >= boxes[at, 2:])
        near = near[inside.all(axis=1) & valid[near] & valid[at] & (areas[near] > areas[at])]
        if len(near) > _MOST_AROUND:
            values = {"limit": _MOST_AROUND}
            raise BadInput(Problem("interventions.dxf_nested", where, values))
        yield near[shapely.within(shape, shapes[near])].tolist()

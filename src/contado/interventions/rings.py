"""Polygons from lists of coordinates that nobody has checked yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from contado.errors import Problem
from contado.interventions.source import MAX_ALL_VERTICES, MAX_VERTICES, Findings
from contado.interventions.words import shown

_LEAST_POINTS = 4
Point = tuple[float, float]


class Budget:
    """Vertices left to a file: a geometry that asks for more than there are is refused.

    Examples
    --------
    >>> Budget().take(5)
    True
    """

    def __init__(self, vertices: int = MAX_ALL_VERTICES) -> None:
        self._left = vertices

    def take(self, vertices: int) -> bool:
        """Take vertices for a geometry; tell whether there were enough."""
        self._left -= vertices
        return self._left >= 0 and vertices <= MAX_VERTICES


class _BadRingError(Exception):
    """A ring that cannot be one; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def polygonal(
    member: object, where: str, budget: Budget, findings: Findings
) -> BaseGeometry | None:
    """Return the polygon or multipolygon of a GeoJSON geometry, or None with the problem noted.

    Heights are dropped. Validity is judged later: see `contado.interventions.checks`.
    """
    try:
        return _polygonal(member, where, budget)
    except _BadRingError as error:
        findings.problems.append(error.problem)
        return None


def _polygonal(member: object, where: str, budget: Budget) -> BaseGeometry:
    if member is None:
        raise _BadRingError(Problem("interventions.no_geometry", where))
    kind = member.get("type") if isinstance(member, Mapping) else None
    coordinates = member.get("coordinates") if isinstance(member, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon"):
        values = {"found": shown(kind if isinstance(kind, str) else member)}
        raise _BadRingError(Problem("interventions.not_polygon", where, values))
    parts = [coordinates] if kind == "Polygon" else _listed(coordinates, where)
    if not parts or parts == [[]]:
        raise _BadRingError(Problem("interventions.empty_geometry", where))
    polygons = [_polygon(part, where, budget) for part in parts]
    return polygons[0] if kind == "Polygon" else MultiPolygon(polygons)


def _polygon(part: object, where: str, budget: Budget) -> Polygon:
    rings = [_ring(ring, where, budget) for ring in _listed(part, where)]
    if not rings:
        raise _BadRingError(Problem("interventions.empty_geometry", where))
    return Polygon(rings[0], rings[1:])


def _ring(ring: object, where: str, budget: Budget) -> list[Point]:
    positions = _listed(ring, where)
    if not budget.take(len(positions)):
        raise _BadRingError(vertex_problem(where))
    points = [_point(position, where) for position in positions]
    if len(points) < _LEAST_POINTS:
        raise _BadRingError(Problem("interventions.short_ring", where, {"points": len(points)}))
    if points[0] != points[-1]:
        values = {"first": position(points[0]), "last": position(points[-1])}
        raise _BadRingError(Problem("interventions.open_ring", where, values))
    return points


def _listed(value: object, where: str) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    raise _BadRingError(Problem("interventions.bad_coordinates", where))


def _point(position: object, where: str) -> Point:
    pair = _listed(position, where)[:2]
    if len(pair) < 2 or not all(_is_number(number) for number in pair):  # noqa: PLR2004 - x and y
        raise _BadRingError(Problem("interventions.bad_coordinates", where))
    try:
        x, y = (float(number) for number in pair)  # type: ignore[arg-type]
    except OverflowError:
        raise _BadRingError(Problem("interventions.not_finite", where)) from None
    if not (isfinite(x) and isfinite(y)):
        raise _BadRingError(Problem("interventions.not_finite", where))
    return x, y


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def vertex_problem(where: str) -> Problem:
    """Return the problem of a geometry with too many vertices."""
    limits = {"limit": MAX_VERTICES, "total": MAX_ALL_VERTICES}
    return Problem("interventions.too_many_vertices", where, limits)


def position(point: Point) -> str:
    """Write a point for a message.

    Examples
    --------
    >>> position((9.19, 45.46))
    '(9.19, 45.46)'
    """
    return f"({point[0]:.10g}, {point[1]:.10g})"


def assembled(rings: Sequence[Sequence[Point]]) -> BaseGeometry:
    """Return the polygon of closed rings: a ring inside another is a hole of it.

    Parameters
    ----------
    rings
        Each with at least three different points; the last may repeat the first.

    Examples
    --------
    >>> square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    >>> hole = [(1, 1), (2, 1), (2, 2), (1, 2)]
    >>> assembled([hole, square]).area
    15.0
    """
    shells: list[tuple[Polygon, list[Sequence[Point]]]] = []
    for area in sorted(map(Polygon, rings), key=lambda polygon: -polygon.area):
        around = next((holes for shell, holes in shells if _encloses(shell, area)), None)
        if around is None:
            shells.append((area, []))
        else:
            around.append(area.exterior.coords)
    polygons = [Polygon(shell.exterior, holes) for shell, holes in shells]
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _encloses(shell: Polygon, area: Polygon) -> bool:
    """Tell whether a ring is a hole; a ring that crosses itself is nobody's hole."""
    return bool(shell.is_valid and area.is_valid and shell.contains(area))

"""Geometry that can be measured: polygonal, whole, of a size that makes sense."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from contado.errors import Problem
from contado.interventions.geometry import near
from contado.interventions.source import Findings

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LEAST_AREA = 1.0
"""Least area of an intervention, m²."""
MOST_AREA = 1e8
"""Greatest area of an intervention, m² (100 km²)."""
MOST_SIDE = 200_000.0
"""Greatest side of the rectangle around an intervention, m: a thread of land costs as its side."""
MOST_OUTLINE = 5e6
"""Greatest length of an outline, m: what is around it costs as its length."""

_REASON = re.compile(r"(?P<reason>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]")


def sound(geometry: BaseGeometry, where: str, findings: Findings) -> bool:
    """Tell whether a geometry is a valid polygon or multipolygon; note why not, and where.

    The location is given in the coordinates of the file, so that it can be found there.
    """
    problem = _problem(geometry, where)
    if problem is not None:
        findings.problems.append(problem)
    return problem is None


def _problem(geometry: BaseGeometry, where: str) -> Problem | None:
    if geometry.is_empty:
        return Problem("interventions.empty_geometry", where)
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        return Problem("interventions.not_polygon", where, {"found": geometry.geom_type})
    if not near(geometry):
        return Problem("interventions.far_coordinates", where)
    reason = shapely.is_valid_reason(geometry)
    if reason == "Valid Geometry":
        return None
    match = _REASON.match(reason)
    values = {
        "reason": match["reason"] if match else reason[:80],
        "point": f"({match['x']}, {match['y']})" if match else "?",
    }
    if "Self-intersection" in reason:
        return Problem("interventions.self_crossing", where, values)
    return Problem("interventions.invalid_geometry", where, values)


def sized(geometry: BaseGeometry, where: str, findings: Findings) -> bool:
    """Tell whether an area, in the territory's metric system, could be an intervention's."""
    west, south, east, north = geometry.bounds
    side = max(east - west, north - south)
    if side > MOST_SIDE:
        values = {"side": side / 1000, "most": MOST_SIDE / 1000}
        findings.problems.append(Problem("interventions.too_wide", where, values))
        return False
    if geometry.length > MOST_OUTLINE:
        values = {"length": geometry.length / 1000, "most": MOST_OUTLINE / 1000}
        findings.problems.append(Problem("interventions.long_outline", where, values))
        return False
    if LEAST_AREA <= geometry.area <= MOST_AREA:
        return True
    values = {"area": geometry.area, "least": LEAST_AREA, "most": MOST_AREA}
    findings.problems.append(Problem("interventions.odd_area", where, values))
    return False

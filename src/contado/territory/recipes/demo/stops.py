"""Stations on railway and underground lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_HALT_EACH = 2_900.0
_METRO_EACH = 880.0
_ONE_STATION = 280.0
"""Underground stops of two lines nearer than this (m) are one interchange."""

Stop = tuple[BaseGeometry, str, str, set[str]]


def stops(scene: Scene) -> GeoDataFrame:
    """Return stations with ``mode``, ``lines`` and ``rank``: how many lines call there."""
    import geopandas as gpd

    boundary = scene.area.boundary
    every = [*_stations(scene), *_underground(scene)]
    kept = [stop for stop in every if boundary.contains(stop[0])]
    columns = {
        "id": [f"{mode[0].upper()}{row + 1:04d}" for row, (_, _, mode, _) in enumerate(kept)],
        "name": [name for _, name, _, _ in kept],
        "mode": [mode for _, _, mode, _ in kept],
        "lines": [",".join(sorted(lines)) for *_, lines in kept],
        "rank": np.array([len(lines) for *_, lines in kept], dtype=np.int64),
    }
    return gpd.GeoDataFrame(columns, geometry=[s[0] for s in kept], crs=scene.area.crs)


def _stations(scene: Scene) -> list[Stop]:
    """Return a station in each centre of a line and halts between."""
    import shapely

    names, centres = scene.area.names, scene.centres
    calls: dict[tuple[int, int], set[str]] = {}
    for line, way in scene.network.rail.items():
        for row in way:
            calls.setdefault((row, row), set()).add(line)
        for edge in pairwise(way):
            calls.setdefault((min(edge), max(edge)), set()).add(line)
    stops: list[Stop] = []
    for place, lines in sorted(calls.items()):
        if place[0] == place[1]:
            point = shapely.Point(centres.x[place[0]], centres.y[place[0]])
            stops.append((point, names[place[0]], "rail", lines))
            continue
        between = " – ".join(names[row] for row in place)
        for k, point in enumerate(_along(scene.network.track[place], _HALT_EACH)):
            stops.append((point, f"{between} {k + 1}", "rail", lines))
    return stops


def _along(line: BaseGeometry, each: float) -> list[BaseGeometry]:
    """Return points inside a line, about ``each`` metres apart, none at its ends."""
    import shapely

    parts = round(line.length / each)
    return [shapely.line_interpolate_point(line, line.length * k / parts) for k in range(1, parts)]


def _underground(scene: Scene) -> list[Stop]:
    stops: list[Stop] = []
    for name, line in scene.network.metro.items():
        for k, point in enumerate(_along(line, _METRO_EACH)):
            near = [stop for stop in stops if stop[0].distance(point) < _ONE_STATION]
            if near:
                near[0][3].add(name)
            else:
                stops.append((point, f"Fermata {name} {k + 1}", "metro", {name}))
    return stops

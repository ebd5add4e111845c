"""Landscape units (UPA) and zones: parts that together make the area."""
# ruff: noqa: PLR2004 - the numbers are the drawing: they are read where they are used

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.canvas import Field
from contado.territory.recipes.demo.centres import Centres
from contado.territory.recipes.demo.noise import salt
from contado.territory.recipes.demo.scatter import scatter
from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_UNIT = 12e6
_FEWEST, _MOST = 100, 160
_COMUNI_A_ZONE = 19
_CHARACTERS = {
    "dense": "urbana densa",
    "urban": "urbana",
    "industrial": "produttiva",
    "river": "fluviale",
    "wooded": "boscata",
    "farmed": "agricola",
}


def landscape_units(scene: Scene) -> GeoDataFrame:
    """Return 100 to 160 units that partition the area, smaller where it is built up.

    Each is the ground nearest to one of a set of scattered points, and is named after what
    prevails in it.
    """
    import geopandas as gpd

    boundary = scene.area.boundary
    count = int(np.clip(round(boundary.area / _UNIT), _FEWEST, _MOST))
    weight = np.where(scene.inside, 1.0 + 2.5 * scene.urban, 0.0)
    apart = 0.6 * float(np.sqrt(boundary.area / count))
    x, y = scatter(scene.canvas, weight, count, apart, salt(scene.seed, "units"))
    points = shapely.multipoints(np.column_stack([x, y]))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(points, extend_to=boundary.buffer(1_000.0), ordered=True)
    )
    shapes = [_polygons(shape) for shape in shapely.intersection(cells, boundary)]
    characters = _characters(scene, x, y)
    columns = {
        "code": [f"UPA{row + 1:03d}" for row in range(len(shapes))],
        "name": [f"Unità {_CHARACTERS[kind]} {row + 1}" for row, kind in enumerate(characters)],
        "character": characters,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=scene.area.crs)


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a clipped shape, without the points and lines of mere contact."""
    parts = shapely.get_parts(shape)
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(list(areas))


def _characters(scene: Scene, x: Field, y: Field) -> list[str]:
    from scipy.spatial import cKDTree

    rows, columns = np.nonzero(scene.inside)
    canvas = scene.canvas
    middles = np.column_stack([canvas.x[0, columns], canvas.y[rows, 0]])
    owner = cKDTree(np.column_stack([x, y])).query(middles)[1]
    number = np.maximum(np.bincount(owner, minlength=len(x)), 1)

    def mean(field: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.bincount(owner, field[rows, columns], minlength=len(x)) / number

    kinds = (
        ("dense", mean(scene.dense) > 0.5),
        ("industrial", mean(scene.industry) > 0.3),
        ("urban", mean(scene.urban) > 0.5),
        ("river", mean(np.exp(-scene.river / 900.0)) > 0.45),
        ("wooded", mean(scene.woods) > 0.6),
    )
    return list(np.select([flag for _, flag in kinds], [name for name, _ in kinds], "farmed"))


def zone_of_comuni(area: Area, centres: Centres) -> npt.NDArray[np.int64]:
    """Return the zone of each comune: groups that hold together, around centres far apart.

    A comune that touches no other (an exclave, an island) follows the nearest centre.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    count = len(area.codes)
    wanted = int(np.clip(round(count / _COMUNI_A_ZONE), min(2, count), 9))
    spots = np.column_stack([centres.x, centres.y])
    a, b = shapely.STRtree(area.geometry).query(area.geometry, predicate="intersects")
    a, b = a[a != b], b[a != b]
    length = np.hypot(*(spots[a] - spots[b]).T)
    graph = csr_array((length, (a, b)), shape=(count, count))
    joined = np.isfinite(dijkstra(graph, indices=centres.capital))
    heads = _spread(spots, centres.capital, min(wanted, int(joined.sum())), joined)
    far, _, source = dijkstra(graph, indices=heads, min_only=True, return_predecessors=True)
    place = {head: zone for zone, head in enumerate(heads)}
    reached = np.flatnonzero(np.isfinite(far))
    zones = np.full(count, -1, dtype=np.int64)
    zones[reached] = [place[int(source[row])] for row in reached]
    for row in np.flatnonzero(zones < 0):
        zones[row] = zones[reached[np.argmin(np.hypot(*(spots[reached] - spots[row]).T))]]
    return zones


def _spread(
    spots: npt.NDArray[np.float64], first: int, count: int, allowed: npt.NDArray[np.bool_]
) -> list[int]:
    """Return allowed rows far from each other, beginning with ``first``."""
    chosen = [first]
    nearest = np.where(allowed, np.hypot(*(spots - spots[first]).T), -1.0)
    while len(chosen) < count:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, np.hypot(*(spots - spots[chosen[-1]]).T))
    return chosen


def zones(scene: Scene) -> GeoDataFrame:
    """Return the zones, each named after its largest comune."""
    import geopandas as gpd

    area, people = scene.area, scene.centres.residents
    member = zone_of_comuni(area, scene.centres)
    rows = [np.flatnonzero(member == zone) for zone in range(member.max() + 1)]
    columns = {
        "code": [f"Z{zone + 1}" for zone in range(len(rows))],
        "name": [f"Zona di {area.names[own[np.argmax(people[own])]]}" for own in rows],
    }
    shapes = [shapely.union_all(area.geometry[own]) for own in rows]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=area.crs)

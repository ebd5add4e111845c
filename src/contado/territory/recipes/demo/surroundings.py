"""Vector layers of parks, water, constraints, green network and base map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.curves import bend
from contado.territory.recipes.demo.noise import chance, salt
from contado.territory.recipes.demo.scatter import scatter
from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Item = tuple[str, str, BaseGeometry]
"""Kind, name and shape."""

_FLOOD = 320.0
_RIVER_STRIP = 150.0
_LAKE_STRIP = 300.0
_WELL = 200.0
_CORRIDOR = 250.0
_LINK = 110.0


def parks(scene: Scene) -> GeoDataFrame:
    """Return the parks."""
    drawn = enumerate(zip(scene.parks.kinds, scene.parks.shapes, strict=True))
    return _frame(
        scene, "P", [(kind, f"Parco simulato {k + 1}", shape) for k, (kind, shape) in drawn]
    )


def water(scene: Scene) -> GeoDataFrame:
    """Return the surface of rivers, canals and lakes."""
    waters = scene.waters
    kinds = [*waters.kinds, *("lake" for _ in waters.lakes)]
    items = [
        (kind, _name_of(kind, k), shape)
        for k, (kind, shape) in enumerate(zip(kinds, waters.polygons(), strict=True))
    ]
    return _frame(scene, "W", items)


def _name_of(kind: str, k: int) -> str:
    word = {"river": "Fiume simulato", "canal": "Canale simulato", "lake": "Lago di cava simulato"}
    return f"{word[kind]} {k + 1}"


def constraints(scene: Scene) -> GeoDataFrame:
    """Return areas under a constraint, with their ``effect``."""
    waters = scene.waters
    items: list[Item] = []
    for k, river in enumerate(waters.rivers):
        items.append(("flood_area", f"Fascia fluviale {k + 1}", river.buffer(_FLOOD, quad_segs=4)))
        items.append(("river_strip", f"Fascia di rispetto {k + 1}", river.buffer(_RIVER_STRIP)))
    items += [
        ("lake_strip", f"Sponda {k + 1}", lake.buffer(_LAKE_STRIP))
        for k, lake in enumerate(waters.lakes)
    ]
    items += [
        ("protected_area", f"Area protetta {k + 1}", park) for k, park in enumerate(_large(scene))
    ]
    items += _wells(scene)
    frame = _frame(scene, "V", items)
    strict = frame["kind"].isin(["flood_area", "well"]).to_numpy()
    frame.insert(3, "effect", np.where(strict, "exclusion", "attention"))
    return frame


def _wells(scene: Scene) -> list[Item]:
    people = np.nan_to_num(scene.residents)
    stream = salt(scene.seed, "wells")
    x, y = scatter(scene.canvas, people, 2 * len(scene.area.codes), 1_200.0, stream)
    return [
        ("well", f"Pozzo {k + 1}", point.buffer(_WELL, quad_segs=4))
        for k, point in enumerate(shapely.points(x, y))
    ]


def green_network(scene: Scene) -> GeoDataFrame:
    """Return river corridors, large parks and the links between them."""
    items: list[Item] = [
        ("river_corridor", f"Corridoio fluviale {k + 1}", river.buffer(_CORRIDOR, quad_segs=4))
        for k, river in enumerate(scene.waters.rivers)
    ]
    large = _large(scene)
    items += [("core", f"Nodo verde {k + 1}", park) for k, park in enumerate(large)]
    items += _links(large, salt(scene.seed, "links"))
    return _frame(scene, "G", items)


def _large(scene: Scene) -> list[BaseGeometry]:
    pairs = zip(scene.parks.kinds, scene.parks.shapes, strict=True)
    return [shape for kind, shape in pairs if kind == "supra_municipal"]


def _links(large: list[BaseGeometry], stream: np.uint64) -> list[Item]:
    """Join each large park to the nearest of those before it."""
    middles = [park.centroid for park in large]
    items: list[Item] = []
    for k in range(1, len(middles)):
        near = min(middles[:k], key=middles[k].distance)
        ends = (middles[k].x, middles[k].y), (near.x, near.y)
        link = bend(*ends, 0.1 + 0.05 * float(chance(k, 0, stream)[0]), stream)
        items.append(("link", f"Collegamento ecologico {k}", link.buffer(_LINK, quad_segs=4)))
    return items


def basemap(scene: Scene) -> GeoDataFrame:
    """Return municipal outlines, roads, railways and watercourses as lines."""
    network, waters = scene.network, scene.waters
    outlines = zip(scene.area.names, shapely.boundary(scene.area.geometry), strict=True)
    items: list[Item] = [("boundary", name, line) for name, line in outlines]
    items += [
        ("main_road", f"Strada principale {k + 1}", line) for k, line in enumerate(network.main)
    ]
    items += [("road", f"Strada {k + 1}", line) for k, line in enumerate(network.minor)]
    items += [("rail", f"Ferrovia {k + 1}", line) for k, line in enumerate(network.track.values())]
    items += [("metro", name, line) for name, line in network.metro.items()]
    courses = zip(waters.kinds, waters.lines, strict=True)
    items += [(kind, _name_of(kind, k), line) for k, (kind, line) in enumerate(courses)]
    return _frame(scene, "B", items)


def _frame(scene: Scene, letter: str, items: list[Item]) -> GeoDataFrame:
    """Return the items, clipped to the area; those outside it are left out."""
    import geopandas as gpd

    boundary = scene.area.boundary
    shapely.prepare(boundary)
    clipped = []
    for kind, name, shape in items:
        part = shape if boundary.covers(shape) else _same_kind(shape.intersection(boundary), shape)
        if not part.is_empty:
            clipped.append((kind, name, part))
    columns = {
        "id": [f"{letter}{row + 1:04d}" for row in range(len(clipped))],
        "kind": [kind for kind, _, _ in clipped],
        "name": [name for _, name, _ in clipped],
    }
    return gpd.GeoDataFrame(columns, geometry=[s for *_, s in clipped], crs=scene.area.crs)


def _same_kind(clipped: BaseGeometry, shape: BaseGeometry) -> BaseGeometry:
    """Return the parts of the dimension of ``shape``: contacts with the boundary fall away."""
    parts = shapely.get_parts(clipped)
    same = parts[shapely.get_dimensions(parts) == shapely.get_dimensions(shape)]
    return shapely.union_all(same)

"""Services near people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from contado.territory.recipes.demo.canvas import OUTSIDE, SIDE
from contado.territory.recipes.demo.noise import chance, salt
from contado.territory.recipes.demo.scatter import scatter
from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

RESIDENTS_A_PLACE = {
    "school": 1_900,
    "nursery": 4_500,
    "pharmacy": 3_500,
    "library": 15_000,
    "sports": 7_000,
    "post_office": 6_500,
    "doctor": 1_400,
    "hospital": 60_000,
}
"""Residents for each place of a kind."""
_APART = {"hospital": 1_500.0, "library": 600.0, "pharmacy": 200.0}
_NAMES = {
    "school": "Scuola",
    "nursery": "Nido",
    "pharmacy": "Farmacia",
    "library": "Biblioteca",
    "sports": "Impianto sportivo",
    "post_office": "Ufficio postale",
    "doctor": "Ambulatorio",
    "hospital": "Ospedale",
    "town_hall": "Municipio",
}


def services(scene: Scene) -> GeoDataFrame:
    """Return places of services, likelier where more people live, and a town hall a comune."""
    import geopandas as gpd

    halls = shapely.points(scene.centres.x, scene.centres.y)
    points, kinds, codes = list(halls), ["town_hall"] * len(halls), list(scene.area.codes)
    for kind in RESIDENTS_A_PLACE:
        places, owner = _places(scene, kind)
        points += list(places)
        kinds += [kind] * len(places)
        codes += [scene.area.codes[row] for row in owner]
    columns = {
        "id": [f"SRV{row + 1:05d}" for row in range(len(points))],
        "name": [f"{_NAMES[kind]} {row + 1}" for row, kind in enumerate(kinds)],
        "kind": kinds,
        "istat_code": codes,
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs=scene.area.crs)


def _places(scene: Scene, kind: str) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.int32]]:
    """Return the points of one kind and the comune of each."""
    people = np.nan_to_num(scene.residents)
    stream = salt(scene.seed, kind)
    count = max(1, round(people.sum() / RESIDENTS_A_PLACE[kind]))
    x, y = scatter(scene.canvas, people, count, _APART.get(kind, 0.0), stream)
    owner = scene.comuni[scene.canvas.cells(x, y)]
    assert (owner != OUTSIDE).all()
    rank = np.arange(len(x))
    aside = (
        0.7 * SIDE * (chance(rank, 1, stream) - 0.5),
        0.7 * SIDE * (chance(rank, 2, stream) - 0.5),
    )
    moved = shapely.points(x + aside[0], y + aside[1])
    stays = shapely.contains(scene.area.geometry[owner], moved)
    return np.where(stays, moved, shapely.points(x, y)), owner

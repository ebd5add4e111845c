"""A territory small enough to reckon by hand.

400 m by 200 m in two municipalities, A to the west and B to the east, and three landscape units of
100, 200 and 100 m. In columns of 100 m from the west the nights are of 18, 20, 22 and 24 °C, the
last cell to the south without a datum, and 10, 30, 20 and 10 people live in each cell.
"""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine

from contado.norms import Rules
from contado.territory import Lattice, Settings, Source, Territory, building

CRS = "EPSG:32632"
X, Y = 500_000.0, 5_000_000.0
NO_DATA = -9999.0
NIGHT = [[18, 20, 22, 24], [18, 20, 22, NO_DATA]]
DENSITY = [[1000, 3000, 2000, 1000]] * 2
SOURCE = Source(producer="Prova", licence="CC0-1.0", date=date(2024, 1, 1), simulated=True)
# Municipality A: 10 below 5, 90 from 5 to 65, 10 above. B: 60 from 5 to 65.
AGES = pd.DataFrame(
    {
        "istat_code": ["015001"] * 4 + ["015002"],
        "age": [4, 5, 65, 66, 30],
        "female": [4.0, 40.0, 5.0, 10.0, 60.0],
        "male": [6.0, 40.0, 5.0, 0.0, 0.0],
    }
)


def write(path: Path, values: object, cell: float = 100, kind: str = "float32", **more) -> Path:
    array = np.asarray(values, dtype=kind)
    about = {"nodata": NO_DATA, "crs": CRS, "transform": Affine(cell, 0, X, 0, -cell, Y + 200)}
    tags = more.pop("tags", {})
    with rasterio.open(
        path, "w", driver="GTiff", height=array.shape[0], width=array.shape[1], count=1,
        dtype=kind, **(about | more),
    ) as file:  # fmt: skip
        file.write(array, 1)
        file.update_tags(**tags)
    return path


def stripes(code: str, edges: list[float], codes: list[str]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(X + west, Y, X + east, Y + 200) for west, east in pairwise(edges)]
    names = [f"Luogo {one}" for one in codes]
    return gpd.GeoDataFrame({code: codes, "name": names}, geometry=shapes, crs=CRS)


def make(
    path: Path,
    *,
    without: tuple[str, ...] = (),
    density: object = DENSITY,
    registered: tuple[str, ...] = ("015001", "015002"),
) -> Territory:
    municipalities = stripes("istat_code", [0, 200, 400], ["015001", "015002"])
    units = stripes("code", [0, 100, 300, 400], ["U1", "U2", "U3"])
    with building(path, Settings(name="Prova", crs=CRS, grid=Lattice(X, Y, 100.0))) as made:
        made.add_vector("municipalities", municipalities, source=SOURCE)
        made.add_vector("landscape_units", units, source=SOURCE)
        if "population" not in without:
            table = AGES[AGES["istat_code"].isin(registered)].reset_index(drop=True)
            made.add_table("population", table, source=SOURCE)
        if "night_temperature" not in without:
            file = write(made.work / "night.tif", NIGHT)
            made.add_raster("night_temperature", file, source=SOURCE, meta={"kind": "LST"})
        if "population_grid" not in without:
            file = write(made.work / "people.tif", density)
            made.add_raster("population_grid", file, source=SOURCE)
    return Territory.open(path)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return Rules.load(on=date(2026, 1, 1))


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make(tmp_path_factory.mktemp("night") / "ground")


@pytest.fixture
def make_ground(tmp_path: Path) -> Callable[..., Territory]:
    return lambda **more: make(tmp_path / "ground", **more)


@pytest.fixture
def write_raster() -> Callable[..., Path]:
    return write

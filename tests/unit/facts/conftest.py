"""A territory small enough to reckon by hand.

400 m by 200 m in two municipalities, A to the west and B to the east, each one landscape unit too.
In columns of 100 m from the west: sealed, agricultural, water over agricultural, and no data.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine

from contado.facts import specs
from contado.norms.rules import Rules
from contado.survey import Declared, Survey
from contado.territory import Lattice, Places, Settings, Source, Territory, building
from contado.territory.building import Building

CRS = "EPSG:32632"
X, Y = 500_000.0, 5_000_000.0
SEALED, AGRICULTURAL, WATER, NOTHING = 1, 2, 3, 255
LEGEND = {"1": "dense_urban", "2": "agricultural", "3": "water"}
NIGHT = [[20, 22, 24, 26], [20, 22, 24, -9999]]
DENSITY = [[1000, 0, 2000, -9999], [3000, 1000, 0, -9999]]
SOURCE = Source(producer="Prova", licence="CC0-1.0", date=date(2024, 1, 1), simulated=True)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(X + west, Y + south, X + east, Y + north)


def raster(path: Path, values: list[list[float]], cell: float, kind: str, nodata: float) -> Path:
    array = np.asarray(values, dtype=kind)
    with rasterio.open(
        path, "w", driver="GTiff", height=array.shape[0], width=array.shape[1], count=1,
        dtype=kind, nodata=nodata, crs=CRS, transform=Affine(cell, 0, X, 0, -cell, Y + 200),
    ) as file:  # fmt: skip
        file.write(array, 1)
    return path


def land_cover() -> list[list[float]]:
    north = [SEALED, AGRICULTURAL, WATER, NOTHING]
    south = [SEALED, AGRICULTURAL, AGRICULTURAL, NOTHING]
    return np.kron(np.array([north, south]), np.ones((10, 10))).tolist()


def units(codes: list[str], code: str) -> gpd.GeoDataFrame:
    shapes = [box(200 * i, 0, 200 * i + 200, 200) for i in range(len(codes))]
    names = [f"Unit {one}" for one in codes]
    return gpd.GeoDataFrame({code: codes, "name": names}, geometry=shapes, crs=CRS)


def nothing_more(_: Building) -> None:
    """Add no layer."""


def make(
    path: Path,
    without: tuple[str, ...] = (),
    *,
    columns: int = 40,
    more: Callable[[Building], None] = nothing_more,
) -> Territory:
    with building(path, Settings(name="Prova", crs=CRS, grid=Lattice(X, Y, 10.0))) as made:
        made.add_vector("municipalities", units(["015001", "015002"], "istat_code"), source=SOURCE)
        zones = units(["Z1"], "code").assign(confidence="verify")
        made.add_vector("zones", zones, source=SOURCE)
        if "landscape_units" not in without:
            made.add_vector("landscape_units", units(["U1", "U2"], "code"), source=SOURCE)
        if "land_cover" not in without:
            cover = [row[:columns] for row in land_cover()]
            file = raster(made.work / "cover.tif", cover, 10, "uint8", NOTHING)
            made.add_raster("land_cover", file, source=SOURCE, meta={"legend": LEGEND})
        if "night_temperature" not in without:
            file = raster(made.work / "night.tif", NIGHT, 100, "float32", -9999)
            meta = {"kind": "LST", "season": "estate"}
            made.add_raster("night_temperature", file, source=SOURCE, meta=meta)
        if "population_grid" not in without:
            file = raster(made.work / "people.tif", DENSITY, 100, "float32", -9999)
            made.add_raster("population_grid", file, source=SOURCE)
        more(made)
    return Territory.open(path)


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make(tmp_path_factory.mktemp("ground") / "prova")


@pytest.fixture(scope="session")
def bare_ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    roles = ("landscape_units", "land_cover", "night_temperature", "population_grid")
    return make(tmp_path_factory.mktemp("bare") / "nuda", roles)


@pytest.fixture(scope="session")
def short_ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """The same, its land cover cut after the first 100 m."""
    return make(tmp_path_factory.mktemp("short") / "corta", columns=10)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return Rules.load(on=date(2024, 6, 1), facts=specs())


@pytest.fixture
def survey(ground: Territory, rules: Rules) -> Callable[..., Survey]:
    def of(*shapes: shapely.Polygon, declared: Declared | None = None) -> Survey:
        ids = [str(i) for i in range(len(shapes))]
        return Survey(ground, rules, Places("intervention", ids, np.array(shapes)), declared)

    return of


SOILS = [[1, 1, 0, 0], [1, 2, 0, 0]]
AGES = pd.DataFrame({
    "istat_code": ["015001"] * 3, "age": [3, 40, 80], "female": [6, 30, 12], "male": [4, 40, 8]
})  # fmt: skip


def _soils_and_ages(made: Building) -> None:
    """Soil group A to the west, B under the southern field, none beyond; ages of A alone."""
    file = raster(made.work / "soils.tif", SOILS, 100, "uint8", 0)
    legend = {"1": "A", "2": "B", "3": "C", "4": "D"}
    made.add_raster("soil_groups", file, source=SOURCE, meta={"legend": legend})
    made.add_table("population", AGES, source=SOURCE)


@pytest.fixture(scope="session")
def rich_ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """The same with soils to the west, and 100 residents by age in A: 30 of sensitive ages."""
    return make(tmp_path_factory.mktemp("rich") / "ricca", more=_soils_and_ages)


@pytest.fixture(scope="session")
def nightless_ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make(tmp_path_factory.mktemp("nightless") / "senza", ("night_temperature",))


@pytest.fixture
def rich_survey(rich_ground: Territory, rules: Rules) -> Callable[..., Survey]:
    def of(*shapes: shapely.Polygon) -> Survey:
        ids = [str(i) for i in range(len(shapes))]
        return Survey(rich_ground, rules, Places("place", ids, np.array(shapes)))

    return of


def _levels(made: Building) -> None:
    """The official levels: of the west for drainage alone, of the east for heat alone."""
    levels = {
        "livello_vulnerabilita_drenaggio": ["alto", None],
        "livello_vulnerabilita_calore": ["", "basso"],
    }
    made.add_vector("landscape_units", units(["U1", "U2"], "code").assign(**levels), source=SOURCE)


@pytest.fixture(scope="session")
def levelled_ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make(tmp_path_factory.mktemp("levelled") / "livelli", ("landscape_units",), more=_levels)

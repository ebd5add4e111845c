"""Buildings are read one way for what floods and for what warms."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from contado.errors import BadInput
from contado.tiles.buildings import read_buildings
from contado.tiles.grid import Grid
from contado.tiles.units import UnitCells

CRS = "EPSG:32632"
SQUARE = shapely.box(0, 0, 1, 1)
BOW = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def save(path: Path, shapes: list[object], **columns: object) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return path


def test_buildings_are_read_whatever_the_capitals_and_empty_ones_left_out(tmp_path: Path):
    path = save(tmp_path / "b.gpkg", [SQUARE, None], TYPE=[3, 4])
    frame, types = read_buildings(path, CRS)
    assert (len(frame), types.tolist()) == (1, [3])


@pytest.mark.parametrize(
    ("shapes", "columns", "codes"),
    [
        ([SQUARE], {"kind": [1]}, ["tiles.no_type"]),
        ([SQUARE], {"type": ["house"]}, ["tiles.type_not_whole"]),
        ([BOW], {"type": [1.5]}, ["tiles.type_not_whole", "tiles.building_invalid"]),
        ([shapely.Point(0, 0)], {"type": [1]}, ["tiles.building_invalid"]),
    ],
)
def test_buildings_that_cannot_be_priced_are_refused(tmp_path: Path, shapes, columns, codes):
    with pytest.raises(BadInput) as refused:
        read_buildings(save(tmp_path / "b.gpkg", shapes, **columns), CRS)
    assert [problem.code for problem in refused.value.problems] == codes


def test_two_fields_that_only_capitals_tell_apart_are_refused(tmp_path: Path):
    path = save(tmp_path / "b.geojson", [SQUARE], type=[1], Type=[2])
    with pytest.raises(BadInput) as refused:
        read_buildings(path, CRS)
    assert [problem.code for problem in refused.value.problems] == ["tiles.field_twice"]


def test_a_file_without_buildings_is_a_file_of_none(tmp_path: Path):
    path = save(tmp_path / "b.gpkg", [SQUARE], type=[1])
    empty = gpd.read_file(path).iloc[:0]
    empty.to_file(tmp_path / "none.gpkg")
    frame, types = read_buildings(tmp_path / "none.gpkg", CRS)
    cells = UnitCells(frame.geometry.to_numpy(), Grid("", 0, 20, 10, 2, 2))
    assert (len(frame), types.size, cells.counts().size) == (0, 0, 0)
    assert cells.sums(np.ones((2, 2), np.float32)).means(0).size == 0

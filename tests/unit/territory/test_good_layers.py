"""Layers that are accepted, in every format, and what is said of them."""

from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

from contado.territory import Territory, accept, add, check
from contado.territory.contributions import ReadOptions
from contado.territory.testing import (
    CRS,
    LEGEND,
    SOURCE,
    SOUTH,
    WEST,
    land_cover,
    make_territory,
    write_raster,
)


@pytest.fixture
def territory(tmp_path: Path) -> Territory:
    return make_territory(tmp_path / "prova")


def stops() -> gpd.GeoDataFrame:
    content = {"id": ["01", "02"], "name": ["Nord", "Sud"], "mode": ["metro", "bus"]}
    points = shapely.points([WEST + 5, WEST + 1500], [SOUTH + 5, SOUTH + 500])
    return gpd.GeoDataFrame(content, geometry=points, crs=CRS)


def write(frame: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        frame.to_file(path.with_suffix(".shp"))
        with ZipFile(path, "w") as archive:
            for part in path.parent.glob("stops.*"):
                if part != path:
                    archive.write(part, part.name)
    else:
        frame.to_file(path)
    return path


@pytest.mark.parametrize("name", ["stops.gpkg", "stops.parquet", "stops.zip"])
def test_every_vector_format_gives_the_same_rows(territory, tmp_path, name) -> None:
    added = add(territory, "stops", write(stops(), tmp_path / name), source=SOURCE)
    assert added.notices == ()
    layer = accept(territory, added.layer_id).layer("stops")
    assert layer is not None
    frame = layer.frame()
    assert frame[["id", "name", "mode"]].equals(stops()[["id", "name", "mode"]])
    assert frame.geometry.geom_equals(stops().geometry).all()
    assert frame.crs == CRS


def test_longitude_and_latitude_are_reprojected_and_it_is_said(territory, tmp_path) -> None:
    page = write(stops().to_crs(4326), tmp_path / "stops.geojson")
    added = add(territory, "stops", page, source=SOURCE)
    assert [notice.code for notice in added.notices] == ["territory.reprojected"]
    frame = accept(territory, added.layer_id).layers["stops"].frame()
    assert np.allclose(
        shapely.get_coordinates(frame.geometry),
        shapely.get_coordinates(stops().geometry),
        atol=0.01,
    )


def test_heights_are_left_out_and_it_is_said(territory, tmp_path) -> None:
    high = stops().set_geometry(shapely.force_3d(stops().geometry.to_numpy(), 120.0), crs=CRS)
    added = add(territory, "stops", write(high, tmp_path / "stops.gpkg"), source=SOURCE)
    assert [notice.code for notice in added.notices] == ["territory.flattened"]


def test_a_layer_reads_only_what_is_asked(territory, tmp_path) -> None:
    added = add(territory, "stops", write(stops(), tmp_path / "stops.gpkg"), source=SOURCE)
    layer = accept(territory, added.layer_id).layers["stops"]
    frame = layer.frame(columns=["name"], bbox=(WEST, SOUTH, WEST + 10, SOUTH + 10))
    assert list(frame.columns) == ["name", "geometry"]
    assert frame["name"].tolist() == ["Nord"]
    assert layer.rows == 2
    assert layer.bbox == (WEST + 5, SOUTH + 5, WEST + 1500, SOUTH + 500)


@pytest.mark.parametrize("mark", [",", ";"])
def test_codes_of_a_csv_keep_their_zeros(territory, tmp_path, mark) -> None:
    page = tmp_path / "population.csv"
    rows = (("istat_code", "age", "female", "male"), ("015001", "0", "12", "11.5"))
    page.write_text("﻿" + "\n".join(mark.join(row) for row in rows) + "\n", encoding="utf-8")
    added = add(territory, "population", page, source=SOURCE)
    frame = accept(territory, added.layer_id).layers["population"].frame()
    assert frame.to_dict("records") == [
        {"istat_code": "015001", "age": 0, "female": 12, "male": 11.5}
    ]


def test_a_raster_is_stored_as_it_is_with_its_legend(territory) -> None:
    layer = territory.layers["land_cover"]
    assert layer.legend == LEGEND
    assert (layer.cell, layer.bbox) == (10.0, (WEST, SOUTH, WEST + 2000, SOUTH + 1000))
    with layer.raster() as raster:
        assert (raster.read(1) == land_cover()).all()
        assert raster.nodata == 255
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_the_same_input_gives_the_same_snapshot(tmp_path) -> None:
    one, other = make_territory(tmp_path / "a"), make_territory(tmp_path / "b")
    assert one.snapshot == other.snapshot
    assert len(one.snapshot) == 64


def test_a_raster_of_another_grid_is_aligned_only_when_asked(territory, tmp_path) -> None:
    page = write_raster(
        tmp_path / "cover.tif",
        np.repeat(np.array([[1], [2]], dtype=np.uint8), 30, axis=1),
        transform=Affine(40.0, 0.0, WEST + 3, 0.0, -40.0, SOUTH + 83),
    )
    reading = ReadOptions(align="nearest", cell=20.0)
    added = add(
        territory, "land_cover", page, source=SOURCE, meta={"legend": LEGEND}, reading=reading
    )
    assert [notice.code for notice in added.notices] == ["territory.aligned"]
    layer = accept(territory, added.layer_id).layers["land_cover"]
    with layer.raster() as raster:
        assert raster.transform == Affine(20.0, 0.0, WEST, 0.0, -20.0, SOUTH + 100)
        values = raster.read(1)
    assert values.shape == (5, 61)
    assert values[:, 0].tolist() == [255, 1, 1, 2, 2]  # the class under the centre of each cell
    assert set(values[:, -1]) == {255}


def test_an_air_temperature_after_a_surface_one_is_noticed(territory, tmp_path) -> None:
    nights = np.full((2, 4), 21.5, dtype=np.float32)
    page = write_raster(tmp_path / "night.tif", nights, nodata=-9999.0, cell=500.0)
    first = add(territory, "night_temperature", page, source=SOURCE, meta={"kind": "LST"})
    accept(territory, first.layer_id)
    second = add(territory, "night_temperature", page, source=SOURCE, meta={"kind": "air"})
    assert [notice.code for notice in second.notices] == ["territory.kind_changed"]


def test_the_whole_territory_is_still_whole(territory, tmp_path) -> None:
    add(territory, "stops", write(stops(), tmp_path / "stops.gpkg"), source=SOURCE)
    assert check(Territory.open(territory.root)) == []
    assert territory.boundary.area == pytest.approx(2e6)

"""What is wrong with a layer is told all at once, with row numbers, and nothing is kept."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from contado.errors import BadInput, Problem
from contado.territory import Territory, add, check
from contado.territory.contributions import ReadOptions
from contado.territory.testing import (
    CRS,
    SOURCE,
    SOUTH,
    WEST,
    land_cover,
    make_territory,
    write_raster,
)

BOWTIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make_territory(tmp_path_factory.mktemp("bad") / "prova")


def files(root: Path) -> dict[str, bytes]:
    return {
        str(page.relative_to(root)): page.read_bytes()
        for page in sorted(root.rglob("*"))
        if page.is_file() and page.name != ".lock"
    }


def refused(territory: Territory, role: str, file: Path, **options: object) -> dict[str, Problem]:
    before = files(territory.root)
    with pytest.raises(BadInput) as error:
        add(territory, role, file, source=SOURCE, **options)  # type: ignore[arg-type]
    assert files(territory.root) == before
    for problem in error.value.problems:
        assert problem.line("it") != problem.line("en")
        assert not re.search(r"{[a-z]+}", problem.line("it") + problem.line("en"))
    return {problem.code: problem for problem in error.value.problems}


def said(problem: Problem, name: str) -> object:
    return dict(problem.values)[name]


def parks(shapes: list[object], **columns: object) -> gpd.GeoDataFrame:
    content = {"id": [f"p{i}" for i in range(len(shapes))], **columns}
    return gpd.GeoDataFrame(content, geometry=gpd.GeoSeries(shapes), crs=CRS)


def square(east: float = 0.0) -> shapely.Polygon:
    return shapely.box(WEST + east, SOUTH, WEST + east + 10, SOUTH + 10)


def shifted(shape: shapely.Polygon) -> shapely.Polygon:
    return shapely.transform(shape, lambda points: points + np.array([WEST, SOUTH]))


def test_every_problem_of_a_vector_is_told_with_its_rows(territory: Territory, tmp_path) -> None:
    shapes = [square(), shifted(BOWTIE), None, shapely.Polygon(), shapely.Point(WEST, SOUTH)]
    frame = parks(shapes)
    frame.loc[4, "id"] = "p0"
    frame.to_file(tmp_path / "parks.gpkg")
    found = refused(territory, "parks", tmp_path / "parks.gpkg")
    assert {code: said(problem, "rows") for code, problem in found.items()} == {
        "territory.key_repeated": "1, 5",
        "territory.geometry_invalid": "2",
        "territory.geometry_missing": "3",
        "territory.geometry_empty": "4",
        "territory.geometry_kind": "5",
    }
    assert "Self-intersection" in said(found["territory.geometry_invalid"], "reason")


def test_columns_missing_of_another_type_or_out_of_range_are_told(territory, tmp_path) -> None:
    page = tmp_path / "population.csv"
    page.write_text("istat_code,age,female\n15001,0,10\n015001,abc,-1\n,2,3\n")
    found = refused(territory, "population", page)
    assert set(found) == {
        "territory.column_missing",
        "territory.value_missing",
        "territory.not_allowed",
        "territory.wrong_type",
        "territory.out_of_range",
    }
    assert said(found["territory.not_allowed"], "rows") == "1"
    assert said(found["territory.wrong_type"], "rows") == "2"
    assert said(found["territory.out_of_range"], "rows") == "2"
    assert said(found["territory.value_missing"], "rows") == "3"
    assert "Males" in found["territory.column_missing"].line("en")
    assert "Maschi" in found["territory.column_missing"].line("it")


def test_a_code_stored_as_a_number_is_of_the_wrong_type(territory, tmp_path) -> None:
    frame = gpd.GeoDataFrame({"istat_code": [15001], "name": ["A"]}, geometry=[square()], crs=CRS)
    frame.to_file(tmp_path / "comuni.gpkg")
    assert set(refused(territory, "municipalities", tmp_path / "comuni.gpkg")) == {
        "territory.wrong_type"
    }


def test_a_value_outside_the_list_is_refused(territory, tmp_path) -> None:
    page = tmp_path / "criticality.csv"
    page.write_text("istat_code;criticality\n015001;A\n015002;Z\n")
    found = refused(territory, "hydraulic_criticality", page)
    assert said(found["territory.not_allowed"], "rows") == "2"


def test_a_vector_without_crs_is_refused_and_the_crs_can_be_given(territory, tmp_path) -> None:
    page = tmp_path / "parks.parquet"
    parks([square()]).set_crs(None, allow_override=True).to_parquet(page)
    assert set(refused(territory, "parks", page)) == {"crs.missing"}
    unknown = refused(territory, "parks", page, reading=ReadOptions(crs="EPSG:1"))
    assert set(unknown) == {"crs.unknown"}


def test_swapped_axes_put_the_data_elsewhere(territory, tmp_path) -> None:
    swapped = shapely.transform(square(), lambda points: points[:, ::-1])
    parks([swapped]).to_file(tmp_path / "parks.gpkg")
    assert set(refused(territory, "parks", tmp_path / "parks.gpkg")) == {"territory.elsewhere"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.gpkg", b"", "territory.empty"),
        ("a.gpkg", b"not a geopackage", "territory.format_unknown"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 100, "vectors.not_geopackage"),
        ("a.parquet", b"PAR1" + b"\x00" * 100, "territory.unreadable"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "territory.unreadable"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "territory.empty"),
        ("a.vrt", b"<OGRVRTDataSource></OGRVRTDataSource>", "vectors.foreign"),
    ],
)
def test_a_file_that_is_no_vector_is_refused(territory, tmp_path, name, content, code) -> None:
    page = tmp_path / name
    page.write_bytes(content)
    assert code in refused(territory, "parks", page)


def test_a_file_with_several_layers_asks_which(territory, tmp_path) -> None:
    for layer in ("one", "two"):
        parks([square()]).to_file(tmp_path / "parks.gpkg", layer=layer)
    found = refused(territory, "parks", tmp_path / "parks.gpkg")
    assert said(found["territory.several_layers"], "layers") == "one, two"


def test_a_zip_bomb_and_a_path_that_leaves_the_folder_are_refused(territory, tmp_path) -> None:
    bomb, climber = tmp_path / "bomb.zip", tmp_path / "climber.zip"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("parks.shp", b"\x00" * (20 << 20))
    with ZipFile(climber, "w") as archive:
        archive.writestr("../../parks.shp", b"x")
    for page in (bomb, climber):
        assert refused(territory, "parks", page)
    assert not (tmp_path.parent / "parks.shp").exists()


def test_a_table_that_is_not_utf8_is_read_as_of_windows(territory, tmp_path) -> None:
    page = tmp_path / "criticality.csv"
    page.write_bytes("istat_code,criticality\n015001,è\n".encode("latin-1"))
    assert set(refused(territory, "hydraulic_criticality", page)) == {"territory.not_allowed"}


def test_an_unknown_role_and_an_unknown_licence_are_refused(territory, tmp_path) -> None:
    parks([square()]).to_file(tmp_path / "parks.gpkg")
    assert set(refused(territory, "moons", tmp_path / "parks.gpkg")) == {"territory.role_unknown"}
    odd = SOURCE.model_copy(update={"licence": "mine"})
    with pytest.raises(BadInput) as error:
        add(territory, "parks", tmp_path / "parks.gpkg", source=odd)
    assert [problem.code for problem in error.value.problems] == ["territory.licence_unknown"]


ROTATED = Affine(10.0, 1.0, WEST, 1.0, -10.0, SOUTH + 1000)
HALF_A_CELL_OFF = Affine(10.0, 0.0, WEST + 5, 0.0, -10.0, SOUTH + 1000)
LEGEND = {"legend": {1: "sealed", 2: "green_urban"}}


@pytest.mark.parametrize(
    ("profile", "meta", "codes"),
    [
        ({"nodata": None}, LEGEND, {"territory.raster_nodata"}),
        ({"crs": None}, LEGEND, {"crs.missing"}),
        ({"crs": "EPSG:3035"}, LEGEND, {"territory.raster_crs"}),
        ({"transform": ROTATED}, LEGEND, {"rasters.rotated"}),
        ({"transform": HALF_A_CELL_OFF}, LEGEND, {"territory.raster_off_grid"}),
        ({"cell": 15.0}, LEGEND, {"territory.raster_off_grid"}),
        ({}, {}, {"territory.meta_missing"}),
        ({}, {"legend": {1: "sealed"}}, {"territory.legend_incomplete"}),
        ({}, {"legend": {1: "sealed", 2: "lava"}}, {"territory.legend_class_unknown"}),
        ({}, {"legend": {"one": "sealed"}}, {"territory.legend_invalid"}),
        ({}, {"legend": ["sealed"]}, {"territory.legend_invalid"}),
        (
            {"nodata": None, "crs": None, "transform": ROTATED},
            {},
            {
                "territory.raster_nodata",
                "crs.missing",
                "rasters.rotated",
                "territory.meta_missing",
            },
        ),
    ],
)
def test_a_raster_of_classes_is_refused_for_every_reason_at_once(
    territory, tmp_path, profile, meta, codes
) -> None:
    page = write_raster(tmp_path / "cover.tif", land_cover(), **profile)
    assert set(refused(territory, "land_cover", page, meta=meta)) == codes


def test_classes_are_whole_numbers_in_one_band(territory, tmp_path) -> None:
    real = write_raster(tmp_path / "real.tif", land_cover().astype(np.float32))
    assert set(refused(territory, "land_cover", real, meta=LEGEND)) == {"rasters.not_whole"}
    two = write_raster(tmp_path / "two.tif", np.stack([land_cover(), land_cover()]))
    assert set(refused(territory, "land_cover", two, meta=LEGEND)) == {"rasters.bands"}


def test_a_raster_without_data_is_refused(territory, tmp_path) -> None:
    page = write_raster(tmp_path / "void.tif", np.full((100, 200), 255, dtype=np.uint8))
    assert set(refused(territory, "land_cover", page, meta=LEGEND)) == {"territory.raster_void"}


def test_soil_groups_are_one_to_four(territory, tmp_path) -> None:
    page = write_raster(tmp_path / "soil.tif", np.array([[1, 4], [5, 9]], dtype=np.uint8))
    found = refused(territory, "soil_groups", page)
    assert said(found["territory.raster_codes"], "codes") == "5, 9"


def nights(value: float = 20.0) -> np.ndarray:
    return np.full((2, 2), value, dtype=np.float32)


@pytest.mark.parametrize(
    ("value", "kinds", "code"),
    [
        (20.0, {}, "territory.meta_missing"),
        (20.0, {"declared": "both"}, "territory.meta_not_allowed"),
        (20.0, {"declared": "LST", "file": "air"}, "territory.kind_mixed"),
        (293.0, {"declared": "LST"}, "territory.raster_out_of_range"),
    ],
)
def test_a_night_temperature_says_its_kind_and_is_in_celsius(
    territory, tmp_path, value, kinds, code
) -> None:
    tags = {"kind": kinds["file"]} if "file" in kinds else {}
    meta = {"kind": kinds["declared"]} if "declared" in kinds else {}
    page = write_raster(tmp_path / "n.tif", nights(value), nodata=-9999.0, cell=500.0, tags=tags)
    assert set(refused(territory, "night_temperature", page, meta=meta)) == {code}


def test_a_text_that_pretends_to_be_a_raster_is_not_followed(territory, tmp_path) -> None:
    page = tmp_path / "cover.tif"
    page.write_text("<VRTDataset></VRTDataset>")
    assert set(refused(territory, "land_cover", page)) == {"territory.format_unknown"}


def test_a_damaged_raster_is_refused(territory, tmp_path) -> None:
    page = write_raster(tmp_path / "cover.tif", land_cover())
    page.write_bytes(page.read_bytes()[:300])
    assert set(refused(territory, "land_cover", page, meta=LEGEND)) == {"rasters.damaged"}


def test_the_territory_of_the_tests_is_whole(territory: Territory) -> None:
    assert check(territory) == []
    assert isinstance(territory.layers["municipalities"].frame(), pd.DataFrame)


def upa(drainage: list[object]) -> gpd.GeoDataFrame:
    west = np.array([WEST + 1000.0 * i for i in range(len(drainage))])
    codes = [f"U{i}" for i in range(len(drainage))]
    content = {"code": codes, "name": codes, "livello_vulnerabilita_drenaggio": drainage}
    return gpd.GeoDataFrame(
        content, geometry=shapely.box(west, SOUTH, west + 1000.0, SOUTH + 1000.0), crs=CRS
    )


@pytest.mark.parametrize("wrong", ["Alto", "alta", "high", "altissimo"])
def test_a_level_is_one_of_the_three_as_they_are_written(territory, tmp_path, wrong) -> None:
    upa([wrong, "basso"]).to_file(tmp_path / "upa.gpkg")
    found = refused(territory, "landscape_units", tmp_path / "upa.gpkg")
    assert set(found) == {"territory.not_allowed"}
    problem = found["territory.not_allowed"]
    assert said(problem, "rows") == "1"
    assert "livello_vulnerabilita_drenaggio" in problem.where
    assert "basso, medio, alto" in problem.line("it")


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_level_is_none_given(tmp_path, empty) -> None:
    own = make_territory(tmp_path / "prova")
    upa([empty, "medio"]).to_file(tmp_path / "upa.gpkg")
    assert add(own, "landscape_units", tmp_path / "upa.gpkg", source=SOURCE)

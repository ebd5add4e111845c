"""A change of reference system that nobody knows well is never made in silence."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from contado.errors import BadInput
from contado.interventions import Read, read_interventions
from contado.territory import read_vector, to_crs

LOT = shapely.box(1_515_000, 5_034_000, 1_515_100, 5_034_050)  # Gauss-Boaga, west
BOUNDARY = shapely.box(505_000, 5_024_000, 525_000, 5_044_000)
INTERNATIONAL = (
    'PROJCS["unnamed",GEOGCS["unknown",DATUM["D_unknown",SPHEROID["intl",6378388,297]],'
    'PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",9],PARAMETER["scale_factor",0.9996],'
    'PARAMETER["false_easting",1500000],PARAMETER["false_northing",0],UNIT["Meter",1]]'
)


def written(folder: Path, prj: str) -> Path:
    frame = gpd.GeoDataFrame({"id": ["a"], "name": ["x"]}, geometry=[LOT], crs="EPSG:3003")
    frame.to_file(folder / "a.shp")
    (folder / "a.prj").write_text(prj)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for part in ("a.shp", "a.shx", "a.dbf", "a.prj"):
            archive.write(folder / part, part)
    return folder / "a.zip"


def read(path: Path, crs: str | None = None) -> Read:
    return read_interventions(
        path, territory_crs="EPSG:32632", boundary=BOUNDARY, measures=[], crs=crs
    )


def test_a_datum_without_a_name_is_refused_and_the_likely_system_is_offered(tmp_path) -> None:
    with pytest.raises(BadInput) as refused:
        read(written(tmp_path, INTERNATIONAL))
    (problem,) = refused.value.problems
    assert problem.code == "interventions.shift_unknown"
    said = problem.line("it")
    assert "--crs EPSG:3003" in said
    assert "cadrebbe a 79 m da qui" in said


def test_who_names_the_system_agrees_to_its_accuracy(tmp_path) -> None:
    result = read(written(tmp_path, INTERNATIONAL), crs="EPSG:3003")
    assert [one.code for one in result.notices] == ["interventions.transformed"]
    middle = shapely.from_wkb(result.interventions[0].geometry).centroid
    named = read(written(tmp_path, CRS.from_epsg(3003).to_wkt("WKT1_ESRI"))).interventions[0]
    assert middle.distance(shapely.from_wkb(named.geometry).centroid) < 0.01


def test_layers_are_refused_and_named_alike(tmp_path) -> None:
    path = written(tmp_path, INTERNATIONAL)
    with pytest.raises(BadInput) as refused:
        to_crs(read_vector(path), "EPSG:32632", path.name)
    assert [one.code for one in refused.value.problems] == ["territory.shift_unknown"]
    frame, notices = to_crs(read_vector(path, crs="EPSG:3003"), "EPSG:32632", path.name)
    assert [one.code for one in notices] == ["territory.reprojected"]
    assert "4 m" in notices[0].line("it")
    assert BOUNDARY.contains(frame.geometry.iloc[0])

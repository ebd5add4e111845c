"""Night heat of units and cells, reckoned by hand on the ground of conftest.

The lowest 5 % of the area is at 18 °C, so the anomalies are 0, 2, 4 and 6 °C: classes slight,
strong, very strong, very strong.
"""

import json

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from shapely.affinity import translate

from contado.analyses import Result, run
from contado.analyses.places import named_places
from contado.analyses.record import record
from contado.analyses.tables import TableRows
from contado.errors import BadInput
from contado.heat.night.cells import night_by_cell
from contado.heat.night.units import NightUnits, night_by_unit
from contado.territory.place_files import write_geopackage
from contado.territory.place_style import style_of

SLIGHT, STRONG, VERY_STRONG = 1, 3, 4


def by_role(ground, rules, role: str = "landscape_units") -> NightUnits:
    named = named_places(ground, role)
    return night_by_unit(ground, rules, named.places, named.layer)


def asked(ground, by: str = "landscape_units") -> Result:
    return run("warm-night", territory=ground.root, by=by)


def rows_of(result: Result) -> list[dict]:
    return TableRows.of(result, "units").rows("it")


def test_a_unit_has_its_mean_anomaly_and_the_class_of_that_mean(ground, rules):
    found = by_role(ground, rules, "municipalities")
    assert found.reference == 18.0
    assert found.kind == "LST"
    assert found.mean.low[0] == pytest.approx(19.0)
    assert found.anomaly.low[0] == pytest.approx(1.0)
    assert found.classes.name(0) == "moderate"


def test_the_shares_by_class_are_of_the_area_and_of_the_residents(ground, rules):
    found = by_role(ground, rules, "municipalities")
    assert found.area_shares[0][[SLIGHT, STRONG]] == pytest.approx([0.5, 0.5])
    assert found.resident_shares[0][[SLIGHT, STRONG]] == pytest.approx([0.25, 0.75])
    assert found.area_shares.sum(axis=1) == pytest.approx(1.0)
    assert found.resident_shares.sum(axis=1) == pytest.approx(1.0)


def test_the_level_is_that_of_the_residents_in_the_hottest_classes(ground, rules):
    found = by_role(ground, rules, "municipalities")
    assert found.hot_share.low[0] == pytest.approx(0.75)
    assert (found.level.name(0), found.basis[0]) == ("high", "residents")


def test_without_residents_the_level_is_that_of_the_area_and_residents_are_not_told(
    make_ground, rules
):
    found = by_role(make_ground(without=("population_grid",)), rules, "municipalities")
    assert found.hot_share.low[0] == pytest.approx(0.5)
    assert found.basis[0] == "area"
    assert np.isnan(found.resident_shares).all()
    assert found.area_shares[0].sum() == pytest.approx(1.0)


def test_a_unit_that_the_data_cover_too_little_is_not_computable_and_says_why(ground, rules):
    found = by_role(ground, rules, "municipalities")
    why = found.anomaly.why(1)
    assert (why.code, why.subject) == ("low_coverage", "night_temperature")
    assert found.classes.name(1) is None
    assert found.level.name(1) is None
    assert found.coverage[1] == pytest.approx(0.75)
    row = rows_of(asked(ground, "municipalities"))[1]
    assert (row["anomaly_c"], row["class"], row["level"]) == (None, None, None)
    assert "copre troppo poco" in row["missing"]


def test_the_sheets_own_share_is_the_same(ground, rules):
    from contado.heat import unit_hot_share
    from contado.survey import Survey
    from contado.territory import Places

    frame = ground.layer("landscape_units").frame(columns=["code"])
    judged = unit_hot_share(Survey(ground, rules, Places.of(frame, "place", "code")))
    found = by_role(ground, rules, "landscape_units")
    assert np.array_equal(found.hot_share.low, judged.values.low, equal_nan=True)


def test_the_flags_of_every_layer_that_was_read_follow_the_numbers(ground, rules):
    found = by_role(ground, rules)
    assert all("simulated" in flags for flags in found.flags)
    made = record(asked(ground))
    roles = {layer["role"] for layer in made["layers"]}
    assert {"night_temperature", "landscape_units", "population_grid"} <= roles
    used = {use["parameter"]: use for use in made["parameters"]}
    assert used["upa.vulnerability_breaks"]["confidence"] == "assumption"
    assert used["heat.anomaly_breaks"]["reference"]["title"]
    json.dumps(made, allow_nan=False)


@pytest.mark.parametrize(
    ("west", "south", "said"),
    [(150, 0, "più grossolano"), (0, 0, "Il più caldo è grande")],
    ids=["as warm as a small one", "warmer than a small one"],
)
def test_the_hottest_is_told_as_such_only_where_the_data_tell_it_apart(
    ground, tmp_path, west, south, said
):
    x, y = (ground.boundary.bounds[at] for at in (0, 1))
    shapes = [
        shapely.box(x + 100, y, x + 300, y + 200),
        shapely.box(x + west, y + south, x + west + 100, y + south + 100),
    ]
    file = tmp_path / "places.gpkg"
    frame = gpd.GeoDataFrame({"name": ["grande", "piccolo"]}, geometry=shapes, crs=ground.crs)
    frame.to_file(file, engine="pyogrio")
    text = run("warm-night", territory=ground.root, by=str(file)).answer[1].it
    assert said in text
    assert "più caldo è grande" in text


def test_a_territory_without_night_temperature_is_refused(make_ground, rules):
    with pytest.raises(BadInput) as caught:
        by_role(make_ground(without=("night_temperature",)), rules)
    assert [problem.code for problem in caught.value.problems] == ["night.no_layer"]


def test_cells_have_their_anomaly_and_their_class_and_no_datum_stays_none(ground, rules, tmp_path):
    found = night_by_cell(ground, rules, tmp_path)
    with rasterio.open(tmp_path / "anomaly.tif") as raster:
        anomaly = raster.read(1)
        assert raster.nodata == -9999
        assert raster.tags()["kind"] == "LST"
    with rasterio.open(tmp_path / "class.tif") as raster:
        classes = raster.read(1)
        legend = json.loads(raster.tags()["legend"])
    assert anomaly.tolist() == [[0, 2, 4, 6], [0, 2, 4, -9999]]
    assert classes.tolist() == [[2, 4, 5, 5], [2, 4, 5, 0]]
    assert legend["5"] == "very_strong"
    assert found.counts == (0, 2, 0, 2, 3)
    assert found.untold == 1
    summary = asked(ground, "cells").summary
    assert sum(summary["area_shares"].values()) == pytest.approx(1.0)


@pytest.mark.parametrize("by", ["015001", "Luogo 015001"])
def test_a_comune_has_the_row_that_it_has_in_the_table_of_all(ground, by):
    assert rows_of(asked(ground, by)) == rows_of(asked(ground, "municipalities"))[:1]


def test_polygons_of_a_file_may_lie_over_one_another_and_off_the_data(ground, tmp_path):
    frame = ground.layer("municipalities").frame()
    twice = frame.iloc[[0, 0, 1]].assign(code=["a", "b", "far"])
    twice.geometry = [*twice.geometry[:2], translate(twice.geometry.iloc[2], 1e4)]
    twice[["code", "name", "geometry"]].to_file(tmp_path / "mine.gpkg", layer="mine")
    mine = rows_of(asked(ground, f"{tmp_path / 'mine.gpkg'}|layername=mine"))
    own = rows_of(asked(ground, "municipalities"))[0]
    for row in mine[:2]:
        assert row | {"code": own["code"]} == own
    assert (mine[2]["anomaly_c"], mine[2]["level"]) == (None, None)


def test_the_same_rows_give_the_same_geopackage_with_its_style(ground, rules, tmp_path):
    import pyogrio

    found = by_role(ground, rules)
    table = rows_of(asked(ground))
    style = style_of("class", {"none": "assente", "slight": "lieve"}, "non calcolabile")
    for name in ("a.gpkg", "b.gpkg"):
        write_geopackage(
            tmp_path / name, table, found.places.geometry,
            crs=ground.crs, layer="night", style=style, day="2024-01-01", names={},
        )  # fmt: skip
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    read = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="night")
    assert read["code"].tolist() == ["U1", "U2", "U3"]
    styles = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="layer_styles")
    assert "categorizedSymbol" in styles["styleQML"][0]

"""Residents by age in each class, reckoned by hand on the ground of conftest.

The grid has 80 people in A and 60 in B, the registry 110 and 60: A's cells count 110/80.
"""

import numpy as np
import pytest

from contado.analyses import Result, run
from contado.analyses.places import named_places
from contado.analyses.tables import TableRows
from contado.errors import BadInput
from contado.heat.exposure.classes import RasterClasses
from contado.heat.exposure.residents import Exposure, exposed, rounded

SLIGHT, STRONG, VERY_STRONG, NO_CLASS = 1, 3, 4, 5
NO_DATA = -9999.0


def by_role(ground, rules, role: str, source: RasterClasses | None = None) -> Exposure:
    named = named_places(ground, role)
    return exposed(ground, rules, named.places, named.layer, source)


def rows_of(result: Result) -> list[dict]:
    return TableRows.of(result, "exposed").rows("it")


def test_residents_of_each_age_are_in_the_class_they_live_in(ground, rules):
    found = by_role(ground, rules, "municipalities")
    scale = 110 / 80
    assert found.people[0, SLIGHT] == pytest.approx(20 * scale * np.array([10, 90, 10]) / 110)
    assert found.people[0, STRONG] == pytest.approx(60 * scale * np.array([10, 90, 10]) / 110)
    assert found.people[1, VERY_STRONG] == pytest.approx([0, 50, 0])
    assert found.people[1, NO_CLASS] == pytest.approx([0, 10, 0])
    assert found.flags == ("simulated",)


def test_each_municipality_adds_up_to_its_own_total_and_ages(ground, rules):
    found = by_role(ground, rules, "municipalities")
    assert found.people.sum(axis=1) == pytest.approx(np.array([[10, 90, 10], [0, 60, 0]]))


def test_a_unit_across_two_municipalities_takes_the_ages_of_each(ground, rules):
    found = by_role(ground, rules, "landscape_units")
    assert found.people[1, STRONG] == pytest.approx(60 / 80 * np.array([10, 90, 10]))
    assert found.people[1, VERY_STRONG] == pytest.approx([0, 40, 0])
    assert found.people.sum() == pytest.approx(170)


def test_a_municipality_that_the_grid_covers_in_part_is_not_computable(make_ground, rules):
    patchy = make_ground(density=[[NO_DATA, 3000, 2000, 1000]] * 2)
    found = by_role(patchy, rules, "municipalities")
    assert found.missing.tolist() == [1, 0]
    assert found.reasons[0].code == "low_coverage"
    assert np.isnan(found.people[0]).all()
    assert found.unspread == {"015001": 110.0}
    by_unit = by_role(patchy, rules, "landscape_units")
    assert (by_unit.missing > 0).tolist() == [True, True, False]
    result = run("warm-exposed", territory=patchy.root)
    assert result.summary["municipalities_not_spread"] == {"015001": 110}
    assert rows_of(result)[0]["residents"] is None


def test_a_comune_has_the_rows_that_it_has_in_the_table_of_all(ground):
    whole = rows_of(run("warm-exposed", territory=ground.root))
    alone = run("warm-exposed", territory=ground.root, by="Luogo 015002")
    assert rows_of(alone) == [row for row in whole if row["code"] == "015002"]
    assert alone.summary["municipalities_not_spread"] == {}


def test_polygons_of_a_file_may_lie_over_one_another(ground, rules, tmp_path):
    frame = ground.layer("landscape_units").frame()
    file = tmp_path / "mine.gpkg"
    frame.iloc[[1, 1, 2]].assign(code=["a", "b", "c"])[["code", "geometry"]].to_file(file)
    mine = by_role(ground, rules, str(file))
    units = by_role(ground, rules, "landscape_units")
    assert mine.people == pytest.approx(units.people[[1, 1, 2]])
    assert (mine.missing == 0).all()


def test_a_municipality_without_registry_is_not_computable_and_says_so(make_ground, rules):
    found = by_role(make_ground(registered=["015002"]), rules, "municipalities")
    assert found.missing.tolist() == [2, 0]
    assert found.reasons[1].subject == "population"
    assert np.isnan(found.unspread["015001"])


def test_any_raster_of_classes_serves_and_its_legend_names_them(
    ground, rules, write_raster, tmp_path
):
    # Cells of 50 m: code 1 on the west half of every cell of 100 m, 7 on the east half.
    codes = np.tile([1, 7], 4)[np.newaxis].repeat(4, axis=0)
    file = write_raster(
        tmp_path / "runoff.tif", codes, 50, "uint8", nodata=0, tags={"legend": '{"1": "dry"}'}
    )
    found = by_role(ground, rules, "municipalities", RasterClasses(file))
    assert list(found.classes.labels) == ["dry", "7"]
    assert found.people[0].sum(axis=1) == pytest.approx([55, 55, 0])
    assert found.people.sum() == pytest.approx(170)


@pytest.fixture
def odd_raster(write_raster, tmp_path):
    return lambda values: write_raster(
        tmp_path / "odd.tif", values, 100, str(values.dtype), nodata=None
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.full((2, 4), 0.5, dtype="float32"), "rasters.not_whole"),
        (np.array([[0, 1, 2, 2_000_000_000]] * 2, dtype="int32"), "night.raster_not_classes"),
        (np.arange(200, dtype="uint8").reshape(2, 100) % 100, "night.raster_not_classes"),
    ],
)
def test_a_raster_of_something_else_is_refused(ground, rules, odd_raster, values, code):
    file = odd_raster(values)
    with pytest.raises(BadInput) as caught:
        by_role(ground, rules, "municipalities", RasterClasses(file))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_raster_in_another_system_and_a_file_that_is_none_are_refused(
    ground, rules, write_raster, tmp_path
):
    elsewhere = write_raster(tmp_path / "a.tif", [[1]], 100, "uint8", nodata=None, crs="EPSG:3003")
    (tmp_path / "b.tif").write_text("no raster")
    codes = []
    for file in (elsewhere, tmp_path / "b.tif"):
        with pytest.raises(BadInput) as caught:
            by_role(ground, rules, "municipalities", RasterClasses(file))
        codes += [problem.code for problem in caught.value.problems]
    assert codes == ["night.raster_crs", "territory.format_unknown"]


def test_estimates_are_rounded_and_small_ones_only_bounded():
    assert [rounded(x, 10) for x in (0.0, 0.4, 9.99, 10, 14.9, 15, 1234)] == [
        0, "<10", "<10", 10, 10, 20, 1230
    ]  # fmt: skip

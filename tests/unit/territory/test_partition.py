"""Layers that divide the territory: rows over each other are refused, gaps are said."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from contado.errors import BadInput, Problem
from contado.territory import Territory, add
from contado.territory.partition import check_cover, overlaps
from contado.territory.testing import CRS, SOURCE, make_territory


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return make_territory(tmp_path_factory.mktemp("partition") / "prova")


def units(path: Path, *shapes: shapely.Polygon) -> Path:
    codes = [f"u{number}" for number in range(len(shapes))]
    frame = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=list(shapes), crs=CRS)
    frame.to_file(path / "units.gpkg")
    return path / "units.gpkg"


def halves(territory: Territory) -> tuple[shapely.Polygon, shapely.Polygon]:
    west, south, east, north = territory.boundary.bounds
    middle = (west + east) / 2
    return shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)


def test_units_over_each_other_are_refused_with_their_rows(territory, tmp_path) -> None:
    one, two = halves(territory)
    wide = shapely.union(one, shapely.buffer(one, (two.bounds[2] - two.bounds[0]) / 2))
    with pytest.raises(BadInput) as refused:
        add(territory, "landscape_units", units(tmp_path, one, two, wide), source=SOURCE)
    (problem,) = refused.value.problems
    assert problem.code == "territory.overlap"
    assert "1-3 (100 %), 2-3 (50 %)." in problem.line("it")


def test_units_of_a_corner_are_taken_and_the_share_is_said(territory, tmp_path) -> None:
    one, _ = halves(territory)
    added = add(territory, "landscape_units", units(tmp_path, one), source=SOURCE)
    (notice,) = added.notices
    assert notice.code == "territory.partly_covered"
    assert "Copre il 50 % del territorio." in notice.line("it")


def test_units_that_divide_the_territory_say_nothing(territory, tmp_path) -> None:
    added = add(territory, "landscape_units", units(tmp_path, *halves(territory)), source=SOURCE)
    assert added.notices == ()


def test_many_rows_over_each_other_are_shown_ten_pairs_at_a_time(territory, tmp_path) -> None:
    one, _ = halves(territory)
    with pytest.raises(BadInput) as refused:
        add(territory, "zones", units(tmp_path, *[one] * 300), source=SOURCE)
    (problem,) = refused.value.problems
    assert problem.line("it").count("(100 %)") == 10
    assert "1-11 (100 %), …." in problem.line("it")


def test_boundaries_drawn_apart_by_a_sliver_are_no_overlap() -> None:
    assert list(overlaps(shapely.box([0, 999.5], 0, [1000, 2000], 1000))) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
def test_every_pair_over_each_other_is_found_once(corners: list[tuple[int, int]]) -> None:
    places = np.array(corners)
    shapes = shapely.box(*places.T, *(places + 3).T)
    found = {(one, two): share for one, two, share in overlaps(shapes)}
    for one in range(len(shapes)):
        for two in range(one + 1, len(shapes)):
            across, along = (max(0, 3 - gap) for gap in abs(places[one] - places[two]))
            assert found.get((one, two), 0.0) == pytest.approx(across * along / 9)


def test_a_cover_counts_only_what_lies_inside() -> None:
    shapes = np.array([shapely.box(-10, 0, 5, 10)])
    told: list[Problem] = check_cover(shapes, shapely.box(0, 0, 10, 10), "u")
    assert [dict(notice.values) for notice in told] == [{"share": 50.0}]

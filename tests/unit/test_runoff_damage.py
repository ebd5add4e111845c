"""Buildings at risk: exact areas inside units, and money to the cent."""

from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from contado.drainage.runoff.damage import (
    affected,
    areas_by_type,
    check_types,
    read_damage,
    service,
)
from contado.errors import BadInput

CRS = "EPSG:32632"


def save(path: Path, shapes: list[object], **columns: object) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path, driver="GPKG")
    return path


def test_a_building_counts_by_what_of_it_is_in_each_unit_overlaps_in_full():
    units = shapely.box([0, 10, 0, 50], 0, [10, 20, 20, 60], 10)
    houses = np.array(
        [shapely.box(8, 0, 12, 5), shapely.box(1, 1, 3, 3), shapely.box(90, 0, 91, 1)]
    )
    types, areas = areas_by_type(units, houses, np.array([2, 7, 2]))
    assert types.tolist() == [2, 7]
    assert areas.tolist() == [[10, 4], [10, 0], [20, 4], [0, 0]]


def test_no_building_means_no_damage():
    types, areas = areas_by_type(
        shapely.box([0], 0, [1], 1), np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64)
    )
    assert affected(types, areas, {}) == (Decimal("0.00"),)


def test_money_is_exact_and_rounded_once_to_the_cent():
    damage = {1: Decimal("0.1"), 2: Decimal("0.105")}
    # 3 · 0.1 + 1 · 0.105 = 0.405, half up
    assert affected(np.array([1, 2]), np.array([[3.0, 1.0]]), damage) == (Decimal("0.41"),)


def test_service_is_damage_times_volume_and_unknown_where_the_volume_is():
    found = service([Decimal("2.50"), Decimal(1)], np.array([4.0, np.nan]))
    assert found[0] == 10.0
    assert np.isnan(found[1])


def test_types_without_a_damage_are_named_with_their_buildings():
    with pytest.raises(BadInput) as refused:
        check_types([1, 9, 9, 4], {1: Decimal(1)}, "damage.csv")
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["types"]) == ("drainage.damage_missing", "4: 1, 9: 2")


def test_the_damage_table_keeps_the_digits_written(tmp_path: Path):
    (tmp_path / "d.csv").write_text("type,DAMAGE\n1,250.10\n2,0\n", encoding="utf-8")
    assert read_damage(tmp_path / "d.csv") == {1: Decimal("250.1"), 2: Decimal(0)}


def test_a_damage_that_is_none_is_refused(tmp_path: Path):
    (tmp_path / "d.csv").write_text("Type,Damage\n1,-5\n2,nan\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_damage(tmp_path / "d.csv")
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"plain_tables.outside", "plain_tables.not_number"}


@given(st.lists(st.tuples(*[st.floats(0, 90)] * 2, *[st.floats(0.5, 9)] * 2), max_size=12))
def test_units_that_fill_the_plane_share_out_every_building(boxes):
    houses = np.array([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes], dtype=object)
    units = shapely.box([0, 50, 0, 50], [0, 0, 50, 50], [50, 100, 50, 100], [50, 50, 100, 100])
    types, areas = areas_by_type(units, houses, np.ones(len(houses), dtype=np.int64))
    assert areas.sum() == pytest.approx(float(shapely.area(houses).sum()), abs=1e-6)
    assert len(types) == (1 if boxes else 0)

"""Curve numbers from a table of one's own and from the plan."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contado.drainage.runoff.curve_numbers import (
    GROUPS,
    class_curves,
    moved,
    read_curve_numbers,
)
from contado.errors import BadInput
from contado.norms import Rules

# TR-55 by hydrologic group A to D, as domain.md 2.7 gives it
TR55 = {
    "paved": (98, 98, 98, 98),
    "commercial_85": (89, 92, 94, 95),
    "industrial_72": (81, 88, 91, 93),
    "residential_65": (77, 85, 90, 92),
    "residential_38": (61, 75, 83, 87),
    "residential_25": (54, 70, 80, 85),
    "gravel_road": (76, 85, 89, 91),
    "open_space_good": (39, 61, 74, 80),
    "open_space_fair": (49, 69, 79, 84),
    "open_space_poor": (68, 79, 86, 89),
    "row_crops": (67, 78, 85, 89),
    "small_grain": (63, 75, 83, 87),
    "pasture": (39, 61, 74, 80),
    "meadow": (30, 58, 71, 78),
    "woods_good": (30, 55, 70, 77),
    "woods_fair": (36, 60, 73, 79),
    "bare": (77, 86, 91, 94),
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=date(2026, 11, 21))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def codes_of(refused: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_plan_holds_the_table_of_tr55(rules: Rules):
    cells = rules.rows("runoff.curve_numbers")
    for cover, row in TR55.items():
        assert tuple(cells[cover, group] for group in GROUPS) == row
    assert all(cells["open_water", group] is None for group in GROUPS)


def test_the_marks_of_the_source_are_kept(rules: Rules):
    found = {name: rules.use(f"runoff.{name}").confidence for name in (
        "curve_numbers", "covers", "lambda", "moisture", "design_rain", "measure_cover"
    )}  # fmt: skip
    assert found.pop("curve_numbers") == "known"
    assert found.pop("lambda") == "sourced"
    assert set(found.values()) == {"assumption"}


def test_a_class_lies_between_its_rows_on_each_group(rules: Rules):
    curves = class_curves(rules, ["dense_urban", "sealed"], "II")
    assert curves.low.tolist() == [[77, 85, 90, 92], [98, 98, 98, 98]]
    assert curves.high.tolist() == [[89, 92, 94, 95], [98, 98, 98, 98]]


def test_water_has_no_curve_number_and_a_strange_class_is_not_known(rules: Rules):
    curves = class_curves(rules, ["water", "moon", "bare"])
    assert curves.counted.tolist() == [False, False, True]
    assert curves.known.tolist() == [True, False, True]


def test_where_the_soil_is_not_known_the_bounds_are_over_the_four_groups(rules: Rules):
    curves = class_curves(rules, ["green_urban"], "II").over_groups
    assert curves.low.tolist() == [[39] * 4]
    assert curves.high.tolist() == [[84] * 4]


def test_every_class_of_the_plan_has_bounds_in_order(rules: Rules):
    names = list(rules.categories["land_cover"].names)
    curves = class_curves(rules, names)
    assert curves.known.all()
    assert (curves.low[curves.counted] <= curves.high[curves.counted]).all()
    assert [name for name, counts in zip(names, curves.counted, strict=True) if not counts] == [
        "water", "lcz_water"
    ]  # fmt: skip


def test_moisture_moves_the_whole_table_and_leaves_water_out():
    assert moved(np.array([[80.0, np.nan]]), "I").round(3).tolist()[0][0] == 62.687
    assert np.isnan(moved(np.array([np.nan]), "III")).all()


def test_a_table_of_ones_own_is_read_whatever_its_capitals_and_columns(tmp_path: Path):
    text = "Name,LUCODE,cn_a,CN_B,Cn_C,CN_d\npark,7,39,61,74,80\nroad,6,98,98,98,98\n"
    table = read_curve_numbers(write(tmp_path / "cn.csv", text))
    assert table.codes == (7, 6)
    assert table.values.tolist() == [[39, 61, 74, 80], [98, 98, 98, 98]]


def test_everything_wrong_with_a_table_is_told_at_once(tmp_path: Path):
    text = "lucode,CN_A,CN_B,CN_C,CN_D\n1,101,61,74,80\n1,39,x,74,80\n2.5,39,61,-1,\n"
    with pytest.raises(BadInput) as refused:
        read_curve_numbers(write(tmp_path / "cn.csv", text))
    assert sorted(codes_of(refused)) == sorted([
        "plain_tables.outside", "plain_tables.twice", "plain_tables.not_number",
        "plain_tables.not_whole", "plain_tables.outside", "plain_tables.not_number",
    ])  # fmt: skip
    assert refused.value.problems[0].where.startswith("cn.csv:")


def test_a_table_without_a_column_is_refused(tmp_path: Path):
    with pytest.raises(BadInput) as refused:
        read_curve_numbers(write(tmp_path / "cn.csv", "lucode,CN_A,CN_B,CN_C\n1,1,1,1\n"))
    assert codes_of(refused) == ["plain_tables.no_column"]


def test_a_plan_with_half_a_row_is_refused(rules: Rules, monkeypatch: pytest.MonkeyPatch):
    cells = dict(rules.rows("runoff.curve_numbers")) | {("paved", "A"): None}
    covers = rules.rows("runoff.covers")
    monkeypatch.setattr(
        Rules, "rows", lambda _, name: cells if name == "runoff.curve_numbers" else covers
    )
    with pytest.raises(BadInput) as refused:
        class_curves(rules, ["sealed"], "II")
    assert codes_of(refused) == ["norms.wrong_kind"]

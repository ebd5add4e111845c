"""Tables that people bring: read as they are, refused with every problem at once."""

from pathlib import Path

import numpy as np
import pytest

from contado.errors import BadInput
from contado.heat.cooling.biophysical import Biophysical, LookUp, read_biophysical
from contado.territory.plain_tables import MAX_BYTES, read_plain_table, write_plain_table

HEADING = "lucode,lu_name,Shade,KC,albedo,green_area,building_intensity\n"


def table(folder: Path, text: str) -> Path:
    path = folder / "biophysical.csv"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(error: BadInput) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in error.problems]


def test_headings_are_read_whatever_their_capitals_and_other_columns_are_left_alone(tmp_path: Path):
    cover = read_biophysical(table(tmp_path, HEADING + "7,park,0.7,0.9,0.19,1,0.02\n"))
    assert (cover.codes.tolist(), cover.green.tolist()) == ([7], [1])
    assert cover.column("shade").tolist() == np.float32([0.7]).tolist()
    assert cover.intensity is None


def test_a_semicolon_table_may_have_decimal_commas_and_a_byte_order_mark(tmp_path: Path):
    text = "\ufefflucode;green_area;building_intensity\r\n2;0;0,85\r\n1;1;0\r\n"
    cover = read_biophysical(table(tmp_path, text), "intensity")
    assert cover.codes.tolist() == [1, 2]
    assert cover.column("intensity").tolist() == np.float32([0, 0.85]).tolist()


def test_everything_wrong_is_told_at_once_each_with_its_line(tmp_path: Path):
    text = HEADING + "1,a,1.2,0.3,0.1,0,0\n1,b,0.1,nan,0.1,0.5,0\n2.5,c,0.1,0.3,x,1,0\n"
    with pytest.raises(BadInput) as refused:
        read_biophysical(table(tmp_path, text))
    assert sorted(problems_of(refused.value)) == [
        ("biophysical.csv:2", "plain_tables.outside"),
        ("biophysical.csv:3", "heat.not_a_flag"),
        ("biophysical.csv:3", "plain_tables.not_number"),
        ("biophysical.csv:3", "plain_tables.twice"),
        ("biophysical.csv:4", "plain_tables.not_number"),
        ("biophysical.csv:4", "plain_tables.not_whole"),
    ]


def test_every_missing_column_is_named(tmp_path: Path):
    with pytest.raises(BadInput) as refused:
        read_biophysical(table(tmp_path, "lucode,shade\n1,0.5\n"))
    assert [problem.values["column"] for problem in refused.value.problems] == [
        "kc", "green_area", "albedo",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "territory.empty"),
        (b"lucode\n", "plain_tables.no_rows"),
        (b"lucode,a\n1,2,3\n", "plain_tables.ragged"),
        (b"lucode,Lucode\n1,2\n", "plain_tables.heading_twice"),
        (b"\xff\xfe\x00", "plain_tables.unreadable"),
        (b'lucode\n"1\n', "plain_tables.unreadable"),
        (b"lucode\n" + b"1\n" * (MAX_BYTES // 2), "plain_tables.too_large"),
        (b"PK\x03\x04 not a table", "territory.format_unknown"),
        (b"lucode\n" + b"1" * 200_000 + b"\n", "plain_tables.unreadable"),
    ],
)
def test_a_hostile_table_is_refused_in_words(tmp_path: Path, content: bytes, code: str):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_plain_table(path, ["lucode"])
    assert code in {problem.code for problem in refused.value.problems}
    assert all(
        problem.line(language) for problem in refused.value.problems for language in ("it", "en")
    )


def test_a_look_up_tells_no_data_from_a_class_that_is_missing():
    codes = LookUp.of(np.array([1, 4]), 255).row_of(np.array([0, 1, 4, 255, 9000], dtype=np.uint16))
    assert codes.tolist() == [-2, 0, 1, -1, -2]


def test_a_no_data_code_is_never_a_class():
    assert LookUp.of(np.array([1, 2]), 2).row_of(np.array([1, 2])).tolist() == [0, -1]


def test_a_no_data_value_far_away_costs_no_memory():
    look_up = LookUp.of(np.array([1, 2]), -2147483648)
    assert look_up.rows.size < 10
    assert look_up.row_of(np.array([-2147483648], dtype=np.int32)).tolist() == [-1]


def test_classes_are_in_the_order_of_their_codes():
    cover = Biophysical.of([9, 3], green=[1, 0], kc=[0.9, 0.3])
    assert cover.codes.tolist() == [3, 9]
    assert cover.column("kc").tolist() == np.float32([0.3, 0.9]).tolist()


def test_a_table_written_is_read_back_to_the_last_digit_and_holds_no_formula(tmp_path: Path):
    path = tmp_path / "out.csv"
    numbers = [0.1 + 0.2, -1e-17, 1e22]
    write_plain_table(path, {"name": ["=HYPERLINK()", " @x", "plain"], "value": numbers})
    found = read_plain_table(path, ["name", "value"])
    assert found.numbers("value").tolist() == numbers
    assert found.columns["name"] == ("'=HYPERLINK()", "' @x", "plain")

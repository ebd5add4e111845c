"""Numbers of tables of others: the same whatever the convention, or a refusal; never another."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.cells import NumberMarks, decoded, rows_of_text
from contado.errors import BadInput
from contado.heat.calibration.observed_tables import read_texts
from contado.territory import read_plain_table

NUMBERS = st.one_of(
    st.integers(-(10**7), 10**7).map(float),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
    st.integers(-(10**6), 10**6).map(lambda n: n / 100),
)


def written(value: float, decimal: str, grouped: bool) -> str:
    text = f"{value:,.3f}".rstrip("0").rstrip(".") if grouped else repr(value).removesuffix(".0")
    if "e" in text:
        text = f"{value:.10f}"
    if decimal == ",":
        return text.translate(str.maketrans(",.", ".,"))
    return text


@given(st.lists(NUMBERS, min_size=1, max_size=20), st.sampled_from(".,"), st.booleans())
def test_a_column_is_read_as_it_was_written_or_is_left_open(numbers, decimal, grouped) -> None:
    texts = [written(number, decimal, grouped) for number in numbers]
    marks = NumberMarks.of(texts)
    assert marks.contrary is None
    if marks.decimal is not None:
        assert [marks.number(text) for text in texts] == pytest.approx(numbers, abs=1e-9)
    else:
        assert marks.doubtful in texts


@given(st.lists(NUMBERS, min_size=1, max_size=9), st.sampled_from(".,"), st.booleans())
def test_one_number_that_is_plain_tells_of_all(numbers, decimal, grouped) -> None:
    texts = [written(number, decimal, grouped) for number in numbers] + [f"0{decimal}25"]
    marks = NumberMarks.of(texts)
    assert marks.decimal == decimal
    assert [marks.number(text) for text in texts] == pytest.approx([*numbers, 0.25], abs=1e-9)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12
).filter(lambda text: text.strip() == text and '"' not in text)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(CELLS, NUMBERS), min_size=3, max_size=8),
    st.sampled_from(";\t,"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_the_mark_between_columns_and_the_encoding_are_told(rows, mark, encoding, hint) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["nome, tipo; uso", "valore"])
    writer.writerows([name, written(value, ".", False)] for name, value in rows)
    content = (f"sep={mark}\r\n" if hint else "") + text.getvalue()
    found = rows_of_text(decoded(content.encode(encoding))[0])
    assert [cells for _, cells in found] == [
        ["nome, tipo; uso", "valore"],
        *([name, written(value, ".", False)] for name, value in rows),
    ]


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (["1.200", "3,5"], [1200.0, 3.5]),
        (["1,200", "3.5"], [1200.0, 3.5]),
        (["1 200", "3,5"], [1200.0, 3.5]),
        (["1.234.567", "5"], [1234567.0, 5.0]),
        (["0.125", "1.200"], [0.125, 1.2]),
        (["1'200", "7"], [1200.0, 7.0]),
    ],
)
def test_the_whole_file_tells_how_a_number_is_written(tmp_path: Path, rows, read) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=;\ncode;value\n" + "".join(f"{n};{t}\n" for n, t in enumerate(rows)))
    table = read_plain_table(path, ["code", "value"])
    assert table.numbers("value").tolist() == read
    table.refuse_if_any()


@pytest.mark.parametrize(
    ("rows", "code"),
    [(["1.200", "800"], "ambiguous"), (["1,5", "2.5"], "two_writings")],
)
def test_what_reads_two_ways_is_refused_by_name(tmp_path: Path, rows, code) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code;value\n" + "".join(f"{n};{t}\n" for n, t in enumerate(rows)))
    table = read_plain_table(path, ["code", "value"])
    assert table.codes("code").tolist() == [0, 1]
    table.numbers("value")
    with pytest.raises(BadInput) as refused:
        table.refuse_if_any()
    assert [one.code for one in refused.value.problems] == [f"plain_tables.{code}"]
    assert rows[0] in refused.value.problems[0].line("it")


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("sep=;\nora;t\n1;1.200,5\n2;3,5\n", ["1200.5", "3.5"]),
        ("ora;t\n1;3,5\n2;-4,25\n", ["3.5", "-4.25"]),
        ('ora,t\n1,"1,5"\n2,"2,25"\n', ["1.5", "2.25"]),
        ("ora,t\n1,293.150\n2,294.250\n", ["293.150", "294.250"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
def test_a_series_of_stations_is_read_by_the_same_rules(
    tmp_path: Path, content: str, read: list[str], encoding: str
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(content.encode(encoding))
    assert read_texts(path)["t"].tolist() == read


def test_a_series_that_reads_two_ways_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("ora;t\n1;1.200\n2;800\n")
    with pytest.raises(BadInput) as refused:
        read_texts(tmp_path / "s.csv")
    assert [one.code for one in refused.value.problems] == ["plain_tables.ambiguous"]

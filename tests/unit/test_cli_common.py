"""What every command reads and prints the same way."""

import json

import pandas as pd
import pytest

from contado.analyses.declaration import OutputColumn, OutputTable
from contado.analyses.tables import TableRows
from contado.cli.common import print_json, terminal_table
from contado.days import day_of
from contado.errors import BadInput


@pytest.mark.parametrize("text", ["", "20260203", "2026-W01-1", "2026-2-3", "2026-02-30", "ieri"])
def test_a_day_is_written_one_way(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        day_of(text, "--on")
    assert [problem.code for problem in refused.value.problems] == ["cli.bad_day"]
    assert day_of("2026-02-03", "--on").isoformat() == "2026-02-03"


def test_json_is_strict(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "città", "value": None})
    assert json.loads(capsys.readouterr().out) == {"name": "città", "value": None}
    with pytest.raises(ValueError, match="JSON"):
        print_json({"value": float("nan")})


@pytest.mark.parametrize(("language", "number"), [("it", "1.234,50"), ("en", "1,234.50")])
def test_a_table_of_units_is_written_as_the_language_does(language: str, number: str) -> None:
    row = {"name": "\x1b[31m[b]città", "left": "out", "avg_t": 1234.5, "why": "low"}
    columns = {
        name: OutputColumn(label={"it": name, "en": name}, unit="degC" if name == "avg_t" else None,
                     decimals=2, page=name != "left")
        for name in row
    }  # fmt: skip
    declared = OutputTable(label={"it": "luoghi", "en": "places"}, columns=columns)
    frame = pd.DataFrame([row, dict.fromkeys(row)])
    table = terminal_table(TableRows("units", declared, frame, columns, None, {}).page(language))
    cells = [[str(cell) for cell in column.cells] for column in table.columns]
    assert cells == [
        ["\N{REPLACEMENT CHARACTER}[31m[b]città", ""],
        [number, ""],
        ["low", ""],
    ]

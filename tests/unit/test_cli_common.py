"""What every command reads and prints the same way."""

import json

import pytest

from contado.cli.common import day_of, print_json
from contado.cli.unit_table import unit_table
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
def test_a_table_of_units_is_written_as_the_language_does(
    monkeypatch: pytest.MonkeyPatch, language: str, number: str
) -> None:
    monkeypatch.setenv("CONTADO_LANG", language)
    row = {"code": "U1", "name": "\x1b[31mcittà", "left": "out", "avg_t": 1234.5, "why": "low"}
    table = unit_table([row, dict.fromkeys(row)], ["avg_t", "why"], {"avg": 2})
    cells = [[str(cell) for cell in column.cells] for column in table.columns]
    assert cells == [
        ["U1", "–"],
        ["\N{REPLACEMENT CHARACTER}[31mcittà", "–"],
        [number, "–"],
        ["low", "–"],
    ]

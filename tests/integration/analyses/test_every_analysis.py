"""Every analysis: one answer from the command and from Python, one record, formats that open."""

import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import jsonschema
import openpyxl
import pyogrio
import pytest
import rasterio
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1]))

from record_outputs import INPUTS, INVEST, make_ground

from contado.analyses import Result, analysis, execute, names
from contado.analyses.tables import TableRows
from contado.cli import app
from contado.cli.shell import Exit

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs/schema/run-1.schema.json").read_text("utf-8"))
RAIN = "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179"
EXAMPLES: dict[str, list[dict[str, object]]] = {
    "scenario-compare": [{"territory": "ground", "files": ["verde.json", "misure.json"]}],
    "scenario-run": [{"territory": "ground", "file": "verde.json"}],
    "storm-measures": [
        {"territory": "ground"},
        {"territory": "ground", "by": "cells", "measures": ["NBS01", "NBS08"]},
    ],
    "storm-rainfall": [{"rain": RAIN}],
    "storm-runoff": [
        {"territory": "ground", "by": "zones", "rain": "30"},
        {
            "land_cover": INVEST / "lulc.tif", "soil": INVEST / "soil.tif",
            "curve_numbers": INVEST / "curve_numbers.csv", "by": INVEST / "aoi.gpkg",
            "rain": "60", "buildings": INVEST / "buildings.gpkg", "damage": INVEST / "damage.csv",
        },
    ],
    "storm-vulnerability": [
        {"territory": "ground"}, {"territory": "ground", "by": "cells"},
        {"territory": "ground", "by": "cells", "explain": "403600_5050000"},
    ],
    "warm-calibrate": [
        {"territory": "ground", "observed": "stations.csv", "observed_kind": "LST",
         "crs": "EPSG:32633"},
    ],
    "warm-cooling": [
        {"territory": "ground", "by": "zones"},
        {
            "land_cover": INVEST / "lulc.tif", "by": INVEST / "aoi.gpkg",
            "biophysical": INVEST / "biophysical.csv", "cooling_distance": 100,
            "mixing_radius": 100, "buildings": INVEST / "buildings.gpkg",
            "energy": INVEST / "energy.csv", "humidity": 30,
        },
    ],
    "warm-exposed": [{"territory": "ground"}, {"territory": "ground", "by": "places.geojson"}],
    "warm-measures": [{"territory": "ground", "by": "zones", "measures": "NBS12"}],
    "warm-night": [
        {"territory": "ground"}, {"territory": "ground", "by": "cells"},
        {"territory": "ground", "by": "Trieste"},
    ],
    "warm-tropical": [{"file": "daily.csv"}],
    "warm-vulnerability": [{"territory": "ground", "by": "places.geojson"}],
}  # fmt: skip
EVERY = [(name, values) for name, some in EXAMPLES.items() for values in some]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ground(tmp_path_factory.mktemp("analyses") / "ground")


def placed(values: dict[str, object], ground: Path) -> dict[str, object]:
    def one(value: object) -> object:
        if isinstance(value, list):
            return [one(each) for each in value]
        if value == "ground":
            return str(ground)
        known = (INPUTS / str(value)).is_file() if "/" not in str(value) else False
        return str(INPUTS / str(value)) if known else str(value)

    return {name: one(value) for name, value in values.items()}


def words(name: str, values: dict[str, object]) -> list[str]:
    found = analysis(name).command.split()
    for key, value in values.items():
        spec = analysis(name).inputs[key]
        option = spec.option or f"--{key.replace('_', '-')}"
        each = value if isinstance(value, list) else [value]
        found += [w for one in each for w in ([one] if spec.argument else [option, one])]
    return [str(word) for word in found]


def test_every_analysis_has_an_example() -> None:
    assert set(EXAMPLES) == set(names())


@pytest.fixture(params=EVERY, ids=lambda case: f"{case[0]}-{len(case[1])}", scope="module")
def asked(request, ground, tmp_path_factory) -> tuple[str, dict, Path, dict]:
    """Give an analysis, its inputs, the folder the command wrote and its answer for programs."""
    name, values = request.param[0], placed(request.param[1], ground)
    out = tmp_path_factory.mktemp(name) / "out"
    more = ["--out", str(out), "--json", "--format", "parquet"]
    done = CliRunner().invoke(app, [*words(name, values), *more], catch_exceptions=False)
    assert done.exit_code in {Exit.DONE, Exit.CANNOT_TELL}, done.output
    return name, values, out, json.loads(done.stdout)


def test_the_command_and_python_give_equal_numbers(asked) -> None:
    name, values, _, answer = asked
    result: Result = execute(analysis(name), values)
    own = {table: TableRows.of(result, table).rows("it") for table in result.tables}
    assert json.loads(json.dumps(own)) == answer["tables"]
    assert answer["answer"] == [text.model_dump() for text in result.answer]


def test_the_record_keeps_to_one_schema(asked) -> None:
    name, _, out, answer = asked
    record = json.loads((out / "run.json").read_text("utf-8"))
    for each in (record, answer):
        jsonschema.validate(each, SCHEMA)
        assert each["analysis"] == name
    assert record["outputs"].keys() == {path.name for path in out.iterdir()} - {"run.json"}
    assert {key: record[key] for key in record if key != "outputs"} == {
        key: answer[key] for key in answer if key not in {"outputs", "tables"}
    }


def test_every_table_is_in_every_format_with_as_many_rows(asked) -> None:
    _name, _, out, answer = asked
    book = openpyxl.load_workbook(out / "tables.xlsx") if answer["tables"] else {}
    for table, rows in answer["tables"].items():
        lines = (out / f"{table}.csv").read_text("utf-8").splitlines()
        assert len(lines) >= len(rows) + 1
        assert book[table[:31]].max_row == len(rows) + 1
        if not (out / f"{table}.gpkg").exists():
            continue
        for file in (f"{table}.gpkg", f"{table}.geojson"):
            assert pyogrio.read_info(out / file, layer=0)["features"] == len(rows)
        assert (out / f"{table}.parquet").stat().st_size


def test_every_raster_opens_and_is_declared(asked) -> None:
    name, _, out, _ = asked
    for path in out.glob("*.tif"):
        assert any(fnmatchcase(path.stem, each) for each in analysis(name).rasters)
        with rasterio.open(path) as raster:
            assert raster.crs.is_projected
            assert raster.count == 1


def test_the_page_begins_with_the_answer_in_either_language(asked, ground, tmp_path) -> None:
    name, values, out, answer = asked
    assert answer["answer"], "an answer has a sentence"
    page = (out / "page.html").read_text("utf-8")
    assert page.index("class=says") < page.index("<main")
    execute(analysis(name), values, out=tmp_path / "en", language="en")
    other = (tmp_path / "en" / "page.html").read_text("utf-8")
    assert '<html lang="en">' in other
    assert "Valori proposti" not in other

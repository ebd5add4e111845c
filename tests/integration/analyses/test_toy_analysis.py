"""An analysis of sixty lines gets the command, the folder, the page, the record, the reference."""

import csv
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import jsonschema
import numpy as np
import openpyxl
import pytest
import rasterio
import typer
from typer.testing import CliRunner

from contado.analyses import Analysis, Cancelled, execute
from contado.analyses.declaration import Input
from contado.analyses.reading import declared
from contado.analyses.reference import describe
from contado.analyses.request import _given
from contado.cli.analysis import function_of
from contado.errors import BadInput
from contado.terms import Text
from contado.territory import Territory
from contado.territory.testing import make_territory, write_raster

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE.parents[2] / "docs/schema/run-1.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def toy() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("toy", HERE / "toy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["toy"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["toy"]


@pytest.fixture(scope="module")
def analysis(toy: ModuleType) -> Analysis:
    return declared(toy.DECLARED, "toy-shade")


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("toy")
    make_territory(folder / "ground")
    trees = write_raster(folder / "trees.tif", np.zeros((100, 200), dtype=np.uint8))
    return {"territory": str(folder / "ground"), "trees": str(trees)}


@pytest.fixture(scope="module")
def folder(analysis, values, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("out") / "shade"
    execute(analysis, values, out=out, formats=["parquet", "pdf"])
    return out


def command(analysis: Analysis) -> typer.Typer:
    app = typer.Typer()
    app.command()(function_of(analysis))
    return app


def test_the_declaration_with_its_computation_has_sixty_lines_at_most(toy):
    lines = (HERE / "toy.py").read_text("utf-8").splitlines()
    code = [line for line in lines if line.strip() and not line.startswith(("from", "import"))]
    assert len(code) <= 60


def test_the_folder_holds_the_same_set_as_every_analysis(folder):
    assert {path.name for path in folder.iterdir()} == {
        "page.html", "page.pdf", "places.csv", "places.geojson", "places.gpkg", "places.parquet",
        "run.json", "shade.tif", "table.csv", "tables.xlsx",
    }  # fmt: skip


def test_every_format_opens_and_holds_the_same_numbers(folder):
    with (folder / "places.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["Ponente", "Levante"]
    assert {row["shade"] for row in rows} == {"0.5"}
    for file in ("places.geojson", "places.gpkg", "places.parquet"):
        read = gpd.read_parquet if file.endswith("parquet") else gpd.read_file
        frame = read(folder / file)
        assert frame["shade"].tolist() == [0.5, 0.5]
        assert frame["shade_high"].tolist() == [1.0, 1.0]
        assert frame.to_crs(32632).area.round(-2).tolist() == [1e6, 1e6]
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["places"]
    assert [cell.value for cell in sheet[1]][:3] == ["Codice", "Luogo", "Ombra, 0–1"]
    assert sheet["C2"].value == 0.5
    with rasterio.open(folder / "shade.tif") as raster:
        assert raster.crs.to_epsg() == 32632
        assert raster.read(1).tolist() == [[0.5] * 4] * 4


def test_the_table_of_the_page_is_a_spreadsheet_of_the_readers_country(folder):
    text = (folder / "table.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == "Luogo;Ombra, %;Ombra: intervallo"
    assert text.splitlines()[1] == "Ponente;50;tra 0 e 100"


def test_the_record_keeps_to_the_published_schema(folder, values):
    record = json.loads((folder / "run.json").read_text("utf-8"))
    jsonschema.validate(record, SCHEMA)
    assert record["rows"] == {"places": 2}
    assert record["inputs"]["by"] == "municipalities"
    assert set(record["inputs"]["trees"]) == {"file", "sha256"}
    assert record["outputs"].keys() == {p.name for p in folder.iterdir()} - {"run.json"}
    assert [layer["id"] for layer in record["layers"]] == ["municipalities@1"]
    assert "disclaimer" in record


def test_the_same_request_writes_the_same_bytes(analysis, values, folder, tmp_path):
    execute(analysis, values, out=tmp_path / "again", formats=["parquet", "pdf"])
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_page_tells_the_answer_before_maps_chart_and_table(folder):
    page = (folder / "page.html").read_text("utf-8")
    parts = ["Luoghi: 2.", "<svg", "<rect", "Ombra, %", "Dati usati"]
    at = [page.index(part) for part in parts]
    assert at == sorted(at)


def test_the_page_is_english_where_that_is_asked(analysis, values, tmp_path):
    execute(analysis, values, out=tmp_path / "out", language="en")
    page = (tmp_path / "out" / "page.html").read_text("utf-8")
    assert "Places: 2." in page
    assert "Luoghi" not in page


def test_the_command_and_the_call_give_equal_numbers(analysis, values):
    asked = ["--territory", values["territory"], "--trees", values["trees"], "--json"]
    done = CliRunner().invoke(command(analysis), asked, catch_exceptions=False)
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    frame = execute(analysis, values).tables["places"]
    assert [row["shade"] for row in told["tables"]["places"]] == frame["shade"].tolist()


def test_the_command_tells_people_the_answer_and_the_table(analysis, values):
    asked = ["--territory", values["territory"], "--trees", values["trees"], "--factor", "0.25"]
    output = CliRunner().invoke(command(analysis), asked, catch_exceptions=False).output
    assert "Luoghi: 2." in output
    assert "Ponente" in output
    assert "25" in output


def test_help_tells_the_meaning_of_every_input(analysis):
    output = CliRunner(env={"COLUMNS": "200"}).invoke(command(analysis), ["--help"]).output
    assert "--trees" in output
    assert "Raster degli alberi." in output


def test_the_reference_names_inputs_columns_rasters_and_charts(analysis):
    page = describe(analysis, "en")
    for part in ("`--factor`", "`shade_low`", "`shade.tif`", "Charts: Areas."):
        assert part in page


def test_all_faults_are_told_at_once(analysis, values, tmp_path):
    wrong = {"territory": values["territory"], "trees": "no.tif", "factor": "2", "tree": "x"}
    with pytest.raises(BadInput) as refused:
        execute(analysis, wrong, out=tmp_path / "out")
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"analyses.unknown_input", "analyses.no_file", "analyses.outside"}
    assert not (tmp_path / "out").exists()


def test_what_is_no_longer_wanted_leaves_nothing(analysis, values, tmp_path, toy, monkeypatch):
    monkeypatch.setattr(toy, "shade", stepping(toy.shade))
    with pytest.raises(Cancelled):
        execute(analysis, values, out=tmp_path / "out", cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def stepping(computation):
    def step(request, execution):
        execution.step(execution.analysis.label, 0.5)
        return computation(request, execution)

    step.__annotations__ = computation.__annotations__
    return step


def test_a_folder_that_is_there_is_kept(analysis, values, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(BadInput) as refused:
        execute(analysis, values, out=tmp_path / "out")
    assert refused.value.problems[0].code == "files.exists"


def test_a_format_that_nobody_writes_is_refused(analysis, values, tmp_path):
    with pytest.raises(BadInput) as refused:
        execute(analysis, values, out=tmp_path / "out", formats=["docx"])
    assert refused.value.problems[0].code == "analyses.unknown_format"


def test_a_run_lists_only_the_layers_that_it_read_itself(analysis, values):
    ground = Territory.open(values["territory"])
    with ground.layer("land_cover").raster():  # somebody else's reading
        pass
    for _ in range(2):
        layers = execute(analysis, values | {"territory": ground}).made.layers
        assert layers == ("municipalities@1",)


def test_an_input_of_several_takes_one_alone() -> None:
    several = Input(kind="text", label=Text(it="a", en="a"), many=True)
    assert [_given(several, value) for value in (None, "-99", ["-99", "NA"])] == [
        (), ("-99",), ("-99", "NA"),
    ]  # fmt: skip


def test_a_format_that_nobody_writes_is_refused_before_the_work(analysis, values, toy, monkeypatch):
    monkeypatch.setattr(toy, "shade", stepping(toy.shade))
    with pytest.raises(BadInput):
        execute(analysis, values, formats=["docx"], cancelled=lambda: True)


@pytest.mark.parametrize(
    ("by", "names"),
    [("015002", ["Levante"]), ("ponente", ["Ponente"]), ("municipalities", ["Ponente", "Levante"])],
)
def test_places_are_a_role_or_a_comune_by_code_or_name(analysis, values, by, names):
    frame = execute(analysis, values | {"by": by}).tables["places"]
    assert frame["name"].tolist() == names


def test_places_are_a_layer_of_a_file_as_qgis_writes_it(analysis, values, tmp_path):
    ground = execute(analysis, values).tables["places"]
    ground[["name", "geometry"]].to_file(tmp_path / "a.gpkg", layer="one")
    ground[["name", "geometry"]].iloc[1:].to_file(tmp_path / "a.gpkg", layer="two")
    asked = values | {"by": f"{tmp_path / 'a.gpkg'}|layername=two"}
    assert execute(analysis, asked).tables["places"]["name"].tolist() == ["Levante"]

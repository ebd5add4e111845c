"""A dossier is written whole, never over another, and the same input gives the same bytes."""

import resource
import sqlite3
import time
from contextlib import closing

import openpyxl
import pyogrio
import pytest

from contado.dossier.batch import write_tables
from contado.dossier.freeze import sealed
from contado.dossier.writing import write, write_all
from contado.errors import BadInput
from contado.spreadsheets import harmless


def other(sample, **changes):
    work = sample.intervention.model_copy(update=changes)
    return sealed(sample.model_copy(update={"intervention": work}))


def contents(folder) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_else(sample, tmp_path) -> None:
    first = contents(write(sample, tmp_path / "a"))
    time.sleep(1.1)  # a clock that leaked into a file would show
    second = contents(write(sample, tmp_path / "b"))
    assert set(first) == {f"dossier.{name}" for name in ("json", "html", "pdf", "gpkg")}
    assert first == second
    assert write(sample, tmp_path / "a") == tmp_path / "a"
    assert {each.name for each in tmp_path.iterdir()} == {"a", "b"}


def test_the_json_is_written_whatever_else_is_asked(sample, tmp_path) -> None:
    assert set(contents(write(sample, tmp_path / "a", ["html"]))) == {
        "dossier.json",
        "dossier.html",
    }


def test_a_different_dossier_is_never_written_over(sample, tmp_path) -> None:
    folders = write_all([sample], tmp_path, ["json"])
    before = contents(folders[0])
    with pytest.raises(BadInput) as error:
        write_all([other(sample, name="Altro")], tmp_path, ["json"])
    assert error.value.problems[0].code == "dossier.exists"
    assert contents(folders[0]) == before


def test_an_unknown_format_is_refused_before_anything_is_written(sample, tmp_path) -> None:
    with pytest.raises(BadInput) as error:
        write_all([sample], tmp_path, ["json", "docx"])
    assert error.value.problems[0].code == "dossier.unknown_format"
    assert not list(tmp_path.iterdir())


def test_a_format_that_fails_leaves_no_folder(sample, tmp_path) -> None:
    broken = sample.model_copy(
        update={"territory": sample.territory.model_copy(update={"crs": "?"})}
    )
    with pytest.raises(Exception, match="projection"):
        write(broken, tmp_path / "a")
    assert not list(tmp_path.iterdir())


def test_the_geopackage_has_its_layers_styles_and_date(sample, tmp_path) -> None:
    path = write(sample, tmp_path / "a", ["gpkg"]) / "dossier.gpkg"
    layers = {name for name, _ in pyogrio.list_layers(path)}
    assert layers == {
        "intervention", "measures", "facts", "verdicts", "criteria", "layer_styles",
    }  # fmt: skip
    frame = pyogrio.read_dataframe(path, layer="intervention")
    assert frame.crs.to_epsg() == 32632
    assert frame.loc[0, "scheda_norma_1"] == "alta efficacia"
    assert frame.loc[0, "scheda_norma_1_code"] == "high"
    assert frame.loc[0, "scheda_norma_2"].startswith("non determinabile (bassa")
    assert frame.loc[0, "cadastral"] == "foglio 12, particella 345"
    assert frame.loc[0, "area_m2"] == 5000.0
    assert len(pyogrio.read_dataframe(path, layer="verdicts")) == len(sample.verdicts)
    assert "geometry" not in pyogrio.read_dataframe(path, layer="criteria")
    assert frame.geometry.area.iloc[0] == pytest.approx(5000)
    with closing(sqlite3.connect(path)) as base:
        dates = {row[0] for row in base.execute("SELECT last_change FROM gpkg_contents")}
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    assert dates == {"2024-06-01T00:00:00.000Z"}
    assert set(styles) == {"intervention", "verdicts"}
    assert all("<qgis" in style for style in styles.values())


def test_every_column_of_the_geopackage_has_a_name_people_read(sample, tmp_path) -> None:
    path = write(sample, tmp_path / "a", ["gpkg"]) / "dossier.gpkg"
    with closing(sqlite3.connect(path)) as base:
        named = set(base.execute("SELECT table_name, column_name FROM gpkg_data_columns"))
        extensions = set(base.execute("SELECT table_name, extension_name FROM gpkg_extensions"))
        titles = [row[0] for row in base.execute("SELECT title FROM gpkg_data_columns")]
    for layer in ("intervention", "measures", "facts", "verdicts", "criteria"):
        assert {(layer, name) for name in pyogrio.read_info(path, layer=layer)["fields"]} <= named
    assert ("gpkg_data_columns", "gpkg_schema") in extensions
    assert all(titles)


def test_a_missing_fact_has_no_number_in_the_geopackage(sample, tmp_path) -> None:
    path = write(sample, tmp_path / "a", ["gpkg"]) / "dossier.gpkg"
    facts = pyogrio.read_dataframe(path, layer="facts").set_index("fact")
    assert facts.loc["heat.night_anomaly", ["low", "high"]].isna().all()
    assert "temperatura" in facts.loc["heat.night_anomaly", "missing"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n="])
def test_no_text_can_become_a_formula(start) -> None:
    assert harmless(f"{start}HYPERLINK(1)").startswith("'")


def test_the_tables_hold_text_safe_from_formulas_and_a_fixed_date(sample, tmp_path) -> None:
    risky = other(sample, id="=1+1", name="@SUM(A1)")
    for name in ("x", "y"):
        write_tables([sample, risky], tmp_path / name)
    assert contents(tmp_path / "x") == contents(tmp_path / "y")
    book = openpyxl.load_workbook(tmp_path / "x" / "esiti.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=1+1" in {cell.value for cell in cells}
    assert book.properties.created.isoformat().startswith("2024-06-01")
    lines = (tmp_path / "x" / "esiti.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Identificativo;")
    assert lines[0].endswith(";Avvertenza")
    assert all("Valori proposti da Contado" in line for line in lines[1:])
    assert lines[2].startswith("'=1+1;'@SUM(A1)")


def test_a_workbook_that_cannot_be_written_whole_is_told_and_not_there(sample, tmp_path) -> None:
    write_tables([sample], tmp_path / "whole")
    table, book = (tmp_path / "whole" / f"esiti.{kind}" for kind in ("csv", "xlsx"))
    room = table.stat().st_size
    assert room < book.stat().st_size
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, allowed[1]))
    try:
        with pytest.raises(BadInput) as refused:
            write_tables([sample], tmp_path / "short")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["file"]) == ("files.write_refused", "esiti.xlsx")
    assert [page.name for page in (tmp_path / "short").iterdir()] == ["esiti.csv"]

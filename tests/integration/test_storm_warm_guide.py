"""What the guide to STORM and WARM tells planners to type works as it stands."""

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from contado.cli import app
from contado.cli.shell import Exit
from contado.territory.recipes import RecipeOptions, recipe

HOME = Path(__file__).parents[2]
GUIDE = (HOME / "docs" / "storm-warm.it.md").read_text(encoding="utf-8")
REFERENCE = (HOME / "docs" / "storm-warm.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.strip().splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder as the reader has it: the demo, coarser than theirs, examples and files."""
    found = tmp_path_factory.mktemp("guide")
    recipe("demo")(found / "build" / "demo", RecipeOptions(cell=100.0), lambda _w, _s: None)
    (found / "examples").symlink_to(HOME / "examples")
    for name, text in re.findall(r"```csv (\S+)\n(.*?)```", GUIDE, re.DOTALL):
        (found / name).write_text(text, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def answered(folder: Path) -> list[tuple[list[str], Result]]:
    """Give what every command answers, in the order of the guide."""
    asked = [words for words in commands() if words[:2] != ["territory", "new"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return [(words, CliRunner().invoke(app, words)) for words in asked]


def test_every_command_of_the_guide_answers_and_leaves_what_it_says(
    answered: list[tuple[list[str], Result]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert len(answered) >= 12
    for words, done in answered:
        untold = words[:2] == ["warm", "tropical"]  # three days of a year
        assert done.exit_code == (Exit.CANNOT_TELL if untold else Exit.DONE), (words, done.output)
        if "--out" in words:
            out = Path(words[words.index("--out") + 1])
            assert out.is_file() or (out / "run.json").exists()
            if out.is_dir() and not untold:
                assert (out / "page.html").read_text(encoding="utf-8").count("<h1>") == 1


def test_every_command_of_storm_and_warm_is_in_both_pages() -> None:
    for group in ("storm", "warm"):
        listed = CliRunner().invoke(app, [group, "--help"]).output
        for name in re.findall(r"│ ([a-z]+)  ", listed):
            for page in (GUIDE, REFERENCE):
                assert re.search(rf"\b{name}\b", page), name


@pytest.mark.usefixtures("answered")
def test_every_column_that_a_run_writes_is_in_the_reference(folder: Path) -> None:
    for out in ("pioggia", "raffrescamento", "notti"):
        header = (folder / "build" / out / "units.csv").read_text(encoding="utf-8").splitlines()[0]
        measured = set(header.split(",")) - {"code", "name", "kind", "character"}
        for column in measured:
            stem = re.sub(r"_(low|high|label)$", "", column)
            family = re.sub(r"^(area|resident)_share_.*", r"\1_share_*", stem)
            assert f"`{family}`" in REFERENCE, column
        for raster in (folder / "build" / out).glob("*.tif"):
            base = re.sub(r"_(low|high)\.tif$", ".tif", raster.name)
            assert f"`{base}`" in REFERENCE, raster.name


@pytest.mark.usefixtures("answered")
def test_every_column_for_a_desktop_gis_has_a_name_that_people_read(folder: Path) -> None:
    for out in ("notti", "vulnerabilita-pioggia", "vulnerabilita-caldo"):
        with closing(sqlite3.connect(folder / "build" / out / "units.gpkg")) as base:
            asked = "select table_name from gpkg_contents where data_type = 'features'"
            ((layer,),) = base.execute(asked).fetchall()
            columns = [row[1] for row in base.execute(f"pragma table_info({layer})")]
            names = dict(base.execute("select column_name, name from gpkg_data_columns").fetchall())
        assert set(columns) - {"fid", "geom"} == set(names)
        assert not [name for name in names.values() if "_" in name]


@pytest.mark.usefixtures("answered")
def test_the_table_for_a_spreadsheet_opens_as_italians_write(folder: Path) -> None:
    for out in ("pioggia", "raffrescamento", "notti", "esposti", "piazza"):
        data = (folder / "build" / out / "table.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), out
        first, second = data.decode("utf-8-sig").splitlines()[:2]
        assert first.count(";") == second.count(";") >= 4
        assert not re.search(r"\d\.\d(?!\d\d)", second), second

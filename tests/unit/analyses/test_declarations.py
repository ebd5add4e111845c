"""What every declaration keeps to, and the pages that are written from them."""

import dataclasses
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contado.analyses import Analysis, analyses
from contado.analyses.reading import declared
from contado.analyses.reference import describe
from contado.analyses.request import _typed
from contado.cli import app
from contado.territory.roles import roles
from contado.units import UNITS

ROOT = Path(__file__).parents[3]
EVERY = list(analyses())


def named(analysis: Analysis) -> str:
    return analysis.id


@pytest.mark.parametrize("analysis", EVERY, ids=named)
def test_the_request_of_a_computation_takes_what_is_declared(analysis: Analysis) -> None:
    _, kind = _typed(analysis)
    own = {field.name for field in dataclasses.fields(kind)}
    assert own <= {*analysis.inputs, "rules"}
    assert set(analysis.inputs) - own <= {"on", "profile"}


@pytest.mark.parametrize("analysis", EVERY, ids=named)
def test_units_categories_and_guides_exist(analysis: Analysis, plan_categories: set[str]) -> None:
    columns = [c for table in analysis.tables.values() for c in table.columns.values()]
    units = {c.unit for c in (*columns, *analysis.rasters.values(), *analysis.inputs.values())}
    assert units - {None} <= set(UNITS)
    assert {c.category for c in columns} - {None} <= plan_categories
    assert {c.each for c in columns} - {None} <= plan_categories
    assert (ROOT / "docs" / analysis.guide.partition("#")[0]).is_file()


@pytest.mark.parametrize("analysis", EVERY, ids=named)
def test_maps_styles_and_orders_name_columns(analysis: Analysis) -> None:
    for table in analysis.tables.values():
        ends = {f"{name}{end}" for name in table.columns for end in ("_low", "_high")}
        known = {*table.columns, *ends}
        for map_ in table.maps:
            assert map_.of in known or (map_.of.startswith("_") and map_.like in known)
        assert table.style is None or table.style in known
        order = (table.order or "").removeprefix("-")
        assert not order or order in known or order.startswith("_")


@pytest.mark.parametrize("analysis", EVERY, ids=named)
def test_places_are_roles_or_cells(analysis: Analysis) -> None:
    for spec in analysis.inputs.values():
        if spec.kind == "places":
            assert set(spec.choices) <= {*roles(), "cells"}


@pytest.mark.parametrize("analysis", EVERY, ids=named)
def test_the_reference_is_the_one_its_declaration_writes(analysis: Analysis) -> None:
    page = ROOT / "docs" / "reference" / "analyses" / f"{analysis.id}.md"
    assert page.read_text(encoding="utf-8") == describe(analysis)


def test_no_reference_tells_of_an_analysis_that_is_gone() -> None:
    pages = (ROOT / "docs" / "reference" / "analyses").glob("*.md")
    assert {page.stem for page in pages} == {analysis.id for analysis in EVERY}


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("analysis", EVERY, ids=named)
def test_help_names_every_input_in_both_languages(analysis: Analysis, language: str) -> None:
    runner = CliRunner(env={"CONTADO_LANG": language, "COLUMNS": "300", "TERMINAL_WIDTH": "300"})
    text = runner.invoke(app, [*analysis.command.split(), "--help"]).output
    words = " ".join(text.replace("│", " ").split())
    for name, spec in analysis.inputs.items():
        if spec.argument is None:
            assert (spec.option or f"--{name.replace('_', '-')}") in words
        assert spec.label.say(language)[:30] in words
    assert {"--out", "--json", "--format", "--lang"} <= set(words.split())


def test_a_page_that_is_no_declaration_is_refused_with_its_fields() -> None:
    with pytest.raises(ValueError, match="labell"):
        declared("labell: {it: a, en: b}\ninputs: {}\n", "toy")


def test_every_page_of_the_catalogue_is_named_in_the_schema_of_records() -> None:
    schema = json.loads((ROOT / "docs" / "schema" / "run-1.schema.json").read_text("utf-8"))
    assert schema["properties"]["schema"]["const"] == "contado/run/1"


def test_listing_the_analyses_loads_no_frames() -> None:
    code = (
        "import sys; from contado.analyses.reading import analyses; list(analyses());"
        "assert not {'pandas', 'geopandas', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def plan_categories() -> set[str]:
    import yaml

    page = resources.files("contado.plan") / "categories.yaml"
    return set(yaml.safe_load(page.read_text(encoding="utf-8")))

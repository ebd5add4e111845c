"""The guide on adding an analysis, followed to the letter."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from contado.analyses import Analysis
from contado.analyses.reading import declared
from contado.analyses.reference import describe
from contado.cli.analysis import function_of
from contado.territory.testing import make_territory, write_raster

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "add-an-analysis.md"
NAME = "contado.analyses.catalogue.warm_shade"


@pytest.fixture
def shade(tmp_path, monkeypatch) -> Analysis:
    blocks = dict(re.findall(r"```(yaml|python)\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL))
    file = tmp_path / "warm_shade.py"
    file.write_text(blocks["python"], "utf-8")
    spec = importlib.util.spec_from_file_location(NAME, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, NAME, module)
    spec.loader.exec_module(module)
    return declared(blocks["yaml"], "warm-shade")


def test_the_analysis_of_the_guide_answers_writes_and_is_described(shade, tmp_path):
    make_territory(tmp_path / "ground")
    trees = np.zeros((100, 200), dtype=np.uint8)
    trees[:50, 100:] = 1  # half of Levante
    write_raster(tmp_path / "trees.tif", trees)
    app = typer.Typer()
    app.command()(function_of(shade))
    asked = ["--territory", tmp_path / "ground", "--by", "municipalities"]
    asked += ["--trees", tmp_path / "trees.tif", "--out", tmp_path / "out", "--json"]
    done = CliRunner().invoke(app, [str(word) for word in asked], catch_exceptions=False)
    answer = json.loads(done.stdout)
    assert [row["shade"] for row in answer["tables"]["units"]] == [0.0, 0.5]
    assert answer["answer"][0]["it"] == "Coperto da alberi: 25 % (2 luoghi)."
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"units.gpkg", "page.html", "run.json", "tables.xlsx"} <= files
    assert "| `shade` | 0–1 | Shade |" in describe(shade)

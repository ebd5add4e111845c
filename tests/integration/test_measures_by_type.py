"""``contado storm measures`` and ``contado warm measures``, as people run them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from typer.testing import CliRunner

from contado.analyses import run
from contado.analyses.places import named_places
from contado.cli import app
from contado.cli.shell import Exit
from contado.errors import BadInput
from contado.facts import judge, specs
from contado.norms import Rules
from contado.territory import Territory
from contado.territory.recipes import RecipeOptions, recipe

SHEETS = {"storm": "scheda-norma-1", "warm": "scheda-norma-2"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "territory"
    recipe("demo")(path, RecipeOptions(area="108", cell=50.0), lambda _text, _share: None)
    return path


def contado(*arguments: object, code: int = Exit.DONE) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.mark.parametrize("group", SHEETS)
def test_a_place_is_urgent_for_a_type_by_its_need_and_by_what_the_type_gains(demo, group) -> None:
    result = run(f"{group}-measures", territory=demo)
    units, types = result.tables["units"], result.tables["types"]
    rules = Rules.load(on=None)
    table = rules.lookup("priorities.by_type")
    low, high = rules.numbers(
        "priorities.rain_kept" if group == "storm" else "priorities.capacity_gained"
    )
    for code in types["measure"]:
        for _, row in units.iterrows():
            least, most = row[f"gain_{code}_low"], row[f"gain_{code}_high"]
            if np.isnan(least):
                assert row[f"priority_{code}"] is None
                continue
            names = ("low", "medium", "high")
            of_gain = names[
                int(least >= low) + int(least >= high) : int(most >= low) + int(most >= high) + 1
            ]
            possible = {table[need, gain] for need in row["place"].split() for gain in of_gain}
            assert set(row[f"priority_{code}"].split()) == possible
    assert (types["high"] + types["perhaps"] + types["not_computable"] <= len(units)).all()
    assert types["high"].max() > 0
    assert units["high"].tolist() == [
        sum(row[f"priority_{code}"] == "high" for code in types["measure"])
        for _, row in units.iterrows()
    ]


@pytest.mark.parametrize("group", SHEETS)
def test_the_need_is_part_a_of_the_sheet(demo, group) -> None:

    places = named_places(Territory.open(demo), "landscape_units").places
    rules = Rules.load(on=None, facts=specs())
    _, verdicts = judge(places, [SHEETS[group]], Territory.open(demo), rules)
    labels = verdicts[SHEETS[group]].codes("A")
    units = run(f"{group}-measures", territory=demo).tables["units"]
    names = ("low", "medium", "high")
    for own, place in zip(labels, units["place"], strict=True):
        assert own < 0 or names[own] == place


def test_only_the_types_that_are_asked_for_are_told(demo, tmp_path) -> None:
    out = tmp_path / "out"
    contado("storm", "measures", "--territory", demo, "--measure", "NBS02", "--out", out)
    with (out / "types.csv").open(encoding="utf-8-sig") as file:
        assert [row["measure"] for row in csv.DictReader(file)] == ["NBS02"]
    page = (out / "page.html").read_text("utf-8")
    assert "Giardino della pioggia" in page


def test_a_type_that_the_sheet_does_not_know_is_refused_with_those_it_knows(demo) -> None:
    with pytest.raises(BadInput) as caught:
        contado("storm", "measures", "--territory", demo, "--measure", "NBS10", "--measure", "X")
    assert [problem.code for problem in caught.value.problems] == ["analyses.unknown_measure"] * 2
    assert "NBS01" in caught.value.problems[0].line("it")


def test_cells_give_a_raster_a_type(demo, tmp_path) -> None:
    out = tmp_path / "out"
    asked = ("storm", "measures", "--territory", demo, "--by", "cells", "--measure", "NBS02")
    contado(*asked, "--out", out)
    with rasterio.open(out / "priority_NBS02.tif") as raster:
        codes = raster.read(1)
        legend = json.loads(raster.tags()["legend"])
    summary = json.loads((out / "run.json").read_text("utf-8"))["summary"]
    assert legend["3"] == "high"
    assert int((codes == 3).sum()) == summary["high"] > 0

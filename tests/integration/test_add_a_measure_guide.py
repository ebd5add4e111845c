"""The how-to that adds a measure, followed to the letter on a copy of the plan."""

import csv
import re
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from contado.cli import app
from contado.territory.recipes import RecipeOptions, recipe

HOME = Path(__file__).parents[2]
GUIDE = (HOME / "docs" / "how-to" / "add-a-measure.md").read_text(encoding="utf-8")
PLAN = HOME / "src" / "contado" / "plan"
(ENTRY,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
CODE = next(iter(yaml.safe_load(ENTRY)))
GROUND = {
    "categories.yaml": ("    NBS07: {it", f'    {CODE}: {{it: "Prova", en: "Trial"}}\n'),
    "parameters/runoff.yaml": ("        NBS07: semi", f"        {CODE}: sealed\n"),
    "parameters/drainage.yaml": (
        "        NBS07: semi_permeable",
        f"        {CODE}: semi_permeable\n",
        "        NBS07: [sealed",
        f"        {CODE}: sealed\n",
    ),
    "parameters/scenarios.yaml": ("        NBS07: 0", f"        {CODE}: 0\n"),
}


def call(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*map(str, words)])
    return done.exit_code, str(done.output) + str(done.exception or "")


def put_in(file: Path, *pairs: str) -> None:
    text = file.read_text(encoding="utf-8")
    for before, line in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(before) == 1
        text = text.replace(before, line + before)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copytree(PLAN, tmp_path / "plan")
    with (tmp_path / "plan" / "measures.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + textwrap.dedent(ENTRY))
    put_in(tmp_path / "plan" / "categories.yaml", *GROUND["categories.yaml"])
    return tmp_path / "plan"


def test_the_check_names_the_row_that_a_table_lacks(plan: Path) -> None:
    code, said = call("norms", "check", "--profile", plan)
    assert code != 0
    assert CODE in said


def test_a_measure_added_as_told_is_in_a_scenario(plan: Path, tmp_path: Path) -> None:
    for name in [name for name in GROUND if name.startswith("parameters")]:
        put_in(plan / name, *GROUND[name])
    assert call("norms", "check", "--profile", plan)[0] == 0
    land = tmp_path / "land"
    recipe("demo")(land, RecipeOptions(area="108", cell=100.0), lambda _w, _s: None)
    from contado.territory import Territory

    x, y = Territory.open(land).boundary.representative_point().coords[0]
    ring = [[x, y], [x + 200, y], [x + 200, y + 200], [x, y + 200], [x, y]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"id": "a", "measures": [{"measure": CODE, "share": 1.0}]},
    }
    crs = {"type": "name", "properties": {"name": "EPSG:32632"}}
    areas = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    said = {"scenario": "1", "id": "a", "title": "A", "on": "2026-11-21",
            "areas": {"geojson": areas}}  # fmt: skip
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    options = ("--profile", plan, "--territory", land, "--out", tmp_path / "out")
    code, output = call("scenario", "run", tmp_path / "a.yaml", *options)
    assert code == 0, output
    with (tmp_path / "out" / "differences.csv").open(encoding="utf-8") as file:
        rows = {(row["kind"], row["fact"]): row for row in csv.DictReader(file)}
    row = rows["area", "cooling_capacity"]
    capacity = {name: float(row[name]) for name in ("before", "low", "high")}
    low = 0.6 * 0 + 0.2 * 0.2 + 0.2 * 0.1
    high = 0.6 * 0.1 + 0.2 * 0.35 + 0.2 * 0.3
    assert capacity["before"] + capacity["low"] == pytest.approx(low, abs=1e-5)
    assert capacity["before"] + capacity["high"] == pytest.approx(high, abs=1e-5)

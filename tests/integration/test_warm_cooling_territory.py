"""``contado warm cooling --territory``: the plan's attributes, bounds, what is not computable."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from typer.testing import CliRunner

from contado.cli import app
from contado.errors import BadInput
from contado.territory.testing import CRS, SOUTH, WEST, make_territory


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ground") / "territory"
    make_territory(path)
    return path


def run(ground: Path, out: Path, *more: str) -> tuple[list[dict[str, str]], dict]:
    words = ["warm", "cooling", "--territory", str(ground), "--out", str(out), *more]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, (told.output, told.exception)
    with (out / "units.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    return rows, json.loads((out / "run.json").read_text(encoding="utf-8"))


def test_every_mean_is_within_its_bounds_and_green_is_cooler(ground: Path, tmp_path: Path):
    rows, _ = run(ground, tmp_path / "out", "--units", "municipalities")
    assert [row["name"] for row in rows] == ["Ponente", "Levante"]
    for row in rows:
        for column in ("avg_cc", "avg_tmp_v", "avg_tmp_an"):
            low, middle, high = (float(row[f"{column}{end}"]) for end in ("_low", "", "_high"))
            assert low < middle < high
        assert (float(row["coverage"]), row["not_computable"]) == (1.0, "")
    sealed, green = rows
    assert float(green["avg_tmp_v"]) < float(sealed["avg_tmp_v"])
    assert float(sealed["avg_tmp_an"]) == pytest.approx(float(sealed["avg_tmp_v"]) - 20)


def test_the_maps_of_the_bounds_hold_the_map_in_every_cell(ground: Path, tmp_path: Path):
    run(ground, tmp_path / "out", "--units", "municipalities")
    found = []
    for name in ("T_air_low", "T_air", "T_air_high"):
        with rasterio.open(tmp_path / "out" / f"{name}.tif") as raster:
            found.append(raster.read(1))
    low, middle, high = found
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_a_unit_that_the_land_cover_hardly_covers_is_not_computable_and_says_how_much(
    ground: Path, tmp_path: Path
):
    west = np.array([WEST, WEST + 1500])
    shapes = shapely.box(west, SOUTH, west + 1000, SOUTH + 1000)
    file = tmp_path / "units.gpkg"
    gpd.GeoDataFrame({"unit": ["in", "half out"]}, geometry=shapes, crs=CRS).to_file(
        file, engine="pyogrio"
    )
    rows, told = run(ground, tmp_path / "out", "--units", str(file))
    assert [row["coverage"] for row in rows] == ["1.0", "0.5"]
    assert [row["not_computable"] for row in rows] == ["", "low_coverage"]
    assert rows[1]["avg_tmp_v"] == rows[1]["avg_cc_low"] == ""
    assert told["summary"]["not_computable"] == 1


def test_the_run_names_the_layers_the_plan_and_what_is_assumed(ground: Path, tmp_path: Path):
    _, told = run(ground, tmp_path / "out", "--units", "municipalities", "--on", "2026-11-21")
    assert {layer["role"] for layer in told["layers"]} == {"municipalities", "land_cover"}
    assert all(layer["attribution"] for layer in told["layers"])
    used = {use["parameter"]: use["confidence"] for use in told["parameters"]}
    assert used["heat.shade"] == used["heat.uhi_max"] == "assumption"
    assert told["plan"]["on"] == "2026-11-21"
    assert told["notices"][0]["en"].endswith("crop coefficient.")


def test_by_night_only_building_intensity_counts(ground: Path, tmp_path: Path):
    rows, told = run(ground, tmp_path / "out", "--units", "municipalities", "--method", "intensity")
    assert float(rows[0]["avg_cc"]) == pytest.approx(0.95)
    assert "heat.shade" not in {use["parameter"] for use in told["parameters"]}
    assert told["notices"] == []


def test_units_that_the_territory_lacks_are_told(ground: Path, tmp_path: Path):
    words = ["warm", "cooling", "--territory", str(ground), "--out", str(tmp_path / "out")]
    told = CliRunner().invoke(app, words)  # the default is landscape units
    assert isinstance(told.exception, BadInput)
    assert [problem.code for problem in told.exception.problems] == ["analyses.no_units"]
    assert not (tmp_path / "out").exists()


def test_options_of_ones_own_files_are_not_left_aside_in_silence(ground: Path, tmp_path: Path):
    words = ["warm", "cooling", "--territory", str(ground), "--out", str(tmp_path / "out")]
    (tmp_path / "e.csv").write_text("type,consumption\n1,8\n")
    told = CliRunner().invoke(
        app, [*words, "--humidity", "30", "--energy", str(tmp_path / "e.csv")]
    )
    problems = {(problem.code, problem.where) for problem in told.exception.problems}
    assert problems == {("analyses.out_of_place", f"--{name}") for name in ("energy", "humidity")}


def test_where_no_unit_can_be_told_the_command_says_so(ground: Path, tmp_path: Path):
    shape = shapely.box(WEST + 1900, SOUTH, WEST + 5000, SOUTH + 1000)
    file = tmp_path / "units.gpkg"
    gpd.GeoDataFrame({"unit": ["out"]}, geometry=[shape], crs=CRS).to_file(file, engine="pyogrio")
    words = ["warm", "cooling", "--territory", str(ground), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, [*words, "--units", str(file)]).exit_code == 3


@pytest.mark.parametrize(("side", "coarse"), [(15, True), (30, False)])
def test_the_warmest_and_the_coolest_say_where_the_land_cover_is_coarser_than_they_are(
    ground: Path, tmp_path: Path, side: int, coarse: bool
):
    corners = [(WEST + 100, SOUTH + 100), (WEST + 1800, SOUTH + 100)]
    shapes = [shapely.box(x, y, x + side, y + side) for x, y in corners]
    file = tmp_path / "units.gpkg"
    gpd.GeoDataFrame({"unit": ["sealed", "green"]}, geometry=shapes, crs=CRS).to_file(
        file, engine="pyogrio"
    )
    _, told = run(ground, tmp_path / "out", "--units", str(file))
    warmest, coolest = (each["it"] for each in told["answer"][:2])
    assert "sealed" in warmest
    assert "green" in coolest
    assert ("più grossolano" in warmest, "più grossolano" in coolest) == (coarse, coarse)

"""``contado warm``: nights, tropical nights, people exposed and calibration, as people run them."""

import csv
import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
from typer.testing import CliRunner

from contado.cli import app, main
from contado.cli.shell import Exit
from contado.errors import BadInput
from contado.territory.recipes import RecipeOptions, recipe

DATA = Path(__file__).parents[3] / "shared" / "data"
URBCLIM = DATA / "climate" / "temperatura_aria_urbclim_luglio2016_100m.tif"
SENSOR = DATA / "climate" / "arpa_temperatura_oraria_5897_2012_2015.csv.gz"
RESIDENTS = 3_219_391
pytestmark = [
    pytest.mark.milan,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no data of Milan in {DATA}"),
]


@pytest.fixture(scope="module")
def milan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("milano") / "territory"
    recipe("milano")(path, RecipeOptions(sources=DATA, layers={}), lambda _text, _share: None)
    return path


def warm(*arguments: object, code: int = Exit.DONE) -> str:
    done = CliRunner().invoke(app, ["warm", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.stdout


def refused(*arguments: object) -> list[str]:
    with pytest.raises(BadInput) as caught:
        warm(*arguments)
    return [problem.code for problem in caught.value.problems]


def answer(*arguments: object) -> dict:
    return json.loads(warm(*arguments, "--json"))


def test_the_night_of_every_landscape_unit_of_milan(milan, tmp_path):
    out = tmp_path / "out"
    record = answer("night", "--territory", milan, "--out", out)
    summary, rows = record["summary"], record["tables"]["units"]
    assert (summary["units"], summary["not_computable"], summary["kind"]) == (220, 0, "LST")
    assert sum(summary["levels"].values()) == sum(summary["classes"].values()) == 220
    by_name = {row["name"]: row for row in rows}
    assert by_name["BRERA"]["class"] == "very_strong"
    assert by_name["BRERA"]["weighed_by"] == "residents"
    # The grid of residents ends before Abbiategrasso.
    assert by_name["Abbiategrasso"]["weighed_by"] == "area"
    assert by_name["Abbiategrasso"]["resident_share_slight"] is None
    for row in rows:
        shares = [value for name, value in row.items() if name.startswith("area_share_")]
        assert sum(shares) == pytest.approx(1.0, abs=1e-6)
        assert "stand_in" in row["flags"]
    with (out / "units.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 220
    assert len(json.loads((out / "units.geojson").read_text())["features"]) == 220
    assert len(pyogrio.read_dataframe(out / "units.gpkg", layer="night")) == 220
    assert all(layer["attribution"] for layer in record["layers"])


def test_a_run_writes_the_same_bytes_again_and_overwrites_nothing(milan, tmp_path):
    for name in ("one", "two"):
        warm("night", "--territory", milan, "--by", "zones", "--out", tmp_path / name)
    for file in ("units.csv", "units.geojson", "units.gpkg", "run.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert refused("night", "--territory", milan, "--out", tmp_path / "one") == ["files.exists"]


def test_the_cells_of_milan_and_who_lives_in_each_class(milan, tmp_path):
    out = tmp_path / "cells"
    record = answer("night", "--territory", milan, "--by", "cells", "--out", out)
    assert sum(record["summary"]["area_shares"].values()) == pytest.approx(1.0)
    assert record["summary"]["cells_without_data"] == 0
    with rasterio.open(out / "anomaly.tif") as raster:
        anomaly = raster.read(1, masked=True)
    # The 5th percentile is the reference; the centre of Milan is four degrees and more above it.
    assert np.mean(anomaly.compressed() < 0) == pytest.approx(0.05, abs=0.01)
    assert 4 < anomaly.max() < 5
    by_night = answer("exposed", "--territory", milan)
    by_cells = answer("exposed", "--territory", milan, "--classes", out / "class.tif")
    found = {row["class"]: row["residents"] for row in by_cells["tables"]["totals"]}
    for row in by_night["tables"]["totals"][1:5]:
        assert found[row["class"]] == pytest.approx(row["residents"], rel=0.01)


def test_the_residents_of_milan_by_class_add_up_and_the_others_are_not_computable(milan):
    record = answer("exposed", "--territory", milan)
    summary, tables = record["summary"], record["tables"]
    assert (summary["units"], summary["not_computable"]) == (133, 102)
    left = sum(summary["municipalities_not_spread"].values())
    spread = sum(row["residents"] for row in tables["totals"])
    assert spread + left == pytest.approx(RESIDENTS, abs=60)
    own = [row for row in tables["exposed"] if row["name"] == "Milano"]
    known = [row["residents"] for row in own if isinstance(row["residents"], int)]
    assert sum(known) == pytest.approx(1_358_420, abs=5000)
    # Nearly a quarter of Milan is above 65, one in twenty-five below 5.
    hottest = next(row for row in own if row["class"] == "very_strong")
    assert 0.20 < hottest["old"] / hottest["residents"] < 0.25
    assert 0.03 < hottest["young"] / hottest["residents"] < 0.05
    lone = next(row for row in tables["exposed"] if row["name"] == "Abbiategrasso")
    assert lone["residents"] is None
    assert lone["missing"]


def test_the_tropical_nights_of_a_sensor(tmp_path):
    said = answer("tropical", SENSOR, "--out", tmp_path / "out")
    found = {(row["year"], row["period"]): row for row in said["tables"]["tropical"]}
    assert found[2012, "summer"]["nights"] == 75
    assert found[2012, "year"]["nights"] is None
    assert found[2012, "year"]["at_least"] == 82
    used = {use["parameter"] for use in said["parameters"]}
    assert used >= {"night.tropical_threshold", "night.least_hours"}


def test_nothing_computable_is_said_by_the_exit_code(tmp_path):
    (tmp_path / "few.csv").write_text("date,tmin\n2023-07-01,21\n")
    assert "non calcolabile" in warm("tropical", tmp_path / "few.csv", code=Exit.CANNOT_TELL)


def test_milan_by_satellite_against_urbclim_only_when_told_it_is_another_kind(milan, tmp_path):
    asked = ("calibrate", "--territory", milan, "--observed", URBCLIM, "--observed-kind", "air")
    out = tmp_path / "page"
    assert refused(*asked, "--out", out) == ["night.kinds_differ"]
    assert refused(*asked, "--different-kinds", "--out", out) == ["night.looks_kelvin"]
    assert refused(*asked, "--model-kind", "air", "--out", out) == ["night.kind_contradicted"]
    assert not out.exists()
    said = answer(*asked, "--different-kinds", "--observed-unit", "K", "--out", out)
    assert said["summary"]["different_kinds"]
    assert said["summary"]["agreement"]["r2"] > 0.4
    page = (out / "page.html").read_text(encoding="utf-8")
    assert "tipi diversi" in page
    assert "MODIS" in page


@pytest.mark.parametrize(
    "arguments",
    [
        ["night", "--by", "cells", "--territory", "{milan}"],
        ["night", "--on", "domani", "--territory", "{milan}"],
        ["exposed", "--classes", "nowhere.tif", "--territory", "{milan}"],
        ["tropical", SENSOR, "--time", "datetime"],
        ["calibrate", "--observed", URBCLIM, "--out", "nowhere"],
    ],
)
def test_a_mistake_is_one_clear_line(milan, capsys, monkeypatch, arguments):
    said = [str(one).format(milan=milan) for one in arguments]
    monkeypatch.setattr("sys.argv", ["contado", "warm", *said])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == Exit.BAD_INPUT
    assert len(capsys.readouterr().err.strip().splitlines()) == 1

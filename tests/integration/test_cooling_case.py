"""The case that InVEST computed: `tests/data/invest_case`, from the command to every output."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from typer.testing import CliRunner

from contado.cli import app

CASE = Path(__file__).parents[1] / "data" / "invest_case"
INPUTS = CASE / "inputs"
ASKED = [
    "--land-cover", INPUTS / "lulc.tif", "--reference-et", INPUTS / "eto.tif",
    "--units", INPUTS / "aoi.gpkg", "--biophysical", INPUTS / "biophysical.csv",
    "--t-ref", "21.5", "--uhi-max", "3.5",
    "--cooling-distance", "450", "--mixing-radius", "500",
]  # fmt: skip
VALUED = [
    "--buildings", INPUTS / "buildings.gpkg", "--energy", INPUTS / "energy.csv", "--humidity", "30",
]  # fmt: skip
MIXED = 5e-5
SINGLE = 3e-7


def run(out: Path, *more: object) -> Path:
    command = ["warm", "cooling", *ASKED, *more, "--out", out]
    told = CliRunner().invoke(app, [str(word) for word in command])
    assert told.exit_code == 0, told.output
    return out


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("case") / "out", *VALUED)


def maps(folder: Path, name: str) -> np.ma.MaskedArray:
    with rasterio.open(folder / f"{name}.tif") as raster:
        return raster.read(1, masked=True)


def columns(path: Path) -> dict[str, list[str]]:
    with path.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(texts: list[str]) -> np.ndarray:
    return np.array([float(text) if text else np.nan for text in texts])


def both(ours: Path, name: str) -> tuple[np.ma.MaskedArray, np.ma.MaskedArray]:
    mine, theirs = maps(ours, name), maps(CASE / "outputs", name)
    assert np.array_equal(np.ma.getmaskarray(mine), np.ma.getmaskarray(theirs))
    return mine, theirs


def test_cooling_capacity_is_bit_equal(ours: Path):
    mine, theirs = both(ours, "cc")
    assert mine.dtype == theirs.dtype == np.float32
    assert np.array_equal(mine.compressed(), theirs.compressed())


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("cc_park", 1e-6),
        ("green_area_sum", 1e-3),
        ("hm", 1e-6),
        ("T_air_nomix", 4e-6),
        ("T_air", MIXED),
    ],
)
def test_what_filters_give_is_equal_in_every_cell(ours: Path, name: str, within: float):
    mine, theirs = both(ours, name)
    assert np.abs(mine.astype(np.float64) - theirs).max() <= within


def test_mitigation_is_bit_equal_wherever_the_park_effect_does_not_rule(ours: Path):
    mine, theirs = both(ours, "hm")
    own = (maps(CASE / "outputs", "cc") == theirs).filled(fill_value=False)
    assert own.sum() > 100_000
    assert np.array_equal(mine[own], theirs[own])
    unmixed, peer = both(ours, "T_air_nomix")
    assert np.array_equal(unmixed[own], peer[own])


@pytest.mark.parametrize("name", ["light_work_loss_percent", "heavy_work_loss_percent"])
def test_work_lost_is_equal_in_every_cell(ours: Path, name: str):
    mine, theirs = both(ours, name)
    assert mine.dtype == np.uint8
    assert np.array_equal(mine.compressed(), theirs.compressed())


def test_the_table_has_a_row_a_unit_in_the_order_and_with_the_attributes_of_the_input(ours: Path):
    mine = columns(ours / "units.csv")
    theirs = columns(CASE / "outputs" / "uhi_results.csv")
    assert list(mine) == list(theirs)
    assert (mine["uid"], mine["kind"]) == (theirs["uid"], theirs["kind"])


@pytest.mark.parametrize(
    ("column", "within"),
    [
        ("avg_cc", SINGLE),
        ("avg_tmp_v", 5e-6),
        ("avg_tmp_an", 5e-6),
        ("avg_wbgt_v", 5e-6),
        ("avg_ltls_v", 0),
        ("avg_hvls_v", 0),
    ],
)
def test_the_means_of_units_are_those_of_the_program(ours: Path, column: str, within: float):
    mine = numbers(columns(ours / "units.csv")[column])
    theirs = numbers(columns(CASE / "outputs" / "uhi_results.csv")[column])
    assert np.array_equal(np.isnan(mine), np.isnan(theirs))
    assert np.nanmax(np.abs(mine - theirs)) <= within


def test_energy_avoided_is_that_of_the_program(ours: Path):
    mine = numbers(columns(ours / "units.csv")["avd_eng_cn"])
    theirs = numbers(columns(CASE / "outputs" / "uhi_results.csv")["avd_eng_cn"])
    assert mine == pytest.approx(theirs, rel=1e-5)


def test_buildings_have_their_temperature_and_saving_even_where_smaller_than_a_cell(ours: Path):
    mine = columns(ours / "buildings_with_stats.csv")
    theirs = columns(CASE / "outputs" / "buildings_with_stats.csv")
    assert mine["type"] == theirs["type"]
    for column, within in (("mean_t_air", 1e-6), ("energy_sav", 2e-5)):
        assert numbers(mine[column]) == pytest.approx(numbers(theirs[column]), rel=within)
    assert (ours / "buildings_with_stats.gpkg").is_file()


def test_the_run_says_every_number_with_its_source_and_nothing_of_the_machine(ours: Path):
    text = (ours / "run.json").read_text(encoding="utf-8")
    told = json.loads(text)
    used = {use["parameter"]: use for use in told["parameters"]}
    assert used["heat.park_area"]["confidence"] == "sourced"
    assert "heat.uhi_max" not in used  # it was given
    assert told["summary"]["settings"]["effect"] == 3.5
    files = {
        name for name, one in told["inputs"].items() if isinstance(one, dict) and one["sha256"]
    }
    assert files >= {"land_cover", "reference_et", "by", "biophysical"}
    assert str(CASE) not in text


def test_the_same_inputs_give_the_same_bytes(ours: Path, tmp_path: Path):
    again = run(tmp_path / "again", *VALUED)
    names = sorted(path.name for path in ours.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    assert [n for n in names if (ours / n).read_bytes() != (again / n).read_bytes()] == []


def test_without_valuation_its_maps_and_columns_are_left_out(tmp_path: Path):
    out = run(tmp_path / "plain")
    assert not list(out.glob("*wbgt*")) + list(out.glob("buildings*")) + list(out.glob("*loss*"))
    assert list(columns(out / "units.csv")) == ["uid", "kind", "avg_cc", "avg_tmp_v", "avg_tmp_an"]


def test_gaussian_mixing_is_another_map_of_the_same_unmixed_air(ours: Path, tmp_path: Path):
    out = run(tmp_path / "gaussian", "--mixing", "gaussian")
    assert np.array_equal(maps(out, "T_air_nomix"), maps(ours, "T_air_nomix"))
    away = np.abs(maps(out, "T_air").astype(float) - maps(ours, "T_air"))
    assert 0.01 < away.max() < 2


def test_by_night_capacity_is_what_building_intensity_leaves(tmp_path: Path):
    out = run(tmp_path / "night", "--method", "intensity")
    codes = maps(INPUTS, "lulc")
    found = maps(out, "cc")
    assert found[codes == 1].max() == found[codes == 1].min() == np.float32(1) - np.float32(0.85)

"""``contado storm runoff`` end to end: the case that InVEST computed, bad input, territories."""

import csv
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from typer.testing import CliRunner, Result

from contado.cli import app
from contado.cli.shell import Exit
from contado.drainage.runoff.cells import Event, Ground, PairTable
from contado.drainage.runoff.curve_numbers import read_curve_numbers
from contado.drainage.runoff.run import GroundFiles, RunoffJob
from contado.errors import BadInput
from contado.territory.recipes import RecipeOptions, recipe
from contado.tiles.processing import Processing

CASE = Path(__file__).parents[1] / "data" / "invest_case"
INPUTS = CASE / "inputs"
SOURCES = Path(__file__).parents[3] / "shared" / "data"
MAPS = ("Q_mm", "Runoff_retention_index", "Runoff_retention_m3")
SINGLE = 3e-7  # of sums of 32-bit numbers

OPTIONS: dict[str, object] = {
    "--land-cover": INPUTS / "lulc.tif", "--soil": INPUTS / "soil.tif",
    "--curve-numbers": INPUTS / "curve_numbers.csv", "--rain": 60, "--units": INPUTS / "aoi.gpkg",
}  # fmt: skip
AT_RISK: dict[str, object] = {
    "--buildings": INPUTS / "buildings.gpkg", "--damage": INPUTS / "damage.csv"
}  # fmt: skip


def run(*flags: str, **_: object) -> Result:
    return CliRunner().invoke(app, ["storm", "runoff", *flags])


def asked(options: dict[str, object], out: Path, *flags: str) -> Result:
    words = [str(word) for pair in options.items() for word in pair]
    return run(*words, "--out", str(out), *flags)


def done(options: dict[str, object], out: Path, *flags: str) -> Result:
    result = asked(options, out, *flags)
    assert result.exit_code == Exit.DONE, (result.output, result.exception)
    return result


def codes(result: Result) -> list[str]:
    assert isinstance(result.exception, BadInput), (result.output, result.exception)
    for problem in result.exception.problems:
        assert problem.line("it") != problem.line("en")
    return [problem.code for problem in result.exception.problems]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("case") / "out"
    done(OPTIONS | AT_RISK, out)
    return out


@pytest.mark.parametrize("name", MAPS)
def test_maps_are_those_of_the_case_to_the_last_bit(ours: Path, name: str):
    with (
        rasterio.open(ours / f"{name}.tif") as one,
        rasterio.open(CASE / "outputs" / f"{name}.tif") as other,
    ):
        assert (one.bounds, one.crs, one.nodata) == (other.bounds, other.crs, other.nodata)
        assert one.dtypes == other.dtypes == ("float32",)
        assert one.read(1).tobytes() == other.read(1).tobytes()


def test_units_are_those_of_the_case_in_its_order(ours: Path):
    found, expected = table(ours / "units.csv"), table(CASE / "outputs" / "flood_risk_service.csv")
    assert list(found[0]) == list(expected[0])
    assert [row["uid"] for row in found] == [row["uid"] for row in expected]
    empty = [row["uid"] for row in expected if not row["rnf_rt_idx"]]
    assert empty == [row["uid"] for row in found if not row["rnf_rt_idx"]]
    for mine, theirs in zip(found, expected, strict=True):
        if theirs["uid"] in empty:  # no cell: nothing is known, where InVEST writes zero
            assert mine["flood_vol"] == mine["rnf_rt_m3"] == mine["serv_blt"] == ""
            continue
        for column in ("rnf_rt_idx", "rnf_rt_m3", "flood_vol"):
            assert float(mine[column]) == pytest.approx(float(theirs[column]), rel=SINGLE)
        assert float(mine["aff_bld"]) == pytest.approx(float(theirs["aff_bld"]), abs=0.006)
        assert float(mine["serv_blt"]) == pytest.approx(float(theirs["serv_blt"]), rel=1e-6)


def test_a_run_says_how_it_was_made_without_clock_or_path(ours: Path, tmp_path: Path):
    said = json.loads((ours / "run.json").read_text("utf-8"))
    assert said["summary"]["event"] == {
        "rain": 60.0, "ratio": 0.2, "moisture": "II", "rain_source": ""
    }  # fmt: skip
    assert set(said["inputs"]) == {
        "land_cover", "soil", "curve_numbers", "rain", "by", "buildings", "damage"
    }  # fmt: skip
    files = {name: asked for name, asked in said["inputs"].items() if name != "rain"}
    assert all(len(asked["sha256"]) == 64 for asked in files.values())
    assert [use["confidence"] for use in said["parameters"]] == ["sourced", "assumption"]
    assert {"units.csv", *(f"{name}.tif" for name in MAPS)} < set(said["outputs"])
    done(OPTIONS | AT_RISK, tmp_path / "again")
    for path in ours.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_programs_get_the_rows_as_json(tmp_path: Path):
    answer = json.loads(done(OPTIONS, tmp_path / "out", "--json").stdout)
    rows = answer["tables"]["units"]
    assert len(rows) == 283
    assert set(rows[0]) == {"uid", "kind", "rnf_rt_idx", "rnf_rt_m3", "flood_vol"}


def test_wetter_soil_and_a_lower_abstraction_shed_more(ours: Path, tmp_path: Path):
    done(OPTIONS | {"--moisture": "III"}, tmp_path / "wet")
    done(OPTIONS | {"--lambda": "0.05"}, tmp_path / "low")
    for name in ("wet", "low"):
        for mine, more in zip(table(ours / "units.csv"), table(tmp_path / name / "units.csv"),
                              strict=True):  # fmt: skip
            if mine["flood_vol"]:
                assert float(mine["flood_vol"]) < float(more["flood_vol"])


def test_rain_can_come_from_a_curve(tmp_path: Path):
    curve = "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179"
    asked_for = {"--rain": curve, "--return-period": 50, "--duration": 1}
    done(OPTIONS | asked_for, tmp_path / "out")
    said = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert said["summary"]["event"]["rain"] == pytest.approx(
        61.43, abs=0.005
    )  # the oracle of 2.6.8
    assert said["summary"]["event"]["rain_source"] == "--rain: T 50, D 1 h"


# What cannot be used


def coded(path: Path, change: Callable[[np.ndarray], None], source: Path, **more: object) -> Path:
    with rasterio.open(source) as raster:
        values, profile = raster.read(1), raster.profile | more
    change(values)
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(values, 1)
    return path


def nothing(_: np.ndarray) -> None:
    return None


def set_code(code: int, cells: int) -> Callable[[np.ndarray], None]:
    def change(values: np.ndarray) -> None:
        inside = np.argwhere(values != 255)[:cells]
        values[tuple(inside.T)] = code

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"--rain": -5}, ["drainage.rain_outside"]),
        ({"--rain": "nan"}, ["drainage.rain_outside"]),
        ({"--rain": 0}, ["drainage.no_rain"]),
        ({"--rain": 1e39}, ["drainage.rain_implausible"]),
        ({"--rain": 1e-300}, ["drainage.rain_implausible"]),
        ({"--rain": "molta"}, ["drainage.rain_unreadable"]),
        ({"--rain": "1_0"}, ["drainage.rain_unreadable"]),
        ({"--rain": 60, "--duration": 1}, ["drainage.depth_given"]),
        ({"--municipality": "015146"}, ["analyses.out_of_place"]),
        ({"--rain": "a1=30,n=0.3,alpha=0.3,kappa=0,epsilon=0.8"}, ["drainage.curve_needs"]),
        ({"--lambda": 3}, ["drainage.ratio_outside"]),
        ({"--buildings": INPUTS / "buildings.gpkg"}, ["drainage.only_together"]),
        ({"--land-cover": INPUTS / "no.tif"}, ["analyses.no_file"]),
        ({"--units": INPUTS / "energy.csv"}, ["territory.format_unknown"]),
        ({"--rain": -5, "--lambda": 3, "--curve-numbers": INPUTS / "damage.csv"},
         ["drainage.rain_outside", "drainage.ratio_outside", *["plain_tables.no_column"] * 5]),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_message_each(tmp_path: Path, change, expected: list[str]):
    out = tmp_path / "out"
    assert codes(asked(OPTIONS | change, out)) == expected
    assert list(tmp_path.iterdir()) == []


def test_classes_and_groups_without_a_row_are_counted_in_cells(tmp_path: Path):
    cover = coded(tmp_path / "lulc.tif", set_code(77, 3), INPUTS / "lulc.tif")
    soil = coded(tmp_path / "soil.tif", set_code(9, 5), INPUTS / "soil.tif")
    result = asked(OPTIONS | {"--land-cover": cover, "--soil": soil}, tmp_path / "out")
    assert codes(result) == ["drainage.cover_without_row", "drainage.soil_unknown"]
    one, other = result.exception.problems  # type: ignore[union-attr]
    assert (one.values, other.values) == ({"classes": "77: 3"}, {"groups": "9: 5"})
    assert not (tmp_path / "out").exists()


def test_rasters_that_do_not_align_are_refused(tmp_path: Path):
    turned = Affine(20, 0, 490_005, 0, -20, 5_055_000)
    soil = coded(tmp_path / "soil.tif", nothing, INPUTS / "soil.tif", transform=turned)
    assert codes(asked(OPTIONS | {"--soil": soil}, tmp_path / "out")) == ["tiles.not_aligned"]


def test_a_raster_in_degrees_is_refused(tmp_path: Path):
    turn = Affine(0.0002, 0, 9, 0, -0.0002, 45)
    cover = coded(tmp_path / "c.tif", nothing, INPUTS / "lulc.tif", crs="EPSG:4326", transform=turn)
    soil = coded(tmp_path / "s.tif", nothing, INPUTS / "soil.tif", crs="EPSG:4326", transform=turn)
    options = OPTIONS | {"--land-cover": cover, "--soil": soil}
    assert codes(asked(options, tmp_path / "out")) == ["tiles.not_metric"] * 2


def test_units_beside_the_map_or_with_our_columns_are_refused(tmp_path: Path):
    far = gpd.GeoDataFrame({"uid": [1]}, geometry=[shapely.box(0, 0, 9, 9)], crs="EPSG:32632")
    far.to_file(tmp_path / "far.gpkg")
    options = OPTIONS | {"--units": tmp_path / "far.gpkg"}
    assert codes(asked(options, tmp_path / "out")) == ["tiles.units_outside"]
    named = gpd.read_file(INPUTS / "aoi.gpkg").rename(columns={"kind": "flood_vol"})
    named.to_file(tmp_path / "named.gpkg")
    options = OPTIONS | {"--units": tmp_path / "named.gpkg"}
    assert codes(asked(options, tmp_path / "out")) == ["tiles.column_taken"]


def test_a_type_without_damage_is_refused_before_anything_is_computed(tmp_path: Path):
    (tmp_path / "damage.csv").write_text("Type,Damage\n1,250\n", encoding="utf-8")
    options = OPTIONS | AT_RISK | {"--damage": tmp_path / "damage.csv"}
    assert codes(asked(options, tmp_path / "out")) == ["drainage.damage_missing"]


def test_a_folder_that_is_there_is_never_overwritten(tmp_path: Path):
    (tmp_path / "out").mkdir()
    assert codes(asked(OPTIONS, tmp_path / "out")) == ["files.exists"]


def test_what_is_lacking_is_named(tmp_path: Path):
    found = codes(asked({"--land-cover": INPUTS / "lulc.tif"}, tmp_path / "out"))
    assert found == ["drainage.needs"] * 4


# Whatever does the work


@pytest.fixture(scope="module")
def job() -> RunoffJob:
    from contado.tiles import open_stack

    numbers = read_curve_numbers(INPUTS / "curve_numbers.csv")
    with open_stack({"land_cover": INPUTS / "lulc.tif"}) as stack:
        grid = stack.grid
    ground = Ground.of(numbers.codes, 255.0, 255.0)
    files = GroundFiles(INPUTS / "lulc.tif", INPUTS / "soil.tif", ground, (0, 0))
    units = gpd.read_file(INPUTS / "aoi.gpkg").geometry.to_numpy()
    tables = {"": PairTable.of(numbers, Event(60.0, 0.2), grid.cell_area)}
    return RunoffJob(grid, files, tables, units, ("numbers", "soil"), seen=True)


def result_of(job: RunoffJob, folder: Path, chosen: Processing) -> tuple[object, ...]:
    folder.mkdir(exist_ok=True)
    with job.pairs(folder / "out", chosen) as parts:
        totals, seen = job.write(folder, parts, chosen)
    maps = [rasterio.open(folder / f"{name}.tif").read(1).tobytes() for name in MAPS]
    return (*maps, *(array.tobytes() for array in (
        totals[""].cells, totals[""].runoff, totals[""].index, seen
    )))  # fmt: skip


@pytest.fixture(scope="module")
def in_one_tile(job: RunoffJob, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    return result_of(job, tmp_path_factory.mktemp("one") / "a", Processing())


def test_tiles_do_not_change_a_bit(job: RunoffJob, tmp_path: Path, in_one_tile):
    assert len(job.grid.tiles(256)) == 4
    assert result_of(job, tmp_path / "a", Processing(side=256)) == in_one_tile


def test_a_cluster_of_two_processes_does_not_change_a_bit(
    job: RunoffJob, tmp_path: Path, cluster: str, in_one_tile
):
    found = result_of(job, tmp_path / "a", Processing(cluster=cluster, side=256))
    assert found == in_one_tile
    assert not [path for path in (tmp_path / "a").iterdir() if path.name.startswith(".")]


def test_the_command_runs_on_a_cluster(tmp_path: Path, cluster: str, ours: Path):
    done(OPTIONS | AT_RISK | {"--cluster": cluster}, tmp_path / "out")
    assert (tmp_path / "out" / "units.csv").read_bytes() == (ours / "units.csv").read_bytes()


def test_a_large_map_is_taken_up_where_it_was_stopped(
    job: RunoffJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_one_tile
):
    small, read = Processing(side=256, in_memory=0), []

    class Stop(Exception):  # noqa: N818 - as a kill would
        pass

    def stopping(self: GroundFiles, window: object) -> dict[str, np.ndarray]:
        if len(read) == 2:
            raise Stop
        read.append(window)
        return plain(self, window)

    plain = GroundFiles.__call__
    monkeypatch.setattr(GroundFiles, "__call__", stopping)
    with pytest.raises(Stop), job.pairs(tmp_path / "a" / "out", small):
        pass
    monkeypatch.setattr(GroundFiles, "__call__", lambda self, w: read.append(w) or plain(self, w))
    assert result_of(job, tmp_path / "a", small) == in_one_tile
    assert len(read) == 4  # two before, two after: none twice
    assert not list((tmp_path / "a").glob(".*"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    folder = tmp_path_factory.mktemp("cluster")
    where = folder / "scheduler.json"

    def start(command: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", "--host", "127.0.0.1",
             "--no-dashboard", *words],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    started = [start("dask_scheduler", "--port", "0", "--no-show", "--scheduler-file", str(where))]
    try:
        deadline = time.monotonic() + 60
        while not where.is_file():
            assert time.monotonic() < deadline, "the scheduler does not start"
            time.sleep(0.05)
        started += [
            start("dask_worker", "--scheduler-file", str(where), "--nworkers", "1",
                  "--nthreads", "1", "--no-nanny", "--local-directory", str(folder / name))
            for name in ("one", "two")
        ]  # fmt: skip
        yield str(json.loads(where.read_text())["address"])
    finally:
        for process in started:
            process.kill()  # a worker that is asked to end may wait for its scheduler
            process.wait()


# On territories


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "trieste"
    recipe("demo")(path, RecipeOptions(area="TS", cell=50.0, seed=3), lambda *_: None)
    return path


def test_a_territory_gives_every_unit_a_value_between_its_bounds(demo: Path, tmp_path: Path):
    done({"--territory": demo, "--rain": 60}, tmp_path / "out")
    rows = table(tmp_path / "out" / "units.csv")
    assert {"code", "name"} < set(rows[0])
    for row in rows:
        for name in ("rnf_rt_idx", "rnf_rt_m3", "flood_vol"):
            low, value, high = (float(row[name + bound]) for bound in ("_low", "", "_high"))
            assert 0 <= low <= value <= high
        kept, shed = (float(row[f"rnf_rt_{unit}"]) for unit in ("idx", "m3"))
        # what is kept and what is shed make the rain on the same cells
        assert float(row["flood_vol"]) == pytest.approx(shed / kept - shed, rel=1e-5)
        assert row["not_computable"] == ""
    said = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert {layer["id"].split("@")[0] for layer in said["layers"]} == {
        "land_cover", "soil_groups", "landscape_units"
    }  # fmt: skip
    assert all(layer["simulated"] for layer in said["layers"])


@pytest.mark.parametrize("units", ["municipalities", "file"])
def test_other_units_may_be_asked_for(demo: Path, tmp_path: Path, units: str):
    from contado.territory import Territory

    territory = Territory.open(demo)
    frame = territory.layers["municipalities"].frame().iloc[[1, 0]]
    file = tmp_path / "areas.gpkg"
    frame.to_crs("EPSG:4326").to_file(file)
    asked_for = file if units == "file" else units
    done({"--territory": demo, "--units": asked_for, "--rain": 30}, tmp_path / "out")
    rows = table(tmp_path / "out" / "units.csv")
    names = [row["istat_code"] for row in rows]
    assert names == (
        frame["istat_code"].tolist() if units == "file"
        else territory.layers["municipalities"].frame()["istat_code"].tolist()
    )  # fmt: skip


def test_a_comune_or_a_layer_of_a_file_may_be_asked_for(demo: Path, tmp_path: Path):
    from contado.territory import Territory

    every = Territory.open(demo).layers["municipalities"].frame()
    name = every["name"].iloc[1]
    done({"--territory": demo, "--by": name, "--rain": 30}, tmp_path / "comune")
    file = tmp_path / "areas.gpkg"
    every.iloc[[0]].to_file(file, layer="first")
    every.iloc[[1]].to_file(file, layer="second")
    asked_for = f"{file}|layername=second"
    done({"--territory": demo, "--by": asked_for, "--rain": 30}, tmp_path / "layer")
    (one,), (other,) = (table(tmp_path / out / "units.csv") for out in ("comune", "layer"))
    assert one == other
    assert one["name"] == name
    said = json.loads((tmp_path / "layer" / "run.json").read_text("utf-8"))
    assert said["inputs"]["by"]["file"] == "areas.gpkg"


def test_a_layer_of_own_units_may_be_asked_for(ours: Path, tmp_path: Path):
    units = gpd.read_file(INPUTS / "aoi.gpkg")
    for name, rows in (("few", units.iloc[:3]), ("all", units)):
        rows.to_file(tmp_path / "units.gpkg", layer=name)
    done(OPTIONS | {"--units": f"{tmp_path / 'units.gpkg'}|layername=all"}, tmp_path / "out")
    mine, theirs = table(tmp_path / "out" / "units.csv"), table(ours / "units.csv")
    assert [row["rnf_rt_idx"] for row in mine] == [row["rnf_rt_idx"] for row in theirs]


def test_the_soil_of_a_cell_is_the_one_at_its_centre(demo: Path, tmp_path: Path):
    from contado.drainage.runoff.curve_numbers import class_curves
    from contado.drainage.runoff.equations import runoff_depth
    from contado.norms import Rules
    from contado.territory import Territory

    done({"--territory": demo, "--rain": 60, "--on": "2026-11-21"}, tmp_path / "out")
    territory = Territory.open(demo)
    rules = Rules.load(on=date(2026, 11, 21))
    rng = np.random.default_rng(1)
    with (
        territory.layers["land_cover"].raster() as cover,
        territory.layers["soil_groups"].raster() as soil,
        rasterio.open(tmp_path / "out" / "Q_mm_low.tif") as runoff,
    ):
        assert cover.res != soil.res
        west, south, east, north = runoff.bounds
        points = rng.uniform((west, south), (east, north), (400, 2))
        # centres of the cells of the land cover
        x = cover.bounds.left + (np.floor((points[:, 0] - cover.bounds.left) / 50) + 0.5) * 50
        y = cover.bounds.top - (np.floor((cover.bounds.top - points[:, 1]) / 50) + 0.5) * 50
        places = list(zip(x, y, strict=True))
        read = [np.array([v[0] for v in r.sample(places)]) for r in (cover, soil, runoff)]
    legend = territory.layers["land_cover"].legend
    seen = 0
    for code, group, depth in zip(*read, strict=True):
        curves = class_curves(rules, [legend.get(int(code), "")])
        if group in (1, 2, 3, 4) and curves.counted[0]:
            expected = runoff_depth(60.0, np.float32(curves.low[0, int(group) - 1]), 0.2)
            assert depth == expected
            seen += 1
    assert seen > 100


def test_the_rain_of_a_municipality_holds_for_the_whole_map(demo: Path, tmp_path: Path):
    from contado.territory import Source, Territory, accept, add

    shutil.copytree(demo, tmp_path / "copy")
    territory = Territory.open(tmp_path / "copy")
    code = territory.layers["municipalities"].frame()["istat_code"].iloc[0]
    head = "istat_code,a1,n,alpha,kappa,epsilon,imputed\n"
    (tmp_path / "rain.csv").write_text(head + f"{code},29.87,0.3006,0.2958,-0.0358,0.8179,a1\n")
    source = Source(producer="Prova", licence="CC0-1.0", date=date(2024, 1, 1), simulated=True)
    added = add(territory, "rainfall", tmp_path / "rain.csv", source=source)
    accept(territory, added.layer_id)
    options = {"--territory": tmp_path / "copy", "--municipality": code}
    assert codes(asked(options, tmp_path / "no")) == ["drainage.curve_needs"]
    result = done(options | {"--return-period": 50, "--duration": 1}, tmp_path / "out")
    assert "a1" in result.stderr  # a parameter that was filled in is told of
    said = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert said["summary"]["event"]["rain"] == pytest.approx(61.43, abs=0.005)
    assert said["summary"]["event"]["rain_source"] == f"{added.layer_id}, {code}: T 50, D 1 h"


def test_a_return_period_needs_the_curve_of_someone(demo: Path, tmp_path: Path):
    options = {"--territory": demo, "--return-period": 50, "--duration": 1}
    assert codes(asked(options, tmp_path / "out")) == ["drainage.whose_rain"]
    options["--municipality"] = "999999"
    assert codes(asked(options, tmp_path / "out")) == ["rainfall.no_row"]


def test_the_plan_s_rain_is_used_where_none_is_asked_for(demo: Path, tmp_path: Path):
    done({"--territory": demo}, tmp_path / "out")
    said = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert (said["summary"]["event"]["rain"], said["summary"]["event"]["rain_source"]) == (
        60,
        "runoff.design_rain",
    )


def test_what_a_territory_has_already_is_not_taken_from_files(demo: Path, tmp_path: Path):
    options = {"--territory": demo, "--soil": INPUTS / "soil.tif"}
    assert codes(asked(options, tmp_path / "out")) == ["analyses.out_of_place"]


@pytest.mark.milan
@pytest.mark.skipif(not SOURCES.is_dir(), reason=f"no data of Milan in {SOURCES}")
def test_milan_without_soils_has_bounds_and_no_value(tmp_path: Path):
    recipe("milano")(tmp_path / "mi", RecipeOptions(sources=SOURCES), lambda *_: None)
    options = {"--territory": tmp_path / "mi", "--units": "municipalities", "--rain": 60}
    stopped = asked(options, tmp_path / "strict", "--strict")
    assert (stopped.exit_code, (tmp_path / "strict").exists()) == (Exit.CANNOT_TELL, False)
    done(options, tmp_path / "out")
    rows = {row["name"]: row for row in table(tmp_path / "out" / "units.csv")}
    milan = rows["Milano"]
    assert (milan["rnf_rt_idx"], milan["flood_vol"]) == ("", "")
    assert milan["not_computable"] == "soil_groups"
    assert 0 < float(milan["flood_vol_low"]) < float(milan["flood_vol_high"])
    assert rows["Abbiategrasso"]["not_computable"] == "outside_layer"
    assert rows["Abbiategrasso"]["flood_vol_low"] == ""
    maps = {path.name for path in (tmp_path / "out").glob("*.tif")}
    assert maps == {f"{name}{bound}.tif" for name in MAPS for bound in ("_low", "_high")}
    said = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert "soil_groups" in said["notices"][0]["en"]


def test_a_map_without_data_cannot_tell(tmp_path: Path):
    def none(values: np.ndarray) -> None:
        values[:] = 255

    cover = coded(tmp_path / "lulc.tif", none, INPUTS / "lulc.tif")
    result = asked(OPTIONS | {"--land-cover": cover}, tmp_path / "out", "--json")
    assert result.exit_code == Exit.CANNOT_TELL
    assert {row["flood_vol"] for row in json.loads(result.stdout)["tables"]["units"]} == {None}


def test_the_table_has_fixed_decimals_and_the_marks_of_the_language(tmp_path: Path):
    shown = done(OPTIONS | AT_RISK, tmp_path / "out").stdout
    lines = (tmp_path / "out" / "table.csv").read_text("utf-8-sig").splitlines()
    (row,) = [line.split(";") for line in lines if line.startswith("15;")]
    assert row[1:] == ["1.782", "92", "11.881,50", "244.309.399"]
    first = lines[1].split(";")  # a terminal shows those that keep least
    assert [line.split() for line in shown.splitlines() if line.split()[:1] == [first[0]]] == [
        first
    ]

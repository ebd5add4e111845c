"""``contado warm cooling``: what is refused and in which words, tiles, a cluster, territories."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from typer.testing import CliRunner

from contado.cli import app
from contado.errors import BadInput

SIDE, CELL = 300, 20.0
CRS = "EPSG:32632"
LEFT, TOP = 500_000.0, 5_040_000.0
TABLE = """\
lucode,shade,kc,albedo,green_area,building_intensity
1,0.1,0.3,0.16,0,0.8
2,0.7,0.9,0.19,1,0.0
3,0.0,1.05,0.06,0,0.0
"""


def write(path: Path, values: np.ndarray, **more: object) -> Path:
    place = {"crs": CRS, "transform": Affine(CELL, 0, LEFT, 0, -CELL, TOP)} | more
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=1,
        dtype=values.dtype, **place,
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    return path


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    chance = np.random.default_rng(7)
    coarse = chance.integers(1, 4, (SIDE // 10, SIDE // 10)).astype(np.uint8)
    codes = np.kron(coarse, np.ones((10, 10), np.uint8))
    codes[:20, :20] = 0
    write(folder / "lulc.tif", codes, nodata=0)
    write(folder / "eto.tif", chance.uniform(4, 6, codes.shape).astype(np.float32))
    corners = [(0, 0, 3000, 3000), (2000, 2000, 6000, 6000), (0, 5700, 300, 6000)]
    shapes = [
        shapely.box(LEFT + a, TOP - 6000 + b, LEFT + c, TOP - 6000 + d) for a, b, c, d in corners
    ]
    units = gpd.GeoDataFrame({"name": ["=a", "b", "nothing"]}, geometry=shapes, crs=CRS)
    units.to_file(folder / "units.gpkg", engine="pyogrio")
    blocks = [shapely.box(LEFT + x, TOP - 3000, LEFT + x + 9, TOP - 2991) for x in (1000, 2501)]
    gpd.GeoDataFrame({"Type": [1, 2]}, geometry=blocks, crs=CRS).to_file(
        folder / "buildings.gpkg", engine="pyogrio"
    )
    (folder / "biophysical.csv").write_text(TABLE)
    (folder / "energy.csv").write_text("type,consumption\n1,8\n2,12\n")
    return folder


def asked(given: Path, out: Path, **changed: object) -> list[str]:
    options = {
        "land-cover": given / "lulc.tif", "reference-et": given / "eto.tif",
        "units": given / "units.gpkg", "biophysical": given / "biophysical.csv",
        "t-ref": 21.5, "uhi-max": 3.5, "cooling-distance": 300, "mixing-radius": 200, "out": out,
    } | {name.replace("_", "-"): value for name, value in changed.items()}  # fmt: skip
    pairs = ([f"--{name}", str(value)] for name, value in options.items() if value is not None)
    return ["warm", "cooling", *(word for pair in pairs for word in pair)]


def run(given: Path, out: Path, *more: str, **changed: object) -> Path:
    told = CliRunner().invoke(app, [*asked(given, out, **changed), *more])
    assert told.exit_code == 0, (told.output, told.exception)
    return out


def refused(given: Path, out: Path, **changed: object) -> list[str]:
    told = CliRunner().invoke(app, asked(given, out, **changed))
    assert isinstance(told.exception, BadInput), (told.output, told.exception)
    assert not out.exists()
    assert [
        path.name for path in out.parent.iterdir() if path.name.startswith(f".{out.name}")
    ] == []
    for problem in told.exception.problems:
        assert problem.line("it")
        assert problem.line("en")
    return [problem.code for problem in told.exception.problems]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_json_has_a_row_a_unit_and_null_where_nothing_is_known(given: Path, tmp_path: Path):
    told = CliRunner().invoke(app, [*asked(given, tmp_path / "out"), "--json"])
    rows = json.loads(told.output)["tables"]["units"]
    assert [row["name"] for row in rows] == ["=a", "b", "nothing"]
    assert rows[2]["avg_tmp_v"] is None
    assert rows[0]["avg_tmp_an"] == pytest.approx(rows[0]["avg_tmp_v"] - 21.5)
    assert (tmp_path / "out" / "units.csv").read_text().splitlines()[1].startswith("'=a,")


def test_results_do_not_depend_on_tiles(given: Path, tmp_path: Path):
    whole = contents(run(given, tmp_path / "whole", humidity=40))
    assert contents(run(given, tmp_path / "small", humidity=40, tile=256)) == whole


def test_a_map_too_large_for_memory_goes_through_files_and_leaves_none(given: Path, tmp_path: Path):
    from datetime import date

    from contado.heat.cooling.inputs import CoolingFiles
    from contado.heat.cooling.request import CoolingRun
    from contado.heat.cooling.run import run_cooling
    from contado.heat.cooling.settings import CoolingSettings
    from contado.norms import Rules
    from contado.tiles.processing import Processing

    rules = Rules.load(on=date(2026, 11, 21))
    files = CoolingFiles(
        given / "lulc.tif", given / "units.gpkg", given / "biophysical.csv", given / "eto.tif"
    )
    request = CoolingRun(files, CoolingSettings.of(rules, cooling_distance=300.0), rules)
    told: list[tuple[str, float]] = []
    units = []
    filed = Processing(lambda *done: told.append(done), in_memory=0, side=256)
    for name, processing in (("held", Processing()), ("filed", filed)):
        (tmp_path / name).mkdir()
        cooled = run_cooling(request, tmp_path / name, tmp_path / name, processing)
        units.append(cooled.units.to_json())
    assert units[0] == units[1]
    assert contents(tmp_path / "held") == contents(tmp_path / "filed")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["filed", "held"]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


@pytest.mark.timeout(120)
def test_two_workers_of_a_cluster_give_the_same_bytes(
    given: Path, tmp_path: Path, two_workers: str
):
    alone = contents(run(given, tmp_path / "alone"))
    shared = run(given, tmp_path / "shared", cluster=two_workers, tile=256)
    assert contents(shared) == alone


def test_only_the_rectangle_of_the_units_is_computed_unless_the_whole_is_asked_for(
    given: Path, tmp_path: Path
):
    few = gpd.read_file(given / "units.gpkg").iloc[[0]]
    few.to_file(tmp_path / "few.gpkg", engine="pyogrio")
    out = run(given, tmp_path / "part", units=tmp_path / "few.gpkg")
    every = run(given, tmp_path / "every", units=tmp_path / "few.gpkg", extent="land-cover")
    with rasterio.open(out / "T_air.tif") as part, rasterio.open(every / "T_air.tif") as whole:
        assert part.shape == (150, 150)
        assert whole.shape == (SIDE, SIDE)
        assert part.bounds == (LEFT, TOP - 6000, LEFT + 3000, TOP - 3000)


def test_without_a_reference_raster_the_index_is_kc_and_the_run_says_so(
    given: Path, tmp_path: Path
):
    out = run(given, tmp_path / "uniform", reference_et=None)
    with rasterio.open(out / "cc.tif") as raster, rasterio.open(given / "lulc.tif") as codes:
        park = raster.read(1)[codes.read(1) == 2]
    assert park == pytest.approx(0.6 * 0.7 + 0.2 * 0.19 + 0.2 * 0.9)
    assert "uniform" in json.loads((out / "run.json").read_text())["notices"][0]["en"]


def test_a_saving_without_a_price_is_energy(given: Path, tmp_path: Path):
    out = run(
        given, tmp_path / "valued",
        buildings=given / "buildings.gpkg", energy=given / "energy.csv",
    )  # fmt: skip
    lines = [line.split(",") for line in (out / "buildings_with_stats.csv").read_text().split()]
    assert lines[0] == ["Type", "energy_sav", "mean_t_air"]
    saved, air = map(float, lines[1][1:])
    assert saved == pytest.approx(8 * 81 * (25 - air))


def test_every_class_that_is_missing_is_told_with_its_cells(given: Path, tmp_path: Path):
    table = tmp_path / "few.csv"
    table.write_text("\n".join(TABLE.splitlines()[:2]))
    told = CliRunner().invoke(app, asked(given, tmp_path / "out", biophysical=table))
    (problem,) = told.exception.problems
    with rasterio.open(given / "lulc.tif") as raster:
        codes = raster.read(1)
    expected = ", ".join(f"{code} ({(codes == code).sum()})" for code in (2, 3))
    assert (problem.code, problem.values["classes"]) == ("heat.class_missing", expected)
    assert not (tmp_path / "out").exists()


def test_problems_of_every_file_are_told_at_once(given: Path, tmp_path: Path):
    (tmp_path / "b.csv").write_text("lucode,shade,kc,albedo,green_area\n1,2,0.3,0.1,0\n")
    far = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10)], crs=CRS)
    far.to_file(tmp_path / "far.gpkg", engine="pyogrio")
    codes = refused(
        given, tmp_path / "out", biophysical=tmp_path / "b.csv", units=tmp_path / "far.gpkg",
        buildings=given / "buildings.gpkg",
    )  # fmt: skip
    assert sorted(codes) == ["heat.only_together", "plain_tables.outside", "tiles.units_outside"]


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("t_ref", "nan", "analyses.bad_value"),
        ("uhi_max", "-1", "analyses.outside"),
        ("cooling_distance", "-450", "analyses.outside"),
        ("cooling_distance", "5", "heat.distance_too_short"),
        ("mixing_radius", "99000", "heat.distance_too_long"),
        ("humidity", "130", "analyses.outside"),
        ("weights", "0.6,0.2", "heat.bad_weights"),
        ("weights", "0,0,0", "heat.bad_weights"),
        ("weights", "1,nan,1", "heat.bad_weights"),
        ("weights", "1e308,1e308,1e308", "heat.bad_weights"),
        ("tile", "1000", "tiles.bad_tile"),
        ("land_cover", None, "analyses.required"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(
    given: Path, tmp_path: Path, option: str, value: str | None, code: str
):
    assert refused(given, tmp_path / "out", **{option: value}) == [code]


def test_rasters_that_do_not_align_and_hold_nothing_are_refused(given: Path, tmp_path: Path):
    moved = write(
        tmp_path / "moved.tif", np.ones((SIDE, SIDE), np.float32),
        transform=Affine(CELL, 0, LEFT + 7, 0, -CELL, TOP),
    )  # fmt: skip
    assert refused(given, tmp_path / "out", reference_et=moved) == ["tiles.not_aligned"]
    dry = write(tmp_path / "dry.tif", np.zeros((SIDE, SIDE), np.float32))
    assert refused(given, tmp_path / "out", reference_et=dry) == ["heat.no_reference_water"]


def test_buildings_of_a_type_that_has_no_consumption_are_told(given: Path, tmp_path: Path):
    (tmp_path / "e.csv").write_text("type,consumption,cost\n1,8,0.2\n")
    codes = refused(
        given, tmp_path / "out", buildings=given / "buildings.gpkg", energy=tmp_path / "e.csv"
    )
    assert codes == ["heat.type_unknown"]
    assert "tiles.no_type" in refused(
        given, tmp_path / "out", buildings=given / "units.gpkg", energy=given / "energy.csv"
    )


def test_a_folder_of_results_is_never_overwritten(given: Path, tmp_path: Path):
    (tmp_path / "out").mkdir()
    told = CliRunner().invoke(app, asked(given, tmp_path / "out"))
    assert [problem.code for problem in told.exception.problems] == ["files.exists"]
    assert list((tmp_path / "out").iterdir()) == []


def test_reference_water_in_whole_numbers_is_read_as_it_is(given: Path, tmp_path: Path):
    whole = write(tmp_path / "eto.tif", np.full((SIDE, SIDE), 5, np.int16), nodata=-1)
    told = CliRunner().invoke(app, [*asked(given, tmp_path / "out", reference_et=whole), "--json"])
    assert (told.exit_code, told.exception) == (0, None)


def test_no_buildings_and_fields_of_an_earlier_run_give_a_table_as_any(given: Path, tmp_path: Path):
    blocks = gpd.read_file(given / "buildings.gpkg")
    again = blocks.assign(Mean_T_air=1.0, FID=7)
    for name, frame in (("none.gpkg", blocks.iloc[:0]), ("again.geojson", again)):
        frame.to_file(tmp_path / name)
        out, energy = tmp_path / f"of {name}", given / "energy.csv"
        options = asked(given, out, buildings=tmp_path / name, energy=energy)
        told = CliRunner().invoke(app, options)
        assert (told.exit_code, told.exception) == (0, None)
        written = gpd.read_file(out / "buildings_with_stats.gpkg")
        assert (len(written), "mean_t_air" in written) == (len(frame), True)


def test_what_attributes_hold_becomes_strict_json_and_plain_text(given: Path, tmp_path: Path):
    square = shapely.box(LEFT + 1000, TOP - 3000, LEFT + 2000, TOP - 2000)
    fields = {"day": [np.datetime64("2026-05-04")], "share": [np.inf], "name": ["\x1b[31m[b]x[/b]"]}
    gpd.GeoDataFrame(fields, geometry=[square], crs=CRS).to_file(tmp_path / "u.gpkg")
    options = asked(given, tmp_path / "out", units=tmp_path / "u.gpkg")
    (row,) = json.loads(
        CliRunner().invoke(app, [*options, "--json"]).stdout, parse_constant=pytest.fail
    )["tables"]["units"]
    assert (row["day"][:10], row["share"]) == ("2026-05-04", None)
    gpd.read_file(tmp_path / "u.gpkg")[["name", "geometry"]].to_file(tmp_path / "n.gpkg")
    told = CliRunner().invoke(app, asked(given, tmp_path / "more", units=tmp_path / "n.gpkg"))
    assert "\x1b" not in told.stdout
    assert "[31m[b]x[/b]" in told.stdout
    assert f"{row['avg_tmp_v']:.2f}".replace(".", ",") in told.stdout

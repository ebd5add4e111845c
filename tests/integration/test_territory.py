"""A territory used as people use it: over time, by two processes, on a full disk, by command."""

import json
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contado.errors import BadInput
from contado.territory import Source, Territory, accept, add, align_raster, check
from contado.territory.lock import locked
from contado.territory.testing import (
    CRS,
    GRID,
    LEGEND,
    SOURCE,
    land_cover,
    make_territory,
    write_raster,
)


@pytest.fixture
def territory(tmp_path: Path) -> Territory:
    return make_territory(tmp_path / "prova")


def files(root: Path) -> dict[str, bytes]:
    return {
        str(page.relative_to(root)): page.read_bytes()
        for page in sorted(root.rglob("*"))
        if page.is_file() and page.name != ".lock"
    }


def greener(folder: Path) -> Path:
    return write_raster(folder / "greener.tif", np.full_like(land_cover(), 2))


def contribute(territory: Territory, folder: Path) -> str:
    about = {"source": SOURCE, "meta": {"legend": LEGEND}}
    return add(territory, "land_cover", greener(folder), **about).layer_id


MAIN = "from contado.cli import main; main()"


def contado(
    *words: str, limit: int | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command; ``limit`` is the largest file, in bytes, that it may write."""

    def hold() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-B", "-c", MAIN, *words],  # -B: a limit would cut bytecode files short
        capture_output=True,
        text=True,
        env={"COLUMNS": "200", "PATH": "", **environment},
        preexec_fn=hold,
        check=False,
    )


def test_a_contribution_waits_then_makes_a_new_snapshot_and_the_old_one_stays(
    territory, tmp_path
) -> None:
    layer_id = contribute(territory, tmp_path)
    waiting = Territory.open(territory.root)
    assert layer_id == "land_cover@2"
    assert waiting.snapshot == territory.snapshot
    version = waiting.version(layer_id)
    assert version is not None
    assert (version.state, version.supersedes) == ("in_review", "land_cover@1")

    after = accept(waiting, layer_id, on=date(2026, 11, 21), note="Determina 12/2026")
    assert after.snapshot != territory.snapshot
    assert after.layers["land_cover"].id == "land_cover@2"
    assert [state.snapshot for state in after.history] == [territory.snapshot, after.snapshot]
    assert (after.history[1].on, after.history[1].note) == (date(2026, 11, 21), "Determina 12/2026")

    before = Territory.open(territory.root, snapshot=territory.snapshot)
    with before.layers["land_cover"].raster() as raster:
        assert set(np.unique(raster.read(1))) == {1, 2}
    with after.layers["land_cover"].raster() as raster:
        assert set(np.unique(raster.read(1))) == {2}


def test_going_back_to_an_earlier_version_gives_the_earlier_snapshot(territory, tmp_path) -> None:
    after = accept(territory, contribute(territory, tmp_path))
    back = accept(after, "land_cover@1")
    assert back.snapshot == territory.snapshot
    assert len(back.history) == 3
    assert Territory.open(back.root, back.snapshot).layers["land_cover"].version == 1


def test_what_cannot_be_accepted_is_told_all_at_once(territory, tmp_path) -> None:
    contribute(territory, tmp_path)
    altered = territory.root / "rasters" / "land_cover.2.tif"
    altered.write_bytes(altered.read_bytes() + b"x")
    with pytest.raises(BadInput) as error:
        accept(territory, ["land_cover@2", "land_cover@9", "municipalities@1"])
    assert [problem.code for problem in error.value.problems] == [
        "territory.file_altered",
        "territory.version_unknown",
        "territory.already_in_force",
        "territory.same_role",
    ]
    assert Territory.open(territory.root).snapshot == territory.snapshot


def test_flags_and_licence_of_the_source_stay_with_the_layer(territory, tmp_path) -> None:
    source = Source(
        producer="Ufficio di piano",
        licence="unstated",
        date=date(2020, 5, 1),
        attribution="© Ufficio di piano",
        simulated=True,
        stand_in=True,
    )
    about = {"source": source, "meta": {"legend": LEGEND}}
    after = accept(territory, add(territory, "land_cover", greener(tmp_path), **about).layer_id)
    layer = after.layers["land_cover"]
    assert (layer.simulated, layer.stand_in, layer.licence) == (True, True, "unstated")
    assert (layer.attribution, layer.date) == ("© Ufficio di piano", date(2020, 5, 1))


def test_a_second_process_waits_its_turn(territory, tmp_path) -> None:
    before = files(territory.root)
    command = ("territory", "accept", str(territory.root), "land_cover@1")
    with locked(territory.root):
        done = contado(*command, CONTADO_LANG="en")
    assert done.returncode == 2
    assert "Another process is writing" in done.stderr
    assert files(territory.root) == before
    assert "in force already" in contado(*command, CONTADO_LANG="en").stderr


@pytest.mark.parametrize(
    ("role", "limit", "unwritten"),
    [
        ("land_cover", 0, "land_cover.2.tif"),
        ("land_cover", 20_000, "land_cover.2.tif"),
        ("parks", 0, "parks.1.parquet"),
        ("parks", 20_000, "parks.1.parquet"),
        ("night_temperature", 1500, "catalogue.json"),  # the layer itself is smaller than that
    ],
)
def test_a_write_that_fails_midway_changes_nothing(
    territory, tmp_path, role, limit, unwritten
) -> None:
    before = files(territory.root)
    makers = {"land_cover": big_raster, "parks": big_vector, "night_temperature": small_raster}
    page, extra = makers[role](tmp_path)
    (territory.root / ".lock").touch()
    about = ["--producer", "X", "--licence", "CC0-1.0", "--date", "2026-01-01", *extra]
    done = contado("territory", "add", str(territory.root), role, str(page), *about, limit=limit)
    assert done.returncode == 2, done.stderr
    assert done.stderr.lower().count("non si è potuto scrivere") == 1
    assert unwritten in done.stderr
    assert "Traceback" not in done.stderr
    assert files(territory.root) == before
    assert check(Territory.open(territory.root)) == []


def big_raster(folder: Path) -> tuple[Path, list[str]]:
    noise = np.random.default_rng(1).integers(1, 3, (100, 200)).astype(np.uint8)
    noise = np.random.default_rng(1).permutation(np.kron(noise, np.ones((8, 8), dtype=np.uint8)))
    path = write_raster(folder / "big.tif", np.ascontiguousarray(noise))
    return path, ["--meta", f"legend={json.dumps(LEGEND)}"]


def small_raster(folder: Path) -> tuple[Path, list[str]]:
    nights = np.full((2, 2), 20.0, dtype=np.float32)
    path = write_raster(folder / "night.tif", nights, nodata=-9999.0, cell=500.0)
    return path, ["--meta", "kind=LST"]


def big_vector(folder: Path) -> tuple[Path, list[str]]:
    import geopandas as gpd
    import shapely

    from contado.territory.testing import SOUTH, WEST

    x, y = np.random.default_rng(1).uniform(0, 1000, (2, 3000))
    shapes = shapely.box(WEST + x, SOUTH + y, WEST + x + 1, SOUTH + y + 1)
    frame = gpd.GeoDataFrame({"id": [f"p{i}" for i in range(3000)]}, geometry=shapes, crs=CRS)
    frame.to_parquet(folder / "parks.parquet")
    return folder / "parks.parquet", []


def test_aligning_gives_the_same_bytes_every_time(tmp_path) -> None:
    source = write_raster(tmp_path / "a.tif", land_cover(), crs="EPSG:25832")
    about = {"crs": CRS, "grid": GRID, "resampling": "mode", "cell": 50.0}
    one = align_raster(source, tmp_path / "one.tif", **about)
    two = align_raster(source, tmp_path / "two.tif", **about)
    assert one.read_bytes() == two.read_bytes()


MEASURE = """
import resource, sys
from pathlib import Path
from contado.territory import Lattice, align_raster
from contado.territory.testing import CRS, GRID, WEST, SOUTH
side = float(sys.argv[3])
align_raster(Path(sys.argv[1]), Path(sys.argv[2]), crs=CRS, grid=GRID, resampling="nearest",
             bounds=(WEST, SOUTH - side, WEST + side, SOUTH))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_of_aligning_does_not_grow_with_the_area(tmp_path) -> None:
    source = write_raster(tmp_path / "a.tif", np.ones((300, 300), dtype=np.float32), cell=400.0)
    peak = [
        int(
            subprocess.check_output(
                [sys.executable, "-B", "-c", MEASURE, source, tmp_path / "b.tif", side]
            )
        )
        for side in ("20480", "122880")  # 4 and 151 million cells of 4 bytes
    ]
    assert peak[1] - peak[0] < 120_000, "KiB; the larger raster alone is 590,000"


def test_the_commands_tell_the_story_of_a_contribution(territory, tmp_path) -> None:
    root = str(territory.root)
    page = str(greener(tmp_path))
    about = ["--producer", "Comune", "--licence", "CC-BY-4.0", "--date", "2026-03-01"]
    legend = ["--meta", f"legend={json.dumps(LEGEND)}"]
    refused = contado("territory", "add", root, "land_cover", page, *about)
    assert refused.returncode == 2
    assert "legend" in refused.stderr
    assert contado("territory", "add", root, "land_cover", page, *about, *legend).returncode == 0
    told = json.loads(contado("territory", "info", root, "--json").stdout)
    assert [row["role"] for row in told["in_review"]] == ["land_cover"]
    done = contado("territory", "accept", root, "land_cover@2", "--on", "2026-11-21")
    after = Territory.open(territory.root)
    assert done.stdout.strip() == after.snapshot[:12]
    states = json.loads(contado("territory", "history", root, "--json").stdout)
    assert [state["snapshot"] for state in states] == [territory.snapshot, after.snapshot]
    old = contado("territory", "info", root, "--snapshot", territory.snapshot, "--json")
    assert json.loads(old.stdout)["snapshot"] == territory.snapshot
    assert "land_cover@2" in contado("territory", "info", root).stdout
    assert contado("territory", "check", root).returncode == 0


def test_the_check_command_names_an_altered_layer(territory) -> None:
    path = territory.layers["land_cover"].path
    path.write_bytes(path.read_bytes() + b"x")
    done = contado("territory", "check", str(territory.root), "--json", CONTADO_LANG="en")
    assert done.returncode == 2
    assert [(p["code"], p["where"]) for p in json.loads(done.stdout)] == [
        ("territory.file_altered", "land_cover@1")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "{new}", "--recipe", "atlantis"), "no recipe"),
        (("new", "{old}", "--recipe", "demo"), "exists already"),
        (("new", "{new}", "--recipe", "demo", "--layer", "stops"), "not of the form"),
        (("info", "{new}"), "not a territory"),
        (("accept", "{old}", "moons@1"), "no such version"),
        (("accept", "{old}", "land_cover@1", "--on", "yesterday"), "is not a date"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(territory, tmp_path, words, said) -> None:
    names = {"old": str(territory.root), "new": str(tmp_path / "new")}
    done = contado("territory", *(word.format(**names) for word in words), CONTADO_LANG="en")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()

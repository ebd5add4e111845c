"""Stages give the same whatever does them, and are taken up where they were stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from contado.errors import BadInput, Problem
from contado.tiles import Kernel, Window
from contado.tiles.parts import Arrays, Mosaic, StageParts, is_whole
from contado.tiles.running import run_in_files, run_in_memory, run_key
from contado.tiles.smoothing import Filter, smoothed, tiles

ROOT = Path(__file__).parents[2]  # where another process finds the tasks of this page
SHAPE = (300, 260)
KEY = "0" * 64


@dataclass(frozen=True)
class Noise:
    """A field that each task can make for itself: it depends on the cell alone."""

    def __call__(self, window: Window) -> Arrays:
        rows = np.arange(window.row, window.row + window.rows)[:, None]
        columns = np.arange(window.column, window.column + window.columns)
        field = (20 + 3 * np.sin(rows * 0.37) * np.cos(columns * 0.21)).astype(np.float32)
        field[(rows * 7 + columns * 13) % 11 == 0] = np.nan
        return {"field": field}


@dataclass(frozen=True)
class Slow:
    """A task that takes its time and notes that it was begun."""

    log: Path

    def __call__(self, window: Window) -> Arrays:
        with self.log.open("a") as log:
            log.write(f"{window.row}\n")
        time.sleep(0.15)
        return Noise()(window)


@dataclass(frozen=True)
class Broken:
    """A stage after noise that fails."""

    scratch: Path
    log: Path

    def run(self, key: str) -> StageParts:
        with run_in_files(self.scratch, key) as run:
            parts = run.stage("slow", tiles(SHAPE, 200), Slow(self.log))
            run.stage("broken", tiles(SHAPE, 200), self)
        return parts

    def __call__(self, window: Window) -> Arrays:
        raise BadInput(Problem("tiles.no_units", str(window)))


def filtered(
    folder: Path | None, side: int, *, tolerance: float = 0.0, **how: object
) -> np.ndarray:
    """Make noise in tiles of ``side`` cells and filter it, by what ``how`` says."""
    within = run_in_memory() if folder is None else run_in_files(folder, KEY, **how)  # type: ignore[arg-type]
    with within as run:
        field = Mosaic(run.stage("noise", tiles(SHAPE, side), Noise()), "field")
        found = smoothed(
            run, "mean", Filter(field, Kernel.of(32), SHAPE), tolerance=tolerance, longest=400
        )
        return found.mosaic.read(Window.whole(SHAPE))


@pytest.fixture(scope="module")
def in_memory() -> np.ndarray:
    return filtered(None, 512)


@pytest.mark.parametrize(("side", "count"), [(512, 1), (256, 4), (100, 9), (64, 25)])
def test_a_filter_is_the_same_to_the_last_bit_whatever_the_tiles(
    tmp_path: Path, side: int, count: int, in_memory: np.ndarray
) -> None:
    assert len(tiles(SHAPE, side)) == count
    assert np.array_equal(filtered(tmp_path, side), in_memory, equal_nan=True)
    assert list(tmp_path.iterdir()) == []


def test_a_filter_is_the_same_to_the_last_bit_by_two_processes(
    tmp_path: Path, in_memory: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT)
    assert np.array_equal(filtered(tmp_path, 100, processes=2), in_memory, equal_nan=True)


def test_several_windows_give_what_one_gives(in_memory: np.ndarray) -> None:
    with run_in_memory() as run:
        field = Mosaic(run.stage("noise", tiles(SHAPE), Noise()), "field")
        whole = smoothed(run, "mean", Filter(field, Kernel.of(32), SHAPE))
    assert len(whole.mosaic.parts.windows) == 1
    np.testing.assert_allclose(whole.mosaic.read(Window.whole(SHAPE)), in_memory, atol=1e-5, rtol=0)


def test_a_coarser_filter_is_the_same_whatever_the_tiles_and_within_its_bound(
    tmp_path: Path, in_memory: np.ndarray
) -> None:
    found = filtered(None, 512, tolerance=0.1)
    assert np.array_equal(filtered(tmp_path, 100, tolerance=0.1), found, equal_nan=True)
    off = np.nanmax(np.abs(found - in_memory))
    assert 0 < off <= 0.1


def test_a_coarser_filter_says_its_bound() -> None:
    with run_in_memory() as run:
        field = Mosaic(run.stage("noise", tiles(SHAPE), Noise()), "field")
        own = Filter(field, Kernel.of(32), SHAPE)
        coarse = smoothed(run, "mean", own, tolerance=0.1, longest=400)
        exact = smoothed(run, "exact", own, tolerance=1e-9, longest=400)
    assert coarse.factor == 2
    assert 0 < coarse.bound <= 0.1
    assert (exact.factor, exact.bound) == (1, 0.0)


@dataclass(frozen=True)
class Killed:
    """A task whose process is killed, as a system short of memory does."""

    def __call__(self, window: Window) -> Arrays:
        os.kill(os.getpid(), signal.SIGKILL)
        return Noise()(window)


def test_a_process_that_is_killed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with pytest.raises(BadInput) as caught, run_in_files(tmp_path, KEY, processes=2) as run:
        run.stage("killed", tiles(SHAPE, 200), Killed())
    assert [problem.code for problem in caught.value.problems] == ["tiles.worker_lost"]


def test_nothing_is_kept_of_another_key(tmp_path: Path) -> None:
    broken = Broken(tmp_path / "scratch", tmp_path / "log")
    for times, key in ((4, "a" * 64), (4, "a" * 64), (8, "b" * 64)):
        with pytest.raises(BadInput):
            broken.run(key)
        assert len(broken.log.read_text().splitlines()) == times


def test_a_part_cut_short_is_done_again(tmp_path: Path) -> None:
    broken = Broken(tmp_path / "scratch", tmp_path / "log")
    with pytest.raises(BadInput):
        broken.run(KEY)
    path = broken.scratch / KEY[:16] / "slow" / "000001.part"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    told = []
    with run_in_files(broken.scratch, KEY, progress=lambda *seen: told.append(seen)) as run:
        run.stage("slow", tiles(SHAPE, 200), Slow(broken.log))
        assert path.read_bytes() == whole
    assert told == [("slow", 3, 4), ("slow", 4, 4)]


SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from pathlib import Path
from tests.integration.test_tiles_running import KEY, SHAPE, Slow
from contado.tiles.running import run_in_files
from contado.tiles.smoothing import tiles
with run_in_files(Path({scratch!r}), KEY) as run:
    run.stage("slow", tiles(SHAPE, 64), Slow(Path({log!r})))
"""


def test_a_run_killed_is_taken_up_without_doing_finished_tasks_again(tmp_path: Path) -> None:
    log, scratch = tmp_path / "log", tmp_path / "scratch"
    script = SCRIPT.format(folder=str(ROOT), scratch=str(scratch), log=str(log))
    process = subprocess.Popen([sys.executable, "-c", script])
    until = time.monotonic() + 60
    while time.monotonic() < until and len(list(scratch.rglob("*.part"))) < 4:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = [path for path in scratch.rglob("[!.]*.part") if is_whole(path)]
    assert 4 <= len(done) < 25
    begun = log.read_text().splitlines()
    with run_in_files(scratch, KEY) as run:
        parts = run.stage("slow", tiles(SHAPE, 64), Slow(log))
        field = Mosaic(parts, "field").read(Window.whole(SHAPE))
    again = log.read_text().splitlines()[len(begun) :]
    assert len(again) == 25 - len(done)
    assert np.array_equal(field, Noise()(Window.whole(SHAPE))["field"], equal_nan=True)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two worker processes that talk over TCP."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    folder = tmp_path_factory.mktemp("cluster")
    where = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    scheduler = start(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
        "--no-dashboard", "--no-show", "--scheduler-file", str(where),
    )  # fmt: skip
    workers = []
    try:
        until = time.monotonic() + 60
        while not where.exists() and time.monotonic() < until:
            time.sleep(0.05)
        workers = [
            start(
                "distributed.cli.dask_worker", "--scheduler-file", str(where),
                "--host", "127.0.0.1", "--nworkers", "1", "--nthreads", "1",
                "--no-nanny", "--no-dashboard", "--local-directory", str(folder / name),
            )
            for name in ("one", "two")
        ]  # fmt: skip
        yield str(json.loads(where.read_text())["address"])
    finally:
        for process in (*workers, scheduler):
            process.kill()  # a worker without its scheduler takes its time to leave
        for process in (*workers, scheduler):
            process.wait(timeout=30)


@pytest.mark.timeout(120)
def test_a_cluster_of_two_workers_gives_the_same_to_the_last_bit(
    tmp_path: Path, cluster: str, in_memory: np.ndarray
) -> None:
    assert cluster.startswith("tcp://")
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=60)
    assert np.array_equal(filtered(tmp_path, 100, cluster=cluster), in_memory, equal_nan=True)


def test_a_cluster_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    monkeypatch.setattr("contado.tiles.cluster._PATIENCE", "1s")
    with (
        pytest.raises(BadInput) as caught,
        run_in_files(tmp_path, KEY, cluster="tcp://127.0.0.1:9"),
    ):
        pass
    assert [problem.code for problem in caught.value.problems] == ["tiles.no_cluster"]


def test_a_cluster_without_workers_is_said_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    monkeypatch.setattr("contado.tiles.cluster._FOR_WORKERS", "1s")
    where = tmp_path / "scheduler.json"
    asked = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", where]
    alone = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", *asked],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not where.exists() and time.monotonic() < until:
            time.sleep(0.05)
        address = json.loads(where.read_text())["address"]
        with pytest.raises(BadInput) as caught, run_in_files(tmp_path, KEY, cluster=address):
            pass
    finally:
        alone.kill()
        alone.wait(timeout=30)
    assert [problem.code for problem in caught.value.problems] == ["tiles.no_workers"]


@pytest.mark.parametrize("address", ["", "gopher:x", "127.0.0.1:8786", "tcp://host", "tcp://:x"])
def test_what_is_no_address_is_told_before_anybody_is_called(tmp_path: Path, address: str) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    with pytest.raises(BadInput) as caught, run_in_files(tmp_path, KEY, cluster=address):
        pass
    assert [problem.code for problem in caught.value.problems] == ["tiles.bad_address"]


def test_a_key_names_what_is_read_and_how(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    first = run_key({"a": file}, {"radius": 2})
    assert first == run_key({"a": file}, {"radius": 2})
    assert first != run_key({"a": file}, {"radius": 3})
    file.write_text("two")
    assert first != run_key({"a": file}, {"radius": 2})

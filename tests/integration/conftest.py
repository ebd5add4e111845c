"""What several of these tests need."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="session")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a Dask scheduler and two worker processes that talk over TCP; give its address."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    folder = tmp_path_factory.mktemp("two_workers")
    where = folder / "scheduler.json"

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=folder,
            env=os.environ | {"PYTHONPATH": str(SOURCE)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    begun = [
        start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
            "--no-dashboard", "--no-show", "--scheduler-file", str(where),
        )
    ]  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not where.exists() and time.monotonic() < until:
            time.sleep(0.05)
        begun += [
            start(
                "distributed.cli.dask_worker", "--scheduler-file", str(where),
                "--host", "127.0.0.1", "--nworkers", "1", "--nthreads", "1",
                "--no-nanny", "--no-dashboard", "--local-directory", str(folder / name),
            )
            for name in ("one", "two")
        ]  # fmt: skip
        yield str(json.loads(where.read_text())["address"])
    finally:
        for process in begun:
            process.kill()
        for process in begun:
            process.wait(timeout=30)


@pytest.fixture
def contado(capsys, monkeypatch):
    """Return a function that runs a command in this process: exit code, output, messages."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> tuple[int, str, str]:
        from contado.cli import main

        monkeypatch.setattr("sys.argv", ["contado", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return run

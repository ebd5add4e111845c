"""The benchmarks are run by hand: what they import must not be gone when they are."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
PEERS = ("openfisca_peer",)
"""Run in the environment of another program."""
SCRIPTS = [path.stem for path in sorted(FOLDER.glob("*.py")) if path.stem not in PEERS]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_benchmark_finds_all_that_it_imports(name: str) -> None:
    words = [sys.executable, "-c", f"import importlib; importlib.import_module({name!r})"]
    done = subprocess.run(words, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]

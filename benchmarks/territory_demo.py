"""Seconds and memory of ``contado territory new --recipe demo``, the whole process.

    python benchmarks/territory_demo.py [area] [runs] [cell ...]

Goal: Milan (015) at 10 m under 60 s on two cores. A finer cell must not need more memory.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from contado.territory.folder import Territory

GOAL = 60.0


def run(folder: Path, area: str, cell: str) -> tuple[float, float]:
    """Return seconds and peak memory (MiB) of one run."""
    command = [sys.executable, "-c", "from contado.cli import main; main()", "territory", "new"]
    options = ["--recipe", "demo", "--area", area, "--cell", cell]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, str(folder), *options], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def measure(area: str, cell: str, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        results = [run(Path(folder) / f"run{k}", area, cell) for k in range(runs)]
        made = Territory.open(Path(folder) / "run0")
        with made.layer("land_cover").raster() as raster:
            cells = raster.width * raster.height
        parcels = made.layer("parcels").rows
    seconds = statistics.median(second for second, _ in results)
    memory = max(peak for _, peak in results)
    print(
        f"{area} at {cell} m: {seconds:.1f} s ({seconds / GOAL:.2f} of {GOAL:.0f} s), "
        f"{cells / seconds / 1e6:.2f} million cells/s, {parcels:,} parcels, {memory:,.0f} MiB"
    )


def main() -> None:
    area = sys.argv[1] if len(sys.argv) > 1 else "015"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for cell in sys.argv[3:] or ["10"]:
        measure(area, cell, runs)


if __name__ == "__main__":
    main()

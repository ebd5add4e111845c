"""The rain and heat models on grids larger than memory: seconds, memory, and how exact they are.

    python benchmarks/out_of_core.py 64 [--points 2000] [--folder DIR] [--page]
    python benchmarks/out_of_core.py 252 [--points 300] ...

`64`: 64 million cells of 5 m. `252`: a quarter, a half and the whole of 252 million cells of 2.5 m,
to see that time grows with the cells alone. Each command runs as a process of its own; its peak
memory is what the operating system tells. For `64` both also run twice in one process: the second
time nothing is loaded or compiled any more. Then the temperatures at sampled cells, half of them
near the border of the data, are held against sums in double precision over every cell that the
filters reach (`urban_reference.py`): the unmixed one from the inputs, the mixed one from the
unmixed map.

Cities and outputs go to DIR (default: the system's temporary folder). Outputs are removed, and so
are cities of more than 100 million cells where no DIR is given.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np

import page
from city import made
from city_fields import City
from contado.cli import app
from urban_models import machine
from urban_peer import MIXING_RADIUS, MODELS, Run, contado, our_arguments
from urban_reference import Sample, read

CITIES = {
    "64": (City(8000, 8000, 5),),
    "252": (City(15872, 3968, 2.5), City(15872, 7936, 2.5), City(15872, 15872, 2.5)),
}
MOST_KEPT = 100_000_000
GOALS = {"64": "12 s and 3 GiB, 5e-5 °C", "252": "3 GiB, linear in cells, 1e-3 °C"}


@dataclass(frozen=True)
class Found:
    """Both models on one city, and how far its temperatures are from the reference, °C.

    ``filters`` is what the run says of them: how many cells apart the nodes of the coarser grids
    are, and the bound on what that changes, °C.
    """

    city: City
    runs: dict[str, Run]
    filters: dict
    unmixed: float
    mixed: float
    points: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", choices=CITIES, help="million cells")
    parser.add_argument("--points", type=int, help="cells sampled; 2000 or 300 by default")
    parser.add_argument("--folder", type=Path, help="where cities are kept")
    parser.add_argument("--page", action="store_true", help="put the table in docs/benchmarks.md")
    asked = parser.parse_args()
    points = asked.points or (2000 if asked.size == "64" else 300)
    found = [measured(city, asked.folder, points) for city in CITIES[asked.size]]
    said = f"{machine()}, {date.today()}. Goal: {GOALS[asked.size]}.\n\n{table(found)}"  # noqa: DTZ011
    if asked.size == "64":
        seconds = again(CITIES["64"][0], asked.folder)
        said += f"\n\nBoth in one process, the second time: {seconds:.1f} s."
    print(said)
    if asked.page:
        page.put(f"out_of_core_{asked.size}", said)


def measured(city: City, home: Path | None, points: int) -> Found:
    folder = made(city, home)
    outputs = folder.with_name(f"{folder.name}-outputs")
    try:
        runs = {model: contado(model, folder, outputs / model) for model in MODELS}
        record = json.loads((outputs / "cooling" / "run.json").read_text(encoding="utf-8"))
        return Found(
            city,
            runs,
            record["summary"]["filters"],
            *away(folder, outputs / "cooling", points),
            points,
        )
    finally:
        shutil.rmtree(outputs, ignore_errors=True)
        if home is None and city.cells > MOST_KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def again(city: City, home: Path | None) -> float:
    """Return what both commands take the second time in this process, s."""
    folder = made(city, home)
    outputs = folder.with_name(f"{folder.name}-again")
    for _ in range(2):
        begun = time.perf_counter()
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            for model in MODELS:
                arguments = our_arguments(model, folder, "lulc", MIXING_RADIUS)
                app([*arguments, "--out", str(outputs / model)], standalone_mode=False)
        seconds = time.perf_counter() - begun
        shutil.rmtree(outputs)
    return seconds


def away(folder: Path, outputs: Path, points: int) -> tuple[float, float]:
    """Return the greatest error of the unmixed and of the mixed temperature at sampled cells."""
    sample = Sample(folder, points)
    unmixed = read(outputs / "T_air_nomix.tif")
    error = _greatest(unmixed[sample.at], sample.unmixed())
    mixed = sample.mixed(unmixed, MIXING_RADIUS)
    return error, _greatest(read(outputs / "T_air.tif")[sample.at], mixed)


def _greatest(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.abs(found - expected).max())


def table(found: list[Found]) -> str:
    heads = ["cells", "cooling", "runoff", "million cells/s", "peak memory"]
    heads += ["nodes of the filters, bound", "error of T_air_nomix, T_air"]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    return "\n".join([*lines, *map(line, found)])


def line(one: Found) -> str:
    cooling, runoff = (one.runs[model] for model in MODELS)
    rate = one.city.cells / (cooling.seconds + runoff.seconds) / 1e6
    *apart, bound = one.filters.values()
    cells = [
        f"{one.city.cells:,} of {one.city.cell:g} m",
        f"{cooling.seconds:.1f} s",
        f"{runoff.seconds:.1f} s",
        f"{rate:.1f}",
        f"{cooling.peak / 1024:.2f}, {runoff.peak / 1024:.2f} GiB",
        f"every {' and '.join(map(str, apart))} cells, {bound:.1e} °C",
        f"{one.unmixed:.1e}, {one.mixed:.1e} °C",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()

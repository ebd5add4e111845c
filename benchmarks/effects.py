"""Effects on temperature of works in many places, a second, and how far they are from whole runs.

python benchmarks/effects.py build/milano            # 5,000 lots of 200 to 5,000 m² in 25 km²
"""

from __future__ import annotations

import argparse
import time
from datetime import date

import numpy as np
import shapely

import contado.compiling  # noqa: F401 - as a service has it
from contado.facts import measure, specs
from contado.interventions import DeclaredMeasure, Intervention
from contado.norms import Rules
from contado.scenarios.factors import on_ground
from contado.scenarios.ground import open_cover
from contado.survey import Declared
from contado.territory import Places, Territory

FACTS = ["heat.air_temperature", "heat.air_temperature_change", "heat.mitigation_change"]
HALF = 2500.0


def lots(territory: Territory, count: int) -> np.ndarray:
    """Squares of log-uniform area on cells with data, in 25 km² around the middle."""
    with open_cover(territory) as (raster, grid):
        rows, columns = np.nonzero(raster.read(1) != raster.nodata)
    x, y = grid.left + grid.cell * columns, grid.top - grid.cell * rows
    near = (abs(x - np.median(x)) < HALF) & (abs(y - np.median(y)) < HALF)
    rng = np.random.default_rng(9)
    at = rng.integers(0, near.sum(), count)
    side = np.exp(rng.uniform(np.log(200), np.log(5000), count)) ** 0.5
    corner = x[near][at] + rng.uniform(0, 10, count), y[near][at] - rng.uniform(0, 10, count)
    return np.asarray(shapely.box(*corner, corner[0] + side, corner[1] + side))


def works(shapes: np.ndarray, codes: list[str]) -> Declared:
    """Two measures on each lot."""
    rng = np.random.default_rng(10)
    declared = []
    for row, shape in enumerate(shapes):
        pairs = zip(rng.choice(codes, 2, replace=False), rng.uniform(0.1, 0.5, 2), strict=True)
        measures = tuple(
            DeclaredMeasure(measure=str(code), area=share * shape.area, share=share)
            for code, share in pairs
        )
        declared.append(Intervention(id=str(row), name="", geometry="", measures=measures))
    return Declared.of(declared)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("territory")
    parser.add_argument("--places", type=int, default=5000)
    asked = parser.parse_args()
    territory = Territory.open(asked.territory)
    rules = Rules.load(territory.profile, on=date(2026, 1, 31), facts=specs())
    shapes = lots(territory, asked.places)
    declared = works(shapes, list(on_ground(rules)))
    places = Places("intervention", [str(row) for row in range(len(shapes))], shapes)
    for name in ("first, kernels loaded", "again, tiles made anew"):
        start, work = time.perf_counter(), time.process_time()
        found = measure(places, FACTS, territory, rules, declared=declared)
        wall, cpu = time.perf_counter() - start, time.process_time() - work
        print(f"{name}: {len(places) / wall:.0f} places/s ({wall:.2f} s, {cpu:.2f} s of CPU)")
    change = found["heat.air_temperature_change"].values
    print(f"greatest change: {np.nanmax(np.abs(change.low)):.4f} °C")


if __name__ == "__main__":
    main()

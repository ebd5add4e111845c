"""Rates of the engine of norms alone: both sheets, exact facts, then facts within bounds.

    python benchmarks/norms.py [places]

Prints places a second, the median of five runs, for one process on one core.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date

import numpy as np

from contado.facts import specs
from contado.norms import Rules, evaluate
from contado.norms.testing import random_table

SHEETS = ("scheda-norma-1", "scheda-norma-2")
RUNS = 5


def seconds(rules: Rules, places: int, *, exact: bool) -> float:
    table = random_table(rules, places, np.random.default_rng(1), exact=exact)
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        for sheet in SHEETS:
            evaluate(rules, sheet, table)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def reasons_a_second(rules: Rules) -> float:
    table = random_table(rules, 1_000, np.random.default_rng(1), exact=False)
    verdicts = [evaluate(rules, sheet, table) for sheet in SHEETS]
    begun = time.perf_counter()
    for row in range(200):
        for verdict in verdicts:
            verdict.explain(row)
    return 200 / (time.perf_counter() - begun)


def main() -> None:
    places = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rules = Rules.load(on=date(2024, 6, 1), facts=specs())
    for name, exact in (("exact", True), ("with bounds and missing data", False)):
        took = seconds(rules, places, exact=exact)
        print(f"both sheets, {name}: {places / took:,.0f} places/s")
    print(f"reasons in full, both sheets: {reasons_a_second(rules):,.0f} places/s")


if __name__ == "__main__":
    main()

"""Rates of measuring: all facts of parcels and both sheets; and coverage beside exactextract.

    python benchmarks/facts.py [--territory DIR] [--parcels N]

Without a territory the demo one (Milan, 10 m cells) is made in a temporary folder. The rates are
the median of five runs; the ratio is exactextract's time, by its quicker strategy, over ours on the
same parcels and cells.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from contado.dossier.selection import frozen_names
from contado.facts import measure, prepare, specs
from contado.interventions.model import DeclaredMeasure, Intervention
from contado.norms import Rules, evaluate
from contado.survey import Declared
from contado.survey.tally import weighted_sums
from contado.territory import Places, Territory

RUNS = 5
SHEETS = ("scheda-norma-1", "scheda-norma-2")
SUPPOSED = Intervention(
    id="supposed",
    name="supposed",
    geometry="",
    measures=(DeclaredMeasure(measure="NBS01", area=0, share=0.6),),
    realisation={"treated_area": "yes", "monitoring": "no"},
)


def seconds(task: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        task()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def demo(folder: Path) -> Territory:
    from contado.territory.recipes import RecipeOptions, recipe

    recipe("demo")(folder, RecipeOptions(), lambda _what, _share: None)
    return Territory.open(folder)


def parcels(territory: Territory, count: int, *, mixed: bool = True) -> Places:
    """Return parcels from all over the territory, in no order or in that of the file."""
    frame = territory.layers["parcels"].frame(columns=[])
    rows = np.random.default_rng(1).permutation(np.resize(np.arange(len(frame)), count))
    rows = rows if mixed else np.sort(rows)
    return Places("intervention", [str(i) for i in range(count)], frame.geometry.to_numpy()[rows])


def all_facts(places: Places, territory: Territory, rules: Rules) -> None:
    declared = Declared.same(places.area, SUPPOSED)
    facts = measure(
        places, frozen_names(rules, SHEETS, one_by_one=False), territory, rules, declared=declared
    )
    table = facts.table()
    for sheet in SHEETS:
        evaluate(rules, sheet, table)


def beside_exactextract(places: Places, territory: Territory, role: str) -> None:
    import geopandas as gpd
    from exactextract import exact_extract

    layer = territory.layers[role]
    frame = gpd.GeoDataFrame(geometry=places.geometry, crs=territory.crs)

    def peer(strategy: str) -> np.ndarray:
        found = exact_extract(str(layer.path), frame, ["sum"], output="pandas", strategy=strategy)
        return found["sum"].to_numpy()

    def ours() -> np.ndarray:
        with layer.raster() as raster:
            return weighted_sums(places.geometry, raster)[0] / layer.cell**2

    gap = float(np.abs(peer("feature-sequential") - ours()).max())
    strategies = ("feature-sequential", "raster-sequential")
    best = min(seconds(partial(peer, strategy), 3) for strategy in strategies)
    ratio = best / seconds(ours, 3)
    print(f"exactextract takes {ratio:.1f} times as long ({role}), largest gap {gap:.1e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territory", type=Path)
    parser.add_argument("--parcels", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        territory = (
            Territory.open(asked.territory) if asked.territory else demo(Path(folder) / "demo")
        )
        rules = Rules.load(on=date(2024, 6, 1), facts=specs())
        print(f"whole territory in blocks: {seconds(lambda: prepare(territory), 1):.1f} s, once")
        all_facts(parcels(territory, 1000), territory, rules)
        for count in (asked.parcels // 4, asked.parcels):
            places = parcels(territory, count)
            took = seconds(lambda places=places: all_facts(places, territory, rules))
            print(f"{count:,} parcels, all facts, both sheets: {count / took:,.0f} parcels/s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
        print(f"memory at most: {peak:.2f} GiB")
        few = parcels(territory, asked.parcels // 10, mixed=False)
        for role in ("land_cover", "night_temperature"):
            beside_exactextract(few, territory, role)


if __name__ == "__main__":
    main()

"""Do the sheets tell interventions apart? Random interventions on one territory or more.

    python benchmarks/discrimination.py [--count N] [--seed N] [--pictures DIR] NAME=TERRITORY …

Lots are squares with areas log-uniform between 200 m² and 10 ha, placed at random in the
territory. Each has one to three measures of the abacus of the sheet, of those whose effect the
abacus gives, which treat together a share of the lot that is uniform between 0 and 1; the answers
of the checklist are independent, each of the four as likely. The table is printed; with
``--pictures`` those of the first territory are written there.

A part *decides* an intervention as often as the outcome changes when its class alone is drawn anew
from those of all the interventions; the share given is the mean over them, worked out exactly.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from contado.facts import measure, specs
from contado.interventions.model import ANSWERS, REALISATION_ITEMS
from contado.norms import Rules, Verdicts, column_name, evaluate, fact_states_of
from contado.pages import Line, chart
from contado.survey import Declared, Measures
from contado.territory import Places, Territory
from contado.values import Floats, Labels, Numbers

ON = date(2026, 12, 1)
COUNT, SEED = 10_000, 8
SMALLEST, LARGEST = 200.0, 100_000.0  # m²
MOST_MEASURES = 3
MOST_IN_A_CLASS, LEAST_DECIDED = 0.60, 0.10
SHEETS: Mapping[str, str] = {"scheda-norma-1": "runoff_reduction", "scheda-norma-2": "cooling"}
PARTS = ("A", "B", "C")


@dataclass(frozen=True)
class Study:
    """How the outcomes of one sheet spread over interventions whose outcome can be told.

    Parameters
    ----------
    codes
        Class of each of A, B, C and D, a row an intervention; -1 cannot tell.
    names
        The classes of each, *not applicable* last where a part may not apply.
    incidence
        Share of the lot treated.
    outcomes
        Code of D for the codes of A, B and C.
    """

    codes: Mapping[str, npt.NDArray[np.int16]]
    names: Mapping[str, tuple[str, ...]]
    incidence: Floats
    outcomes: npt.NDArray[np.int16]

    @property
    def told(self) -> npt.NDArray[np.bool_]:
        """Where every part and the outcome are known."""
        known: npt.NDArray[np.bool_] = np.all([c >= 0 for c in self.codes.values()], axis=0)
        return known

    def shares(self, part: str) -> dict[str, float]:
        """Return the share of each class of a part among the interventions told."""
        codes = self.codes[part][self.told]
        return {name: float(np.mean(codes == i)) for i, name in enumerate(self.names[part])}

    def decides(self, part: str) -> float:
        """Return how often the outcome changes when one part is drawn anew from the others'."""
        cells = np.zeros(self.outcomes.shape)
        np.add.at(cells, tuple(self.codes[p][self.told] for p in PARTS), 1 / self.told.sum())
        axis = PARTS.index(part)
        drawn = cells.sum(axis=tuple(i for i in range(len(PARTS)) if i != axis))
        outcomes = np.moveaxis(self.outcomes, axis, -1)
        changes = outcomes[..., :, None] != outcomes[..., None, :]
        return float((np.moveaxis(cells, axis, -1)[..., None] * changes * drawn).sum())


def lots(territory: Territory, count: int, random: np.random.Generator) -> Places:
    """Return square lots at random places of a territory."""
    boundary = territory.boundary
    shapely.prepare(boundary)
    west, south, east, north = boundary.bounds
    points = np.empty((0, 2))
    while len(points) < count:
        some = random.uniform((west, south), (east, north), (2 * count, 2))
        points = np.vstack([points, some[shapely.contains_xy(boundary, *some.T)]])
    x, y = points[:count].T
    half = np.exp(random.uniform(np.log(SMALLEST), np.log(LARGEST), count) / 2) / 2
    squares = shapely.box(x - half, y - half, x + half, y + half)
    return Places("intervention", [str(i) for i in range(count)], squares)


def declarations(rules: Rules, sheet: str, areas: Floats, random: np.random.Generator) -> Declared:
    """Return random measures of a sheet and random answers for lots of some areas."""
    count, effect = len(areas), SHEETS[sheet]
    codes = tuple(
        code
        for code, one in sorted(rules.measures.items())
        if sheet in one.sheets and one.quantity(effect).midpoint is not None
    )
    number = random.integers(1, MOST_MEASURES + 1, count)
    parent = np.repeat(np.arange(count), number)
    part = random.exponential(size=len(parent))
    part /= np.bincount(parent, part)[parent]
    share = part * random.random(count)[parent]
    absent = np.full(len(parent), np.nan)
    kind = random.integers(0, len(codes), len(parent)).astype(np.int16)
    alone = np.zeros(len(parent), dtype=bool)
    measures = Measures(
        parent, codes, kind, share * areas[parent], share, absent, absent, absent, alone
    )
    answers = {
        item: Labels.of([ANSWERS[i] for i in random.integers(0, len(ANSWERS), count)])
        for item in REALISATION_ITEMS
    }
    nothing = np.full((count, 3), np.nan)
    return Declared(count, nothing, nothing, measures, answers)


def study(rules: Rules, sheet: str, verdicts: Verdicts) -> Study:
    """Return how the outcomes of verdicts spread."""
    outcome = rules.sheet(sheet).parts[-1].outcome
    assert outcome is not None
    axes = verdicts.compiled.axes(outcome.table, outcome.by)
    table, classes = rules.lookup(outcome.table), verdicts.names
    cells = np.array([classes.index(table[key]) for key in _product(axes)], dtype=np.int16)
    names = dict(zip((*PARTS, "D"), (*axes, classes), strict=True))
    codes = {part: verdicts.codes(part) for part in names}
    incidence = verdicts.table.columns["measures.incidence"]
    assert isinstance(incidence, Numbers)
    return Study(codes, names, incidence.low, cells.reshape([len(axis) for axis in axes]))


def _product(axes: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    return product(*axes)


def on_territory(territory: Territory, rules: Rules, count: int, seed: int) -> dict[str, Study]:
    """Return the study of each sheet on random interventions of a territory."""
    random = np.random.default_rng(seed)
    places, studies = lots(territory, count, random), {}
    for sheet in SHEETS:
        read = {column_name(f, state) for f, state, _ in fact_states_of(rules.sheet(sheet))}
        declared = declarations(rules, sheet, places.area, random)
        facts = measure(places, sorted(read), territory, rules, declared=declared)
        studies[sheet] = study(rules, sheet, evaluate(rules, sheet, facts.table()))
    return studies


HEADINGS = (
    "territory, sheet", "told", "all known", "D low", "D medium", "D high",
    "A decides", "B decides", "C decides",
)  # fmt: skip


def row(name: str, sheet: str, one: Study) -> str:
    """Return a study as a row of the table."""
    final = [f"{one.shares('D')[each]:.0%}" for each in ("low", "medium", "high")]
    decides = [f"{one.decides(part):.0%}" for part in PARTS]
    told = float(np.mean(one.codes["D"] >= 0))
    cells = [f"{name}, {sheet}", f"{told:.0%}", f"{one.told.mean():.0%}", *final, *decides]
    return "| " + " | ".join(cells) + " |"


def drawing(one: Study) -> str:
    """Return how the final classes spread as more of a lot is treated."""
    edges = np.linspace(0, 1, 11)
    middle = (edges[:-1] + edges[1:]) / 2
    at = np.digitize(one.incidence[one.told], edges[1:-1])
    codes = one.codes["D"][one.told]
    lines = [
        Line(name, middle, [100 * np.mean(codes[at == bin_] == code) for bin_ in range(10)])
        for code, name in enumerate(one.names["D"])
    ]
    title = "Final class by the share of the lot that is treated"
    return chart(lines, title=title, x="share of the lot treated", y="%", language="en")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("territories", nargs="+", metavar="NAME=TERRITORY")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    asked = parser.parse_args()
    rules = Rules.load(on=ON, facts=specs())
    rows: list[str] = []
    drawn: dict[str, Study] = {}
    for pair in asked.territories:
        name, _, folder = pair.partition("=")
        territory = Territory.open(Path(folder))
        studies = on_territory(territory, rules, asked.count, asked.seed)
        drawn = drawn or studies
        rows += [row(name, sheet, one) for sheet, one in studies.items()]
    print("| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS), *rows, sep="\n")
    for sheet, one in drawn.items() if asked.pictures else ():
        path = asked.pictures / f"discrimination-{sheet}.svg"
        path.write_text(drawing(one) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

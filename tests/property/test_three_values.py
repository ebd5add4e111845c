"""An answer under doubt contains the answer of every completion, and no doubt is invented."""

from collections.abc import Sequence
from datetime import date
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.facts import specs
from contado.interventions.model import ANSWERS, REALISATION_ITEMS
from contado.norms import Rules, Verdicts, evaluate
from contado.norms.masks import edges, points_of_masks, span_masks, table_of_masks
from contado.norms.means import Points, weighted_mean
from contado.norms.testing import Value, table_of

RULES = Rules.load(on=date(2024, 6, 1), facts=specs())
SHEETS = ("scheda-norma-1", "scheda-norma-2")
UNIT = [
    "drainage.unit_low_share",
    "drainage.draining_index",
    "heat.unit_hot_share",
    "nature.runoff_regulation_rank",
    "nature.microclimate_regulation_rank",
]
SPANS = dict.fromkeys(UNIT, 1.0) | {
    "heat.night_anomaly": 4.0,
    "measure.runoff_reduction": 100.0,
    "measure.cooling": 1.0,
    "measure.area": 500.0,
}


def numbers(name: str) -> st.SearchStrategy[Value]:
    """A number on a coarse step, so that edges are hit; or bounds; or nothing."""
    steps = st.integers(0, 20).map(lambda i: i / 20 * SPANS[name])
    bounds = st.tuples(steps, steps).map(lambda pair: (min(pair), max(pair)))
    return st.one_of(steps, bounds, st.none())


def facts(names: Sequence[str]) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({name: numbers(name) for name in names})


ITEM_FACTS = [f"realisation.{item}" for item in REALISATION_ITEMS]
answers = st.fixed_dictionaries(
    {name: st.one_of(st.sampled_from(list(ANSWERS)), st.none()) for name in ITEM_FACTS}
)
places = st.builds(lambda one, two: one | two, facts([*UNIT, "heat.night_anomaly"]), answers)
measures = st.lists(
    st.builds(
        lambda known, kind: known | {"measure.kind": kind},
        facts(["measure.runoff_reduction", "measure.cooling", "measure.area"]),
        st.sampled_from(["NBS01", "NBS03", "NBS10", "NBS14"]),
    ),
    min_size=1,
    max_size=3,
)


def completed(random: np.random.Generator, row: dict[str, Value]) -> dict[str, Value]:
    """Return a row with every doubt settled at random, its bounds among the choices."""
    found: dict[str, Value] = {}
    for name, value in row.items():
        if name in ITEM_FACTS and value is None:
            found[name] = str(random.choice(list(ANSWERS)))
        elif name in SPANS and not isinstance(value, float):
            low, high = value if isinstance(value, tuple) else (0.0, SPANS[name])
            found[name] = float(random.choice([low, high, random.uniform(low, high)]))
        else:
            found[name] = value
    return found


def bounds(verdicts: Verdicts, name: str, row: int) -> tuple[float, float]:
    return float(verdicts.low[name][row]), float(verdicts.high[name][row])


@settings(max_examples=60, deadline=None)
@given(place=places, under=measures, seed=st.integers(0, 1000), sheet=st.sampled_from(SHEETS))
def test_a_doubtful_verdict_contains_every_completion(
    place: dict[str, Value], under: list[dict[str, Value]], seed: int, sheet: str
) -> None:
    random = np.random.default_rng(seed)
    rows = [place] + [completed(random, place) for _ in range(30)]
    below = [under] + [[completed(random, one) for one in under] for _ in range(30)]
    found = evaluate(RULES, sheet, table_of(RULES, rows, below))
    for name, masks in found.masks.items():
        assert ((masks[1:] & ~masks[0]) == 0).all(), name
    for name in found.low:
        low, high = bounds(found, name, 0)
        applies = np.array([i for i in range(1, 31) if name == "B1" or found.codes(name)[i] != 3])
        if len(applies):
            assert (found.low[name][applies] >= low - 1e-9).all(), name
            assert (found.high[name][applies] <= high + 1e-9).all(), name


@settings(max_examples=60, deadline=None)
@given(answered=answers)
def test_a_checklist_is_known_exactly_when_all_its_completions_agree(
    answered: dict[str, Value],
) -> None:
    open_items = [name for name, value in answered.items() if value is None][:4]
    known = answered | {
        name: "no" for name, value in answered.items() if value is None and name not in open_items
    }
    choices = list(product(ANSWERS, repeat=len(open_items)))
    rows = [known] + [known | dict(zip(open_items, one, strict=True)) for one in choices]
    found = evaluate(RULES, SHEETS[0], table_of(RULES, rows, [[] for _ in rows]))
    agreed = set(found.masks["C"][1:].tolist())
    assert (int(found.masks["C"][0]) in agreed) == (len(agreed) == 1)
    counted = found.codes("C")[1:] != 3
    if counted.any():
        reached = found.low["C"][1:][counted]
        assert np.allclose(bounds(found, "C", 0), (min(reached), max(reached)), atol=1e-12)


@given(st.data())
def test_a_table_is_known_exactly_when_all_combinations_agree(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    keys = list(product(*(range(size) for size in sizes)))
    rows = {key: data.draw(st.integers(0, 2)) for key in keys}
    table = table_of_masks(rows, sizes, [False] * len(sizes))
    masks = [data.draw(st.integers(1, 2**size - 1)) for size in sizes]
    index = 0
    for size, mask in zip(sizes, masks, strict=True):
        index = (index << size) | mask
    possible = {
        rows[key] for key in keys if all(m >> k & 1 for k, m in zip(key, masks, strict=True))
    }
    assert {i for i in range(3) if table[index] >> i & 1} == possible


@given(st.lists(st.tuples(st.integers(1, 15), st.integers(0, 3)), min_size=1, max_size=4))
def test_a_mean_reaches_the_worst_and_the_best_completion(items: list[tuple[int, int]]) -> None:
    points = (0.0, 0.5, 1.0, None)
    least, most, counts = points_of_masks(points)
    weights = [float(weight) for _, weight in items]
    judged = [
        Points(*(table[[mask]] for table in (least, most)), counts[[mask]]) for mask, _ in items
    ]
    reached = []
    for choice in product(*([i for i in range(4) if mask >> i & 1] for mask, _ in items)):
        kept = [
            (points[c], w) for c, w in zip(choice, weights, strict=True) if points[c] is not None
        ]
        if sum(w for _, w in kept) > 0:
            reached.append(sum(p * w for p, w in kept) / sum(w for _, w in kept))  # type: ignore[operator]
    if not reached:
        return
    mean = weighted_mean(judged, weights)
    assert np.isclose(mean.low[0], min(reached))
    assert np.isclose(mean.high[0], max(reached))


@given(
    st.lists(st.floats(-5, 5, allow_nan=False), min_size=1, max_size=4, unique=True).map(sorted),
    st.floats(-6, 6),
    st.floats(0, 3),
)
def test_the_classes_of_bounds_are_those_of_the_numbers_between(
    breaks: list[float], low: float, width: float
) -> None:
    cuts = edges(breaks)
    inside = np.linspace(low, low + width, 50)
    single = np.unique(span_masks(inside, inside, cuts))
    (mask,) = span_masks(np.array([low]), np.array([inside[-1]]), cuts)
    assert all(one & ~mask == 0 for one in single)
    assert {single[0], single[-1]} <= {1 << i for i in range(5) if mask >> i & 1}


ALL_OF_A = (*UNIT, "heat.night_anomaly")
unknown_a = places.map(lambda place: place | dict.fromkeys(ALL_OF_A))


@settings(max_examples=60, deadline=None)
@given(
    place=st.one_of(places, unknown_a), under=measures,
    incidence=st.one_of(st.none(), st.integers(0, 20).map(lambda n: n / 20)),
    sheet=st.sampled_from(SHEETS),
)  # fmt: skip
def test_the_reasons_of_a_row_are_what_the_vectors_hold(
    place: dict[str, Value], under: list[dict[str, Value]], incidence: Value, sheet: str
) -> None:
    row = place | {"measures.incidence": incidence}
    found = evaluate(RULES, sheet, table_of(RULES, [{}, row], [[], under]))
    reason = found.explain(1)
    for part in reason.parts:
        (code,), mask = found.codes(part.part)[1:].tolist(), int(found.masks[part.part][1])
        axes = found.compiled.steps[part.part].classes
        possible = tuple(name for at, name in enumerate(axes) if mask >> at & 1)
        assert (part.answer.state == "cannot_tell") == (code < 0)
        if part.answer.state == "known":
            assert (part.answer.value,) == possible
        elif part.answer.state == "cannot_tell":
            assert set(possible) >= set(part.answer.possible)
    assert reason.outcome == reason.parts[-1].answer


@settings(max_examples=40, deadline=None)
@given(place=unknown_a, under=measures, sheet=st.sampled_from(SHEETS))
def test_on_a_wholly_unknown_part_a_there_is_no_outcome_whatever_the_rest(
    place: dict[str, Value], under: list[dict[str, Value]], sheet: str
) -> None:
    row = place | {"measures.incidence": 0.6}
    found = evaluate(RULES, sheet, table_of(RULES, [row], [under]))
    reason = found.explain(0)
    assert found.codes("A")[0] == found.codes("D")[0] == -1
    assert reason.outcome.state == "cannot_tell"
    assert {each.subject for each in reason.outcome.deciding} & set(ALL_OF_A)
    assert reason.outcome.possible_labels

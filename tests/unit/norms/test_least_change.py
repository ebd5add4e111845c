"""The least change is found by evaluating: nothing is assumed of how an outcome grows."""

from datetime import date

import pytest

from contado.facts import specs
from contado.interventions.model import REALISATION_ITEMS
from contado.norms import Rules
from contado.norms.engine import Compiled
from contado.norms.least_change import least_change
from contado.norms.testing import table_of

SHEET = "scheda-norma-1"
LOW = {
    "drainage.unit_low_share": 0.1,
    "drainage.draining_index": 0.8,
    "nature.runoff_regulation_rank": 0.9,
    "measures.incidence": 0.6,
    **{f"realisation.{item}": "no" for item in REALISATION_ITEMS},
}
MODEST = [{"measure.kind": "NBS11", "measure.area": 100.0, "measure.runoff_reduction": 20.0}]
"""Of rank 1, on more than half of the area: part B medium."""
YES = {f"realisation.{item}": "yes" for item in REALISATION_ITEMS}
HIGH_A = {
    "drainage.unit_low_share": 0.9,
    "drainage.draining_index": 0.1,
    "nature.runoff_regulation_rank": 0.1,
}


@pytest.fixture(scope="module")
def rules():
    return Rules.load(on=date(2024, 6, 1), facts=specs())


def found(rules, places, kinds):
    table = table_of(rules, places, [MODEST] * len(places))
    return least_change(Compiled(rules.sheet(SHEET), rules), table, kinds)


def test_the_first_of_each_kind_that_reaches_each_better_outcome_is_given(rules):
    """A high: (1 + 0.5 + 0)/3, medium. A and C high: (1 + 0.5 + 1)/3, high."""
    better, best = {**LOW, **HIGH_A}, {**LOW, **HIGH_A, **YES}
    got = found(rules, [LOW, LOW, better, best, best, better], ["a", "a", "a", "b", "b"])
    assert [(one.row, one.kind, one.after.value) for one in got] == [
        (2, "a", "medium"),
        (3, "a", "high"),
        (4, "b", "high"),
    ]
    assert got[0].before.value == "low"
    assert [(p.part, p.before.value, p.after.value) for p in got[1].parts] == [
        ("A", "low", "high"),
        ("C", "low", "high"),
    ]


def test_an_outcome_that_falls_again_further_on_does_not_hide_the_least_change(rules):
    better = {**LOW, **HIGH_A}
    got = found(rules, [LOW, better, LOW, better], ["a"] * 3)
    assert [one.row for one in got] == [1]


def test_an_outcome_that_cannot_be_told_is_bettered_by_one_known_above_its_worst(rules):
    """A unknown, B medium, C low: low or medium. With C high too: medium or high, still unknown."""
    unknown = {name: value for name, value in LOW.items() if name not in HIGH_A}
    got = found(rules, [unknown, {**unknown, **YES}, {**LOW, **HIGH_A}], ["a", "a"])
    assert [(one.row, one.before.state, one.after.value) for one in got] == [
        (2, "cannot_tell", "medium")
    ]


def test_the_best_outcome_is_not_bettered(rules):
    best = {**LOW, **HIGH_A, **YES}
    assert found(rules, [best, best], ["a"]) == []

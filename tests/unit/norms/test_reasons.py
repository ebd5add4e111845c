"""What the trace says, in both languages."""

from datetime import date

import pytest

from contado.norms import Rules, evaluate
from contado.norms.sentences import measured
from contado.norms.testing import CATALOGUE, table_of
from contado.norms.trace import CriterionReason, SheetReason


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=date(2024, 6, 1), facts=CATALOGUE)


def explained(rules: Rules, value: object) -> SheetReason:
    table = table_of(rules, [{"drainage.draining_index": value}], [[]])  # type: ignore[dict-item]
    return evaluate(rules, "scheda-norma-1", table).explain(0)


def criterion(reason: SheetReason, name: str) -> CriterionReason:
    return next(c for part in reason.parts for c in part.criteria if c.criterion == name)


def test_a_known_class_is_said_with_its_range(rules: Rules) -> None:
    found = criterion(explained(rules, 0.22), "A2")
    assert found.sentence.it == (
        "indice di superficie drenante: 0,22, cioè tra 0,15 (compreso) e 0,30 (escluso); "
        "classe «bassa»."
    )
    assert found.sentence.en == (
        "draining index: 0.22, that is from 0.15 (included) to 0.30 (excluded); class “low”."
    )


def test_a_class_within_bounds_says_which_remain(rules: Rules) -> None:
    found = criterion(explained(rules, (0.2, 0.4)), "A2")
    assert found.answer.possible == ("low", "medium")
    assert found.answer.deciding[0].code == "within_bounds"
    assert "tra 0,20 e 0,40" in found.sentence.it
    assert "«bassa», «media»" in found.sentence.it


def test_a_missing_datum_is_named_and_all_classes_remain(rules: Rules) -> None:
    found = criterion(explained(rules, None), "A2")
    assert found.answer.state == "cannot_tell"
    assert len(found.answer.possible) == 5
    assert found.facts[0].lacking is not None
    assert "da dichiarare" in found.sentence.it


@pytest.mark.parametrize(
    ("value", "distance", "beyond"),
    [
        (0.22, 0.07, "very_low"),
        (0.29, 0.01, "medium"),
        (0.30, 0.0, "low"),
        (0.05, 0.10, "low"),
        (0.9, 0.2, "good"),
        ((0.19, 0.24), 0.04, "very_low"),
    ],
)
def test_the_margin_is_the_distance_from_the_nearest_edge(
    rules: Rules, value: object, distance: float, beyond: str
) -> None:
    margin = criterion(explained(rules, value), "A2").margin
    assert margin is not None
    assert margin.distance == pytest.approx(distance, abs=1e-9)
    assert margin.beyond == beyond


def test_an_open_class_has_no_margin(rules: Rules) -> None:
    assert criterion(explained(rules, (0.2, 0.4)), "A2").margin is None


def test_a_criterion_carries_the_parameters_it_used(rules: Rules) -> None:
    used = [use.parameter for use in criterion(explained(rules, 0.2), "A2").parameters]
    assert used == ["idren.breaks", "sheet.draining_points"]


def test_a_number_is_never_written_across_an_edge() -> None:
    assert measured(0.2996, "1", [0.30]).en == "0.2996"
    assert measured(0.30, "1", [0.30]).en == "0.30"
    assert measured(0.3004, "1", [0.30]).en == "0.3004"

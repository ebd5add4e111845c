"""The plan counts whole classes, and no more of them than there are."""

from dataclasses import replace
from datetime import date

import pytest

from contado.errors import BadInput
from contado.norms.rules import Rules
from contado.survey.plan import DRAINING_BREAKS, WORST_CLASSES, worst_edge


def counting(classes: float) -> Rules:
    rules = Rules.load(on=date(2024, 6, 1))
    old = rules.parameter(WORST_CLASSES)
    value = old.values[0].model_copy(update={"value": classes})
    new = old.model_copy(update={"values": (value,)})
    return replace(rules, parameters={**rules.parameters, WORST_CLASSES: new})


@pytest.mark.parametrize(("classes", "below", "above"), [(1, 0.15, 0.7), (4, 0.7, 0.15)])
def test_the_worst_classes_end_at_the_break_beyond_them(classes, below, above) -> None:
    rules = counting(classes)
    assert rules.numbers(DRAINING_BREAKS) == (0.15, 0.3, 0.5, 0.7)
    assert worst_edge(rules, DRAINING_BREAKS, lowest=True) == below
    assert worst_edge(rules, DRAINING_BREAKS, lowest=False) == above


@pytest.mark.parametrize("classes", [0, -1, 1.5, 5, 1e12])
def test_a_count_that_is_none_is_refused_with_its_parameter(classes) -> None:
    with pytest.raises(BadInput) as error:
        worst_edge(counting(classes), DRAINING_BREAKS, lowest=True)
    assert [problem.where for problem in error.value.problems] == ["upa.worst_classes"]

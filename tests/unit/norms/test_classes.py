"""The class of a fact alone is the one that its sheet gives."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contado.facts import specs
from contado.norms import Rules, classes_of, evaluate
from contado.norms.testing import table_of
from contado.values import Missing, Numbers

RULES = Rules.load(on=date(2024, 6, 1), facts=specs())
ANOMALY, SHARE = "heat.night_anomaly", "heat.unit_hot_share"
GONE = Missing("low_coverage", "night_temperature")


@pytest.mark.parametrize(("fact", "criterion"), [(ANOMALY, "A2"), (SHARE, "A1")])
@given(st.lists(st.floats(-2, 8), min_size=1, max_size=5))
def test_exact_values_have_the_class_of_the_sheet(fact, criterion, values):
    classes = classes_of(RULES, fact, Numbers.exact(values))
    table = table_of(RULES, [{fact: value} for value in values])
    assert (
        classes.codes.tolist() == evaluate(RULES, "scheda-norma-2", table).codes(criterion).tolist()
    )
    assert not classes.missing.any()


def test_what_is_missing_stays_so_and_bounds_in_several_classes_say_it():
    low, high = np.array([np.nan, 0.0, 9.0]), np.array([np.nan, 9.0, 10.0])
    numbers = Numbers(low, high, np.array([1, 0, 0], dtype=np.int16), (GONE,))
    classes = classes_of(RULES, ANOMALY, numbers)
    assert [classes.name(row) for row in range(3)] == [None, None, "very_strong"]
    assert [classes.why(row) for row in range(3)] == [
        GONE,
        Missing("several_classes", ANOMALY),
        None,
    ]


def test_a_fact_that_no_criterion_classifies_has_no_class():
    assert classes_of(RULES, "place.area", Numbers.exact([1.0])).why(0) == Missing(
        "no_parameter", "place.area"
    )

"""What must hold of the agreement of a model, whatever the pairs."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contado.heat.calibration.agreement import Pairs, agreement
from contado.norms import Rules

RULES = Rules.load(on=date(2026, 1, 1))
TEMPERATURES = st.floats(-30, 50).map(lambda value: round(value, 3))
SOME = st.lists(st.tuples(TEMPERATURES, TEMPERATURES), min_size=3, max_size=30)


def measured(model, observed):
    nowhere = np.zeros(len(model))
    return agreement(Pairs(np.array(model), np.array(observed), nowhere, nowhere, ""), RULES)


@given(SOME)
def test_the_measures_bound_one_another(pairs):
    found = measured(*zip(*pairs, strict=True))
    assert abs(found.bias) <= found.mae + 1e-9
    assert found.mae <= found.rmse + 1e-9
    assert found.rmse**2 == pytest.approx(found.bias**2 + found.spread**2, abs=1e-6)
    assert found.r2 is None or 0 <= found.r2 <= 1


@given(SOME, st.floats(-20, 20))
def test_a_model_made_warmer_has_a_greater_bias_and_the_same_shape(pairs, more):
    model, observed = map(np.array, zip(*pairs, strict=True))
    one, other = measured(model, observed), measured(model + more, observed)
    assert other.bias == pytest.approx(one.bias + more, abs=1e-9)
    assert other.spread == pytest.approx(one.spread, abs=1e-6)
    if one.slope is not None:
        assert other.slope == pytest.approx(one.slope, abs=1e-6)


@given(SOME)
def test_a_model_that_is_right_has_no_error(pairs):
    observed = np.array([pair[0] for pair in pairs])
    found = measured(observed, observed)
    assert (found.bias, found.rmse, found.mae) == (0, 0, 0)
    assert found.slope is None or found.slope == pytest.approx(1)

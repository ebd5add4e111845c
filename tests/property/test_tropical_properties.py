"""What must hold of tropical nights whatever the series."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contado.heat.tropical.nights import _answers, daily, from_hours, tropical_nights
from contado.norms import Rules

RULES = Rules.load(on=date(2026, 1, 1))
SUMMER = np.arange("2023-06-01", "2023-09-01", dtype="datetime64[D]")
TEMPERATURES = st.lists(
    st.one_of(st.floats(5, 35), st.just(float("nan"))), min_size=92, max_size=92
)


@given(TEMPERATURES, st.floats(10, 30), st.floats(0, 10))
def test_a_higher_threshold_never_has_more_nights(values, threshold, more):
    series = daily(SUMMER, values)
    low, high = (_answers(series, threshold), _answers(series, threshold + more))
    assert (high[0] <= low[0]).all()
    assert (high[1] <= low[1]).all()


@given(TEMPERATURES, st.sets(st.integers(0, 91)))
def test_losing_days_widens_the_count_and_never_moves_it_outside(values, lost):
    some = np.array(values)
    some[list(lost)] = np.nan
    whole, less = (tropical_nights(daily(SUMMER, v), RULES)[1] for v in (values, some))
    assert less.nights <= whole.nights <= whole.possible <= less.possible
    assert less.possible - less.nights == less.missing
    assert whole.computable or not less.computable


@given(TEMPERATURES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(values, random):
    order = list(range(92))
    random.shuffle(order)
    shuffled = daily(SUMMER[order], np.array(values)[order])
    assert np.array_equal(shuffled.least, daily(SUMMER, values).least, equal_nan=True)


@given(st.lists(st.one_of(st.floats(10, 30), st.just(float("nan"))), min_size=24, max_size=24))
def test_the_hours_of_a_day_bound_its_minimum(values):
    times = np.datetime64("2023-07-01T00") + np.arange(24).astype("timedelta64[h]")
    found = from_hours(times, values, 20)
    known = np.array(values)[np.isfinite(values)]
    assert np.isnan(found.least[0]) if not known.size else found.least[0] == known.min()
    assert found.whole[0] == (known.size >= 20)

"""What holds of runoff whatever the rain and the ground."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contado.drainage.runoff.equations import (
    MOISTURES,
    curve_number_for,
    initial_abstraction,
    retention_index,
    runoff_depth,
)

RAIN = st.floats(0, 2000)
CURVE_NUMBER = st.floats(0, 100)
RATIO = st.floats(0, 1)


@given(RAIN, CURVE_NUMBER, RATIO)
def test_runoff_lies_between_nothing_and_the_rain(rain: float, number: float, ratio: float):
    assert 0 <= runoff_depth(rain, number, ratio) <= rain


@given(RAIN, CURVE_NUMBER, CURVE_NUMBER)
def test_a_higher_curve_number_never_runs_off_less(rain: float, one: float, other: float):
    low, high = sorted((one, other))
    assert runoff_depth(rain, low, 0.2) <= runoff_depth(rain, high, 0.2) * (1 + 1e-12)


@given(RAIN, RAIN, CURVE_NUMBER)
def test_more_rain_never_runs_off_less(one: float, other: float, number: float):
    low, high = sorted((one, other))
    assert runoff_depth(low, number, 0.2) <= runoff_depth(high, number, 0.2) * (1 + 1e-12)


@given(st.floats(1, 99.9), st.floats(0.01, 0.9))
def test_runoff_begins_from_nothing_where_rain_meets_the_abstraction(number: float, ratio: float):
    start = float(initial_abstraction(number, ratio))
    assert runoff_depth(start, number, ratio) == 0
    assert runoff_depth(start * (1 + 1e-6), number, ratio) <= 1e-6 * start


@given(RAIN, RATIO)
def test_sealed_ground_keeps_nothing_and_bottomless_ground_all(rain: float, ratio: float):
    assert runoff_depth(rain, 100, ratio) == rain
    assert runoff_depth(rain, 0, ratio) == 0


@given(CURVE_NUMBER)
def test_wetter_ground_has_a_higher_curve_number(number: float):
    dry, average, wet = (float(curve_number_for(state, number)) for state in MOISTURES)
    assert 0 <= dry <= average * (1 + 1e-12)
    assert average <= wet * (1 + 1e-12) <= 100 * (1 + 1e-12)


@given(st.floats(0.1, 2000), CURVE_NUMBER)
def test_the_index_of_32_bits_is_that_of_64(rain: float, number: float):
    short = np.array([number], dtype=np.float32)
    one = retention_index(runoff_depth(rain, short, 0.2), rain)
    other = retention_index(runoff_depth(rain, short.astype(np.float64), 0.2), rain)
    assert abs(float(one[0]) - float(other[0])) < 1e-5

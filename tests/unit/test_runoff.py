"""Runoff by curve number against the figures of the oracle, worked out by hand."""

import numpy as np
import pytest

from contado.drainage.runoff.equations import (
    curve_number_for,
    flooded_volume,
    initial_abstraction,
    potential_retention,
    retained_volume,
    retention_index,
    runoff_depth,
)
from contado.errors import BadInput

CURVE_NUMBERS = (98, 90, 85, 80, 74, 61, 39)
ORACLE = {
    50: (44.28, 27.11, 19.61, 13.80, 8.52, 1.71, 0.00),
    80: (74.10, 53.90, 43.55, 34.63, 25.51, 10.76, 0.00),
}


@pytest.mark.parametrize("rain", ORACLE)
def test_runoff_is_that_of_the_oracle(rain: int):
    assert runoff_depth(rain, CURVE_NUMBERS, 0.2).round(2).tolist() == list(ORACLE[rain])


def test_retention_and_abstraction_of_curve_number_80_by_hand():
    assert potential_retention(80).item() == 25400 / 80 - 254 == 63.5
    assert initial_abstraction(80, 0.2).item() == pytest.approx(12.7)
    assert initial_abstraction(80, ratio=0.05).item() == pytest.approx(3.175)


def test_a_lower_initial_abstraction_lets_more_run_off():
    # (50 - 0.05*63.5)^2 / (50 + 0.95*63.5) = 46.825^2 / 110.325
    assert runoff_depth(50, 80, ratio=0.05).item() == pytest.approx(2192.580625 / 110.325)


def test_moisture_moves_the_curve_number_by_hand():
    # 336 over 5.36, and 1840 over 20.4
    assert curve_number_for("I", 80).item() == pytest.approx(62.686567)
    assert curve_number_for("II", 80).item() == 80
    assert curve_number_for("III", 80).item() == pytest.approx(90.196078)


def test_volumes_of_a_cell_by_hand():
    assert retention_index(15.0, 60.0).item() == 0.75
    assert retained_volume(0.75, 60.0, 400.0).item() == 18.0
    assert flooded_volume(15.0, 400.0).item() == 6.0


def test_no_rain_has_no_index_and_no_runoff():
    assert runoff_depth(0, CURVE_NUMBERS, 0.2).tolist() == [0.0] * 7
    assert np.isnan(retention_index(0.0, 0.0))


def test_the_precision_of_the_curve_numbers_is_kept():
    numbers = np.array([70, 98], dtype=np.float32)
    index = retention_index(runoff_depth(60.0, numbers, 0.2), 60.0)
    volumes = (retained_volume(index, 60.0, 100.0), flooded_volume(index, 100.0))
    assert {index.dtype, *(volume.dtype for volume in volumes)} == {np.dtype(np.float32)}


def test_nothing_in_nothing_out():
    assert runoff_depth(50, np.array([]), 0.2).shape == (0,)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: runoff_depth(-1, 80, 0.2), "drainage.rain_outside"),
        (lambda: runoff_depth(np.nan, 80, 0.2), "drainage.rain_outside"),
        (lambda: runoff_depth(np.inf, 80, 0.2), "drainage.rain_outside"),
        (lambda: runoff_depth(50, 100.1, 0.2), "drainage.curve_number_outside"),
        (lambda: runoff_depth(50, -0.1, 0.2), "drainage.curve_number_outside"),
        (lambda: runoff_depth(50, [80, np.nan], 0.2), "drainage.curve_number_outside"),
        (lambda: runoff_depth(50, 80, ratio=1.5), "drainage.ratio_outside"),
        (lambda: runoff_depth(50, 80, ratio=np.nan), "drainage.ratio_outside"),
        (lambda: curve_number_for("IV", 80), "drainage.moisture_unknown"),
    ],
)
def test_values_that_cannot_be_are_refused(call, code: str):
    with pytest.raises(BadInput) as refused:
        call()
    assert [problem.code for problem in refused.value.problems] == [code]
    assert refused.value.problems[0].line("it") != refused.value.problems[0].line("en")

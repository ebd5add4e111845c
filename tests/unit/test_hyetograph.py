"""Design storms: depths, peaks, blocks."""

import numpy as np
import pytest

from contado.drainage.invariance.hyetograph import PowerCurve, chicago, constant

CURVE = PowerCurve(60.0, 0.3, 0.5)


def test_the_two_branches_of_the_curve_meet_at_one_hour() -> None:
    below, above = CURVE.depth(np.array([1.0 - 1e-12, 1.0]))
    assert below == pytest.approx(60.0)
    assert above == 60.0


def test_the_exponent_of_the_curve_holds_everywhere_where_none_is_given_for_short_rain() -> None:
    assert PowerCurve(60.0, 0.3).depth(np.array([0.25]))[0] == pytest.approx(60 * 0.25**0.3)


def test_a_constant_storm_rains_its_depth_evenly() -> None:
    # 60·4^0.3 mm in 4 h
    whole = 60 * 4**0.3
    rain = constant(CURVE, np.array([[4.0]]), np.array([[0.0, 1.0, 4.0, 6.0]]))
    assert rain[0] == pytest.approx([0.0, whole / 4, whole, whole])


def test_chicago_rains_on_each_side_of_the_peak_what_keifer_and_chu_say() -> None:
    # Peak at 0.8 h of 2 h. Half an hour before it: 0.4·(h(2) − h(0.5/0.4 = 1.25)); an hour after
    # it: 0.4·h(2) + 0.6·h(1/0.6 = 1.6667).
    rain = chicago(0.4)(CURVE, np.array([[2.0]]), np.array([[0.3, 0.8, 1.8, 2.0]]))
    whole = 60 * 2**0.3
    before = 0.4 * (whole - 60 * 1.25**0.3)
    after = 0.4 * whole + 0.6 * 60 * (5 / 3) ** 0.3
    assert rain[0] == pytest.approx([before, 0.4 * whole, after, whole])


def test_the_heaviest_window_of_chicago_rains_the_depth_of_its_own_length() -> None:
    edges = np.linspace(0.0, 10.0, 1001)[None, :]
    rain = chicago(0.4)(CURVE, np.array([[10.0]]), edges)[0]
    for blocks in (10, 100, 400):  # 0.1, 1 and 4 h
        heaviest = (rain[blocks:] - rain[:-blocks]).max()
        assert heaviest == pytest.approx(CURVE.depth(np.array([blocks / 100]))[0], rel=1e-9)


@pytest.mark.parametrize("position", [0.0, 1.0])
def test_chicago_may_peak_at_its_beginning_or_end(position: float) -> None:
    edges = np.linspace(0.0, 2.0, 21)[None, :]
    blocks = np.diff(chicago(position)(CURVE, np.array([[2.0]]), edges)[0])
    assert blocks.argmax() == (19 if position else 0)
    assert blocks.sum() == pytest.approx(60 * 2**0.3)

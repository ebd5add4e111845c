"""What must hold of composite indices, and their values reckoned by hand."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contado.nature.composite import (
    Goalposts,
    ampi,
    normalised,
    risk,
    vulnerability,
    weighted_mean,
)

SHARES = st.floats(0, 1)
# z as AMPI has it: within its goalposts it lies about 70 to 130.
Z = st.lists(st.floats(60, 140), min_size=2, max_size=8)
STANDARD = Goalposts(reference=100, least=70, most=130)


def of(z, penalty="plus"):
    named = {f"i{at}": np.array([value]) for at, value in enumerate(z)}
    return ampi(named, dict.fromkeys(named, STANDARD), penalty=penalty)


def test_ampi_reckoned_by_hand():
    # z = 90 and 110: M = 100, S = 10, cv = 0.1; the penalty is 1.
    assert of([90, 110]).values[0] == pytest.approx(101)
    assert of([90, 110], "minus").values[0] == pytest.approx(99)
    found = of([90, 110])
    assert found.parts["mean"][0] == pytest.approx(100)
    assert found.parts["dispersion"][0] == pytest.approx(10)


def test_the_goalposts_are_moved_so_that_the_reference_is_100():
    # Half the width is 10: Min = 20, Max = 40.
    posts = Goalposts(reference=30, least=10, most=30)
    assert normalised([20, 30, 40], posts).tolist() == [70, 100, 130]
    falling = Goalposts(reference=30, least=10, most=30, rises=False)
    assert normalised([20, 30, 40], falling).tolist() == [130, 100, 70]


@given(st.integers(1, 8), st.sampled_from(["plus", "minus"]))
def test_all_at_the_reference_is_100(count, penalty):
    assert of([100.0] * count, penalty).values[0] == 100


@given(Z)
def test_plus_is_not_below_the_mean_and_minus_not_above(z):
    mean = float(np.mean(z))
    assert of(z, "minus").values[0] <= mean + 1e-9
    assert of(z, "plus").values[0] >= mean - 1e-9


@given(
    st.lists(st.floats(0, 100), min_size=2, max_size=6),
    st.floats(0.01, 100),
    st.floats(-100, 100),
)
def test_another_unit_changes_nothing(values, scale, shift):
    posts = Goalposts(reference=40, least=0, most=100)
    moved = Goalposts(40 * scale + shift, shift, 100 * scale + shift)
    named = {f"i{at}": np.array([value]) for at, value in enumerate(values)}
    other = {name: value * scale + shift for name, value in named.items()}
    one = ampi(named, dict.fromkeys(named, posts), penalty="plus")
    two = ampi(other, dict.fromkeys(named, moved), penalty="plus")
    assert two.values[0] == pytest.approx(one.values[0], rel=1e-6)


@given(Z, st.floats(0.01, 30), st.sampled_from(["plus", "minus"]))
def test_more_of_every_indicator_with_the_same_dispersion_is_more(z, more, penalty):
    assume(np.std(z) < np.mean(z))
    higher = [value + more for value in z]
    assert of(higher, penalty).values[0] > of(z, penalty).values[0]


@given(SHARES, SHARES, SHARES, SHARES)
def test_vulnerability_rises_with_impact_and_falls_with_adaptation(p, s, a, b):
    low, high = sorted((a, b))
    assert vulnerability([p], [s], [high]).values[0] <= vulnerability([p], [s], [low]).values[0]
    assert 0 <= vulnerability([p], [s], [a]).values[0] <= p * s
    assert vulnerability([p], [s], [0]).values[0] == pytest.approx(p * s)


@given(SHARES, SHARES, SHARES)
def test_risk_is_none_where_one_of_its_factors_is(h, e, v):
    assert risk([h], [e], [0]).values[0] == 0
    assert risk([h], [e], [v]).values[0] == pytest.approx(risk([v], [h], [e]).values[0])


def test_a_missing_sub_index_makes_the_whole_missing_and_is_named():
    found = vulnerability([0.5, 0.5], [np.nan, 0.5], [0, 0])
    assert np.isnan(found.values[0])
    assert found.lacking(0) == ("sensitivity", "impact")
    assert found.values[1] == 0.25
    hollow = weighted_mean({"a": [1.0], "b": [np.nan]}, {"a": 1, "b": 1})
    assert np.isnan(hollow.values[0])
    assert hollow.lacking(0) == ("b",)
    one = Goalposts(0, -1, 1)
    assert np.isnan(ampi({"a": [np.nan], "b": [0.0]}, {"a": one, "b": one}, penalty="plus").values)


@pytest.mark.parametrize("wrong", [-0.1, 1.1])
def test_a_sub_index_beyond_its_bounds_is_refused(wrong):
    with pytest.raises(ValueError, match="hazard"):
        risk([wrong], [0.5], [0.5])


def test_the_sub_indices_are_always_returned():
    assert set(vulnerability([0.1], [0.2], [0.3]).parts) == {
        "pressure", "sensitivity", "adaptation", "impact"
    }  # fmt: skip
    assert set(of([100, 100]).parts) == {"i0", "i1", "mean", "dispersion"}

"""Depth-duration-frequency curves: what must hold of every site."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contado.drainage.rainfall import Rainfall

SITES = st.builds(
    Rainfall,
    a1=st.floats(5.0, 100.0),
    n=st.floats(0.05, 0.95),
    alpha=st.floats(0.05, 0.6),
    kappa=st.floats(-0.4, 0.4),
    epsilon=st.floats(0.6, 1.0),
    n_short=st.floats(0.05, 0.95),
)
YEARS = st.floats(2.0, 1000.0)


@given(SITES, YEARS)
def test_the_curve_is_continuous_at_one_hour(site: Rainfall, years: float) -> None:
    low, one, high = site.depths(np.array([1 - 1e-9, 1.0, 1 + 1e-9]), years)
    assert abs(low - one) <= 1e-8 * one
    assert abs(high - one) <= 1e-8 * one
    assert one == site.hourly(years)


@given(SITES, YEARS, st.floats(-1e-6, 1e-6))
def test_the_growth_is_continuous_across_kappa_zero(
    site: Rainfall, years: float, kappa: float
) -> None:
    about = (site.a1, site.n, site.alpha)
    near = Rainfall(*about, kappa, site.epsilon, site.n_short).growth(years)
    gumbel = Rainfall(*about, 0.0, site.epsilon, site.n_short).growth(years)
    # The first term left out is α·κ·ln²(y)/2, with ln(y) below 7 up to 1,000 years.
    assert abs(near - gumbel) <= site.alpha * abs(kappa) * 25.0 + 1e-12


@given(SITES, YEARS, st.floats(1.01, 2.0))
def test_longer_return_periods_rain_more(site: Rainfall, years: float, more: float) -> None:
    assert site.growth(years * more) > site.growth(years)


@given(SITES, YEARS, st.floats(0.1, 24.0), st.floats(1.01, 3.0))
def test_longer_durations_rain_more_and_less_intensely(
    site: Rainfall, years: float, hours: float, more: float
) -> None:
    short, long = site.depths(np.array([hours, hours * more]), years)
    assert short < long < short * more


@given(SITES, YEARS, st.floats(0.1, 24.0), st.floats(1.1, 1.9))
def test_the_depth_is_in_proportion_to_a1(
    site: Rainfall, years: float, hours: float, times: float
) -> None:
    other = Rainfall(site.a1 * times, site.n, site.alpha, site.kappa, site.epsilon, site.n_short)
    expected = times * site.depth(hours, years)
    assert abs(other.depth(hours, years) - expected) <= 1e-12 * expected

"""Depth-duration-frequency curves: the oracle of Milan, ranges, and how parameters are written."""

import math

import numpy as np
import pytest

from contado.drainage.rainfall import Rainfall, rainfall_of
from contado.errors import BadInput

MILAN = "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179"


@pytest.fixture
def milan() -> Rainfall:
    return rainfall_of(MILAN, 0.5)


@pytest.mark.parametrize(
    ("years", "growth", "depths"),
    [
        (2, 0.9270, (27.69, 38.5, 72.0)),
        (10, 1.5111, (45.14, 62.8, 117.3)),
        (20, 1.7449, (52.12, 72.5, 135.5)),
        (50, 2.0566, (61.43, 85.5, 159.7)),
        (100, 2.2971, (68.61, 95.5, 178.4)),
    ],
)
def test_the_depths_of_milan_are_those_worked_out_by_hand(
    milan: Rainfall, years: float, growth: float, depths: tuple[float, float, float]
) -> None:
    assert round(milan.growth(years), 4) == growth
    one, three, day = (milan.depth(hours, years) for hours in (1, 3, 24))
    assert (round(one, 2), round(three, 1), round(day, 1)) == depths


def test_where_kappa_is_zero_the_growth_is_that_of_gumbel() -> None:
    site = Rainfall(30.0, 0.3, 0.3, 0.0, 0.8, 0.5)
    assert site.growth(50) == pytest.approx(0.8 - 0.3 * math.log(math.log(50 / 49)))


def test_below_one_hour_the_exponent_of_short_rain_takes_over(milan: Rainfall) -> None:
    assert milan.depth(0.25, 50) == pytest.approx(milan.hourly(50) * 0.5)
    assert milan.depths(np.array([1 - 1e-9, 1.0, 1 + 1e-9]), 50) == pytest.approx(milan.hourly(50))


def test_a_short_exponent_that_is_given_is_kept() -> None:
    assert rainfall_of(MILAN + ",n_short=0.4", 0.5).n_short == 0.4


@pytest.mark.parametrize("years", [1.0, 0.5, 0.0, -3.0, math.nan, math.inf])
def test_a_return_period_is_above_one_year(milan: Rainfall, years: float) -> None:
    with pytest.raises(BadInput) as caught:
        milan.growth(years)
    assert [p.code for p in caught.value.problems] == ["rainfall.return_period"]


@pytest.mark.parametrize("hours", [0.0, -1.0, math.nan, math.inf])
def test_a_duration_is_above_zero(milan: Rainfall, hours: float) -> None:
    with pytest.raises(BadInput) as caught:
        milan.depths(np.array([1.0, hours]), 50)
    assert [p.code for p in caught.value.problems] == ["rainfall.duration"]


def test_every_parameter_out_of_range_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        rainfall_of("a1=0,n=1,alpha=-0.1,kappa=-1,epsilon=0.8,n_short=0", 0.5)
    wrong = [(p.code, p.values["parameter"]) for p in caught.value.problems]
    assert wrong == [
        ("rainfall.outside", name) for name in ("a1", "n", "alpha", "kappa", "n_short")
    ]


def test_a_curve_that_gives_no_rain_is_refused_where_it_is_asked() -> None:
    site = Rainfall(30.0, 0.3, 0.5, 0.0, 0.1, 0.5)
    assert site.growth(50) > 0
    with pytest.raises(BadInput) as caught:
        site.growth(1.05)
    assert [p.code for p in caught.value.problems] == ["rainfall.no_rain"]


def test_everything_wrong_with_how_it_is_written_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        rainfall_of("a1=30,n=abc,alpha,zeta=3,a1=4", 0.5)
    assert [p.code for p in caught.value.problems] == [
        "rainfall.not_number",
        "rainfall.unreadable",
        "rainfall.unknown_parameter",
        "rainfall.twice",
        "rainfall.lacking",
    ]
    assert caught.value.problems[-1].values["parameters"] == "kappa, epsilon"


def test_a_name_of_a_parameter_that_does_not_exist_cannot_be_filled_in() -> None:
    with pytest.raises(BadInput, match="zeta"):
        Rainfall(30.0, 0.3, 0.3, 0.0, 0.8, 0.5, imputed=("n", "zeta"))

"""The detailed procedure: losses, routing, storage, and the volume they ask for."""

import math
from datetime import date

import numpy as np
import pytest

from contado.drainage.invariance.detailed import Catchment, Method, detailed_volume, events
from contado.drainage.invariance.hyetograph import PowerCurve
from contado.drainage.invariance.losses import Horton, Patch, net_volume
from contado.drainage.invariance.routing import Routing
from contado.drainage.invariance.storage import (
    Outflow,
    emptying_hours,
    left_after,
    orifice,
    store,
    together,
    weir,
)
from contado.norms import Rules

RULES = Rules.load(on=date(2026, 11, 21))
A1, N = 29.87, 0.3006  # Milan (domain.md 2.6.8)
GROWTH = {50: 2.0566, 100: 2.2971}
HECTARE = Patch(10_000.0, 1.0)


def milan(years: int, short: float | None = None) -> PowerCurve:
    return PowerCurve(A1 * GROWTH[years], N, short)


# ---- against the rain-only method


@pytest.mark.parametrize("hyetograph", ["constant", "chicago"])
@pytest.mark.parametrize(
    ("years", "limit", "hours", "volume"),
    [
        (50, 10.0, 10.37, 867.6),
        (50, 20.0, 3.85, 644.0),
        (100, 10.0, 12.15, 1016.2),
        (100, 20.0, 4.51, 754.4),
    ],
)
def test_without_routing_it_is_the_rain_only_method(
    hyetograph: str, years: int, limit: float, hours: float, volume: float
) -> None:
    method = Method.of(RULES, hyetograph, "none")
    found = detailed_volume(Catchment(milan(years), [HECTARE], Outflow(limit)), method)
    assert found.volume == pytest.approx(volume, abs=0.1)
    assert found.duration == pytest.approx(hours, rel=0.01)
    assert found.bounded


def test_routing_lessens_a_constant_storm_more_than_a_chicago_one() -> None:
    catchment = Catchment(milan(50), [HECTARE], Outflow(10.0))
    constant, chicago = (
        detailed_volume(catchment, Method.of(RULES, shape)).volume
        for shape in ("constant", "chicago")
    )
    assert constant < chicago < 867.6


def test_the_plan_says_how_it_is_run_and_which_of_its_values_were_read() -> None:
    method = Method.of(RULES)
    assert (method.hyetograph, method.peak_position, method.routing.kind) == (
        "chicago",
        0.4,
        "linear_reservoir",
    )
    assert "detailed.hyetograph" in method.parameters
    chosen = Method.of(RULES, "constant", "none").parameters
    assert not {"detailed.hyetograph", "detailed.peak_position", "detailed.routing"} & {*chosen}


def test_a_store_that_nothing_leaves_has_no_greatest_volume() -> None:
    found = detailed_volume(Catchment(milan(50), [HECTARE], Outflow()), Method.of(RULES))
    assert not found.bounded
    assert found.duration == pytest.approx(48.0)
    assert math.isinf(found.emptying)
    # All the rain of the longest duration: 10·a·48^n.
    assert found.volume == pytest.approx(10 * milan(50).a * 48**N, rel=1e-6)


def test_nothing_that_runs_off_needs_no_volume() -> None:
    found = detailed_volume(
        Catchment(milan(50), [Patch(5000.0, 0.0)], Outflow(1.0)), Method.of(RULES)
    )
    assert found.volume == 0.0
    assert found.bounded
    assert found.emptying == 0.0


def test_the_critical_storm_is_followed_until_the_store_is_empty() -> None:
    found = detailed_volume(Catchment(milan(50), [HECTARE], Outflow(10.0)), Method.of(RULES))
    assert found.event.course.held[0, -1] == pytest.approx(0.0, abs=1e-6)
    assert abs(found.imbalance) < 1e-6
    assert found.event.volumes[0] == pytest.approx(found.volume, rel=1e-3)


# ---- losses


def test_horton_never_infiltrates_more_than_it_rains() -> None:
    # Capacity of the first hour: 12.7 + (187.3/2)·(1 − e^−2) = 93.68 mm; of the second, much less:
    # 12.7 + (187.3/2)·(e^−2 − e^−4) = 23.66 mm.
    rain = np.array([[0.0, 50.0, 100.0]])
    found = net_volume([Patch(1000.0, Horton(200.0, 12.7, 2.0))], np.array([[0.0, 1.0, 2.0]]), rain)
    second = 50.0 - (12.7 + 187.3 / 2 * (math.exp(-2) - math.exp(-4)))
    assert found[0] == pytest.approx([0.0, second])


def test_patches_add_up_what_runs_off() -> None:
    rain = np.array([[0.0, 10.0]])
    found = net_volume([Patch(100.0, 1.0), Patch(200.0, 0.5)], np.array([[0.0, 1.0]]), rain)
    assert found[0] == pytest.approx([2.0])


# ---- routing


def test_a_linear_reservoir_fills_and_empties_exponentially() -> None:
    # Even inflow of 1 m³/h for 1 h, constant 0.5 h: Q = 1 − e^−t/K, so 0.5·(1 − e^−2) is on the
    # way after 1 h, and e^−2 of that after 2 h.
    edges = np.array([[0.0, 1.0, 2.0]])
    arrived, waiting = Routing("linear_reservoir", 0.5).route(edges, np.array([[1.0, 0.0]]))
    held = 0.5 * (1 - math.exp(-2))
    assert arrived[0] == pytest.approx([1 - held, held * (1 - math.exp(-2))])
    assert waiting[0] == pytest.approx(held * math.exp(-2))


def test_a_time_area_curve_spreads_a_pulse_over_the_time_of_concentration() -> None:
    # 6 m³ in the first half hour, two hours of concentration: a trapezium that rises for half an
    # hour to 3 m³/h, stays until two hours, and is over after two and a half.
    edges = np.array([[0.0, 0.5, 1.0, 2.0, 2.5, 3.0]])
    arrived, waiting = Routing("time_area", 2.0).route(edges, np.array([[6.0, 0, 0, 0, 0]]))
    assert arrived[0] == pytest.approx([0.75, 1.5, 3.0, 0.75, 0.0])
    assert waiting[0] == pytest.approx(0.0)


def test_without_a_time_nothing_is_delayed() -> None:
    rain = np.array([[3.0, 1.0]])
    for kind in ("none", "linear_reservoir", "time_area"):
        arrived, waiting = Routing(kind, 0.0).route(np.array([[0.0, 1.0, 2.0]]), rain)
        assert arrived is rain
        assert waiting[0] == 0.0


# ---- storage


def test_infiltration_takes_its_part_before_the_discharge() -> None:
    # 10 m³ in an hour; 1 l/s infiltrates 3.6 m³, 5 l/s would discharge 18 and find 6.4.
    course = store(np.array([[0.0, 1.0]]), np.array([[10.0]]), Outflow(5.0), 1.0)
    assert course.infiltrated[0, 0] == pytest.approx(3.6)
    assert course.discharged[0, 0] == pytest.approx(6.4)
    assert course.held[0, 1] == 0.0


def test_an_orifice_discharges_no_more_than_its_limit_nor_than_at_full_depth() -> None:
    free = 0.61 * 0.01 * math.sqrt(2 * 9.80665) * 1e3  # l/s at 1 m
    assert orifice(math.inf, 100.0, 4.0, 0.01, 0.61).greatest == pytest.approx(2 * free)
    capped = orifice(20.0, 100.0, 4.0, 0.01, 0.61)
    assert capped.greatest == pytest.approx(20.0)
    assert capped.at(np.array([1000.0]))[0] == pytest.approx(20.0)


def test_a_weir_is_capped_too() -> None:
    assert weir(50.0, 100.0, 4.0, 1.0, 0.4).greatest == pytest.approx(50.0)


def test_a_tank_with_an_orifice_empties_as_torricelli_says() -> None:
    # t = 2·S/(C·A·√(2g))·√H = 2·100/(0.0061·4.4287)·√2 s
    law = orifice(math.inf, 100.0, 2.0, 0.01, 0.61)
    seconds = 200.0 / (0.61 * 0.01 * math.sqrt(2 * 9.80665)) * math.sqrt(2.0)
    assert emptying_hours(200.0, law, 0.0) == pytest.approx(seconds / 3600, rel=1e-9)
    assert left_after(200.0, law, 0.0, seconds / 3600) == pytest.approx(0.0, abs=0.1)


def test_what_is_left_after_a_while_is_what_the_flows_did_not_take() -> None:
    # (2 + 0.5)·3.6·48 = 432 m³
    assert left_after(500.0, Outflow(2.0), 0.5, 48.0) == pytest.approx(68.0)
    assert left_after(100.0, Outflow(2.0), 0.5, 48.0) == 0.0


def test_a_store_that_nothing_leaves_never_empties() -> None:
    assert math.isinf(emptying_hours(10.0, Outflow(), 0.0))
    assert emptying_hours(0.0, Outflow(), 0.0) == 0.0


def test_two_equal_tanks_are_one_of_twice_the_size() -> None:
    one = orifice(100.0, 50.0, 2.0, 0.005, 0.61)
    both = together([(one, 100.0), (one, 100.0)])
    assert both.at(np.array([60.0]))[0] == pytest.approx(2 * one.at(np.array([30.0]))[0])


def test_finer_blocks_hardly_change_what_a_tank_with_an_orifice_holds() -> None:
    law = orifice(1e3, 400.0, 3.0, math.pi * 0.06**2 / 4, 0.61)
    catchment = Catchment(milan(50, 0.5), [HECTARE], law)
    coarse, fine = (
        events(catchment, np.array([12.0]), Method("chicago", 0.4, Routing(), 1, 24, blocks))
        for blocks in (720, 7200)
    )
    assert coarse.volumes[0] == pytest.approx(fine.volumes[0], rel=1e-3)

"""What holds of the detailed procedure whatever the rain, the ground and the store."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.drainage.invariance.detailed import Catchment, Method, detailed_volume, events
from contado.drainage.invariance.hyetograph import PowerCurve, chicago
from contado.drainage.invariance.losses import Horton, Patch
from contado.drainage.invariance.routing import Routing
from contado.drainage.invariance.storage import Outflow, orifice, store

curves = st.builds(
    PowerCurve, st.floats(20, 90), st.floats(0.15, 0.6), st.none() | st.floats(0.15, 0.8)
)
soils = st.builds(Horton, st.floats(60, 250), st.floats(1, 30), st.floats(0.5, 4))
patches = st.lists(
    st.builds(Patch, st.floats(0, 50_000), st.floats(0, 1) | soils), min_size=1, max_size=3
)
routings = st.builds(
    Routing, st.sampled_from(["none", "linear_reservoir", "time_area"]), st.floats(0.0, 1.0)
)
pumps = st.builds(Outflow, st.floats(1.0, 200.0))
orifices = st.builds(
    orifice,
    st.floats(1.0, 500.0),
    st.floats(50, 2000),
    st.floats(0.5, 5),
    st.floats(1e-3, 0.2),
    st.just(0.61),
)
stores = st.builds(
    Catchment,
    curves,
    patches,
    pumps | orifices,
    st.floats(0.0, 20.0),
)
HOURS = np.array([1.0, 8.0])
methods = st.builds(
    Method,
    st.sampled_from(["chicago", "constant"]),
    st.floats(0.0, 1.0),
    routings,
    st.just(0.5),
    st.just(24.0),
    st.just(120),
)
quick = settings(max_examples=30, deadline=None)


def held(catchment: Catchment, method: Method) -> np.ndarray:
    """The greatest storage of a short and of a long storm."""
    return events(catchment, HOURS, method).volumes


@quick
@given(stores, methods)
def test_water_is_neither_made_nor_lost(catchment, method) -> None:
    found = events(catchment, np.array([0.3, 2.0, 20.0]), method)
    assert np.abs(found.imbalance).max() <= 1e-9 * (1.0 + found.net.max())
    assert (found.course.held >= 0).all()
    assert (found.course.discharged >= -1e-9).all()
    fallen = 1e-3 * sum(patch.area for patch in catchment.patches) * found.rain[:, -1]
    assert (found.net <= fallen * (1 + 1e-12)).all()


@quick
@given(curves, st.floats(0, 1), st.floats(0.1, 48), st.integers(2, 300))
def test_chicago_rains_the_depth_of_its_duration(curve, position, hours, blocks) -> None:
    edges = np.linspace(0.0, hours, blocks)[None, :]
    rain = chicago(position)(curve, np.array([[hours]]), edges)[0]
    assert rain[0] == pytest.approx(0.0, abs=1e-9)
    assert rain[-1] == pytest.approx(curve.depth(np.array([hours]))[0])
    assert (np.diff(rain) >= -1e-9).all()


@quick
@given(stores, methods, st.floats(1.0, 3.0))
def test_more_area_needs_no_less_volume(catchment, method, more) -> None:
    wider = tuple(replace(patch, area=patch.area * more) for patch in catchment.patches)
    large = held(replace(catchment, patches=wider), method)
    assert (held(catchment, method) <= large + 1e-9).all()


@quick
@given(stores, methods, st.floats(0, 1), st.floats(0, 1))
def test_more_runoff_needs_no_less_volume(catchment, method, one, other) -> None:
    small, large = (
        held(replace(catchment, patches=[Patch(9000.0, phi)]), method)
        for phi in sorted((one, other))
    )
    assert (small <= large + 1e-9).all()


@quick
@given(stores, methods, st.floats(0.0, 20.0))
def test_more_infiltration_needs_no_more_volume(catchment, method, more) -> None:
    wetter = replace(catchment, infiltration=catchment.infiltration + more)
    assert (held(wetter, method) <= held(catchment, method) + 1e-9).all()


@quick
@given(curves, st.floats(1e3, 1e5), st.floats(1, 60), st.floats(0, 1))
def test_chicago_needs_what_the_worst_constant_storm_needs(curve, area, rate, position) -> None:
    catchment = Catchment(curve, [Patch(area, 1.0)], Outflow(rate * area / 1e4))
    shapes = (
        Method(shape, position, Routing(), 1 / 12, 48.0, 240) for shape in ("chicago", "constant")
    )
    peaked, even = (detailed_volume(catchment, method).volume for method in shapes)
    assert peaked == pytest.approx(even, rel=5e-3)


@quick
@given(stores, methods, pumps)
def test_constant_flows_leave_the_reflected_walk(catchment, method, pump) -> None:
    """The closed form for constant flows: ``W = S − min S``, with S the running net volume."""
    found = events(replace(catchment, outflow=pump), np.array([3.0]), method)
    flow = pump.constant + catchment.infiltration
    left = flow * 3.6 * np.diff(found.edges, axis=1)
    walk = np.concatenate([[0.0], np.cumsum(found.inflow - left)])
    expected = walk - np.minimum.accumulate(walk)
    assert found.course.held[0] == pytest.approx(expected, abs=1e-6)


@quick
@given(orifices, st.floats(0, 1e4), st.floats(0.01, 2.0))
def test_what_an_orifice_discharges_is_its_law_at_the_end_of_the_block(law, water, hours) -> None:
    course = store(np.array([[0.0, hours]]), np.array([[water]]), law, 0.0)
    flow = course.discharged[0, 0] / hours / 3.6
    assert flow == pytest.approx(law.at(course.held[0, 1:])[0], rel=1e-6, abs=1e-9)
    assert math.isfinite(flow)

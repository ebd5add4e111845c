"""The detailed procedure against EPA SWMM 5: same catchment, storm and store; volume within 5 %.

SWMM is the optional extra ``swmm``: ``pip install -e '.[swmm]'``, then ``pytest
tests/integration/test_swmm.py``. Where pyswmm has no wheel, or is not installed, the whole module
is skipped and says so. Its overland flow is a reservoir that is not linear: the
constant of ours is the time that SWMM's own plane of water stands for at the mean intensity.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from contado.drainage.invariance.detailed import Catchment, Method, detailed_volume, events
from contado.drainage.invariance.hyetograph import PowerCurve
from contado.drainage.invariance.losses import Patch
from contado.drainage.invariance.routing import Routing
from contado.drainage.invariance.storage import Outflow, orifice

pyswmm = pytest.importorskip("pyswmm", reason="EPA SWMM is the optional extra: contado[swmm]")

AREA = 10_000.0  # m², all sealed
TANK, DEEP = 400.0, 3.0  # m², m
WIDTH, SLOPE, ROUGH = 200.0, 0.01, 0.015
MINUTES = 5
CURVE = PowerCurve(29.87 * 2.0566, 0.3006, 0.5)  # Milan, 50 years (domain.md 2.6.8)
WITHIN = 0.01  # the two agree far better than the 5 % that was asked

PUMPED = f"""
[OUTLETS]
;;Name  From  To    Offset  Type           Curve  Gated
LEAVES  TANK  RIVER 0       TABULAR/DEPTH  FLOW   NO
[CURVES]
FLOW    RATING  0      0
FLOW            0.001  {{flow}}
FLOW            {DEEP} {{flow}}
"""
DRAINED = """
[ORIFICES]
;;Name  From  To    Type    Offset  Coefficient  Gated  Time
LEAVES  TANK  RIVER BOTTOM  0       0.61         NO     0
[XSECTIONS]
LEAVES  CIRCULAR {diameter} 0 0 0
"""


def inp(storm: np.ndarray, link: str, more: str = "") -> str:
    """A SWMM project: one sealed plane, one prismatic tank, one way out. ``storm``: mm a block."""
    series = "\n".join(
        f"STORM  {i * MINUTES // 60}:{i * MINUTES % 60:02d}  {depth:.9f}"
        for i, depth in enumerate([*storm, 0.0])
    )
    return f"""
[OPTIONS]
FLOW_UNITS LPS
INFILTRATION HORTON
FLOW_ROUTING KINWAVE
START_DATE 01/01/2026
START_TIME 00:00:00
END_DATE 01/02/2026
END_TIME 12:00:00
REPORT_STEP 00:05:00
WET_STEP 00:00:15
DRY_STEP 00:00:15
ROUTING_STEP 5
[EVAPORATION]
CONSTANT 0
[RAINGAGES]
SKY VOLUME 0:{MINUTES:02d} 1.0 TIMESERIES STORM
[SUBCATCHMENTS]
ROOF SKY TANK {AREA / 1e4} 100 {WIDTH} {SLOPE * 100} 0
[SUBAREAS]
ROOF {ROUGH} 0.1 0 0 0 OUTLET
[INFILTRATION]
ROOF 200 12.7 2 7 0
[OUTFALLS]
RIVER -5 FREE NO
[STORAGE]
TANK 0 {DEEP} 0 FUNCTIONAL 0 0 {TANK} 0 0 {more}
{link}
[TIMESERIES]
{series}
"""


def swmm_volume(folder: Path, text: str) -> float:
    """Run SWMM and return the greatest volume in the tank, m³."""
    page = folder / "case.inp"
    page.write_text(text, encoding="ascii")
    greatest = 0.0
    with pyswmm.Simulation(str(page)) as run:
        tank = pyswmm.Nodes(run)["TANK"]
        for _ in run:
            greatest = max(greatest, tank.volume)
        assert abs(run.flow_routing_error) < 1.0  # per cent
        assert abs(run.runoff_error) < 1.0
    return greatest


def as_time(intensity: float) -> float:
    """Time constant, h, of SWMM's plane at a steady intensity, mm/h: depth over intensity."""
    metres_a_second = intensity / 3.6e6
    wide = WIDTH * math.sqrt(SLOPE) / (ROUGH * AREA)
    return (metres_a_second / wide) ** 0.6 / metres_a_second / 3600.0


def method(hyetograph: str, hours: float) -> Method:
    """Ours, with the blocks of the gauge and the delay of the plane at the mean intensity."""
    mean = float(CURVE.depth(np.array([hours]))[0]) / hours
    blocks = round(hours * 60 / MINUTES)
    return Method(hyetograph, 0.4, Routing("linear_reservoir", as_time(mean)), 0.5, 24.0, blocks)


@pytest.mark.parametrize("hyetograph", ["constant", "chicago"])
@pytest.mark.parametrize("flow", [10.0, 20.0])
def test_a_pumped_tank_holds_what_swmm_says(tmp_path: Path, hyetograph: str, flow: float) -> None:
    catchment = Catchment(CURVE, [Patch(AREA, 1.0)], Outflow(flow))
    found = detailed_volume(catchment, method(hyetograph, 10.0))
    hours = math.ceil(found.duration)
    ours = events(catchment, np.array([float(hours)]), method(hyetograph, hours))
    storm = np.diff(ours.rain[0, : hours * 60 // MINUTES + 1])
    theirs = swmm_volume(tmp_path, inp(storm, PUMPED.format(flow=flow)))
    assert ours.volumes[0] == pytest.approx(theirs, rel=WITHIN)
    assert found.volume == pytest.approx(theirs, rel=WITHIN)


@pytest.mark.parametrize("hyetograph", ["constant", "chicago"])
def test_a_tank_with_an_orifice_holds_what_swmm_says(tmp_path: Path, hyetograph: str) -> None:
    diameter = 0.06
    law = orifice(1e3, TANK, DEEP, math.pi * diameter**2 / 4, 0.61)
    catchment = Catchment(CURVE, [Patch(AREA, 1.0)], law)
    hours = 12.0
    ours = events(catchment, np.array([hours]), method(hyetograph, hours))
    storm = np.diff(ours.rain[0, : int(hours * 60) // MINUTES + 1])
    theirs = swmm_volume(tmp_path, inp(storm, DRAINED.format(diameter=diameter)))
    assert ours.volumes[0] == pytest.approx(theirs, rel=WITHIN)

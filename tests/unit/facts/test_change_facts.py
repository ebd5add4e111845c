"""By how much works change a place: of the same ground, by hand and against each soil group.

On the small territory of `conftest` dense urban drains 0.05 to 0.25 of its ground; there are no
soils, so that its runoff is that of any group.
"""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest import approx  # noqa: PT013

from contado import drainage
from contado.drainage.runoff.curve_numbers import GROUPS, RAIN, class_curves
from contado.drainage.runoff.equations import runoff_depth
from contado.facts import catalogue, measure
from contado.interventions.model import DeclaredMeasure, Intervention, SurfaceChange, Surfaces
from contado.norms.rules import Rules
from contado.survey import Declared, Survey
from contado.territory import Places, Territory
from contado.values import Missing

Look = Callable[..., Survey]
X, Y = 500_000.0, 5_000_000.0


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(X + west, Y + south, X + east, Y + north)


DENSE, FIELDS = box(0, 0, 100, 200), box(100, 0, 200, 200)
NOTHING = Declared.nothing(1)


def works(*measures: tuple[str, float], surfaces: SurfaceChange | None = None) -> Declared:
    rows = tuple(DeclaredMeasure(measure=code, area=1, share=share) for code, share in measures)
    change = surfaces or SurfaceChange()
    return Declared.of(
        [Intervention(id="a", name="a", geometry="", measures=rows, surfaces=change)]
    )


def bounds(fact) -> tuple[float, float]:
    return fact.values.low[0], fact.values.high[0]


def test_each_fact_that_changes_names_a_fact_of_its_unit_and_place() -> None:
    changing = [fact for fact in catalogue().values() if fact.change]
    assert len(changing) == 5
    for fact in changing:
        other = catalogue()[fact.change]
        assert (other.unit, other.of, other.states) == (fact.unit, fact.of, ())


def test_the_index_changes_on_the_share_of_the_measures_alone(survey: Look) -> None:
    # half becomes 0.7: 0.35 less half of 0.05 to 0.25. After less before would be 0.125 to 0.425
    fact = drainage.draining_index_change(survey(DENSE, declared=works(("NBS01", 0.5))))
    assert bounds(fact) == approx((0.225, 0.325))


def test_declared_surfaces_change_the_index_exactly(survey: Look) -> None:
    change = SurfaceChange(before=Surfaces(sealed=100), after=Surfaces(sealed=40, permeable=60))
    fact = drainage.draining_index_change(survey(DENSE, declared=works(surfaces=change)))
    assert bounds(fact) == approx((0.42, 0.42))
    assert fact.from_declared[0]


def test_surfaces_after_less_the_measured_ground_keep_its_bounds(survey: Look) -> None:
    change = SurfaceChange(after=Surfaces(sealed=40, permeable=60))
    fact = drainage.draining_index_change(survey(DENSE, declared=works(surfaces=change)))
    assert bounds(fact) == approx((0.42 - 0.25, 0.42 - 0.05))
    assert not fact.from_declared[0]


def test_without_measures_nothing_can_be_said_of_a_change(survey: Look) -> None:
    look = survey(DENSE)
    for function in (
        drainage.draining_index_change,
        drainage.event_runoff_volume_change,
        drainage.event_retention_index_change,
    ):
        assert function(look).values.why(0) == Missing("not_declared", "measures")


@pytest.mark.parametrize("shape", [DENSE, FIELDS], ids=["dense", "fields"])
def test_where_the_soil_is_not_known_runoff_changes_as_on_one_of_the_groups(
    survey: Look, rules: Rules, shape: shapely.Polygon
) -> None:
    look = survey(shape, declared=works(("NBS12", 0.6)))
    ground = "dense_urban" if shape is DENSE else "agricultural"
    curves, rain = class_curves(rules, [ground, "woodland"]), rules.number(RAIN)
    depth = [runoff_depth(rain, each, 0.2) for each in (curves.low, curves.high)]
    ends = [
        0.6 * (depth[wood][1, group] - depth[before][0, group])
        for group, wood, before in product(range(len(GROUPS)), (0, 1), (0, 1))
    ]
    volume = drainage.event_runoff_volume_change(look)
    assert bounds(volume) == approx((min(ends) * 20, max(ends) * 20), abs=1e-6)
    kept = drainage.event_retention_index_change(look)
    assert bounds(kept) == approx((-max(ends) / 60, -min(ends) / 60), abs=1e-9)


def test_a_measure_that_takes_no_ground_changes_nothing(survey: Look) -> None:
    fact = drainage.event_runoff_volume_change(survey(DENSE, declared=works(("NBS10", 0.8))))
    assert bounds(fact) == (0.0, 0.0)


def test_without_a_land_cover_no_change_is_told(bare_ground: Territory, rules: Rules) -> None:
    places = Places("intervention", ["a"], np.array([DENSE]))
    look = Survey(bare_ground, rules, places, works(("NBS07", 0.5)))
    for function in (drainage.draining_index_change, drainage.event_runoff_volume_change):
        assert function(look).values.why(0) == Missing("no_layer", "land_cover")


_MEASURES = st.lists(
    st.tuples(
        st.sampled_from(["NBS01", "NBS06", "NBS07", "NBS10", "NBS12", "NBS17"]),
        st.floats(0.05, 1),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(measures=_MEASURES, west=st.integers(0, 100))
def test_a_change_lies_within_after_less_before(survey: Look, measures, west: int) -> None:
    look = survey(box(west, 0, west + 100, 200), declared=works(*measures))
    for name in ("draining_index", "event_runoff_volume", "event_retention_index"):
        before, after, change = (
            bounds(getattr(drainage, f"{name}{state}")(look)) for state in ("", "_after", "_change")
        )
        assert change[0] <= change[1] + 1e-9
        assert change[0] >= after[0] - before[1] - 1e-9
        assert change[1] <= after[1] - before[0] + 1e-9


def test_the_air_changes_by_after_less_before_as_its_ground_is_held(
    ground: Territory, rules: Rules
) -> None:
    places = Places("intervention", ["a"], np.array([DENSE]))
    names = [
        f"heat.{fact}{state}"
        for fact in ("air_temperature", "mitigation")
        for state in ("", "@after", "_change")
    ]
    found = measure(places, names, ground, rules, declared=works(("NBS12", 0.5)))
    for fact in ("air_temperature", "mitigation"):
        before, after, change = (
            bounds(found[f"heat.{fact}{state}"]) for state in ("", "@after", "_change")
        )
        assert before[0] == before[1]
        assert change == approx((after[0] - before[0], after[1] - before[0]), abs=1e-9)
    assert bounds(found["heat.air_temperature_change"])[1] < 0
    assert bounds(found["heat.mitigation_change"])[0] > 0

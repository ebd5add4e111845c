"""Runoff of declared surfaces: by hand on the small territory, whose dense fabric stands on soil A.

60 mm of rain, λ 0.2, on soil A. Sealed ground is CN 98: Q 54.198. Semi-permeable is a gravel road,
CN 76: Q (60 − 16.042)²/(60 + 64.168) = 15.562. Permeable is open space, CN 39 to 49: Q 0 to 0.187.
"""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest import approx  # noqa: PT013

from contado import drainage, nature
from contado.interventions import DeclaredMeasure, Intervention, SurfaceChange, Surfaces
from contado.norms import Rules
from contado.survey import Declared, Measured, Survey
from contado.territory import Places, Territory
from contado.values import Missing

X, Y = 500_000.0, 5_000_000.0
DENSE = shapely.box(X, Y, X + 100, Y + 200)  # 20,000 m²
SEALED_Q, GRAVEL_Q, OPEN_Q = 54.1984, 15.5621, 0.1871
Look = Callable[..., Survey]


@pytest.fixture
def look(rich_ground: Territory, rules: Rules) -> Look:
    def of(*measures: tuple[str, float], before: Surfaces | None, after: Surfaces | None = None):
        rows = tuple(DeclaredMeasure(measure=c, area=s * 20_000, share=s) for c, s in measures)
        change = SurfaceChange(before=before, after=after)
        work = Intervention(id="a", name="a", geometry="", measures=rows, surfaces=change)
        places = Places("intervention", ["a"], np.array([DENSE]))
        return Survey(rich_ground, rules, places, Declared.of([work]))

    return of


def bounds(fact: Measured) -> tuple[float, float]:
    return fact.values.low[0], fact.values.high[0]  # type: ignore[union-attr]


MIXED = Surfaces(sealed=8_000, semi_permeable=2_000, permeable=10_000)


def test_declared_surfaces_run_off_and_the_map_stays_beside(look: Look) -> None:
    fact = drainage.event_runoff(look(before=MIXED))
    known = 0.4 * SEALED_Q + 0.1 * GRAVEL_Q
    assert bounds(fact) == approx((known, known + 0.5 * OPEN_Q), abs=1e-3)
    assert fact.from_declared.all()
    # dense fabric on A is CN 77 to 89
    assert (fact.measured.low[0], fact.measured.high[0]) == approx((16.6482, 33.9070), abs=1e-3)


def test_supply_is_that_of_the_ground_of_the_map_whatever_is_declared(look: Look) -> None:
    declared, nothing = look(before=Surfaces(sealed=20_000)), look(before=None)
    assert bounds(nature.runoff_regulation(declared)) == bounds(nature.runoff_regulation(nothing))


def test_a_measure_takes_the_surface_it_is_made_on(look: Look) -> None:
    # paving that drains on a quarter of the lot, all of it sealed before: it stores what it sheds
    survey = look(("NBS07", 0.25), before=Surfaces(sealed=10_000, permeable=10_000))
    change = drainage.event_runoff_volume_change(survey)
    assert bounds(change) == approx((-0.25 * SEALED_Q * 20, -0.25 * SEALED_Q * 20), abs=0.02)
    after = drainage.event_runoff_after(survey)
    assert bounds(after) == approx((0.25 * SEALED_Q, 0.25 * SEALED_Q + 0.5 * OPEN_Q), abs=1e-3)


def test_surfaces_declared_after_run_off_less_what_measures_store(look: Look) -> None:
    # the rain garden is a part of what is permeable after the works, and stores all its runoff
    after = Surfaces(sealed=10_000, permeable=10_000)
    survey = look(("NBS02", 0.1), before=Surfaces(sealed=20_000), after=after)
    low = 0.5 * SEALED_Q - 0.1 * OPEN_Q  # where it stores most and the rest sheds least
    high = 0.5 * SEALED_Q + 0.5 * OPEN_Q
    assert bounds(drainage.event_runoff_after(survey)) == approx((low, high), abs=1e-3)
    change = bounds(drainage.event_runoff_volume_change(survey))
    assert change == approx(
        (-0.5 * SEALED_Q * 20 - 0.1 * OPEN_Q * 20, (0.5 * OPEN_Q - 0.5 * SEALED_Q) * 20), abs=0.05
    )


def test_surfaces_declared_after_alone_are_told_against_the_map(look: Look) -> None:
    survey = look(before=None, after=Surfaces(sealed=20_000))
    fact = drainage.event_runoff_volume_change(survey)
    expected = ((SEALED_Q - 33.9070) * 20, (SEALED_Q - 16.6482) * 20)
    assert bounds(fact) == approx(expected, abs=0.05)
    assert not fact.from_declared.any()


def test_surfaces_without_works_have_no_change(look: Look) -> None:
    fact = drainage.event_runoff_volume_change(look(before=MIXED))
    assert fact.values.why(0) == Missing("not_declared", "measures")


_SHARE = st.floats(0.01, 1)
_CODES = st.sampled_from(["NBS01", "NBS02", "NBS06", "NBS07", "NBS08", "NBS12", "NBS17"])
_AREA = st.floats(0, 20_000)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    measures=st.lists(st.tuples(_CODES, _SHARE), min_size=1, max_size=3),
    areas=st.tuples(st.floats(1, 20_000), _AREA, _AREA),
)
def test_a_change_lies_within_after_less_before(look: Look, measures, areas) -> None:
    survey = look(
        *measures, before=Surfaces(**dict(zip(Surfaces.model_fields, areas, strict=True)))
    )
    for name in ("draining_index", "event_runoff_volume", "event_retention_index"):
        before, after, change = (
            bounds(getattr(drainage, f"{name}{state}")(survey))
            for state in ("", "_after", "_change")
        )
        assert change[0] <= change[1] + 1e-9
        assert change[0] >= after[0] - before[1] - 1e-6
        assert change[1] <= after[1] - before[0] + 1e-6


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    code=st.sampled_from(["NBS01", "NBS02", "NBS03", "NBS05", "NBS12", "NBS13", "NBS14", "NBS15"]),
    share=_SHARE,
    areas=st.tuples(_AREA, _AREA, st.floats(1, 20_000)),
)
def test_planting_and_de_paving_never_lower_the_index(look: Look, code, share, areas) -> None:
    survey = look(
        (code, share), before=Surfaces(**dict(zip(Surfaces.model_fields, areas, strict=True)))
    )
    assert bounds(drainage.draining_index_change(survey))[0] >= 0
    before, after = (
        bounds(drainage.draining_index(survey)),
        bounds(drainage.draining_index_after(survey)),
    )
    assert after[0] >= before[0] - 1e-12

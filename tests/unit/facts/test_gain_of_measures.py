"""What a measure gains over the ground of its place, reckoned by hand on the small territory."""

from collections.abc import Callable

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx  # noqa: PT013

from contado import drainage, nature
from contado.interventions import DeclaredMeasure, Intervention
from contado.norms import Rules
from contado.survey import Declared, Measured, Survey
from contado.territory import Places, Territory

X, Y = 500_000.0, 5_000_000.0
DENSE = shapely.box(X, Y, X + 100, Y + 200)
FIELD = shapely.box(X + 100, Y, X + 200, Y + 200)
OUTSIDE = shapely.box(X + 1000, Y, X + 1100, Y + 100)
Types = Callable[..., Survey]


def supposed(ground: Territory, rules: Rules, shapes: list, *codes: str) -> Survey:
    ids = [str(at) for at in range(len(shapes))]
    places = Places("place", ids, np.array(shapes))
    each = tuple(DeclaredMeasure(measure=code, area=0, share=1.0) for code in codes)
    template = Intervention(id="", name="", geometry="", measures=each)
    return Survey(ground, rules, places, Declared.same(places.area, template))


def bounds(fact: Measured, row: int) -> tuple[float, float]:
    return fact.values.low[row], fact.values.high[row]  # type: ignore[union-attr]


def test_a_measure_keeps_the_rain_that_ran_off_the_ground_and_not_off_it(
    rich_ground: Territory, rules: Rules
) -> None:
    survey = supposed(rich_ground, rules, [DENSE], "NBS02", "NBS13", "NBS10")
    kept = drainage.measure_rain_kept(survey)
    # Dense fabric on A is CN 77 to 89: Q 16.648 to 33.907 of 60 mm. A rain garden stores all.
    assert bounds(kept, 0) == approx((16.6482 / 60, 33.9070 / 60), abs=1e-5)
    # A park is CN 39 to 49 on A: λS is 79.45 and 52.87, Q is 0 and 7.127²/(60 + 211.48) = 0.187.
    assert bounds(kept, 1) == approx(((16.6482 - 0.1871) / 60, 33.9070 / 60), abs=1e-5)
    assert kept.values.why(2).code == "not_applicable"  # a green wall makes no ground


def test_unknown_soil_is_the_same_under_the_ground_and_under_the_measure(
    ground: Territory, rules: Rules
) -> None:
    kept = drainage.measure_rain_kept(supposed(ground, rules, [DENSE], "NBS13"))
    # On A 16.648 − 0.187, on D at most Q(95) − Q(80) = 46.486 − 20.175: never 46.486 − 0.
    assert bounds(kept, 0)[1] < 46.4859 / 60
    assert bounds(kept, 0)[0] > 0


def test_a_measure_cools_more_than_the_ground_by_its_shade_albedo_and_crop(
    ground: Territory, rules: Rules
) -> None:
    survey = supposed(ground, rules, [DENSE, FIELD, OUTSIDE], "NBS12", "NBS16")
    gained = nature.measure_capacity_gained(survey)
    # 0.6 · shade + 0.2 · albedo + 0.2 · Kc of a wood: 0.54 + 0.024 + 0.2 and 0.6 + 0.036 + 0.22;
    # dense fabric lies between 0.016 and 0.27, a field between 0.172 and 0.332.
    assert bounds(gained, 0) == approx((0.764 - 0.27, 0.856 - 0.016))
    assert bounds(gained, 2) == approx((0.764 - 0.332, 0.856 - 0.172))
    assert gained.values.why(1).code == "not_applicable"  # a tank has none of the three
    assert gained.values.why(4).code == "outside_layer"


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["NBS01", "NBS02", "NBS06", "NBS08", "NBS12"]), min_size=1))
def test_the_types_of_a_place_do_not_change_each_other(
    rich_ground: Territory, rules: Rules, codes: list[str]
) -> None:
    together = supposed(rich_ground, rules, [DENSE, FIELD], *codes)
    for measured in (drainage.measure_rain_kept, nature.measure_capacity_gained):
        fact = measured(together)
        for at, code in enumerate(codes):
            alone = measured(supposed(rich_ground, rules, [DENSE, FIELD], code))
            for place in range(2):
                assert bounds(fact, place * len(codes) + at) == bounds(alone, place)

"""The share of an intervention that its measures treat: a union, in bounds, that works only raise.

Measures are drawn as rectangles in a square lot, or declared by their share, some over others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from contado.interventions import Intervention
from contado.interventions.again import as_declared, declared_again
from contado.interventions.declared import Declaration, MeasureInput
from contado.interventions.extents import measures_of
from contado.interventions.geometry import stored
from contado.interventions.model import DeclaredMeasure
from contado.interventions.source import Findings
from contado.survey import Measures

SIDE = 100.0
LOT = shapely.box(0, 0, SIDE, SIDE)
CODE = "NBS01"
EXACT = 1e-9


@dataclass(frozen=True)
class Drawn:
    """A rectangle, or a share of the lot where there is none."""

    shape: BaseGeometry | None
    share: float
    overlapping: bool


edges = st.tuples(st.integers(0, 9), st.integers(1, 10)).map(
    lambda both: (10.0 * min(both), 10.0 * max(both[1], both[0] + 1))
)
rectangles = st.builds(lambda x, y: shapely.box(x[0], y[0], x[1], y[1]), edges, edges)
drawn = st.builds(lambda shape: Drawn(shape, shape.area / LOT.area, True), rectangles)
shares = st.builds(Drawn, st.none(), st.integers(1, 20).map(lambda n: n / 20), st.booleans())
works = st.lists(st.one_of(drawn, shares), min_size=1, max_size=5)


def read(some: list[Drawn]) -> tuple[DeclaredMeasure, ...]:
    """Return measures as the reader of files makes them."""
    inputs = [
        MeasureInput(
            measure=CODE,
            share=one.share if one.shape is None else None,
            geometry=None if one.shape is None else shapely.geometry.mapping(one.shape),
            overlapping=one.overlapping,
        )
        for one in some
    ]
    shapes = {at: one.shape for at, one in enumerate(some) if one.shape is not None}
    return measures_of(Declaration(id="a", measures=inputs), LOT, shapes, "a", Findings())


def treated(measures: tuple[DeclaredMeasure, ...]) -> tuple[float, float]:
    low, high = Measures.of([measures]).treated(1)
    return float(low[0]), float(high[0])


@given(works)
def test_it_lies_between_the_largest_measure_and_the_sum_of_all(some: list[Drawn]) -> None:
    measures = read(some)
    low, high = treated(measures)
    assert 0 <= low <= high <= 1
    assert low >= min(max(one.share for one in measures), 1) - EXACT
    assert high <= sum(one.share for one in measures) + EXACT


@given(works, st.one_of(drawn, shares))
def test_one_more_measure_never_lowers_it(some: list[Drawn], more: Drawn) -> None:
    before, after = treated(read(some)), treated(read([*some, more]))
    assert after[0] >= before[0] - EXACT
    assert after[1] >= before[1] - EXACT


@given(works, st.data())
def test_a_larger_share_never_lowers_it(some: list[Drawn], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(some) - 1))
    one = some[at]
    if one.shape is None:
        larger = Drawn(None, data.draw(st.floats(one.share, 1)), one.overlapping)
    else:
        shape = one.shape.union(data.draw(rectangles))
        larger = Drawn(shape, shape.area / LOT.area, True)
    before = treated(read(some))
    after = treated(read([*some[:at], larger, *some[at + 1 :]]))
    assert after[0] >= before[0] - EXACT
    assert after[1] >= before[1] - EXACT


@given(st.lists(drawn, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_of_drawn_measures_it_is_their_union_in_any_order(some: list[Drawn], chance) -> None:
    union = shapely.union_all([one.shape for one in some]).area / LOT.area
    order = chance.sample(some, len(some))
    for each in (some, order):
        assert treated(read(each)) == pytest.approx((union, union), abs=EXACT)


@given(st.lists(drawn, min_size=1, max_size=4), shares)
def test_what_drawn_measures_add_stands_beside_a_share_that_is_not_drawn(
    some: list[Drawn], alone: Drawn
) -> None:
    union = shapely.union_all([one.shape for one in some]).area / LOT.area
    low, high = treated(read([*some, alone]))
    assert high == pytest.approx(min(union + alone.share, 1), abs=EXACT)
    assert low == pytest.approx(max(union, alone.share), abs=EXACT)


@given(drawn, st.integers(1, 20).map(lambda n: n / 20))
def test_measures_that_overlap_none_have_one_incidence(one: Drawn, share: float) -> None:
    whole = min(one.share + share, 1)
    measures = read([Drawn(one.shape, one.share, False), Drawn(None, share, False)])
    assert treated(measures) == pytest.approx((whole, whole), abs=EXACT)


def work_of(some: list[Drawn]) -> Intervention:
    return Intervention(id="a", name="a", geometry=stored(LOT), measures=read(some))


@settings(deadline=None)
@given(st.lists(drawn, min_size=1, max_size=4), st.floats(0, 1))
def test_a_correction_of_another_value_keeps_what_was_drawn(
    some: list[Drawn], cooling: float
) -> None:
    work = work_of(some)
    content = as_declared(work)
    content["measures"][0]["cooling"] = cooling
    content["realisation"] = {"visibility": "no"}
    again = declared_again(work, content, [CODE])
    assert [one.adds for one in again.measures] == [one.adds for one in work.measures]
    assert treated(again.measures) == treated(work.measures)
    assert again.measures[0].cooling == cooling
    assert again.geometry == work.geometry


@settings(deadline=None)
@given(st.lists(drawn, min_size=2, max_size=4))
def test_a_correction_of_an_area_leaves_the_drawing(some: list[Drawn]) -> None:
    """What was drawn is not what is declared now: the measures overlap by as much as can be."""
    work = work_of(some)
    content = as_declared(work)
    content["measures"][0]["area"] *= 0.5
    again = declared_again(work, content, [CODE])
    assert all(one.adds is None for one in again.measures)
    low, high = treated(again.measures)
    assert low == pytest.approx(max(one.share for one in again.measures))
    assert high == pytest.approx(min(sum(one.share for one in again.measures), 1))
    assert np.isfinite([low, high]).all()

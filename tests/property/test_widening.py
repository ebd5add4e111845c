"""What is around a place of many vertices: as around any place, at a cost that is bounded."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.survey.widening import buffered

DISTANCE = 300.0


def star(spikes: int, radius: float, depth: float) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, 2 * spikes, endpoint=False)
    reach = radius * (1 + depth * (np.arange(2 * spikes) % 2))
    return shapely.Polygon(np.c_[reach * np.cos(angle), reach * np.sin(angle)])


def comb(teeth: int, width: float, height: float) -> shapely.Polygon:
    x = np.linspace(0, width, 2 * teeth)
    y = np.where(np.arange(2 * teeth) % 2 == 0, 1.0, height)
    return shapely.Polygon([(0, 0), *zip(x, y, strict=True), (width, 0)])


def sieve(side: int) -> shapely.Polygon:
    """A square of so many square holes a side."""
    holes = [shapely.box(4 * i, 4 * j, 4 * i + 2, 4 * j + 2).exterior
             for i in range(side) for j in range(side)]  # fmt: skip
    return shapely.Polygon(shapely.box(-1, -1, 4 * side, 4 * side).exterior, holes)


@settings(max_examples=10, deadline=None)
@given(
    st.one_of(
        st.builds(star, st.integers(260, 500), st.floats(5, 2000), st.floats(0.01, 0.9)),
        st.builds(comb, st.integers(260, 400), st.floats(50, 3000), st.floats(2, 400)),
        st.builds(sieve, st.integers(11, 14)),
    ),
    st.floats(-1e6, 1e6),
)
def test_a_place_of_many_vertices_is_widened_as_any_other(shape, shift) -> None:
    there = shapely.transform(shape, lambda points: points + shift)
    (found,) = buffered(np.array([there], dtype=object), DISTANCE, 16)
    exact = shapely.buffer(there, DISTANCE, quad_segs=64)
    assert found.is_valid
    assert shapely.hausdorff_distance(found, exact) < DISTANCE / 500
    assert found.area == pytest.approx(exact.area, rel=2e-3)


def test_a_ring_wider_than_the_distance_keeps_its_hole() -> None:
    ring = star(400, 2000, 0.01).difference(shapely.Point(0, 0).buffer(1500, quad_segs=200))
    (found,) = buffered(np.array([ring], dtype=object), DISTANCE, 16)
    assert found.area == pytest.approx(shapely.buffer(ring, DISTANCE).area, rel=2e-3)
    assert len(found.interiors) == 1


@pytest.mark.parametrize(
    "shape",
    [star(50_000, 50, 0.3), comb(20_000, 400, 100), sieve(100)],
    ids=["star", "comb", "sieve"],
)
def test_a_hundred_thousand_vertices_end(shape) -> None:
    (found,) = buffered(np.array([shape], dtype=object), DISTANCE, 16)
    assert shapely.get_num_coordinates(found) < 2000
    assert found.contains(shape)


def test_places_of_few_vertices_are_widened_to_the_last_bit_as_before() -> None:
    places = np.array([shapely.box(0, 0, 40, 40), shapely.Point(3, 3), star(20, 30, 0.5)])
    assert shapely.equals_exact(
        buffered(places, DISTANCE, 16), shapely.buffer(places, DISTANCE, quad_segs=16)
    ).all()

"""Overlaps and proximity hold to what they mean, whatever the shapes."""

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx  # noqa: PT013

from contado.survey.features import Features
from contado.survey.overlaps import overlaps
from contado.survey.proximity import count_within, nearest

whole = st.integers(0, 12)
size = st.integers(1, 8)
boxes = st.builds(lambda x, y, w, h: shapely.box(x, y, x + w, y + h), whole, whole, size, size)
lines = st.builds(
    lambda x, y, w, h: shapely.LineString([(x, y), (x + w, y), (x + w, y + h)]),
    whole, whole, size, size,
)  # fmt: skip
points = st.builds(shapely.Point, whole, whole)
shapes = st.one_of(*(st.lists(kind, min_size=1, max_size=6) for kind in (boxes, lines, points)))
NAMES = ("a", "b")


def classed(shapes: list[shapely.Geometry], kinds: list[int]) -> Features:
    kind = np.resize(np.array(kinds, dtype=np.intp), len(shapes))
    return Features(np.array(shapes, dtype=object), NAMES, kind)


def one_class(features: Features) -> Features:
    return Features(features.shapes, (), np.zeros(len(features.shapes), dtype=np.intp))


layers = st.builds(classed, shapes, st.lists(st.integers(0, 2), min_size=1, max_size=6))
areas = st.builds(
    classed, st.lists(boxes, min_size=1, max_size=6), st.lists(st.integers(0, 2), min_size=1)
)


@given(st.lists(boxes, min_size=1, max_size=4), areas)
def test_each_class_shares_the_union_of_its_features(places, features):
    shared = overlaps(np.array(places), features)
    for kind in range(3):
        union = shapely.union_all(features.shapes[features.kind == kind])
        expected = [place.intersection(union).area for place in places]
        assert shared.sizes[:, kind] == approx(expected, abs=1e-9)


@given(st.lists(boxes, min_size=1, max_size=4), st.lists(whole, min_size=2, max_size=6))
def test_classes_of_a_partition_add_up_to_the_overlap(places, cuts):
    edges = sorted({-1, *cuts, 25})
    strips = [shapely.box(a, -1, b, 25) for a, b in pairwise(edges)]
    features = classed(strips, [0, 1, 2])
    by_class = overlaps(np.array(places), features).sizes.sum(axis=1)
    together = overlaps(np.array(places), one_class(features)).sizes[:, 0]
    assert by_class == approx(together)
    assert together == approx(shapely.area(places))


@given(shapes, layers)
def test_the_whole_is_between_its_largest_class_and_their_sum(places, features):
    shared = overlaps(np.array(places), features)
    together = overlaps(np.array(places), one_class(features))
    assert (shared.sizes.max(axis=1) <= together.sizes[:, 0] + 1e-9).all()
    assert (together.sizes[:, 0] <= shared.sizes.sum(axis=1) + 1e-9).all()
    assert together.counts[:, 0].tolist() == shared.counts.sum(axis=1).tolist()


@given(shapes, layers, st.randoms(use_true_random=False))
def test_the_order_of_features_and_other_places_change_nothing(places, features, random):
    order = list(range(len(features.shapes)))
    random.shuffle(order)
    turned = Features(features.shapes[order], NAMES, features.kind[order])
    together = overlaps(np.array(places), features)
    assert together.sizes == approx(overlaps(np.array(places), turned).sizes)
    alone = [overlaps(np.array([place]), features).sizes[0] for place in places]
    assert together.sizes == approx(np.array(alone))


@given(shapes, layers, st.integers(0, 15))
def test_nearest_and_count_agree_with_every_distance(places, features, reach):
    every = np.array([shapely.distance(place, features.shapes) for place in places])
    row, distance = nearest(np.array(places), features)
    assert distance == approx(every.min(axis=1))
    assert row.tolist() == every.argmin(axis=1).tolist()
    counts = count_within(np.array(places), features, float(reach))
    assert counts.tolist() == (every <= reach).sum(axis=1).tolist()

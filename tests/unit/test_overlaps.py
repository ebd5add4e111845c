"""What places share with the features of a layer, and how near these are, reckoned by hand."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely

from contado.survey.features import Features
from contado.survey.overlaps import overlaps
from contado.survey.proximity import count_within, nearest

LOT = np.array([shapely.box(0, 0, 10, 10)])


def layer(*shapes: shapely.Geometry, kinds: str = "") -> Features:
    """Features of the classes that letters name; a dash is none."""
    names = tuple(sorted(set(kinds) - {"-"}))
    kind = [names.index(one) if one in names else len(names) for one in kinds or "-" * len(shapes)]
    return Features(np.array(shapes, dtype=object), names, np.array(kind, dtype=np.intp))


def test_an_area_is_shared_by_class_and_ground_without_class_is_apart():
    west, east = shapely.box(-5, 0, 4, 10), shapely.box(4, 0, 7, 5)
    shared = overlaps(LOT, layer(west, east, shapely.box(0, 9, 1, 12), kinds="ab-"))
    assert shared.names == ("a", "b")
    assert shared.sizes.tolist() == [[40.0, 15.0, 1.0]]
    assert shared.counts.tolist() == [[1.0, 1.0, 1.0]]


def test_ground_of_two_features_of_a_class_counts_once_and_of_two_classes_in_both():
    first, second = shapely.box(0, 0, 6, 10), shapely.box(4, 0, 8, 10)
    assert overlaps(LOT, layer(first, second, kinds="aa")).sizes.tolist() == [[80.0, 0.0]]
    assert overlaps(LOT, layer(first, second, kinds="ab")).sizes.tolist() == [[60.0, 40.0, 0.0]]


def test_a_place_inside_a_feature_is_all_of_it_whatever_else_it_meets():
    shared = overlaps(
        LOT, layer(shapely.box(-1, -1, 11, 11), shapely.box(5, 5, 20, 20), kinds="aa")
    )
    assert shared.sizes.tolist() == [[100.0, 0.0]]
    assert shared.counts.tolist() == [[2.0, 0.0]]


def test_areas_that_only_touch_share_nothing_and_still_meet():
    shared = overlaps(LOT, layer(shapely.box(10, 0, 20, 10)))
    assert shared.sizes.tolist() == [[0.0]]
    assert shared.counts.tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("place", "feature", "size"),
    [
        (shapely.box(0, 0, 10, 10), shapely.LineString([(-5, 5), (15, 5)]), 10.0),
        (shapely.LineString([(-5, 5), (15, 5)]), shapely.box(0, 0, 10, 10), 10.0),
        (shapely.LineString([(0, 0), (6, 0)]), shapely.LineString([(4, 0), (9, 0)]), 2.0),
        (shapely.LineString([(0, 0), (6, 0)]), shapely.LineString([(3, -1), (3, 1)]), 0.0),
        (shapely.LineString([(0, 0), (6, 0)]), shapely.Point(2, 0), 1.0),
        (shapely.box(0, 0, 10, 10), shapely.Point(10, 10), 1.0),
        (shapely.Point(5, 5), shapely.box(0, 0, 10, 10), 1.0),
        (shapely.Point(0, 5), shapely.box(0, 0, 10, 10), 1.0),
        (shapely.Point(11, 5), shapely.box(0, 0, 10, 10), 0.0),
        (shapely.Point(1, 0), shapely.LineString([(0, 0), (6, 0)]), 1.0),
    ],
)
def test_lines_share_lengths_and_points_are_counted(place, feature, size):
    assert overlaps(np.array([place]), layer(feature)).sizes.tolist() == [[size]]


def test_points_in_a_place_count_one_by_one_and_a_point_on_two_features_once():
    twice = shapely.Point(5, 5)
    assert overlaps(LOT, layer(twice, twice)).sizes.tolist() == [[2.0]]
    doubled = layer(shapely.box(0, 0, 9, 9), shapely.box(1, 1, 9, 9))
    assert overlaps(np.array([twice]), doubled).sizes.tolist() == [[1.0]]


def test_of_a_layer_of_points_and_areas_the_areas_give_the_size_and_all_are_met():
    shared = overlaps(LOT, layer(shapely.box(0, 0, 2, 2), shapely.Point(5, 5)))
    assert shared.sizes.tolist() == [[4.0]]
    assert shared.counts.tolist() == [[2.0]]


@pytest.mark.parametrize("count", [0, 1])
def test_no_features_and_no_places_are_nothing(count):
    empty = layer()
    places = LOT[:count]
    assert overlaps(places, empty).sizes.tolist() == [[0.0]] * count
    assert overlaps(LOT[:0], layer(LOT[0])).sizes.shape == (0, 1)
    assert nearest(places, empty)[0].tolist() == [-1] * count
    assert np.isnan(nearest(places, empty)[1]).all()
    assert count_within(places, empty, 5.0).tolist() == [0.0] * count


def test_overlaps_agree_with_those_of_geopandas():
    random = np.random.default_rng(7)
    low = random.uniform(0, 90, (300, 2))
    places = shapely.box(*low.T, *(low + random.uniform(1, 15, (300, 2))).T)
    cuts = [0, 13, 37, 52, 71, 110]  # a partition, its cells in four classes
    cells = [shapely.box(a, c, b, d) for a, b in pairwise(cuts) for c, d in pairwise(cuts)]
    kinds = ("abcd" * 7)[: len(cells)]
    ours = overlaps(places, layer(*cells, kinds=kinds))
    theirs = gpd.overlay(
        gpd.GeoDataFrame({"place": range(len(places))}, geometry=places),
        gpd.GeoDataFrame({"kind": list(kinds)}, geometry=cells),
    )
    table = theirs.assign(size=theirs.area).pivot_table("size", "place", "kind", "sum").fillna(0)
    assert ours.sizes[:, :4] == pytest.approx(table.to_numpy(), abs=1e-9)
    assert ours.sizes.sum(axis=1) == pytest.approx(shapely.area(places))


def test_the_nearest_feature_is_measured_from_edge_to_edge_and_the_first_of_equals_wins():
    stops = layer(shapely.Point(13, 5), shapely.Point(-3, 5), shapely.Point(100, 5))
    row, distance = nearest(np.array([LOT[0], shapely.Point(101, 5)]), stops)
    assert row.tolist() == [0, 2]
    assert distance.tolist() == [3.0, 1.0]
    assert nearest(LOT, layer(shapely.box(9, 9, 20, 20)))[1].tolist() == [0.0]


def test_features_count_up_to_the_distance_itself():
    stops = layer(*(shapely.Point(10 + x, 5) for x in (1, 2, 3)))
    assert count_within(LOT, stops, 2.0).tolist() == [2.0]
    many = np.array([shapely.Point(0, 5 * row) for row in range(10_000)])
    counts = count_within(many, stops, 13.0)  # (0, 0) is 13 m from (12, 5)
    assert counts[:3].tolist() == [2.0, 3.0, 2.0]
    assert counts[3:].sum() == 0

"""Places and what stands under them."""

import numpy as np
import pytest
import shapely

from contado.territory import Places
from contado.territory.testing import municipalities

SQUARES = shapely.box([0.0, 10.0, 20.0], 0.0, [1.0, 12.0, 23.0], 1.0)


def lots(**children: object) -> Places:
    return Places("lot", ["a", "b", "c"], SQUARES, children)  # type: ignore[arg-type]


def test_areas_are_those_of_the_shapes() -> None:
    assert lots().area.tolist() == [1.0, 2.0, 3.0]


def test_places_of_a_frame_take_their_ids_from_a_column() -> None:
    places = Places.of(municipalities(), "municipality", "istat_code")
    assert (places.kind, places.ids, len(places)) == ("municipality", ("015001", "015002"), 2)


def test_taking_rows_takes_what_stands_under_them() -> None:
    under = Places("measure", ["m1", "m2", "m3"], SQUARES)
    taken = lots(measure=(np.array([0, 2, 2]), under)).take(np.array([1, 2]))
    parent, measures = taken.children["measure"]
    assert taken.ids == ("b", "c")
    assert measures.ids == ("m2", "m3")
    assert parent.tolist() == [1, 1]


def test_no_places_are_places() -> None:
    none = lots().take(slice(0, 0))
    assert (len(none), none.area.size) == (0, 0)


@pytest.mark.parametrize(
    ("ids", "shapes", "reason"),
    [
        (["a"], SQUARES, "as many"),
        (["a", "a", "b"], SQUARES, "same id"),
        (["a", "b"], np.array([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)]), "all points"),
        (["a"], np.array([shapely.GeometryCollection([shapely.Point(0, 0)])]), "all points"),
        (["a"], np.array([shapely.Polygon()]), "has a geometry"),
        (["a"], np.array([None]), "has a geometry"),
        (["a"], np.array([shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]), "valid"),
    ],
)
def test_what_is_no_place_is_refused(ids: list[str], shapes: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Places("lot", ids, shapes)


@pytest.mark.parametrize(
    ("shape", "dimension"),
    [
        (shapely.Point(0, 0), 0),
        (shapely.LineString([(0, 0), (1, 0)]), 1),
        (shapely.box(0, 0, 1, 1), 2),
    ],
)
def test_points_and_lines_are_places_too(shape: shapely.Geometry, dimension: int) -> None:
    assert Places("stop", ["a"], np.array([shape])).dimension == dimension


def test_places_that_lie_nowhere_are_said_to() -> None:
    drafts = Places.nowhere("proposal", ["a", "b"]).take(np.array([1]))
    assert (drafts.ids, drafts.dimension, drafts.placed) == (("b",), -1, False)
    with pytest.raises(ValueError, match="nowhere"):
        Places("proposal", ["a"], SQUARES[:1], placed=False)


@pytest.mark.parametrize("parent", [[0, 1], [2, 1, 0], [0, 1, 3], [-1, 0, 1]])
def test_parents_are_rows_in_ascending_order(parent: list[int]) -> None:
    under = Places("measure", ["m1", "m2", "m3"], SQUARES)
    with pytest.raises(ValueError, match="parent"):
        lots(measure=(np.array(parent), under))

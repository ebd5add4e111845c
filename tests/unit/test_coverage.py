"""Coverage of cells in cases that can be reckoned by hand."""

import numpy as np
import pytest
import shapely

from contado.survey.cells import SquareCells
from contado.survey.coverage import covered

CELLS = SquareCells(0, 30, 10, 3, 3)


def shares(shape: shapely.Geometry, *, compiled: bool, cells: SquareCells = CELLS) -> np.ndarray:
    found = np.zeros((cells.rows, cells.columns))
    for cover in covered(np.array([shape]), cells, compiled=compiled):
        found[cover.row, cover.column] += cover.share
    return found


both = pytest.mark.parametrize("compiled", [False, True])


@both
def test_a_cell_is_covered_whole(compiled: bool) -> None:
    assert shares(shapely.box(10, 10, 20, 20), compiled=compiled).tolist() == [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
    ]


@both
def test_a_triangle_covers_half_of_its_cell_and_parts_of_others(compiled: bool) -> None:
    triangle = shapely.Polygon([(0, 0), (30, 0), (0, 30)])
    assert shares(triangle, compiled=compiled) == pytest.approx(
        np.array([[0.5, 0, 0], [1, 0.5, 0], [1, 1, 0.5]])
    )


@both
def test_a_hole_is_taken_away_whichever_way_its_ring_turns(compiled: bool) -> None:
    hole = [(5, 5), (25, 5), (25, 25), (5, 25)]
    for ring in (hole, hole[::-1]):
        shape = shapely.Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [ring])
        found = shares(shape, compiled=compiled)
        assert found == pytest.approx(
            np.array([[0.75, 0.5, 0.75], [0.5, 0, 0.5], [0.75, 0.5, 0.75]])
        )


@both
def test_parts_and_islands_in_holes_add_up(compiled: bool) -> None:
    ring = shapely.box(0, 0, 30, 30).difference(shapely.box(5, 5, 25, 25))
    shape = shapely.union(ring, shapely.box(10, 10, 20, 20))
    assert shares(shape, compiled=compiled)[1].tolist() == pytest.approx([0.5, 1, 0.5])


@both
def test_what_lies_outside_the_raster_is_left_out(compiled: bool) -> None:
    shape = shapely.box(-100, -100, 5, 15)
    assert shares(shape, compiled=compiled) == pytest.approx(
        np.array([[0, 0, 0], [0.25, 0, 0], [0.5, 0, 0]])
    )
    assert shares(shapely.box(100, 0, 110, 10), compiled=compiled).sum() == 0
    assert shares(shapely.box(0, 50, 10, 60), compiled=compiled).sum() == 0
    assert shares(shapely.box(-100, -100, 100, 100), compiled=compiled).sum() == 9


@both
def test_a_sliver_thinner_than_a_cell_keeps_its_area(compiled: bool) -> None:
    sliver = shapely.Polygon([(1, 1), (29, 29), (29, 29.001)])
    assert shares(sliver, compiled=compiled).sum() * 100 == pytest.approx(sliver.area, rel=1e-9)


@both
def test_empty_and_missing_shapes_cover_nothing(compiled: bool) -> None:
    shapes = np.array([shapely.Polygon(), None, shapely.box(0, 0, 10, 10)], dtype=object)
    (cover,) = covered(shapes, CELLS, compiled=compiled)
    assert cover.place.tolist() == [2]


@both
def test_a_line_is_refused(compiled: bool) -> None:
    with pytest.raises(ValueError, match="polygons"):
        list(covered(np.array([shapely.LineString([(0, 0), (9, 9)])]), CELLS, compiled=compiled))


@both
def test_a_large_place_comes_in_strips_that_add_up(compiled: bool) -> None:
    cells = SquareCells(0, 1000, 10, 100, 100)
    circle = shapely.Point(480, 510).buffer(430).difference(shapely.Point(400, 400).buffer(77))
    covers = list(covered(np.array([circle]), cells, compiled=compiled, limit=1000))
    assert len(covers) > 5
    whole = sum(cover.share.sum() for cover in covers) * cells.area
    assert whole == pytest.approx(circle.area, rel=1e-12)


def test_a_chunk_never_looks_at_more_cells_than_its_limit() -> None:
    cells = SquareCells(0, 10_000, 10, 1000, 1000)
    rng = np.random.default_rng(3)
    corner = rng.uniform(0, 9000, (300, 2))
    shapes = shapely.box(*corner.T, *(corner + rng.uniform(10, 900, (300, 2))).T)
    for cover in covered(shapes, cells, compiled=True, limit=5000):
        assert len(cover.place) <= 5000


def test_a_turned_raster_is_refused() -> None:
    import rasterio
    from affine import Affine
    from rasterio.io import MemoryFile

    profile = {"driver": "GTiff", "height": 2, "width": 2, "count": 1, "dtype": "uint8"}
    turned = Affine(10, 1, 0, 1, -10, 0)
    with MemoryFile() as memory, rasterio.Env():
        with memory.open(**profile, transform=turned) as file:
            file.write(np.zeros((1, 2, 2), dtype="uint8"))
        with memory.open() as file, pytest.raises(ValueError, match="north-up"):
            SquareCells.of(file)

"""Sums in units equal a plain count, and do not depend on how the grid is cut."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.errors import BadInput
from contado.tiles import BLOCK, Grid, Sums, UnitCells, Window, read_units
from contado.tiles.scan import scanned
from contado.tiles.units import problems_of

GRID = Grid("EPSG:32632", 500_000, 5_040_000, 10, 300, 530)


def blobs(seed: int, count: int = 6) -> np.ndarray:
    """Make polygons that overlap, some with a hole, some of two parts, some beyond the grid."""
    rng = np.random.default_rng(seed)
    west, south, east, north = GRID.bounds
    found = []
    for _ in range(count):
        centre = rng.uniform((west - 300, south - 300), (east + 300, north + 300))
        angles = np.sort(rng.uniform(0, 2 * np.pi, 40))
        radii = rng.uniform(200, 1500) * rng.uniform(0.5, 1, 40)
        ring = centre + np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None]
        shape = shapely.make_valid(shapely.Polygon(ring))
        hole = shapely.box(*(centre - 90), *(centre + 75))
        shape = shapely.difference(shape, hole) if rng.random() < 0.5 else shape
        kept = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        found.append(shapely.MultiPolygon(kept))
    return np.array(found)


def centres() -> np.ndarray:
    x = GRID.left + (np.arange(GRID.columns) + 0.5) * GRID.cell
    y = GRID.top - (np.arange(GRID.rows) + 0.5) * GRID.cell
    return shapely.points(*np.meshgrid(x, y))


def values(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    field = rng.normal(23, 2, GRID.shape).astype(np.float32)
    field[rng.random(GRID.shape) < 0.1] = np.nan
    return field


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_unit_has_the_cells_whose_centre_is_in_it(seed: int) -> None:
    polygons, field = blobs(seed), values(seed)
    cells = UnitCells(polygons, GRID)
    sums = cells.sums(field)
    count, total = sums.by_unit(len(polygons))
    points = centres()
    for unit, polygon in enumerate(polygons):
        inside = shapely.contains_properly(polygon, points)
        assert cells.counts()[unit] == inside.sum()
        assert count[unit] == (inside & ~np.isnan(field)).sum()
        assert total[unit] == pytest.approx(np.nansum(field[inside], dtype=float), rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_sums_are_the_same_to_the_last_bit_however_the_grid_is_cut(seed: int) -> None:
    polygons, field = blobs(seed), values(seed)
    cells = UnitCells(polygons, GRID)
    whole = cells.sums(field).by_unit(len(polygons))
    tiles = GRID.tiles(BLOCK)
    order = np.random.default_rng(seed).permutation(len(tiles))
    parts = Sums.joined(cells.sums(field[tiles[at].slices], tiles[at]) for at in order)
    for one, other in zip(whole, parts.by_unit(len(polygons)), strict=True):
        assert np.array_equal(one, other)


def test_a_window_that_follows_no_block_gives_its_own_cells() -> None:
    polygons, field = blobs(3), values(3)
    cells = UnitCells(polygons, GRID)
    window = Window(17, 101, 200, 333)
    alone = np.full(GRID.shape, np.nan, dtype=np.float32)
    alone[window.slices] = field[window.slices]
    count, total = cells.sums(field[window.slices], window).by_unit(len(polygons))
    expected = cells.sums(alone).by_unit(len(polygons))
    assert np.array_equal(count, expected[0])
    np.testing.assert_allclose(total, expected[1], rtol=1e-12)
    assert cells.counts(window).sum() >= count.sum()


def test_units_that_share_a_border_share_no_cell_and_leave_none() -> None:
    """Borders go through the centres of cells, where a careless count takes them twice."""
    west, south, east, north = GRID.bounds
    cut = np.array([west, west + 105, west + 1235, west + 2115, east])
    units = shapely.box(cut[:-1], south, cut[1:], north)
    slanted = np.array([
        shapely.Polygon([(west, south), (east, north), (west, north)]),
        shapely.Polygon([(west, south), (east, south), (east, north)]),
    ])  # fmt: skip
    for polygons in (units, slanted):
        assert UnitCells(polygons, GRID).counts().sum() == GRID.cells


def test_labels_name_the_last_unit_of_each_cell() -> None:
    left, bottom, right, top = GRID.bounds
    polygons = np.array(
        [shapely.box(left, bottom, right, top), shapely.box(left, top - 20, left + 20, top)]
    )
    labels = UnitCells(polygons, GRID).labels(Window(0, 0, 3, 3))
    assert labels.tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


def test_runs_are_found_alike_in_parts_and_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    polygons = blobs(11, 20)
    at_once = scanned(polygons, GRID)
    monkeypatch.setattr("contado.tiles.scan._CROSSINGS", 100)
    in_parts = scanned(polygons, GRID)
    for name in ("unit", "row", "start", "stop"):
        assert np.array_equal(getattr(at_once, name), getattr(in_parts, name))


def test_a_unit_without_a_cell_has_no_mean() -> None:
    small = shapely.box(GRID.left + 1, GRID.top - 2, GRID.left + 2, GRID.top - 1)
    means = UnitCells(np.array([small]), GRID).sums(values(1)).means(1)
    assert np.isnan(means).all()


def test_units_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "units.gpkg"
    names = ["b", "a", "c"]
    shapes = [s.buffer(50) for s in shapely.points([501_000, 502_000, 503_000], 5_039_000)]
    gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:32632").to_file(path)
    frame = read_units(path, GRID)
    assert frame["name"].tolist() == names
    reprojected = tmp_path / "degrees.gpkg"
    frame.to_crs("EPSG:4326").to_file(reprojected)
    back = read_units(reprojected, GRID)
    assert shapely.hausdorff_distance(back.geometry[1], frame.geometry[1]) < 1e-3


def test_units_that_cannot_be_measured_are_said_by_row(tmp_path: Path) -> None:
    path = tmp_path / "units.gpkg"
    shapes = [shapely.box(501_000, 5_039_000, 501_100, 5_039_100), shapely.Point(0, 0),
              shapely.box(0, 0, 10, 10)]  # fmt: skip
    gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=shapes, crs="EPSG:32632").to_file(path)
    with pytest.raises(BadInput) as caught:
        read_units(path, GRID)
    found = [(problem.code, problem.values["rows"]) for problem in caught.value.problems]
    assert found == [("tiles.not_polygons", "2"), ("tiles.units_outside", "3")]
    endless = gpd.GeoDataFrame(geometry=[shapely.Polygon([(0, 0), (1, np.inf), (1, 0)])])
    assert [p.code for p in problems_of(endless, GRID, "x")] == ["tiles.not_polygons"]
    empty = tmp_path / "empty.gpkg"
    gpd.GeoDataFrame({"n": []}, geometry=gpd.GeoSeries([], crs="EPSG:32632")).to_file(empty)
    with pytest.raises(BadInput) as caught:
        read_units(empty, GRID)
    assert [problem.code for problem in caught.value.problems] == ["tiles.no_units"]


def test_units_too_fine_to_be_kept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contado.tiles.units.MAX_CROSSINGS", 99)
    left, bottom, _, top = GRID.bounds
    frame = gpd.GeoDataFrame(geometry=[shapely.box(left, bottom, left + 100, top)])
    found = list(problems_of(frame, GRID, "units.gpkg"))
    assert [(p.code, p.values["crossings"]) for p in found] == [("tiles.units_too_fine", 600)]

"""Coverage against GEOS, exactextract and its own NumPy twin, on polygons nobody chose."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contado.survey.cells import SquareCells
from contado.survey.coverage import covered

SIDE = 12
CELLS = SquareCells(0, SIDE * 10, 10, SIDE, SIDE)
SQUARES = np.array(
    [
        shapely.box(10 * c, 10 * (SIDE - 1 - r), 10 * c + 10, 10 * (SIDE - r))
        for r in range(SIDE)
        for c in range(SIDE)
    ]
)
# Whole numbers put many corners and edges on the lines of the cells.
coordinate = st.one_of(
    st.integers(-40, 160).map(float), st.floats(-40, 160, allow_nan=False, allow_subnormal=False)
)
ring = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=9)


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Geometry:
    made = shapely.make_valid(shapely.Polygon(draw(ring)))
    made = made.difference(shapely.make_valid(shapely.Polygon(draw(ring))))
    parts = [part for part in shapely.get_parts(made) if part.geom_type == "Polygon"]
    whole = shapely.union_all(parts)
    assume(whole.area > 1e-3 and whole.is_valid)
    return whole


def shares(shape: shapely.Geometry, *, compiled: bool, limit: int = 1 << 21) -> np.ndarray:
    found = np.zeros((SIDE, SIDE))
    for cover in covered(np.array([shape]), CELLS, compiled=compiled, limit=limit):
        found[cover.row, cover.column] += cover.share
    return found


@settings(max_examples=200, deadline=None)
@given(shapes())
def test_coverage_is_the_intersection_with_each_cell(shape: shapely.Geometry) -> None:
    exact = shapely.area(shapely.intersection(SQUARES, shape)).reshape(SIDE, SIDE) / 100
    assert shares(shape, compiled=True) == pytest.approx(exact, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(shapes(), st.integers(20, 400))
def test_the_compiled_kernel_and_its_twin_agree_whole_and_in_strips(
    shape: shapely.Geometry, limit: int
) -> None:
    twin = shares(shape, compiled=False)
    assert shares(shape, compiled=True, limit=limit) == pytest.approx(twin, abs=1e-11)


@settings(max_examples=100, deadline=None)
@given(shapes(), st.floats(1, 119))
def test_coverage_of_two_halves_adds_up_to_the_whole(shape: shapely.Geometry, x: float) -> None:
    halves = [
        shapely.intersection(shape, shapely.box(*box))
        for box in ((-100, -100, x, 300), (x, -100, 300, 300))
    ]
    polygons = [
        shapely.union_all([p for p in shapely.get_parts(half) if p.geom_type == "Polygon"])
        for half in halves
    ]
    found = sum(shares(half, compiled=True) for half in polygons if not half.is_empty)
    assert found == pytest.approx(shares(shape, compiled=True), abs=1e-9)


def test_means_and_areas_are_those_of_exactextract(tmp_path: Path) -> None:
    import geopandas as gpd
    import rasterio
    from exactextract import exact_extract

    from contado.survey.tally import weighted_sums

    rng = np.random.default_rng(11)
    values = rng.normal(20, 3, (200, 200))
    values[rng.random((200, 200)) < 0.1] = -9999
    file = tmp_path / "values.tif"
    with rasterio.open(
        file, "w", driver="GTiff", height=200, width=200, count=1, dtype="float64",
        nodata=-9999, crs="EPSG:32632", transform=Affine(10, 0, 500_000, 0, -10, 5_002_000),
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    centre = rng.uniform((500_000, 5_000_000), (502_000, 5_002_000), (200, 2))
    angle = np.sort(rng.uniform(0, 2 * np.pi, (200, 7)), axis=1)
    reach = rng.uniform(5, 150, (200, 7))
    corners = centre[:, None] + np.stack([np.cos(angle), np.sin(angle)], -1) * reach[..., None]
    polygons = np.array([p for p in shapely.polygons(corners) if p.is_valid])
    frame = gpd.GeoDataFrame(geometry=polygons, crs="EPSG:32632")
    peer = exact_extract(str(file), frame, ["sum", "count"], output="pandas")
    with rasterio.open(file) as raster:
        products, areas = weighted_sums(polygons, raster)
    # The peer keeps the share of a cell in single precision.
    assert areas / 100 == pytest.approx(peer["count"].to_numpy(), rel=1e-6, abs=1e-6)
    assert products / 100 == pytest.approx(peer["sum"].to_numpy(), rel=1e-6, abs=1e-5)

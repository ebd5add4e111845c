"""What holds of the arithmetic of recipes, whatever the numbers."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from contado.territory.recipes.repairs import fitted_to_outline
from contado.territory.recipes.spread import scale_to_totals

TOWNS = 3
CELLS = st.lists(
    st.tuples(
        st.sampled_from([float("nan"), 0.0]) | st.floats(1e-6, 1e5), st.integers(-1, TOWNS - 1)
    ),
    min_size=1,
    max_size=40,
)


@given(
    cells=CELLS,
    totals=st.lists(st.floats(0, 1e6), min_size=TOWNS, max_size=TOWNS),
    whole_from=st.floats(0.05, 1),
)
def test_a_town_gets_its_total_or_keeps_its_cells(cells, totals, whole_from):
    people = np.array([value for value, _ in cells])
    owners = np.array([owner for _, owner in cells])
    sizes = np.maximum(np.bincount(owners[owners >= 0], minlength=TOWNS), 1.0)
    scaled, covered = scale_to_totals(people, owners, np.array(totals), sizes, whole_from)
    np.testing.assert_array_equal(np.isnan(scaled), np.isnan(people))
    np.testing.assert_array_equal(scaled[owners < 0], people[owners < 0])
    for town in range(TOWNS):
        mine = owners == town
        if covered[town] >= whole_from and np.nansum(people[mine]) > 0:
            assert np.nansum(scaled[mine]) == pytest.approx(totals[town], rel=1e-9)
        else:
            np.testing.assert_array_equal(scaled[mine], people[mine])


@given(
    shift=st.tuples(st.floats(-90, 90), st.floats(-90, 90)),
    cut=st.floats(100, 900),
    size=st.floats(0.8, 1.3),
)
def test_polygons_of_another_survey_fill_an_outline_once(shift, cut, size):
    x, y = shift
    side = 1000 * size
    left, right = box(x, y, x + cut * size, y + side), box(x + cut * size, y, x + side, y + side)
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[left, right], crs="EPSG:32632")
    outline = box(0, 0, 1000, 1000)
    fitted, touched = fitted_to_outline(frame, outline=outline)
    assert fitted.geometry.is_valid.all()
    assert fitted.area.sum() == pytest.approx(outline.area, abs=2)
    assert outline.difference(fitted.union_all()).area < 2
    there = frame.union_all()
    assert len(touched) == sum(
        part.area > 1 for part in (there.difference(outline), outline.difference(there))
    )

"""What must hold of a demo territory whatever the seed: on a small province."""

from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from contado.territory.recipes.demo.area import Area, read_area
from contado.territory.recipes.demo.centres import place_centres
from contado.territory.recipes.demo.cover import LEGEND, NODATA
from contado.territory.recipes.demo.land_cover import shape_of, tiles
from contado.territory.recipes.demo.overlay import lay_overlay
from contado.territory.recipes.demo.parcels import lots, parcels
from contado.territory.recipes.demo.residents import spread_residents
from contado.territory.recipes.demo.scene import Scene, draw_scene
from contado.territory.recipes.demo.services import services
from contado.territory.recipes.demo.stops import stops
from contado.territory.recipes.demo.surroundings import constraints, green_network, parks, water
from contado.territory.recipes.demo.units import landscape_units, zone_of_comuni

SEEDS = (0, 7)


@cache
def area() -> Area:
    return read_area("Prato")


@cache
def scene(seed: int) -> Scene:
    return draw_scene(area(), seed)


def cover_of(seed: int, cell: float, side: int) -> np.ndarray:
    out = np.zeros(shape_of(scene(seed), cell), dtype=np.uint8)
    for row, column, classes in tiles(scene(seed), lay_overlay(scene(seed)), cell, side):
        out[row : row + classes.shape[0], column : column + classes.shape[1]] = classes
    return out


@given(
    comuni=arrays.arrays(np.int32, (7, 9), elements=st.integers(-1, 3)),
    likely=arrays.arrays(np.float64, (7, 9), elements=st.floats(0, 10)),
    totals=arrays.arrays(np.float64, 4, elements=st.integers(0, 10**6).map(float)),
)
def test_whole_residents_add_up_to_the_total_of_each_comune(comuni, likely, totals) -> None:
    persons = spread_residents(comuni, likely, totals)
    for row, total in enumerate(totals):
        own = persons[comuni == row]
        assert own.sum() == (total if own.size else 0)
        assert (own % 1 == 0).all()
        assert (own >= 0).all()
    assert np.isnan(persons[comuni == -1]).all()


def test_unknown_residents_stay_unknown() -> None:
    persons = spread_residents(np.array([[0, 1]]), np.ones((1, 2)), np.array([3.0, np.nan]))
    np.testing.assert_array_equal(persons, [[3.0, np.nan]])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_grid_of_a_real_province_conserves_its_residents(seed: int) -> None:
    drawn = scene(seed)
    for row, total in enumerate(area().residents):
        assert drawn.residents[drawn.comuni == row].sum() == total


@pytest.mark.parametrize("seed", SEEDS)
def test_the_land_cover_holds_only_classes_of_its_legend_inside_the_area(seed: int) -> None:
    classes = cover_of(seed, 50.0, 512)
    assert set(np.unique(classes)) <= {*LEGEND, NODATA}
    assert len(np.unique(classes)) >= len(LEGEND) - 1
    middles = np.repeat(np.repeat(scene(seed).inside, 2, axis=0), 2, axis=1)
    assert (classes[middles] != NODATA).mean() > 0.999


@pytest.mark.parametrize("side", [64, 250, 4096])
def test_the_land_cover_does_not_depend_on_its_tiles(side: int) -> None:
    np.testing.assert_array_equal(cover_of(0, 25.0, side), cover_of(0, 25.0, 1024))


@pytest.mark.parametrize("seed", SEEDS)
def test_landscape_units_partition_the_area(seed: int) -> None:
    units = landscape_units(scene(seed))
    shapes = units.geometry.to_numpy()
    assert 100 <= len(units) <= 160
    assert shapely.is_valid(shapes).all()
    whole = area().boundary
    assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-9)
    assert shapely.union_all(shapes).symmetric_difference(whole).area < 1.0


@given(seed=st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_zones_are_groups_of_comuni_that_touch(seed: int) -> None:
    whole = read_area("LO")
    member = zone_of_comuni(whole, place_centres(whole, seed))
    assert member.min() == 0
    for zone in range(member.max() + 1):
        union = shapely.union_all(whole.geometry[member == zone])
        assert shapely.get_num_geometries(union) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_parcels_are_valid_distinct_and_in_their_comune(seed: int) -> None:
    frame = parcels(scene(seed), lay_overlay(scene(seed)))
    shapes = frame.geometry.to_numpy()
    assert len(frame) > 5_000
    assert frame["id"].is_unique
    assert shapely.is_valid(shapes).all()
    assert shapely.get_num_coordinates(shapes).max() == 5
    assert frame["use"].isin(["dense_residential", "residential", "production", "commercial"]).all()
    home = dict(zip(area().codes, area().geometry, strict=True))
    held = [home[c].contains(s.centroid) for c, s in zip(frame["istat_code"], shapes, strict=True)]
    assert np.mean(held) > 0.999
    assert shapely.union_all(shapes).area == pytest.approx(shapely.area(shapes).sum(), rel=1e-9)


def test_lots_turn_anticlockwise_and_have_the_size_of_a_lot() -> None:
    corners, quarters = lots(scene(0))
    assert shapely.is_ccw(shapely.linearrings(corners)).all()
    size = shapely.area(shapely.polygons(corners))
    assert 300 < np.median(size) < 3_000
    assert set(np.unique(quarters[:, 2])) <= {1, 2, 3}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_simulated_shape_is_valid_and_inside_the_area(seed: int) -> None:
    whole = area().boundary.buffer(0.01)
    for make in (parks, water, constraints, green_network, stops, services):
        frame = make(scene(seed))
        shapes = frame.geometry.to_numpy()
        assert len(frame) > 0, make
        assert frame["id"].is_unique
        assert shapely.is_valid(shapes).all()
        assert shapely.covers(whole, shapes).all(), make


def test_services_stand_where_people_live() -> None:
    frame = services(scene(0))
    pharmacies = frame[frame["kind"] == "pharmacy"]
    at = scene(0).canvas.cells(pharmacies.geometry.x.to_numpy(), pharmacies.geometry.y.to_numpy())
    lived = np.nan_to_num(scene(0).residents)
    assert lived[at].mean() > 3 * lived[scene(0).inside].mean()

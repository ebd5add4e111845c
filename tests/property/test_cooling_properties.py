"""Urban cooling: what must hold of any map, and compiled loops against written equations."""

from dataclasses import replace
from datetime import date

import numba  # noqa: F401 - so that the compiled kernels are what is tested
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.heat.cooling.biophysical import Biophysical
from contado.heat.cooling.equations import (
    Weights,
    capacity_by_factors,
    evapotranspiration_index,
    heat_mitigation,
    is_park,
    unmixed_temperature,
)
from contado.heat.cooling.model import (
    CellStages,
    CoolingMaps,
    GreenAround,
    ReferenceEt,
    Surroundings,
    cooled,
)
from contado.heat.cooling.settings import CoolingSettings
from contado.norms import Rules
from contado.tiles.grid import Grid

CELL = 100.0
SETTINGS = replace(
    CoolingSettings.of(Rules.load(on=date(2026, 11, 21)), reference=20.0),
    cooling_distance=300.0,
    mixing_radius=200.0,
    park_area=60_000.0,
)
NODATA = 255
CLASSES = 5
share = st.floats(0, 1, width=32)
seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 24)


def codes_of(seed: int, rows: int, columns: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    codes = chance.integers(0, CLASSES, (rows, columns)).astype(np.uint8)
    codes[chance.random((rows, columns)) < 0.1] = NODATA
    return codes


def cover_of(shade: list[float], kc: list[float], green: list[bool]) -> Biophysical:
    return Biophysical.of(range(CLASSES), green, shade=shade, albedo=[0.2] * CLASSES, kc=kc)


def maps_of(cover: Biophysical, codes: np.ndarray, like: CoolingSettings = SETTINGS) -> CoolingMaps:
    stages = CellStages(cover, like, NODATA)
    capacity, green = stages.capacity(codes)
    grid = Grid("", 0, 0, CELL, *codes.shape)
    around = Surroundings(green <= 1, ~np.isnan(capacity), grid, like)
    return cooled(stages, around, capacity, green)


covers = st.builds(
    cover_of,
    st.lists(share, min_size=CLASSES, max_size=CLASSES),
    st.lists(share, min_size=CLASSES, max_size=CLASSES),
    st.lists(st.booleans(), min_size=CLASSES, max_size=CLASSES),
)


@given(covers, seeds, sides, sides)
@settings(max_examples=60, deadline=None)
def test_compiled_capacity_is_the_written_equations_to_the_last_bit(
    cover: Biophysical, seed: int, rows: int, columns: int
):
    codes = codes_of(seed, rows, columns)
    reference_et = np.random.default_rng(seed + 1).uniform(0.5, 7, codes.shape).astype(np.float32)
    reference_et[0, 0] = -9999
    highest = float(reference_et.max())
    weights = Weights(0.5, 0.3, 0.4)
    stages = CellStages(cover, replace(SETTINGS, weights=weights), NODATA)
    found, green = stages.capacity(codes, ReferenceEt(reference_et, -9999, highest))
    row = np.where(codes == NODATA, 0, codes)
    index = evapotranspiration_index(cover.column("kc")[row], reference_et, highest)
    written = capacity_by_factors(
        cover.column("shade")[row], cover.column("albedo")[row], index, weights
    )
    known = (codes != NODATA) & (reference_et != -9999)
    assert np.array_equal(found, np.where(known, written, np.float32(np.nan)), equal_nan=True)
    assert np.array_equal(green, np.where(codes == NODATA, 255, cover.green[row]))


@given(seeds, st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_compiled_mitigation_is_the_written_equations_to_the_last_bit(seed: int, side: int):
    chance = np.random.default_rng(seed)
    shape = (side, 7)
    capacity, park = chance.random((2, *shape)).astype(np.float32)
    capacity[chance.random(shape) < 0.1] = np.nan
    known = chance.integers(1, 50, shape)
    green = np.minimum(chance.integers(0, 50, shape), known)
    around = GreenAround(green, known, 49, CELL * CELL)
    stages = CellStages(cover_of([0] * 5, [0] * 5, [True] * 5), SETTINGS)
    mitigation, air = stages.mitigation(capacity, park, around)
    large = is_park(green, known, 49, CELL * CELL, SETTINGS.park_area)
    assert np.array_equal(mitigation, heat_mitigation(capacity, park, large), equal_nan=True)
    written = unmixed_temperature(mitigation, SETTINGS.reference, SETTINGS.effect)
    assert np.array_equal(air, written, equal_nan=True)


@given(covers, seeds, sides, sides)
@settings(max_examples=60, deadline=None)
def test_air_stays_between_the_countryside_and_the_hottest_city(
    cover: Biophysical, seed: int, rows: int, columns: int
):
    maps = maps_of(cover, codes_of(seed, rows, columns))
    highest = max(float(np.nanmax(maps.capacity, initial=0)), 1.0)
    low = SETTINGS.reference + (1 - highest) * SETTINGS.effect
    for air in (maps.unmixed, maps.air):
        known = air[~np.isnan(air)]
        assert (known >= low - 1e-4).all()
        assert (known <= SETTINGS.hottest + 1e-4).all()


@given(covers, covers, seeds, sides)
@settings(max_examples=80, deadline=None)
def test_more_of_any_cooling_factor_never_warms_so_bounds_of_factors_are_bounds_of_air(
    one: Biophysical, other: Biophysical, seed: int, side: int
):
    codes = codes_of(seed, side, side)
    middle = maps_of(one, codes)
    columns = {
        name: np.maximum(one.column(name), other.column(name)) for name in ("shade", "albedo", "kc")
    }
    more = Biophysical.of(range(CLASSES), one.green | other.green, **columns)
    cooler = maps_of(more, codes)
    known = ~np.isnan(middle.air)
    assert np.array_equal(known, ~np.isnan(cooler.air))
    assert (cooler.mitigation[known] >= middle.mitigation[known] - 2e-6).all()
    assert (cooler.air[known] <= middle.air[known] + 2e-5).all()


@given(covers, seeds, sides)
@settings(max_examples=40, deadline=None)
def test_the_countryside_only_shifts_every_temperature(cover: Biophysical, seed: int, side: int):
    codes = codes_of(seed, side, side)
    here, warmer = maps_of(cover, codes), maps_of(cover, codes, replace(SETTINGS, reference=25.0))
    assert warmer.air - here.air == pytest.approx(
        np.where(np.isnan(here.air), np.nan, 5), nan_ok=True, abs=1e-4
    )


@given(covers, seeds, sides)
@settings(max_examples=40, deadline=None)
def test_a_map_of_one_class_has_one_temperature(cover: Biophysical, seed: int, side: int):
    code = seed % CLASSES
    maps = maps_of(cover, np.full((side, side), code, dtype=np.uint8))
    expected = unmixed_temperature(maps.capacity[:1, :1], SETTINGS.reference, SETTINGS.effect)
    assert maps.air == pytest.approx(np.full((side, side), expected.item()), abs=1e-4)


@given(covers, seeds, sides, sides)
@settings(max_examples=40, deadline=None)
def test_a_map_turned_over_gives_its_maps_turned_over(
    cover: Biophysical, seed: int, rows: int, columns: int
):
    codes = codes_of(seed, rows, columns)
    straight = maps_of(cover, codes).air
    turned = maps_of(cover, np.ascontiguousarray(codes[::-1].T)).air
    assert turned == pytest.approx(straight[::-1].T, nan_ok=True, abs=2e-5)

"""The window of a scenario against a full run, bounds against draws, draws against maps."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.heat.cooling.equations import Weights
from contado.heat.cooling.model import cooled
from contado.heat.cooling.settings import CoolingSettings
from contado.scenarios.covering import Covering
from contado.scenarios.draws import Choices
from contado.scenarios.factors import Factors
from contado.scenarios.ground import NOTHING, GroundCells
from contado.scenarios.heat import HeatBase, HeatChange, HeatWorks, capacities
from contado.scenarios.heat_draws import HeatDraws
from contado.scenarios.model import Draws
from contado.scenarios.places import AreaPlaces
from contado.scenarios.rain import ClassRunoff, RainWorks
from contado.survey.sums import summed
from contado.tiles.grid import Grid, Window

GRID = Grid("EPSG:32632", 0.0, 700.0, 10.0, 70, 80)
# Short distances, so that a window is smaller than the grid: reaches of 10 and 5 cells.
SETTINGS = CoolingSettings(20.0, 4.0, 20.0, 10.0, Weights(0.6, 0.2, 0.2), 500.0, 5)
CLASSES = 4
DEGREES = 1e-5


def factors_of(rng: np.random.Generator, kinds: int) -> Factors:
    def bounds(*shape: int, high: float = 1.0) -> np.ndarray:
        return np.sort(rng.random((2, *shape)) * high, axis=0)

    return Factors(
        bounds(3, kinds), (rng.random(kinds) < 0.5).astype(float), bounds(kinds, 5, high=100),
        bounds(kinds, high=30), bounds(kinds), (),
    )  # fmt: skip


class City:
    """A random ground, and works of two areas on it."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        coarse = rng.integers(0, CLASSES, (14, 16)).astype(np.uint8)
        classes = np.kron(coarse, np.ones((5, 5), dtype=np.uint8))
        classes[rng.random(GRID.shape) < 0.05] = NOTHING
        self.rng = rng
        self.ground = GroundCells(GRID, GRID.whole, classes)
        self.classes = factors_of(rng, CLASSES)
        self.kinds = factors_of(rng, 3)
        corner = rng.uniform(50, 500, 2)
        size = rng.uniform(15, 180, (2, 2))
        self.areas = np.array([
            shapely.box(*corner, *(corner + size[0])),
            shapely.box(*(corner + size[0]), *(corner + size[0] + size[1])),
        ])  # fmt: skip
        self.covering = Covering.of(self.areas, GRID)
        self.shares = rng.dirichlet(np.ones(4), 2)[:, :3]
        self.base = HeatBase(self.ground, self.classes, SETTINGS)
        works = HeatWorks(
            self.covering.window, self.covering.cells, self.covering.spread(self.shares),
            self.kinds.green,
        )  # fmt: skip
        self.change = HeatChange(self.base, works, 0.5)
        self.places = AreaPlaces("area", ["a", "b"], ["a", "b"], self.covering, GRID)

    def full(self, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mitigation and air of a full run, by the plainest way to change the cells."""
        cells, green = self.base.capacity.copy(), self.base.green.copy()
        shares = self.covering.spread(self.shares)
        row, column = np.divmod(self.covering.cells, self.covering.window.columns)
        at = (row + self.covering.window.row, column + self.covering.window.column)
        kept = 1 - shares.sum(axis=1)
        was_green = kept * green[at] + shares @ self.kinds.green
        cells[at] = kept * cells[at] + shares @ capacity
        green[at] = np.where(self.base.valid[at], was_green >= 0.5 - 1e-9, green[at])
        flags = np.where(self.base.valid, green, 255).astype(np.uint8)
        maps = cooled(self.base.stages, self.base.around, cells, flags)
        return maps.mitigation, maps.air


seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_the_window_is_what_a_full_run_gives_and_outside_nothing_changes(seed: int) -> None:
    city = City(seed)
    capacity = city.rng.random(3)
    after, (mitigation, air) = city.change.at(capacity), city.full(capacity)
    assert after.window.cells < GRID.cells
    np.testing.assert_allclose(after.air, air[after.window.slices], atol=DEGREES)
    np.testing.assert_allclose(after.mitigation, mitigation[after.near.slices], atol=1e-6)
    outside = np.ones(GRID.shape, dtype=bool)
    outside[after.window.slices] = False
    np.testing.assert_allclose(city.base.air[outside], air[outside], atol=DEGREES)


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_whatever_is_drawn_lies_within_the_bounds(seed: int) -> None:
    city = City(seed)
    choices = Choices.of(3, Draws(count=20, seed=seed % 1000))
    drawn = capacities(choices.factors(city.kinds), SETTINGS)
    low, high = city.change.at(drawn[0]), city.change.at(drawn[2])
    for row in drawn[3:6]:
        middle = city.change.at(row)
        for cooler, warmer in ((high.air, middle.air), (middle.air, low.air)):
            assert np.nanmax(cooler - warmer) <= DEGREES
        assert np.nanmax(low.mitigation - middle.mitigation) <= 1e-6
        assert np.nanmax(middle.mitigation - high.mitigation) <= 1e-6


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_draws_without_maps_are_the_means_of_maps(seed: int) -> None:
    city = City(seed)
    drawn = city.rng.uniform(0.2, 0.6, (7, 3))
    found = HeatDraws(city.change, drawn.min(axis=0), drawn.max(axis=0)).sums(city.places, drawn)
    for at, row in enumerate(drawn):
        after = city.change.at(row)
        for name, values, window in (
            ("capacity", after.capacity, after.near),
            ("mitigation", after.mitigation, after.near),
            ("air", after.air, after.window),
        ):
            before = getattr(city.base, name)[window.slices]
            sums = city.places.sums(values - before, window)
            tolerance = DEGREES * max(area.area for area in city.areas)
            assert found[name][at] == pytest.approx(sums, abs=tolerance), name


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(5, 120), st.floats(0, 0.4))
def test_runoff_of_places_is_that_of_their_cells_and_within_bounds(
    seed: int, rain: float, ratio: float
) -> None:
    city = City(seed)
    soil = city.rng.integers(0, 5, GRID.shape).astype(np.uint8)
    depths = ClassRunoff.of(city.classes, rain, ratio)
    depth, counted = depths.of_cells(city.ground.classes, soil)
    own, cells = city.covering.window, city.covering.cells
    pick = [field[own.slices].reshape(-1)[cells] for field in (depth, counted, soil)]
    known = city.base.valid[own.slices].reshape(-1)[cells]
    shares = city.covering.spread(city.shares) * known[:, None]
    works = RainWorks(*pick, shares)
    choices = Choices.of(3, Draws(count=20, seed=1)).runoff(city.kinds, rain, ratio)

    def summing(values: np.ndarray) -> np.ndarray:
        worth = values[city.covering.at] * city.covering.share * GRID.cell_area
        return summed(city.covering.area, worth, 2)

    def taken(values: np.ndarray) -> np.ndarray:
        return np.stack([summing(share * values) for share in shares.T])

    moved, more = works.sums(taken).change(choices)
    for row, table in enumerate(choices):
        after, left = works.cells(table)
        assert moved[row] == pytest.approx(summing(after) - summing(pick[0]), abs=1e-6 * rain)
        assert more[row] == pytest.approx(summing(left) - summing(pick[1]), abs=1e-6)
        assert (after <= rain * left + 1e-9).all()
        assert (after >= -1e-9).all()
    assert (moved[2] <= moved[3:] + 1e-9).all()
    assert (moved[3:] <= moved[0] + 1e-9).all()


def test_works_on_cells_without_data_change_nothing() -> None:
    classes = np.full(GRID.shape, NOTHING, dtype=np.uint8)
    classes[:, :40] = 0
    kinds = factors_of(np.random.default_rng(1), 2)
    base = HeatBase(GroundCells(GRID, GRID.whole, classes), kinds, SETTINGS)
    works = HeatWorks(Window(10, 60, 2, 2), np.arange(4), np.ones((4, 1)), np.ones(1))
    after = HeatChange(base, works, 0.5).at(np.array([0.9]))
    np.testing.assert_array_equal(after.air, base.air[after.window.slices])

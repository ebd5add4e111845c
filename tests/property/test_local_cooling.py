"""Works in a place, summed without a map of their own, against two whole runs in double precision.

The whole run is written here apart: the equations of the users guide of InVEST, Urban Cooling,
with the kernels cut at their reach as its program does.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import fftconvolve

from contado.heat.cooling import CoolingSettings, Weights
from contado.scenarios import local
from contado.scenarios.cooling_tile import CoolingTile, TileGround
from contado.scenarios.factors import Factors
from contado.scenarios.ground import NOTHING
from contado.scenarios.local import PlaceCells, sums_of
from contado.tiles import Grid

GREEN_SHARE = 0.5
CAPACITY = np.array([0.05, 0.2, 0.45, 0.7, 0.9])
IS_GREEN = np.array([0.0, 0.0, 1.0, 1.0, 1.0])


def factors() -> Factors:
    """Classes whose capacity is all their shade."""
    heat = np.zeros((2, 3, len(CAPACITY)))
    heat[:, 0] = CAPACITY
    none = np.zeros((2, len(CAPACITY)))
    return Factors(heat, IS_GREEN, np.zeros((2, len(CAPACITY), 5)), none, none, ())


def model(mixing: str, cooling: float, air: float) -> CoolingSettings:
    return CoolingSettings(
        21.0, 4.0, cooling, air, Weights(1.0, 0.0, 0.0), cooling * cooling, 5, mixing=mixing
    )


def decayed(kind: str, distance: int, reach: int) -> np.ndarray:
    at = np.arange(-reach, reach + 1, dtype=float)
    squared = at[:, None] ** 2 + at**2
    of_kind = {
        "exponential": np.exp(-np.sqrt(squared) / distance),
        "gaussian": np.exp(-squared / (2 * distance**2)),
    }
    return np.where(squared <= reach**2, of_kind[kind], 0.0)


def whole_run(
    capacity: np.ndarray, green: np.ndarray, valid: np.ndarray, by: CoolingSettings
) -> tuple[np.ndarray, np.ndarray]:
    """Mitigation and air of a map of cells of 10 m."""
    near, wide = round(by.cooling_distance / 10), round(by.mixing_radius / 10)
    parks = decayed("exponential", near, 5 * near)
    mixed = decayed(by.mixing, wide, 5 * wide)
    disc = (decayed("exponential", near, near) > 0).astype(float)

    def around(field: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        return fftconvolve(field, kernel, mode="same")

    def mean(field: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        known = np.where(valid, around(valid.astype(float), kernel), 1.0)
        return around(np.where(valid, field, 0.0), kernel) / known

    park = mean(np.where(green, capacity, 0.0), parks)
    counts = np.rint(around((green & valid).astype(float), disc))
    known = np.rint(around(valid.astype(float), disc))
    large = counts * disc.sum() * 100.0 >= by.park_area * known
    mitigation = np.where(large & (park > capacity), park, capacity)
    air = mean(by.reference + (1 - mitigation) * by.effect, mixed)
    return mitigation, air


@st.composite
def grounds(draw: st.DrawFn) -> np.ndarray:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    side = draw(st.integers(40, 330))
    patches = rng.integers(0, len(CAPACITY), (side // 9 + 1, side // 9 + 1)).astype(np.uint8)
    classes = np.kron(patches, np.ones((9, 9), dtype=np.uint8))[:side, :side]
    some = rng.random(classes.shape) < 0.2
    classes[some] = rng.integers(0, len(CAPACITY), int(some.sum()))
    if draw(st.booleans()):
        classes[: side // 3, side // 2 :] = NOTHING
        classes[rng.random(classes.shape) < 0.05] = NOTHING
    return classes


@st.composite
def lots(draw: st.DrawFn, side: int) -> PlaceCells:
    """A few rectangles, which may lie at an edge or over one another, partly covered."""
    count = draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, columns, shares, first = [], [], [], [0]
    for _ in range(count):
        high, wide = rng.integers(1, 20, 2)
        top, left = rng.integers(0, side - 20, 2)
        cells = np.argwhere(rng.random((high, wide)) < 0.9)
        cells = cells if len(cells) else np.zeros((1, 2), dtype=int)
        rows.append(cells[:, 0] + top)
        columns.append(cells[:, 1] + left)
        shares.append(rng.choice([1.0, 0.3, 0.7], len(cells)))
        first.append(first[-1] + len(cells))
    taken = rng.choice([0.0, 0.4, 1.0], count)
    ends = np.sort(rng.random((2, count)), axis=0) * taken
    return PlaceCells(
        np.array(first), np.concatenate(rows), np.concatenate(columns), np.concatenate(shares),
        taken, ends, taken * rng.choice([0.0, 1.0], count),
    )  # fmt: skip


def by_whole_runs(
    classes: np.ndarray, places: PlaceCells, by: CoolingSettings
) -> tuple[np.ndarray, np.ndarray]:
    """Sums before, and changes at both bounds, of every place by itself."""
    valid = classes != NOTHING
    rows = np.where(valid, classes, 0)
    capacity, green = np.where(valid, CAPACITY[rows], 0.0), valid & (IS_GREEN[rows] > 0)
    maps = whole_run(capacity, green, valid, by)
    before, changes = np.zeros((2, len(places))), np.zeros((2, 2, len(places)))
    for place in range(len(places)):
        own = slice(places.first[place], places.first[place + 1])
        at, share = (places.row[own], places.column[own]), places.share[own]
        weight = share * 100.0 * valid[at]
        for quantity, field in enumerate(maps):
            before[quantity, place] = (weight * np.where(valid[at], field[at], 0.0)).sum()
        for bound in range(2):
            kept = 1 - share * places.taken[place]
            new, flags = capacity.copy(), green.copy()
            new[at] = kept * capacity[at] + share * places.made[bound, place]
            flags[at] = kept * green[at] + share * places.green[place] >= GREEN_SHARE - 1e-9
            after = whole_run(np.where(valid, new, 0.0), flags & valid, valid, by)
            for quantity, (one, two) in enumerate(zip(maps, after, strict=True)):
                change = np.where(valid[at], two[at] - one[at], 0.0)
                changes[bound, quantity, place] = (weight * change).sum()
    return before, changes


@pytest.mark.parametrize("compiled", [True, False], ids=["cell by cell", "by transforms"])
@pytest.mark.parametrize("mixing", ["exponential", "gaussian"])
def test_the_changes_of_places_equal_two_whole_runs_in_double_precision(
    monkeypatch: pytest.MonkeyPatch, mixing: str, compiled: bool
) -> None:
    monkeypatch.setattr(local, "compiled_repays", lambda _: compiled)

    @settings(max_examples=12, deadline=None)
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        classes = data.draw(grounds())
        side = len(classes)
        places = data.draw(lots(side))
        by = model(mixing, *data.draw(st.sampled_from([(30.0, 20.0), (110.0, 140.0)])))
        grid = Grid("EPSG:32632", 500_000.0, 5_040_000.0, 10.0, side, side)
        ground = TileGround(grid, factors(), lambda window: classes[window.slices])
        found = sums_of(places, lambda core: CoolingTile.of(ground, by, core), GREEN_SHARE)
        before, changes = by_whole_runs(classes, places, by)
        area = np.maximum(found.data, 1.0)
        assert np.abs(found.before - before).max() < 1e-6
        assert (np.abs(found.changes - changes) / area).max() < 1e-6

    holds()


def test_a_place_has_the_same_changes_alone_and_with_others() -> None:
    rng = np.random.default_rng(3)
    classes = rng.integers(0, len(CAPACITY), (300, 300)).astype(np.uint8)
    grid = Grid("EPSG:32632", 500_000.0, 5_040_000.0, 10.0, 300, 300)
    ground = TileGround(grid, factors(), lambda window: classes[window.slices])
    by = model("exponential", 90.0, 100.0)
    row, column = (each.ravel() for each in np.mgrid[40:46, 0:6])
    columns = [column + at for at in (10, 120, 250)]
    places = PlaceCells(
        np.array([0, 36, 72, 108]), np.tile(row, 3), np.concatenate(columns), np.full(108, 0.8),
        np.full(3, 0.5), np.full((2, 3), 0.4), np.array([0.5, 0.0, 0.5]),
    )  # fmt: skip

    def tile(core: object) -> CoolingTile:
        return CoolingTile.of(ground, by, core)  # type: ignore[arg-type]

    together = sums_of(places, tile, GREEN_SHARE)
    for place in range(3):
        alone = sums_of(places.only(np.array([place])), tile, GREEN_SHARE)
        assert np.array_equal(alone.before[:, 0], together.before[:, place])
        assert np.allclose(alone.changes[..., 0], together.changes[..., place], rtol=0, atol=1e-6)

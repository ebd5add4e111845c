"""Filters equal what brute force gives, whole, by window and on a coarser grid."""

import numba  # noqa: F401 - so that the compiled kernels are what is tested
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from contado.tiles import DecayMean, Kernel, Window, disc_count
from contado.tiles.coarse import Nodes, bound_of, deviation, factor_for
from contado.tiles.convolution import summed
from contado.tiles.discs import half_widths

shapes = st.tuples(st.integers(1, 24), st.integers(1, 24))
seeds = st.integers(0, 2**32 - 1)
kernels = st.builds(Kernel.of, st.integers(1, 5), st.sampled_from(["exponential", "gaussian"]))


def squared(shape: tuple[int, int]) -> np.ndarray:
    """Squared distances of all pairs of cells."""
    rows, columns = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
    return (rows[:, None] - rows) ** 2 + (columns[:, None] - columns) ** 2


def brute_mean(field: np.ndarray, valid: np.ndarray, kernel: Kernel) -> np.ndarray:
    weights = kernel.weight(squared(field.shape).astype(float))[:, valid.ravel()]
    with np.errstate(invalid="ignore"):
        means = weights @ field[valid].astype(float) / weights.sum(axis=1)
    return np.where(valid, means.reshape(field.shape), np.nan)


def sums(field: np.ndarray, kernel: Kernel) -> np.ndarray:
    found = np.empty(field.shape, dtype=np.float32)
    summed(
        field.shape,
        kernel,
        lambda band, out: np.copyto(out, field[band]),
        lambda band, own: np.copyto(found[band], own),
    )
    return found


def a_field(shape: tuple[int, int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    field = rng.normal(23, 2, shape).astype(np.float32)
    valid = rng.random(shape) < rng.choice([0.3, 0.9, 1.0])
    field[~valid] = np.nan
    return field, valid


@settings(deadline=None)
@given(hnp.arrays(np.bool_, shapes), st.integers(0, 30))
def test_a_disc_counts_the_cells_within_its_radius(flags: np.ndarray, radius: int) -> None:
    near = squared(flags.shape) <= radius * radius
    expected = (near @ flags.ravel().astype(int)).reshape(flags.shape)
    assert np.array_equal(disc_count(flags, radius), expected)


@settings(deadline=None)
@given(hnp.arrays(np.bool_, shapes), st.integers(0, 9), st.data())
def test_a_disc_counts_the_same_by_window(
    flags: np.ndarray, radius: int, data: st.DataObject
) -> None:
    row, column = (data.draw(st.integers(0, side - 1)) for side in flags.shape)
    window = Window(row, column, flags.shape[0] - row, data.draw(st.integers(1, 9)))
    window = window.within(flags.shape)
    expected = disc_count(flags, radius)[window.slices]
    assert np.array_equal(disc_count(flags, radius, window), expected)


def test_a_disc_on_flags_that_are_nearly_all_set_is_counted_exactly() -> None:
    flags = np.ones((200, 60), dtype=bool)
    flags[3, 20] = False
    near = squared(flags.shape) <= 16
    expected = (near @ flags.ravel().astype(int)).reshape(flags.shape)
    assert np.array_equal(disc_count(flags, 4), expected)
    core = Window(10, 10, 180, 40)
    assert np.array_equal(disc_count(flags, 4, core), expected[core.slices])


def test_a_disc_of_more_cells_than_sixteen_bits_hold_is_counted_exactly() -> None:
    radius = 160
    assert (
        disc_count(np.ones((330, 330), dtype=bool), radius)[165, 165]
        == (2 * half_widths(radius) + 1).sum()
    )
    assert (2 * half_widths(radius) + 1).sum() > 1 << 16


@settings(deadline=None)
@given(shapes, seeds, kernels)
def test_a_mean_is_weighted_by_distance_over_valid_cells(
    shape: tuple[int, int], seed: int, kernel: Kernel
) -> None:
    field, valid = a_field(shape, seed)
    means = DecayMean(kernel, valid).mean(field)
    np.testing.assert_allclose(means, brute_mean(field, valid, kernel), atol=1e-4, rtol=0)


@settings(deadline=None)
@given(seeds, st.integers(1, 3))
def test_a_mean_of_a_core_equals_that_of_the_whole(seed: int, distance: int) -> None:
    field, valid = a_field((40, 30), seed)
    kernel = Kernel.of(distance)
    core = Window(20, 0, 9, 12)
    seen = core.grown(kernel.reach).within(field.shape)
    own = Window.at(core.inside(seen))
    means = DecayMean(kernel, valid[seen.slices], own).mean(field[seen.slices])
    whole = DecayMean(kernel, valid).mean(field)
    np.testing.assert_allclose(means, whole[core.slices], atol=2e-5, rtol=0)


@settings(deadline=None)
@given(seeds, kernels, st.data())
def test_a_change_in_a_window_equals_the_difference_of_two_full_runs(
    seed: int, kernel: Kernel, data: st.DataObject
) -> None:
    field, valid = a_field((40, 30), seed)
    window = Window(data.draw(st.integers(0, 36)), data.draw(st.integers(0, 26)), 4, 3)
    after = field.copy()
    after[window.slices] += np.float32(1.5)
    around = DecayMean(kernel, valid)
    change, seen = around.change(np.nan_to_num(after - field)[window.slices], window)
    expected = around.mean(after) - around.mean(field)
    np.testing.assert_allclose(change, expected[seen.slices], atol=2e-5, rtol=0)
    expected[seen.slices] = 0
    np.testing.assert_allclose(np.nan_to_num(expected), 0, atol=2e-5)


@pytest.mark.parametrize("decay", ["exponential", "gaussian"])
@pytest.mark.parametrize("factor", [2, 3, 4])
def test_a_coarser_grid_keeps_within_its_bound(factor: int, decay: str) -> None:
    field, valid = a_field((150, 130), factor)
    field[:50, :60] = np.nan
    valid &= ~np.isnan(field)
    kernel = Kernel.of(16, decay)  # type: ignore[arg-type]
    nodes = Nodes(factor, field.shape)
    whole, cells = Window.whole(nodes.shape), Window.whole(field.shape)
    shared = nodes.gathered(field, nodes.cells_around(whole), whole, np.float32(23))
    wide = Kernel(kernel.decay, kernel.distance, kernel.reach, factor)
    values, weights = (sums(of, wide) for of in shared)
    means, least = nodes.means((values, weights), whole, field, cells)
    off = np.nanmax(np.abs(means + np.float32(23) - DecayMean(kernel, valid).mean(field)))
    extent = float(np.nanmax(field) - np.nanmin(field))
    assert 0 < off <= bound_of(kernel, factor, extent, least)


@pytest.mark.parametrize("factor", [2, 3])
def test_the_deviation_is_that_of_the_worst_cell(factor: int) -> None:
    """The kernel by nodes is made out by filtering one cell at a time."""
    kernel = Kernel.of(3)
    side = 2 * (kernel.reach + 4 * factor) // factor * factor
    nodes, whole = Nodes(factor, (side, side)), Window.whole((side, side))
    every = Window.whole(nodes.shape)
    wide = Kernel(kernel.decay, kernel.distance, kernel.reach, factor)
    off = np.zeros((factor, factor))
    middle = side // 2 // factor * factor
    for row in range(factor):
        for column in range(factor):
            one = np.zeros((side, side), dtype=np.float32)
            one[middle + row, middle + column] = 1
            shared, _ = nodes.gathered(one, whole, every, np.float32(0))
            spread = sums(shared, wide)
            weights = np.ones(nodes.shape, dtype=np.float32)
            by_nodes, _ = nodes.means((spread, weights), every, one, whole)
            at = np.arange(side)
            far = (at - middle - row)[:, None] ** 2 + (at - middle - column) ** 2
            off[row, column] = np.abs(by_nodes - kernel.weight(far.astype(float))).sum()
    assert deviation(kernel, factor) == pytest.approx(off.max(), rel=1e-4)


def test_the_coarsest_grid_that_holds_the_tolerance_is_chosen() -> None:
    kernel = Kernel.of(64)
    chosen = [factor_for(kernel, 3.0, tolerance) for tolerance in (1.0, 0.02, 0.01, 1e-5)]
    assert chosen == sorted(chosen, reverse=True)
    assert chosen[0] == 4  # no coarser: nodes are to be many to the distance of the decay
    assert chosen[-1] == 1
    for factor, tolerance in zip(chosen[:-1], (1.0, 0.02, 0.01), strict=True):
        assert factor == 1 or bound_of(kernel, factor, 3.0, kernel.mass / 4) <= tolerance


def test_nodes_share_the_same_whatever_the_windows() -> None:
    field, _ = a_field((90, 70), 5)
    nodes = Nodes(3, field.shape)
    whole = Window.whole(nodes.shape)
    at_once = nodes.gathered(field, nodes.cells_around(whole), whole, np.float32(23))
    for window in (Window(0, 0, 11, 26), Window(11, 0, 21, 9), Window(11, 9, 21, 17)):
        seen = nodes.cells_around(window)
        part = nodes.gathered(field[seen.slices], seen, window, np.float32(23))
        for own, all_nodes in zip(part, at_once, strict=True):
            assert np.array_equal(own, all_nodes[window.slices])

"""The compiled kernels and their twins in NumPy give the same bits."""

from datetime import date
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.heat.cooling import model
from contado.heat.cooling.biophysical import Biophysical
from contado.heat.cooling.model import CellStages, GreenAround
from contado.heat.cooling.settings import CoolingSettings
from contado.norms import Rules
from contado.tiles import disc_kernel, discs, mean_kernels, mean_plain

shapes = st.tuples(st.integers(1, 24), st.integers(1, 24))
seeds = st.integers(0, 2**32 - 1)
SETTINGS = CoolingSettings.of(Rules.load(on=date(2026, 11, 21)))
MIDDLE = np.float32(23.4)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.tobytes() == other.tobytes()


@settings(deadline=None)
@given(shapes, seeds)
def test_a_mean_is_worked_out_alike(shape: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    field = rng.normal(23, 2, shape).astype(np.float32)
    valid = rng.random(shape) < rng.choice([0.3, 0.9, 1.0])
    field[~valid] = np.nan
    made = []
    for kernels in (mean_kernels, mean_plain):
        moved, inverse, means = (np.empty(shape, dtype=np.float32) for _ in range(3))
        kernels.shifted(field, valid, MIDDLE, moved)
        kernels.inverted(np.abs(field), valid, inverse)
        kernels.normalised(moved, inverse, MIDDLE, means)
        made.append((moved, inverse, means))
    assert all(same(one, other) for one, other in zip(*made, strict=True))


@settings(deadline=None)
@given(shapes, seeds)
def test_a_transform_is_weighed_alike(shape: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    waves = (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(np.complex64)
    weights = rng.normal(size=(shape[0] // 2 + 1, shape[1])).astype(np.float32)
    compiled, plain = waves.copy(), waves.copy()
    mean_kernels.scaled(compiled, weights)
    mean_plain.scaled(plain, weights)
    assert same(compiled, plain)


@settings(deadline=None)
@given(shapes, seeds, st.integers(0, 20), st.sampled_from([np.uint16, np.uint32]))
def test_a_disc_is_counted_alike(
    shape: tuple[int, int], seed: int, radius: int, kind: type[np.unsignedinteger]
) -> None:
    rng = np.random.default_rng(seed)
    around = (rng.random([side + 2 * radius for side in shape]) < rng.random()).astype(kind)
    widths, inner = discs.half_widths(radius), int((radius * radius // 2) ** 0.5)
    compiled, plain = (np.empty(shape, dtype=np.uint32) for _ in range(2))
    disc_kernel.count_band(around, widths, inner, compiled)
    discs.count_plain(around, widths, inner, plain)
    assert same(compiled, plain)


@settings(deadline=None)
@given(shapes, seeds)
def test_ground_cools_alike(shape: tuple[int, int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    codes = chance.choice(np.uint8([0, 1, 2, 7, 255]), shape)
    park = chance.random(shape).astype(np.float32)
    known = chance.integers(1, 50, shape)
    around = GreenAround(np.minimum(chance.integers(0, 50, shape), known), known, 49, 100.0)
    columns = chance.random((3, 3)).astype(np.float32)
    cover = Biophysical.of(
        range(3), [0, 1, 0], **dict(zip(("shade", "albedo", "kc"), columns, strict=True))
    )
    stages = CellStages(cover, SETTINGS, 255)
    made = []
    for compiled in (True, False):
        with patch.object(model, "compiled_repays", return_value=compiled):
            try:
                capacity, green = stages.capacity(codes)
            except model.UnknownClasses as error:
                made.append((error.cells,))
            else:
                made.append((capacity, green, *stages.mitigation(capacity, park, around)))
    for one, other in zip(*made, strict=True):
        assert one == other if isinstance(one, dict) else same(one, other)

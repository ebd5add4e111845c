"""The compiled land cover against a plain NumPy twin, and the noise against plain integers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.territory.recipes.demo import blocks, cover
from contado.territory.recipes.demo.noise import (
    chance,
    chance_at,
    fractal,
    noise,
    noise_at,
    salt,
)

CODE = {key: code for code, key in cover.LEGEND.items()}
METRES = st.floats(-2e6, 6e6, allow_nan=False)
WHOLE = st.integers(-(2**40), 2**40)
MASK = 2**64 - 1


def plain_chance(i: int, j: int, stream: int) -> float:
    """The hash with Python's own integers."""
    h = (i * 0x9E3779B97F4A7C15 & MASK) ^ (j * 0xC2B2AE3D27D4EB4F & MASK) ^ stream
    h = (h ^ h >> 29) * 0xBF58476D1CE4E5B9 & MASK
    h = (h ^ h >> 32) * 0x94D049BB133111EB & MASK
    return ((h ^ h >> 29) >> 11) / 2**53


@given(WHOLE, WHOLE, st.integers(0, 99))
@settings(deadline=None)
def test_chance_is_the_hash_of_its_integers_compiled_or_not(i: int, j: int, seed: int) -> None:
    stream = salt(seed, "test")
    expected = plain_chance(i, j, int(stream))
    assert chance(i, j, stream)[0] == expected
    assert chance_at(i, j, stream) == expected
    assert 0 <= expected < 1


@given(METRES, METRES, st.floats(1.0, 1e5), st.integers(0, 99))
@settings(deadline=None)
def test_compiled_noise_gives_the_same_bits_as_the_arrays(
    x: float, y: float, scale: float, seed: int
) -> None:
    stream = salt(seed, "test")
    there = noise(np.array([x]), np.array([y]), scale, stream)[0]
    assert noise_at(x, y, scale, stream) == there
    assert 0 <= there <= 1


def test_noise_at_a_corner_of_its_lattice_is_the_chance_of_the_corner() -> None:
    stream = salt(5, "test")
    corner = noise(np.array([300.0]), np.array([-200.0]), 100.0, stream)
    assert corner[0] == plain_chance(3, -2, int(stream))


def test_fractal_noise_stays_between_zero_and_one() -> None:
    x, y = np.meshgrid(np.linspace(0, 9e4, 90), np.linspace(0, 9e4, 90))
    field = fractal(x, y, 4e3, salt(0, "test"), 4)
    assert field.min() >= 0
    assert field.max() <= 1
    assert field.std() > 0.05


@given(METRES, METRES, st.integers(0, 9))
@settings(deadline=None)
def test_the_bend_and_its_inverse_meet(x: float, y: float, seed: int) -> None:
    salts = blocks.streams(seed)
    u, v = blocks.bend_in(x, y, salts)
    back = blocks.bend_out(u, v, salts)
    assert np.hypot(back[0] - x, back[1] - y) < 1e-4


@given(st.floats(-1e5, 1e5), st.integers(0, 9))
@settings(deadline=None)
def test_a_strip_holds_what_lies_in_it(u: float, seed: int) -> None:
    stream = blocks.streams(seed)[2]
    i, start, wide = blocks.strip_of(u, stream)
    assert start <= u < start + wide
    assert (start, start + wide) == pytest.approx(
        (blocks.line_at(i, stream), blocks.line_at(i + 1, stream))
    )
    assert 0.7 < wide < 1.3


@given(st.floats(0, 1), st.integers(1, 9), st.integers(0, 1), WHOLE)
@settings(deadline=None)
def test_a_lot_holds_what_lies_in_it(f: float, count: int, row: int, block: int) -> None:
    stream = blocks.streams(1)[5]
    k, start, end = blocks.lot_of(f, count, row, (block % 9999, 7), stream)
    assert 0 <= k < count
    assert start <= f <= end


def test_the_land_cover_is_what_its_numpy_twin_says() -> None:
    rng = np.random.default_rng(3)
    ground = rng.integers(0, 5, (20, 20), dtype=np.uint8), (1_785, 17_990), blocks.streams(8)
    woods = rng.uniform(0.4, 0.9, (60, 60)), 500_000.0, 5_042_000.0
    over = np.zeros((300, 300), dtype=np.uint8)
    over[:40] = rng.choice([0, 1, 2, 3, 4, 255], (40, 300))
    frame = 501_000.0, 5_041_500.0, 10.0
    got = np.empty_like(over)
    cover.fill(got, over, frame, ground, woods)
    expected = twin(over, frame, ground, woods)
    assert set(np.unique(expected)) == {*cover.LEGEND, cover.NODATA}
    np.testing.assert_array_equal(got, expected)


def twin(over, frame, ground, woods):
    """The classes of a tile, with whole arrays and no compiler."""
    rows, columns = np.indices(over.shape)
    x = frame[0] + (columns + 0.5) * frame[2]
    y = frame[1] - (rows + 0.5) * frame[2]
    wood = twin_between(woods[0], (x - woods[1]) / 100.0, (woods[2] - y) / 100.0)
    kinds, first, salts = ground
    i, inside_u, side_u = twin_strip(x, x, y, salts[0], salts[2])
    j, inside_v, side_v = twin_strip(y, x, y, salts[1], salts[3])
    kind = kinds[j - first[1], i - first[0]]
    country = twin_country(i, j, (inside_u, inside_v), (side_u, side_v), salts)
    country[wood + 0.16 * (noise(x, y, 80.0, salts[5]) - 0.5) > cover.WOOD_FROM] = CODE["woodland"]
    site = np.where(noise(x, y, 60.0, salts[5]) < 0.8, CODE["bare"], CODE["semi_permeable"])
    block = twin_block(kind, (i, j), (inside_u, inside_v), (side_u, side_v), salts)
    out = np.select([kind == blocks.COUNTRY, kind == blocks.BARE], [country, site], block)
    return twin_overlay(out, over, x, y, salts)


def twin_overlay(out, over, x, y, salts):
    path = np.abs(noise(x, y, 150.0, salts[4]) - 0.5) < 0.02
    trees = noise(x, y, 55.0, salts[5]) > 0.6
    park = np.where(trees, CODE["woodland"], CODE["green_urban"])
    park = np.where(path, CODE["semi_permeable"], park)
    said = [over == code for code in (0, 1, 2, 3, 4)]
    drawn = [out, park, CODE["sealed"], CODE["semi_permeable"], CODE["water"]]
    return np.select(said, drawn, cover.NODATA)


def twin_between(field, column, row):
    c = np.clip(column - 0.5, 0.0, field.shape[1] - 1.001)
    r = np.clip(row - 0.5, 0.0, field.shape[0] - 1.001)
    i, j = c.astype(int), r.astype(int)
    low = field[j, i] + (field[j, i + 1] - field[j, i]) * (c - i)
    high = field[j + 1, i] + (field[j + 1, i + 1] - field[j + 1, i]) * (c - i)
    return low + (high - low) * (r - j)


def twin_strip(at, x, y, bend, lines):
    u = (at + 620.0 * (noise(x, y, 2400.0, bend) - 0.5)) / 280.0

    def line(number):
        return number + 0.26 * (chance(number, 0, lines) - 0.5)

    i = np.floor(u).astype(np.int64)
    i = np.where(u < line(i), i - 1, np.where(u >= line(i + 1), i + 1, i))
    return i, (u - line(i)) * 280.0, (line(i + 1) - line(i)) * 280.0


def twin_country(i, j, inside, sides, salts):
    (a, b), lane, hedge = inside, chance(i, j, salts[4]), chance(i, j, salts[5])
    middle = np.maximum(np.abs(a - sides[0] / 2), np.abs(b - sides[1] / 2))
    farm = (lane > 0.4) & (lane < 0.425)
    return np.select(
        [
            ((a < 4.0) & (lane < 0.16)) | ((b < 4.0) & (lane > 0.84)),
            ((a < 9.0) & (hedge < 0.3)) | ((b < 9.0) & (hedge > 0.75)),
            farm & (middle < 18.0),
            farm & (middle < 38.0),
        ],
        [CODE[key] for key in ("sealed", "woodland", "building", "semi_permeable")],
        CODE["agricultural"],
    )


def twin_split(kind, i, j, salts):
    c = chance(i, j, salts[4])
    four = (kind == blocks.DENSE) | ((kind == blocks.LOOSE) & (c < 0.6))
    one = (kind == blocks.INDUSTRIAL) & (c < 0.4)
    nu = np.select([four, one, c < 0.8], [2, 1, 2], 1)
    return nu, np.select([four, one, c < 0.8], [2, 1, 1], 2)


def twin_cut(i, j, turned, salts):
    return 0.5 + 0.24 * (chance(2 * i + turned, j + 7919, salts[4]) - 0.5)


def twin_half(inside, side, count, cut):
    second = (count == 2) & (inside / side >= cut)
    start = np.where(second, cut, 0.0)
    long = np.where(count == 1, 1.0, np.where(second, 1.0 - cut, cut))
    return second.astype(np.int64), inside - start * side, long * side


def twin_block(kind, quarter, inside, sides, salts):
    i, j = quarter
    nu, nv = twin_split(kind, i, j, salts)
    hu, a, along = twin_half(inside[0], sides[0], nu, twin_cut(i, j, 0, salts))
    hv, b, across = twin_half(inside[1], sides[1], nv, twin_cut(i, j, 1, salts))
    street = np.minimum(np.minimum(a, along - a), np.minimum(b, across - b)) < 5.5
    bi, bj = 2 * i + hu, 2 * j + hv
    a, b, along, across = a - 5.5, b - 5.5, along - 11.0, across - 11.0
    turned = np.where(
        along > 1.25 * across,
        False,
        (across > 1.25 * along) | (chance(bi, bj, salts[5]) < 0.5),
    )
    a, b = np.where(turned, b, a), np.where(turned, a, b)
    along, across = np.where(turned, across, along), np.where(turned, along, across)
    return np.where(
        street, CODE["sealed"], twin_lot(kind, (bi, bj), (a, b), (along, across), salts)
    )


def twin_lot(kind, block, at, size, salts):
    bi, bj = block
    front_of = np.select([kind == blocks.DENSE, kind == blocks.LOOSE], [30.0, 34.0], 95.0)
    uneven = 0.75 + 0.6 * chance(bi, bj + 104729, salts[5])
    count = np.maximum((size[0] / (front_of * uneven)).astype(np.int64), 1)
    rows = np.where(kind == blocks.INDUSTRIAL, 1, 2)
    row = np.minimum((at[1] / (size[1] / rows)).astype(np.int64), rows - 1)

    def edge(k):
        inner = (k + 0.4 * (chance(bi * 64 + k, bj * 4 + row, salts[5]) - 0.5)) / count
        return np.where(k <= 0, 0.0, np.where(k >= count, 1.0, inner))

    f = at[0] / size[0]
    k = (f * count).astype(np.int64)
    k = np.where(f < edge(k), k - 1, np.where(f >= edge(k + 1), k + 1, k)).clip(0, count - 1)
    aside = np.minimum(at[0] - edge(k) * size[0], edge(k + 1) * size[0] - at[0])
    front = np.where(row == 0, at[1], size[1] - at[1])
    use = chance(bi * 64 + k, bj * 4 + row, salts[4])
    works = twin_works(use, aside, np.minimum(at[1], size[1] - at[1]))
    town = twin_town(use, front, size[1] / rows)
    suburb = twin_suburb(use, aside, front, size[1] / rows)
    return np.select([kind == blocks.INDUSTRIAL, kind == blocks.DENSE], [works, town], suburb)


def twin_works(use, aside, front):
    keys = ("industrial", "sealed", "semi_permeable")
    hall = (aside > 12.0) & (front > 14.0) & (use < 0.9)
    return np.select([hall, use < 0.72, use < 0.93], [CODE[k] for k in keys], CODE["bare"])


def twin_town(use, front, deep):
    keys = ("green_urban", "building", "sealed", "dense_urban")
    flags = [use > 0.96, front < 0.42 * deep, use < 0.12, use < 0.8]
    return np.select(flags, [CODE[k] for k in keys], CODE["green_urban"])


def twin_suburb(use, aside, front, deep):
    keys = ("green_urban", "semi_permeable", "sealed", "building", "open_urban", "semi_permeable")
    house = (aside > 6.0) & (front > 6.0) & (front < 0.55 * deep)
    flags = [use > 0.93, use > 0.88, use > 0.84, house, use < 0.12, use < 0.32]
    return np.select(flags, [CODE[k] for k in keys], CODE["green_urban"])

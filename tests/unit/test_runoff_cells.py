"""Cells as pairs of land cover and soil group: the compiled passes and their plain twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from contado.drainage.runoff.cells import CodeRows, Event, Ground, PairTable, look_up_plain
from contado.drainage.runoff.curve_numbers import CurveNumbers
from contado.drainage.runoff.equations import runoff_depth
from contado.drainage.runoff.kernel import look_up, pairs
from contado.errors import BadInput

NUMBERS = CurveNumbers((3, -2, 40), np.array([[39.0, 61, 74, 80], [98] * 4, [np.nan] * 4]))
KINDS = st.sampled_from(["uint8", "int16", "int32", "uint16"])


@st.composite
def rasters(draw):
    shape = draw(arrays.array_shapes(min_dims=2, max_dims=2, max_side=9))
    codes = st.sampled_from([3, 40, 41, 7, 100])
    cover = draw(arrays.arrays(draw(KINDS), shape, elements=codes))
    soil = draw(arrays.arrays(draw(KINDS), shape, elements=st.integers(0, 6)))
    return cover, soil, draw(st.sampled_from([None, 41.0, 3.0, float("nan"), 1e12]))


@settings(deadline=None)  # the first example compiles
@given(rasters())
def test_the_compiled_passes_are_their_plain_twins(drawn):
    cover, soil, nodata = drawn
    ground = Ground.of(NUMBERS.codes, nodata, 0.0)
    codes, strange = pairs(cover, soil, ground)
    assert np.array_equal(codes, ground.pairs_plain(cover, soil))
    classes, groups = ground.strangers(cover, soil)
    assert (strange > 0) == bool(classes or groups)
    table = PairTable.of(NUMBERS, Event(60.0, 0.2), 100.0)
    for one, other in zip(look_up(codes, table), look_up_plain(codes, table), strict=True):
        assert np.array_equal(one, other, equal_nan=True)


def test_a_cell_has_the_runoff_of_its_pair():
    cover = np.array([[3, 3, -2, 40, 9]], dtype=np.int16)
    soil = np.array([[1, 4, 2, 1, 1]], dtype=np.uint8)
    ground = Ground.of(NUMBERS.codes, 9.0, 255.0)
    codes, strange = pairs(cover, soil, ground)
    depth, index, volume = look_up(codes, PairTable.of(NUMBERS, Event(60.0, 0.2), 400.0))
    expected = runoff_depth(60.0, np.array([39, 80, 98], dtype=np.float32), 0.2)
    assert np.array_equal(depth[0, :3], expected)
    assert volume[0, 0] == pytest.approx(24.0)  # all of 60 mm on 400 m²
    assert np.isnan(depth[0, 3:]).all()  # water does not count; nodata
    assert np.isnan(index[0, 3:]).all()
    assert strange == 0


def test_codes_without_a_row_are_named_with_their_cells():
    cover = np.array([[3, 5, 5, 41]], dtype=np.uint8)
    soil = np.array([[9, 1, 9, 9]], dtype=np.uint8)
    ground = Ground.of(NUMBERS.codes, 41.0, None)
    assert ground.strangers(cover, soil) == ({5: 2}, {9: 2})


def test_a_row_for_the_nodata_value_does_not_make_it_data():
    assert CodeRows.of((1, 255), 255.0).of_cells(np.array([1, 255, 7])).tolist() == [0, -1, -2]


def test_codes_too_far_apart_for_a_look_up_are_refused():
    with pytest.raises(BadInput) as refused:
        CodeRows.of((0, 2_000_000_000), None)
    assert refused.value.problems[0].code == "drainage.codes_far_apart"


def test_many_classes_still_fit_in_whole_numbers():
    many = tuple(range(20_000))
    ground = Ground.of(many, None, None)
    codes, _ = pairs(np.array([[19_999]], np.int32), np.array([[4]], np.uint8), ground)
    assert codes[0, 0] == 4 * 19_999 + 3


def test_everything_wrong_with_an_event_is_told_at_once():
    with pytest.raises(BadInput) as refused:
        PairTable.of(NUMBERS, Event(-1.0, 2.0, "IV"), 100.0)
    assert [problem.code for problem in refused.value.problems] == [
        "drainage.rain_outside", "drainage.ratio_outside", "drainage.moisture_unknown"
    ]  # fmt: skip


def test_no_rain_has_no_map():
    with pytest.raises(BadInput) as refused:
        PairTable.of(NUMBERS, Event(0.0, 0.2), 100.0)
    assert [problem.code for problem in refused.value.problems] == ["drainage.no_rain"]

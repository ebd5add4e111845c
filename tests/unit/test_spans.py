"""An interval is written with two bounds that differ, or as about one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contado.norms.sentences import number
from contado.norms.trace import Interval
from contado.pages import between, brackets

EDGES = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
LANGUAGES = st.sampled_from(["it", "en"])
UNITS = st.sampled_from(["1", "degC", "m3", "share", "mm"])
PARTS = {"it": (" e ", "circa "), "en": (" and ", "about ")}


@given(EDGES, st.floats(min_value=1e-9, max_value=10.0), UNITS, LANGUAGES)
def test_no_sentence_names_one_number_as_both_bounds(
    low: float, width: float, unit: str, language: str
) -> None:
    high, (parted, about) = low + width, PARTS[language]
    for text in (
        between(low, high, unit, language),
        number(Interval(low=low, high=high), unit).say(language),
    ):
        first, _, last = text.removeprefix("tra ").removeprefix("between ").partition(parted)
        assert text.startswith(about) or first.split()[0] != last.split()[0]


@pytest.mark.parametrize(
    ("language", "said"), [("it", "circa 20,3 °C"), ("en", "about 20.3 °C")], ids=["it", "en"]
)
def test_bounds_that_are_written_alike_are_about_one_number(language: str, said: str) -> None:
    assert between(20.31, 20.34, "degC", language) == said
    assert number(Interval(low=20.31, high=20.34), "degC").say(language) == said
    assert not brackets(20.31, 20.34, "degC", language)


def test_a_bound_too_small_to_be_written_asks_for_no_decimals() -> None:
    assert between(1e-200, 1.0, "degC") == "tra 0,0 e 1,0 °C"

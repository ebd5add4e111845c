"""Messages write numbers as their language does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contado.errors import Problem
from contado.numerals import readable, written


@pytest.mark.parametrize(
    ("value", "italian", "english"),
    [
        (181_170_000.0, "181.170.000", "181,170,000"),
        (1e10, "10.000.000.000", "10,000,000,000"),
        (100.0, "100", "100"),
        (0.5, "0,5", "0.5"),
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (-3.25, "-3,25", "-3.25"),
        (1e28, f"10{'.000' * 9}", f"10{',000' * 9}"),
        (1e-7, "0,0000001", "0.0000001"),
        (2.0005, "2,001", "2.001"),
    ],
)
def test_a_number_has_no_exponent_and_the_marks_of_its_language(value, italian, english) -> None:
    assert readable(value) == italian
    assert readable(value, "en") == english


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_what_is_read_is_the_number_to_a_thousandth_of_it_or_of_one(value: float) -> None:
    said = readable(value)
    assert "e" not in said
    read = float(said.replace(".", "").replace(",", "."))
    assert read == pytest.approx(value, rel=0.006, abs=0.0005 if abs(value) >= 1 else 0.0)


def test_a_message_writes_its_numbers_in_its_language_and_years_as_they_are() -> None:
    values = {"declared": 12345.5, "area": 10_000}
    problem = Problem("interventions.area_too_large", "lotto", values)
    assert "12.345,5 m²" in problem.say("it").what
    assert "10.000 m²" in problem.say("it").what
    assert "12,345.5 m²" in problem.say("en").what
    year = Problem("interventions.out_of_range", "", {"field": "x", "value": 2024, "bound": ""})
    assert "vale 2024;" in year.say("it").what


def test_trailing_zeros_are_left_out_only_where_asked() -> None:
    assert written(Decimal("1500.00")) == "1.500,00"
    assert written(Decimal("1500.00"), trimmed=True) == "1.500"

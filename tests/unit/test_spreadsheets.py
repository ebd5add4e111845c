"""No text becomes a formula, and no number below zero a text."""

import pytest

from contado.spreadsheets import cell, harmless


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n@x", "-2+3+cmd|' /C calc'!A0",
        "-1 cmd|'/C calc'!A0", "+5,6 °C", "+1.5", "-HYPERLINK(1)", "-1*SUM(A1)",
        "-1 x(SUM(A1))", "-", "-" + "1 " * 100_000 + "=",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_may_reckon_is_quoted(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "-1,5", "-1.234,5", "-1e-05", "-0,3 °C", "-12 %", "-3 person/km2", "Rho", "1=1", "–",
        "-10.6 mm (between -11.3 and -9.4 mm)",
    ],
)  # fmt: skip
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_a_cell_keeps_every_digit_and_is_empty_where_nothing_is_known() -> None:
    assert [cell(value) for value in (0.1, -2, None, float("nan"), "=x")] == [
        "0.1", "-2", "", "", "'=x",
    ]  # fmt: skip


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u3000", "\ufeff", " \n\u00a0"])
@pytest.mark.parametrize("sign", ["=1+1", "＝1+1", "＠SUM(A1)"])
def test_blanks_and_wide_signs_do_not_hide_a_formula(blank: str, sign: str) -> None:
    assert harmless(blank + sign) == f"'{blank}{sign}"

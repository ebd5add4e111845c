"""Cells that a spreadsheet opens as what they are: no text becomes a formula."""

from __future__ import annotations

import math
import re

_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BLANK = " \n\u00a0\u2007\u202f\u3000\ufeff"  # what programs skip before a formula
_BELOW_ZERO = re.compile(
    r"-\d[\d.,\s]*+(?:[eE][+-]?\d+)?(?:[\w°·%‰](?:[^|=+*!\"'&;@(]|(?<=\s)\()*)?"
)
"""A number below zero, with its unit and bounds if it has them: no sum and no function."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a number below zero stays one.

    Examples
    --------
    >>> harmless("=1+1"), harmless(" @x"), harmless("-2+3"), harmless("Piazza")
    ("'=1+1", "' @x", "'-2+3", 'Piazza')
    >>> harmless("-1,5"), harmless("-0,3 °C"), harmless("-1 mm (from -2 to 0 mm)")
    ('-1,5', '-0,3 °C', '-1 mm (from -2 to 0 mm)')
    """
    if not text.lstrip(_BLANK).startswith(_RISKY) or _BELOW_ZERO.fullmatch(text):
        return text
    return f"'{text}"


def cell(value: object) -> str:
    """Return a value as a cell: every digit of a number, nothing for None and NaN.

    Examples
    --------
    >>> cell(0.1), cell(None), cell(float("nan")), cell("=A1")
    ('0.1', '', '', "'=A1")
    """
    plain = value.item() if hasattr(value, "item") else value  # a number of NumPy
    if plain is None or (isinstance(plain, float) and math.isnan(plain)):
        return ""
    return repr(plain) if isinstance(plain, int | float) else harmless(str(plain))

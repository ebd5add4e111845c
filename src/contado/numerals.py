"""Numbers written as a language does: its marks for thousands and decimals, never an exponent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

_ITALIAN = str.maketrans(",.", ".,")
_EXACT = Context(prec=400)  # more figures than any float has before its decimals
_DIGITS = 3  # decimals of a number of one or more; figures that count of a smaller one


def written(number: Decimal, language: str = "it", *, trimmed: bool = False) -> str:
    """Write a number with all its decimals; ``trimmed`` leaves out those that are zero.

    Examples
    --------
    >>> written(Decimal("12345.50")), written(Decimal("12345.50"), "en", trimmed=True)
    ('12.345,50', '12,345.5')
    """
    text = f"{number or abs(number):,f}"
    if trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_ITALIAN) if language == "it" else text


def readable(value: float, language: str = "it") -> str:
    """Write a number that a message names, without more decimals than people read.

    Examples
    --------
    >>> readable(1.8117e8), readable(0.3), readable(4920.12345), readable(0.000012345, "en")
    ('181.170.000', '0,3', '4.920,123', '0.0000123')
    """
    if not isfinite(value):
        return str(value)
    exact = Decimal(repr(float(value)))
    decimals = _DIGITS if abs(value) >= 1 or not value else _DIGITS - 1 - exact.adjusted()
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return written(rounded, language, trimmed=True)


def fixed(value: float, decimals: int, language: str = "it") -> str:
    """Write a number with so many decimals, as the rows of a table have it.

    Examples
    --------
    >>> fixed(28448.7764, 1), fixed(0.84, 3, "en"), fixed(-0.04, 1)
    ('28.448,8', '0.840', '0,0')
    """
    exact = Decimal(repr(float(value)))
    return written(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT), language)

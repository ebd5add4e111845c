"""Numbers on pages: differences that keep the figures that count, intervals in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import floor, isfinite, log10
from typing import Any

from contado.days import day_text
from contado.phrases import Phrases
from contado.terms import Text
from contado.units import RESOLUTION, UNITS, format_number, spanned

_WORDS = Phrases.of("contado.pages")
_FIGURES = 2  # that count in a small difference


def plain(value: float | None, unit: str, language: str = "it", decimals: int | None = None) -> str:
    """Return a number with its unit; nothing where there is none.

    Examples
    --------
    >>> plain(1234.5, "m3"), plain(None, "m3")
    ('1.234,5 m³', '')
    """
    if value is None or not isfinite(value):
        return ""
    return format_number(value, unit, language, decimals=decimals)


def difference(
    value: float | None, unit: str, language: str = "it", *, decimals: int | None = None
) -> str:
    """Return a difference with its sign, and enough decimals for what is small to be seen.

    Examples
    --------
    >>> difference(-0.00234, "degC"), difference(12.34, "mm"), difference(0.0, "mm")
    ('-0,0023 °C', '+12,3 mm', 'nessuna')
    """
    if value is None or not isfinite(value):
        return ""
    if not value:
        return _WORDS("none", language)
    digits = decimals_of(unit, value) if decimals is None else decimals
    text = format_number(value, unit, language, decimals=digits)
    return text if value < 0 else f"+{text}"


def between(
    low: float | None, high: float | None, unit: str, language: str = "it", *,
    decimals: int | None = None,
) -> str:  # fmt: skip
    """Return the interval of a difference in words; nothing where it is one number.

    Where both ends are written alike it is about that number.

    Examples
    --------
    >>> between(-0.0031, -0.0012, "degC"), between(2, 2, "mm"), between(-1.0, 0.0, "m3", "en")
    ('tra -0,0031 e -0,0012 °C', '', 'between -1.0 and 0.0 m³')
    >>> between(1200.4, 1300.2, "m3", decimals=0)
    'tra 1.200 e 1.300 m³'
    >>> between(20.31, 20.34, "degC"), between(20.31, 20.34, "degC", "en")
    ('circa 20,3 °C', 'about 20.3 °C')
    """
    ends = _ends(low, high, unit, language, decimals)
    return spanned(*ends, language, unit=unit) if ends else ""


def _ends(
    low: float | None, high: float | None, unit: str, language: str, decimals: int | None
) -> tuple[str, str] | None:
    """Return both ends of an interval as they are written; None where it is one number."""
    if low is None or high is None or low == high:
        return None
    if decimals is None:
        decimals = max(decimals_of(unit, end) for end in (low, high) if end)
    first, last = (format_number(end, unit, language, decimals=decimals) for end in (low, high))
    return first, last


def brackets(
    low: float | None, high: float | None, unit: str, language: str = "it", *,
    decimals: int | None = None,
) -> str:  # fmt: skip
    """Return an interval in brackets behind the number that it is of.

    Nothing where both ends are written alike: the number tells them already.
    """
    ends = _ends(low, high, unit, language, decimals)
    if ends is None or ends[0] == ends[1]:
        return ""
    return f" ({spanned(*ends, language, unit=unit)})"


def decimals_of(unit: str, value: float) -> int:
    """Return the decimals of a unit, or more where a small value would show as zero.

    Examples
    --------
    >>> decimals_of("degC", 2.5), decimals_of("degC", 0.0123), decimals_of("share", 0.5)
    (1, 3, 0)
    """
    known = UNITS[unit]
    counts = abs(value) >= RESOLUTION  # below it a number is written as zero
    needed = _FIGURES - 1 - floor(log10(abs(value) * known.scale)) if counts else 0
    return max(known.decimals, needed)


def day(iso: str, language: str) -> str:
    """Return a day of a record as the language writes it.

    Examples
    --------
    >>> day("2026-11-21", "it"), day("2026-11-21", "en")
    ('21/11/2026', '21 November 2026')
    """
    return day_text(date.fromisoformat(iso), language)


def both(write: Callable[..., str], *values: Any, **more: Any) -> Text:  # noqa: ANN401 - handed on
    """Return what a function that takes ``language`` writes in either.

    Examples
    --------
    >>> both(plain, 21.5, "degC")
    Text(it='21,5 °C', en='21.5 °C')
    """
    return Text.by_language(lambda language: write(*values, language=language, **more))

"""Units of facts and parameters: how they are written, rounded and compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from contado.numerals import written
from contado.phrases import Phrases
from contado.terms import Text

_WORDS = Phrases.of("contado")
RESOLUTION = 1e-9
"""Values are compared after rounding to this step of their unit."""

_DIGITS = 9  # of RESOLUTION: a binary fraction is taken for the decimal one it stands for


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, the decimals people read and the tolerance of two runs that agree.

    ``scale`` is what a number is multiplied by to be written: a share is written in per cent.
    ``trimmed`` leaves out decimals that are all zero.
    """

    code: str
    label: Text
    decimals: int
    tolerance: float
    scale: int = 1
    trimmed: bool = False


def _unit(code: str, it: str, en: str, decimals: int, tolerance: float = 1e-6) -> Unit:
    return Unit(code, Text(it=it, en=en), decimals, tolerance)


_PERCENT = Text(it="%", en="%")


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        _unit("1", "", "", 2),
        Unit("%", _PERCENT, 1, 1e-6, trimmed=True),
        Unit("share", _PERCENT, 0, 1e-6, scale=100),
        _unit("m", "m", "m", 0),
        _unit("m2", "m²", "m²", 0, 1e-3),
        _unit("ha", "ha", "ha", 2),
        _unit("m3", "m³", "m³", 1, 1e-3),
        _unit("m3/m2", "m³/m²", "m³/m²", 2),
        _unit("mm", "mm", "mm", 1),
        _unit("degC", "°C", "°C", 1),
        _unit("person", "abitanti", "residents", 0, 1e-3),
        _unit("person/km2", "ab/km²", "residents/km²", 0, 1e-3),
        _unit("l/s/ha", "l/(s·ha)", "l/(s·ha)", 1),
        _unit("h", "h", "h", 2),
        _unit("min", "min", "min", 0),
        _unit("l/s", "l/s", "l/s", 2),
        _unit("mm/h", "mm/h", "mm/h", 1),
        Unit("m/s", Text(it="m/s", en="m/s"), 8, 1e-6, trimmed=True),
        _unit("EUR/m2", "€/m²", "€/m²", 2),
        _unit("EUR/m3", "€/m³", "€/m³", 2),
        _unit("EUR", "€", "€", 2, 5e-3),
        _unit("m3/ha", "m³/ha", "m³/ha", 1),
        _unit("mm/h^n", "mm/hⁿ", "mm/hⁿ", 2),
        _unit("1/h", "1/h", "1/h", 2),
        Unit("year", Text(it="anni", en="years"), 2, 1e-6, trimmed=True),
    )
}
"""The units the plan may use, by code."""


def shown(value: float, unit: str, decimals: int | None = None) -> Decimal:
    """Return a number as people read it: in the unit's scale, rounded half up.

    Examples
    --------
    >>> shown(0.35, "degC"), shown(0.665, "share"), shown(1.25, "degC", 1)
    (Decimal('0.4'), Decimal('67'), Decimal('1.3'))
    """
    known = UNITS[unit]
    step = Decimal(1).scaleb(-(known.decimals if decimals is None else decimals))
    exact = Decimal(repr(round(float(value), _DIGITS))) * known.scale
    return exact.quantize(step, ROUND_HALF_UP)


def format_number(
    value: float, unit: str, language: str = "it", *, decimals: int | None = None
) -> str:
    """Write a number with its unit as the language does.

    Parameters
    ----------
    value
        Number in ``unit``.
    unit
        Code of a unit in `UNITS`.
    language
        ``it`` (dot for thousands, comma for decimals) or ``en``.
    decimals
        Digits after the sign; the unit's own by default.

    Examples
    --------
    >>> format_number(12345.678, "m2")
    '12.346 m²'
    >>> format_number(0.3, "1", "en"), format_number(30.0, "%"), format_number(0.66, "share")
    ('0.30', '30 %', '66 %')
    """
    known = UNITS[unit]
    text = written(shown(value, unit, decimals), language, trimmed=known.trimmed)
    label = known.label.say(language)
    return f"{text} {label}" if label else text


def spanned(low: str, high: str, language: str = "it", *, unit: str = "1") -> str:
    """Return bounds that are written, in words; about one number where they are written alike.

    Parameters
    ----------
    low, high
        The bounds, as `format_number` writes them.
    unit
        Code of a unit that is written behind the higher bound alone.

    Examples
    --------
    >>> spanned("0,3 °C", "0,4 °C", unit="degC"), spanned("0.30", "0.30", "en")
    ('tra 0,3 e 0,4 °C', 'about 0.30')
    """
    if low == high:
        return _WORDS("numbers.about", language, value=low)
    label = UNITS[unit].label.say(language)
    bare = low.removesuffix(f" {label}") if label else low
    return _WORDS("numbers.between", language, low=bare, high=high)

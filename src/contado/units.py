"""Units of facts and parameters: how they are written, rounded and compared."""

from __future__ import annotations

from dataclasses import dataclass

from contado.terms import Text

RESOLUTION = 1e-9
"""Values are compared after rounding to this step of their unit."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, the decimals people read and the tolerance of two runs that agree."""

    code: str
    label: Text
    decimals: int
    tolerance: float


def _unit(code: str, it: str, en: str, decimals: int, tolerance: float = 1e-6) -> Unit:
    return Unit(code, Text(it=it, en=en), decimals, tolerance)


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        _unit("1", "", "", 2),
        _unit("%", "%", "%", 1),
        _unit("m", "m", "m", 0),
        _unit("m2", "m²", "m²", 0, 1e-3),
        _unit("ha", "ha", "ha", 2),
        _unit("m3", "m³", "m³", 1, 1e-3),
        _unit("m3/m2", "m³/m²", "m³/m²", 2),
        _unit("mm", "mm", "mm", 1),
        _unit("degC", "°C", "°C", 1),
        _unit("person", "abitanti", "residents", 0, 1e-3),
        _unit("person/km2", "ab/km²", "residents/km²", 0, 1e-3),
        _unit("l/s/ha", "l/s·ha", "l/s·ha", 1),
        _unit("EUR/m2", "€/m²", "€/m²", 2),
        _unit("year", "anni", "years", 0),
    )
}
"""The units the plan may use, by code."""


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
    >>> format_number(0.3, "1", "en")
    '0.30'
    """
    known = UNITS[unit]
    text = f"{value:,.{known.decimals if decimals is None else decimals}f}"
    if language == "it":
        text = text.translate(str.maketrans(",.", ".,"))
    label = known.label.say(language)
    return f"{text} {label}" if label else text

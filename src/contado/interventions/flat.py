"""Declarations in one row of a table: flat columns become the properties of GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from contado.cells import NumberMarks
from contado.interventions.model import REALISATION_ITEMS

SHORT = 10
"""Characters that a Shapefile keeps of a column's name."""

_PLAIN = ("id", "name", "comune", "filed_on", "cadastral")
_SURFACES = {
    f"{state}_{surface}": (state, surface)
    for state in ("before", "after")
    for surface in ("sealed", "semi_permeable", "permeable")
}
_AMOUNTS = ("share", "area", "runoff_reduction", "cooling")
_MEASURE = ("measure", *_AMOUNTS, "overlapping")
COLUMNS = (*_PLAIN, *_SURFACES, *REALISATION_ITEMS, *_MEASURE)
"""Columns of a row that declares an intervention with at most one measure."""

_NESTED = ("measures", "surfaces", "realisation")

NUMBERS = frozenset((*_AMOUNTS, *_SURFACES))
"""Columns of numbers."""

_CUT = {name[:SHORT]: name for name in COLUMNS}
_YES = frozenset({"1", "true", "t", "yes", "y", "si", "sì", "s"})
_NO = frozenset({"0", "false", "f", "no", "n"})

Row = Mapping[str, object]


def full_name(column: str) -> str:
    """Return the full name of a column: small letters, and whole where it was cut to ten.

    Examples
    --------
    >>> full_name("MAINTENANC"), full_name("before_sea"), full_name("note")
    ('maintenance_plan', 'before_sealed', 'note')
    """
    small = column.strip().lower()
    return _CUT.get(small, small)


def properties_of(row: Row) -> dict[str, object]:
    """Return the properties that a row of full-named columns declares.

    Text in a column of numbers is read as a number, with a comma or a dot for decimals; what is
    not one stays text, and is refused later with its place.
    """
    given = {name: value for name, value in unfolded(row).items() if value is not None}
    plain = {name: value for name, value in given.items() if name not in COLUMNS or name in _PLAIN}
    surfaces: dict[str, dict[str, object]] = {}
    for name, (state, surface) in _SURFACES.items():
        if name in given:
            surfaces.setdefault(state, {})[surface] = _number(given[name])
    realisation = {item: given[item] for item in REALISATION_ITEMS if item in given}
    measures = [measure_of(given)] if any(name in given for name in _MEASURE) else []
    parts = {"surfaces": surfaces, "realisation": realisation, "measures": measures}
    return plain | {name: _both(plain.get(name), part) for name, part in parts.items() if part}


def _both(nested: object, flat: object) -> object:
    """Return what a nested property and flat columns declare together, the columns last."""
    if isinstance(nested, list) and isinstance(flat, list):
        return [*nested, *flat]
    if isinstance(nested, dict) and isinstance(flat, dict):
        return nested | flat
    return flat if nested is None else nested


def unfolded(properties: Row) -> dict[str, object]:
    """Return properties whose lists and objects are no longer text.

    GDAL writes what is nested as JSON text where a table has no room for it.

    Examples
    --------
    >>> unfolded({"id": "[1]", "measures": '[{"measure": "NBS01"}]', "surfaces": "none"})
    {'id': '[1]', 'measures': [{'measure': 'NBS01'}], 'surfaces': 'none'}
    """
    return {
        name: _parsed(value) if name in _NESTED and isinstance(value, str) else value
        for name, value in properties.items()
    }


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def measure_of(row: Row) -> dict[str, object]:
    """Return the measure that a row of full-named columns declares."""
    measure = {name: row[name] for name in _MEASURE if row.get(name) is not None}
    numbers = {name: _number(measure[name]) for name in _AMOUNTS if name in measure}
    truth = {"overlapping": _truth(measure["overlapping"])} if "overlapping" in measure else {}
    return measure | numbers | truth


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value
    return numbered(value, NumberMarks.of([value]))


def numbered(text: str, marks: NumberMarks) -> object:
    """Return the number that a text is, or the text, which is refused later with its place."""
    number = None if marks.decimal is None else marks.number(text)
    return text if number is None else number


def _truth(value: object) -> object:
    word = str(value).strip().lower().removesuffix(".0")
    if word in _YES:
        return True
    return False if word in _NO else value


def rows_of(columns: Iterable[str], values: Iterable[np.ndarray]) -> list[dict[str, object]]:
    """Return the rows of a table read by columns, with full names and plain Python values."""
    names = [full_name(column) for column in columns]
    plain = [[_plain(value) for value in column] for column in values]
    texts = [
        value
        for name, column in zip(names, plain, strict=True) if name in NUMBERS
        for value in column if isinstance(value, str)
    ]  # fmt: skip
    marks = NumberMarks.of(texts)
    for name, column in zip(names, plain, strict=True):
        if name in NUMBERS and texts:
            column[:] = [numbered(one, marks) if isinstance(one, str) else one for one in column]
    return [dict(zip(names, row, strict=True)) for row in zip(*plain, strict=True)]


def _plain(value: object) -> object:
    """Return a cell as Python has it; None where it is empty, a whole number without decimals."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else _day(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        if np.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value


def _day(value: np.datetime64) -> date | str:
    day = value.astype("datetime64[D]").item()
    return day if isinstance(day, date) else str(value)

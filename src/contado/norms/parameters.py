"""Parameters of the plan: dated values with unit, reference and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from contado.faults import Unfit, fault
from contado.norms.dated import Dated, Number, PlanRecord, Range
from contado.norms.trace import Confidence, Reference
from contado.terms import Text

Plain = float | str | tuple[float, ...] | tuple[str, ...] | Range | None
"""What a parameter or a row of it can be: a number, a name, a list of either, bounds, or nothing
(what the row names does not count)."""

_NUMBER: TypeAdapter[float] = TypeAdapter(Number)
_NUMBERS: TypeAdapter[tuple[float, ...]] = TypeAdapter(tuple[Number, ...])
_ROW_KEYS = {"value", "confidence", "reference", "note"}


class Category(PlanRecord):
    """The names that a label, a class or the axis of a table may take, in order.

    Classes are in the order of the value that is classified, lowest first.
    """

    label: Text
    names: dict[str, Text] = Field(min_length=1)


class ParameterValue(Dated):
    """A value of a parameter for a time."""

    value: JsonValue


class Parameter(PlanRecord):
    """A value of the plan, as it was and is.

    Parameters
    ----------
    unit
        Unit of its numbers; left out where it holds names.
    names
        The category its names belong to; left out where it holds numbers.
    by
        For a table: the axes, each with the category whose names are its rows.
    weights
        Whether its rows are weights, which add up to 1.
    """

    label: Text
    unit: str | None = None
    names: str | None = None
    by: dict[str, str] = Field(default_factory=dict)
    weights: bool = False
    values: tuple[ParameterValue, ...] = Field(min_length=1)


class TableRow(PlanRecord):
    """A row of a table that says something of its own beside the value."""

    value: JsonValue
    confidence: Confidence | None = None
    reference: Reference | None = None
    note: Text | None = None


def plain(value: JsonValue, *, is_number: bool) -> Plain:
    """Return the typed value of a parameter without axes, or of one row.

    Raises
    ------
    ValueError
        The value is not of the kind that the parameter's unit or names promise.

    Examples
    --------
    >>> plain([0.15, 0.3], is_number=True)
    (0.15, 0.3)
    >>> plain({"low": 1, "high": 2}, is_number=True).midpoint
    1.5
    """
    if value is None:
        return None
    if not is_number:
        return _names(value)
    try:
        if isinstance(value, Mapping):
            return Range.model_validate(value)
        if isinstance(value, list):
            return _NUMBERS.validate_python(tuple(value), strict=True)
        return _NUMBER.validate_python(value, strict=True)
    except ValidationError as error:
        raise Unfit(fault(error.errors()[0])) from None


def _names(value: JsonValue) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(str(v) for v in value)
    raise Unfit.of("name_expected")


def rows(value: JsonValue, axes: int) -> Iterator[tuple[tuple[str, ...], TableRow]]:
    """Yield the rows of a table: the names on its axes, and the row.

    Examples
    --------
    >>> [(k, r.value) for k, r in rows({"a": {"x": 1}, "b": {"x": {"value": 2}}}, 2)]
    [(('a', 'x'), 1), (('b', 'x'), 2)]
    """
    if axes == 0:
        try:
            yield (), _row(value)
        except ValidationError as error:
            raise Unfit(fault(error.errors()[0])) from None
        return
    if not isinstance(value, Mapping):
        raise Unfit.of("table_expected")
    for name, below in value.items():
        for key, row in rows(below, axes - 1):
            yield (name, *key), row


def _row(value: JsonValue) -> TableRow:
    if isinstance(value, Mapping) and "value" in value and set(value) <= _ROW_KEYS:
        return TableRow.model_validate(value)
    return TableRow(value=value)


def expected_rows(parameter: Parameter, categories: Mapping[str, Category]) -> set[tuple[str, ...]]:
    """Return the rows that a table must have to answer every combination."""
    return set(product(*(categories[c].names for c in parameter.by.values())))


def readable(value: JsonValue, parameter: Parameter) -> JsonValue:
    """Return a value as people and programs read it: fractions as numbers, rows by their names.

    The names of a row of several axes are joined by a middle dot.
    """
    is_number = parameter.unit is not None
    if not parameter.by:
        return _plain_json(plain(value, is_number=is_number))
    read: dict[str, JsonValue] = {}
    for key, row in rows(value, len(parameter.by)):
        read[" · ".join(key)] = _plain_json(plain(row.value, is_number=is_number))
    return read


def _plain_json(value: Plain) -> JsonValue:
    if isinstance(value, Range):
        return {"low": value.low, "high": value.high}
    return list(value) if isinstance(value, tuple) else value

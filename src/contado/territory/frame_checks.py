"""What is wrong with the rows of a vector layer or of a table, all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import Problem
from contado.phrases import Phrases
from contado.territory.partition import check_overlaps
from contado.territory.roles import Role, RoleColumn

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

Flags = npt.NDArray[np.bool_]

_SHOWN = 10
_WORDS = Phrases.of("contado.territory")
_FAMILY = {0: "point", 4: "point", 1: "line", 5: "line", 3: "polygon", 6: "polygon"}


def row_numbers(flags: Flags) -> dict[str, object]:
    """Return the numbers of the flagged rows, from 1, as a message names them.

    Examples
    --------
    >>> row_numbers(np.array([True, False, True]))
    {'rows': '1, 3', 'count': 2}
    """
    numbers = np.flatnonzero(flags) + 1
    text = ", ".join(map(str, numbers[:_SHOWN].tolist()))
    return {"rows": text if len(numbers) <= _SHOWN else f"{text}, …", "count": len(numbers)}


def check_frame(frame: pd.DataFrame, role: Role, where: str) -> list[Problem]:
    """Return every problem of ``frame`` as a layer of ``role``.

    Parameters
    ----------
    frame
        Rows in the territory's CRS.
    role
        What they must be.
    where
        File or layer, for the messages; rows are numbered from 1.
    """
    if frame.empty:
        return [Problem("territory.empty", where)]
    problems = [p for name in role.columns for p in _check_column(frame, name, role, where)]
    problems += _check_extras(frame, role, where) + _check_key(frame, role, where)
    if role.geometry:
        drawn = check_geometry(frame, role, where)
        problems += drawn
        if role.divides and not drawn:
            problems += check_overlaps(frame.geometry.to_numpy(), where)
    return problems


def _check_column(frame: pd.DataFrame, name: str, role: Role, where: str) -> list[Problem]:
    spec = role.columns[name]
    if name not in frame.columns:
        about = {"column": name, "meaning": spec.meaning}
        return [Problem("territory.column_missing", where, about)] if spec.required else []
    values = frame[name]
    empty = _is_empty(values, spec)
    wrong = ~empty & ~_of_type(values, spec.type)
    problems = _flagged(
        "territory.wrong_type", where, name, wrong, type=_WORDS[f"types.{spec.type}"]
    )
    if spec.required:
        problems += _flagged("territory.value_missing", where, name, empty)
    return problems + _check_values(values, spec, ~empty & ~wrong, f"{where}: {name}")


def _is_empty(values: pd.Series[Any], spec: RoleColumn) -> Flags:
    """Tell which rows have no value; in a text column that may be empty, blank text is none."""
    empty = values.isna().to_numpy(dtype=bool)
    if spec.required or spec.type != "text":
        return empty
    return empty | np.array([isinstance(v, str) and not v.strip() for v in values], dtype=np.bool_)


def _check_extras(frame: pd.DataFrame, role: Role, where: str) -> list[Problem]:
    """Columns that the role does not know are kept, if they can be stored."""
    problems = []
    for name in frame.columns.difference([*role.columns, "geometry"]):
        if name == "bbox":
            problems.append(Problem("territory.column_reserved", where, {"column": name}))
        elif frame[name].dtype == object:
            wrong = frame[name].notna().to_numpy(dtype=bool) & ~_of_type(frame[name], "text")
            problems += _flagged(
                "territory.wrong_type", where, name, wrong, type=_WORDS["types.text"]
            )
    return problems


def _flagged(code: str, where: str, name: str, flags: Flags, **values: object) -> list[Problem]:
    if not flags.any():
        return []
    return [Problem(code, f"{where}: {name}", {"column": name, **values, **row_numbers(flags)})]


def _of_type(values: pd.Series[Any], kind: str) -> Flags:
    from pandas.api import types

    if kind == "text" and not isinstance(values.dtype, np.dtype):
        return np.full(len(values), types.is_string_dtype(values.dtype))
    if kind == "date" and types.is_datetime64_any_dtype(values.dtype):
        return np.ones(len(values), dtype=bool)
    if kind in {"number", "integer"} and types.is_numeric_dtype(values.dtype):
        if types.is_bool_dtype(values.dtype):
            return np.zeros(len(values), dtype=np.bool_)
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        finite: Flags = np.isfinite(numbers)
        return finite & (numbers % 1 == 0) if kind == "integer" else finite
    return np.array([_is_one(value, kind) for value in values], dtype=np.bool_)


def _is_one(value: object, kind: str) -> bool:
    from datetime import date

    if kind in {"number", "integer"}:
        plain = isinstance(value, (int, float, np.integer, np.floating))
        return plain and not isinstance(value, bool) and _finite(value, kind == "integer")
    expected: dict[str, tuple[type, ...]]
    expected = {"text": (str,), "boolean": (bool, np.bool_), "date": (date,)}
    return isinstance(value, expected[kind])


def _finite(value: object, whole: bool) -> bool:
    number = float(value)  # type: ignore[arg-type]
    return bool(np.isfinite(number)) and (not whole or number.is_integer())


def _check_values(
    values: pd.Series[Any], spec: RoleColumn, good: Flags, where: str
) -> list[Problem]:
    column = where.rsplit(": ", 1)[-1]
    if spec.min is not None or spec.max is not None:
        numbers = np.full(len(values), np.nan)
        numbers[good] = values[good].to_numpy(dtype=np.float64)
        outside = good & ((numbers < _or(spec.min, -np.inf)) | (numbers > _or(spec.max, np.inf)))
        if outside.any():
            about = {"column": column, "bounds": spec.bounds, **row_numbers(outside)}
            return [Problem("territory.out_of_range", where, about)]
    if spec.allowed or spec.pattern:
        odd = good & ~_matching(values, spec)
        if odd.any():
            allowed = ", ".join(spec.allowed) or spec.meaning
            about = {"column": column, "allowed": allowed, **row_numbers(odd)}
            return [Problem("territory.not_allowed", where, about)]
    return []


def _or(bound: float | None, default: float) -> float:
    return default if bound is None else bound


def _matching(values: pd.Series[Any], spec: RoleColumn) -> Flags:
    if spec.allowed:
        return values.isin(spec.allowed).to_numpy(dtype=bool)
    pattern = re.compile(spec.pattern or "")
    return np.array([pattern.fullmatch(str(value)) is not None for value in values], dtype=bool)


def _check_key(frame: pd.DataFrame, role: Role, where: str) -> list[Problem]:
    key = list(role.key)
    if not key or not set(key) <= set(frame.columns):
        return []
    present = frame[key].notna().all(axis=1).to_numpy(dtype=bool)
    repeated = frame.duplicated(key, keep=False).to_numpy(dtype=bool) & present
    if not repeated.any():
        return []
    values = {"columns": ", ".join(key), **row_numbers(repeated)}
    return [Problem("territory.key_repeated", where, values)]


def check_geometry(frame: GeoDataFrame, role: Role, where: str) -> list[Problem]:
    """Return the problems of the geometries: null, empty, of another kind, invalid."""
    import shapely

    shapes = frame.geometry.to_numpy()
    null = shapely.is_missing(shapes)
    empty = ~null & shapely.is_empty(shapes)
    families = np.array([_FAMILY.get(int(kind), "") for kind in shapely.get_type_id(shapes)])
    other = ~null & ~empty & ~np.isin(families, role.geometry)
    invalid = ~null & ~empty & ~shapely.is_valid(shapes)
    faults: tuple[tuple[str, Flags, dict[str, object]], ...] = (
        ("territory.geometry_missing", null, {}),
        ("territory.geometry_empty", empty, {}),
        ("territory.geometry_kind", other, {"allowed": ", ".join(role.geometry)}),
        ("territory.geometry_invalid", invalid, {"reason": _why(shapes[invalid])}),
    )
    return [
        Problem(code, where, {**row_numbers(flags), **values})
        for code, flags, values in faults
        if flags.any()
    ]


def _why(shapes: npt.NDArray[np.object_]) -> str:
    import shapely

    return str(shapely.is_valid_reason(shapes[0])) if len(shapes) else ""

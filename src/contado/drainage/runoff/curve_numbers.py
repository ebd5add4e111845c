"""Curve numbers by land cover and hydrologic soil group: from a table of one's own, or the plan's.

A table of one's own has a row a land-cover code and a column a group, ``lucode,CN_A..CN_D``, as
InVEST reads it. The plan has the rows of TR-55 and says between which of them each land-cover
class lies (``runoff.curve_numbers``, ``runoff.covers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff.equations import HIGHEST, curve_number_for
from contado.errors import BadInput, Problem
from contado.territory import read_plain_table
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import Rules

GROUPS = ("A", "B", "C", "D")
"""Hydrologic soil groups, in the order of the codes 1 to 4 of a soil raster."""

TABLE = "runoff.curve_numbers"
COVERS = "runoff.covers"
ABSTRACTION = "runoff.lambda"
MOISTURE = "runoff.moisture"
RAIN = "runoff.design_rain"

_CODE = "lucode"
_COLUMNS = tuple(f"cn_{group.lower()}" for group in GROUPS)


@dataclass(frozen=True, slots=True)
class CurveNumbers:
    """CN II of land covers, a row each, on the four soil groups.

    Parameters
    ----------
    codes
        Codes of the land-cover raster, ``K`` of them, no two the same.
    values
        Shape ``(K, 4)``, 0 to 100; NaN where the cover does not count (water).
    """

    codes: tuple[int, ...]
    values: Floats

    def in_moisture(self, moisture: str) -> CurveNumbers:
        """Return the curve numbers in a state of antecedent moisture: ``I``, ``II`` or ``III``.

        Raises
        ------
        BadInput
            ``drainage.moisture_unknown``.
        """
        return CurveNumbers(self.codes, moved(self.values, moisture))


def moved(values: Floats, moisture: str) -> Floats:
    """Return curve numbers in a state of antecedent moisture; NaN stays NaN.

    Examples
    --------
    >>> moved(np.array([80.0, np.nan]), "III").round(1)
    array([90.2,  nan])
    """
    counted = ~np.isnan(values)
    shifted = curve_number_for(moisture, np.where(counted, values, 0.0))
    return np.where(counted, shifted, np.nan).astype(np.float64)


def read_curve_numbers(path: Path) -> CurveNumbers:
    """Read a CSV with the columns ``lucode``, ``CN_A``, ``CN_B``, ``CN_C``, ``CN_D``.

    Raises
    ------
    BadInput
        Everything wrong with the table, each with its line; see
        `contado.territory.plain_tables`.
    """
    table = read_plain_table(path, [_CODE, *_COLUMNS])
    codes = table.codes(_CODE)
    columns = [table.numbers(column, 0, HIGHEST) for column in _COLUMNS]
    table.refuse_if_any()
    return CurveNumbers(tuple(codes.tolist()), np.stack(columns, axis=1))


@dataclass(frozen=True, slots=True)
class ClassCurves:
    """Bounds of the CN II of land-cover classes, as the plan has them.

    Parameters
    ----------
    low, high
        Shape ``(K, 4)``; NaN where the class does not count or the plan does not know it.
    known
        Shape ``(K,)``: whether the plan knows the class.
    """

    low: Floats
    high: Floats
    known: npt.NDArray[np.bool_]

    @property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Whether each class has curve numbers; water has none."""
        return np.asarray(np.isfinite(self.low).all(axis=1))

    @property
    def over_groups(self) -> ClassCurves:
        """The bounds where the soil group is not known: over all four."""
        low = np.repeat(self.low.min(axis=1, keepdims=True), len(GROUPS), axis=1)
        high = np.repeat(self.high.max(axis=1, keepdims=True), len(GROUPS), axis=1)
        return ClassCurves(low, high, self.known)


def class_curves(rules: Rules, names: Sequence[str], moisture: str | None = None) -> ClassCurves:
    """Return the bounds of the curve numbers of land-cover classes.

    Parameters
    ----------
    names
        Land-cover classes.
    moisture
        State of antecedent moisture; by default the plan's.

    Raises
    ------
    BadInput
        ``drainage.moisture_unknown``, and ``norms.wrong_kind`` where a row of the plan has curve
        numbers on some groups only or out of range.
    """
    rows = _rows_of_plan(rules)
    covers = rules.rows(COVERS)
    nothing = np.full(len(GROUPS), np.nan)
    low, high = np.empty((len(names), len(GROUPS))), np.empty((len(names), len(GROUPS)))
    for k, name in enumerate(names):
        among = covers.get((name,), ())
        curves = [rows[str(row)] for row in (among if isinstance(among, tuple) else (among,))]
        stack = np.stack(curves) if curves else nothing[None, :]
        low[k], high[k] = stack.min(axis=0), stack.max(axis=0)
    state = rules.name(MOISTURE) if moisture is None else moisture
    known = np.array([(name,) in covers for name in names], dtype=bool)
    return ClassCurves(moved(low, state), moved(high, state), known)


def _rows_of_plan(rules: Rules) -> dict[str, Floats]:
    """Return the curve numbers of each row of the plan's table, in the order of `GROUPS`."""
    cells = rules.rows(TABLE)
    by_class: dict[str, Floats] = {}
    for name in dict.fromkeys(key[0] for key in cells):
        row = [cells[name, group] for group in GROUPS]
        numbers = [float(n) for n in row if isinstance(n, float) and 0 <= n <= HIGHEST]
        if len(numbers) not in {0, len(GROUPS)} or (
            not numbers and any(n is not None for n in row)
        ):
            raise BadInput(Problem("norms.wrong_kind", TABLE, {"parameter": TABLE}))
        by_class[name] = np.array(numbers or [np.nan] * len(GROUPS))
    return by_class

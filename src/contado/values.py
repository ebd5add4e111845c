"""Columns of values that flow from facts to norms: known, known within bounds, or missing.

A *number* is an interval ``[low, high]``; an exact number has ``low == high``. A *label* is one of
a few names. Either can be missing, and then it says why: a missing value is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int16]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a value is missing.

    Parameters
    ----------
    code
        ``no_layer``, ``outside_layer``, ``low_coverage``, ``not_declared``, ``unanswered``,
        ``not_applicable``, ``no_parameter``, ``no_place``, ``no_column``, ``no_feature``,
        ``no_provider``, ``several_classes``, ``not_stated``.
    subject
        The datum that would be needed: a layer role, a declared field, a parameter.
    """

    code: str
    subject: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of ``n`` places, each an interval or missing.

    Parameters
    ----------
    low, high
        Shape ``(n,)``, in the fact's unit; NaN where missing. The same array where all are exact.
    missing
        Shape ``(n,)``: 0 where present, ``k`` where ``reasons[k - 1]`` says why not.
    reasons
        The reasons that ``missing`` points to.

    Examples
    --------
    >>> Numbers.exact([1.0, 2.0]).high
    array([1., 2.])
    """

    low: Floats
    high: Floats
    missing: Codes
    reasons: tuple[Missing, ...] = ()

    @classmethod
    def exact(cls, values: npt.ArrayLike) -> Numbers:
        """Return present, exact numbers."""
        array = np.asarray(values, dtype=np.float64)
        return cls(array, array, np.zeros(array.shape, dtype=np.int16))

    @classmethod
    def absent(cls, size: int, reason: Missing) -> Numbers:
        """Return ``size`` numbers that are all missing for one reason."""
        nothing = np.full(size, np.nan)
        return cls(nothing, nothing, np.ones(size, dtype=np.int16), (reason,))

    def __len__(self) -> int:
        return len(self.low)

    def why(self, row: int) -> Missing | None:
        """Return why the value of ``row`` is missing, or None where it is present."""
        code = int(self.missing[row])
        return self.reasons[code - 1] if code else None

    def take(self, rows: Rows | slice) -> Numbers:
        """Return the chosen rows."""
        low = self.low[rows]
        high = low if self.high is self.low else self.high[rows]
        return Numbers(low, high, self.missing[rows], self.reasons)


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of ``n`` places, each one of ``names`` or missing.

    Parameters
    ----------
    codes
        Shape ``(n,)``: index into ``names``, -1 where missing.
    names
        The names that ``codes`` points to.
    missing, reasons
        As in `Numbers`.

    Examples
    --------
    >>> Labels.of(["yes", "no", "yes"]).codes
    array([0, 1, 0], dtype=int16)
    """

    codes: Codes
    names: tuple[str, ...]
    missing: Codes
    reasons: tuple[Missing, ...] = ()

    @classmethod
    def of(cls, values: Sequence[str | None], absent: Missing | None = None) -> Labels:
        """Return labels from names; None is missing for the reason ``absent``."""
        names = tuple(dict.fromkeys(value for value in values if value is not None))
        index = {name: code for code, name in enumerate(names)}
        codes = np.array([-1 if v is None else index[v] for v in values], dtype=np.int16)
        reasons = () if absent is None else (absent,)
        if not reasons and (codes < 0).any():
            raise ValueError("a missing label needs a reason")
        return cls(codes, names, (codes < 0).astype(np.int16), reasons)

    @classmethod
    def absent(cls, size: int, reason: Missing) -> Labels:
        """Return ``size`` labels that are all missing for one reason."""
        return cls(np.full(size, -1, dtype=np.int16), (), np.ones(size, dtype=np.int16), (reason,))

    def __len__(self) -> int:
        return len(self.codes)

    def why(self, row: int) -> Missing | None:
        """Return why the label of ``row`` is missing, or None where it is present."""
        code = int(self.missing[row])
        return self.reasons[code - 1] if code else None

    def name(self, row: int) -> str | None:
        """Return the name of ``row``, or None where it is missing."""
        code = int(self.codes[row])
        return None if code < 0 else self.names[code]

    def take(self, rows: Rows | slice) -> Labels:
        """Return the chosen rows."""
        return Labels(self.codes[rows], self.names, self.missing[rows], self.reasons)


Column = Numbers | Labels


@dataclass(frozen=True, slots=True)
class Table:
    """The facts of ``size`` places, and of what stands under them.

    Parameters
    ----------
    size
        Number of places.
    columns
        One column a fact. The fact in the state after the works is named ``fact@after``.
    children
        Tables of places under these, by kind (``measure`` under ``intervention``).
    """

    size: int
    columns: Mapping[str, Column]
    children: Mapping[str, Children] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Children:
    """Places under other places: ``parent[i]`` is the row of the place above row ``i``.

    ``parent`` is sorted ascending.
    """

    parent: Rows
    table: Table

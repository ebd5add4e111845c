"""The table of units that a run of the cooling model gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from contado.values import Floats


@dataclass(frozen=True)
class UnitTable:
    """Units in the order of the input: its attributes, what was measured, why something was not.

    Parameters
    ----------
    attributes
        Values of each attribute of the input.
    columns
        Numbers; NaN where nothing is known.
    reasons
        Codes of why there are no numbers, None where there are.

    Examples
    --------
    >>> UnitTable({"code": ["a"]}, {"avg_cc": np.array([np.nan])}).rows()
    [{'code': 'a', 'avg_cc': None}]
    """

    attributes: dict[str, list[Any]]
    columns: dict[str, Floats]
    reasons: dict[str, list[str | None]] = field(default_factory=dict)

    def lists(self) -> dict[str, Iterable[Any]]:
        """Return every column, in the order that people read."""
        return {**self.attributes, **self.columns, **self.reasons}

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as plain values; None where nothing is known."""
        lists = {
            **self.attributes,
            **{name: _plain(of) for name, of in self.columns.items()},
            **self.reasons,
        }
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]

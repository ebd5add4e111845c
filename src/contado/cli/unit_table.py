"""The table of units that a terminal shows: a few rows, numbers as the language writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contado.cli import language
from contado.cli.common import words

if TYPE_CHECKING:
    from rich.table import Table

_ROWS = 20
_NAMED = 2  # attributes that tell a unit
_DECIMALS = 2


def unit_table(
    rows: Sequence[Mapping[str, Any]], measured: Sequence[str], decimals: Mapping[str, int]
) -> Table:
    """Return the first rows of ``units.csv`` as people read them.

    Parameters
    ----------
    rows
        Values by column; None where nothing is known.
    measured
        The columns that were measured; of the others, the first two tell the unit.
    decimals
        Digits after the sign, by the first words of a column's name.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    more = len(rows) - _ROWS
    left = words(f"altre {more} unità in units.csv", f"{more} more units in units.csv")
    table = Table(box=SIMPLE_HEAD, caption=left if more > 0 else None)
    named = [name for name in (rows[0] if rows else {}) if name not in measured][:_NAMED]
    for name in named:
        table.add_column(_text(name))
    digits = [_digits(name, decimals) for name in measured]
    for name in measured:
        table.add_column(name, justify="right")
    for row in rows[:_ROWS]:
        found = (_measured(row[name], n) for name, n in zip(measured, digits, strict=True))
        table.add_row(*(_text(row[name]) for name in named), *found)
    return table


def _digits(name: str, decimals: Mapping[str, int]) -> int:
    return next((n for start, n in decimals.items() if name.startswith(start)), _DECIMALS)


def _measured(value: float | str | None, decimals: int) -> Any:  # noqa: ANN401 - as in `_text`
    from contado.numerals import fixed

    if isinstance(value, str) or value is None:
        return _text(value)
    return fixed(value, decimals, language())


def _text(value: object) -> Any:  # noqa: ANN401 - rich's own text
    """Return a stranger's text as text: no colour in brackets, no signs that drive a terminal."""
    from rich.text import Text

    from contado.archives import printable

    return Text("–" if value is None else printable(str(value)))

"""Tables as people exchange them between programs: CSV read without trust, and safe to open."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from contado.cells import WITH_POINTS, NumberMarks, TableFault, decoded, looks_numeric, rows_of_text
from contado.errors import BadInput, Problem
from contado.files import written
from contado.phrases import Phrases
from contado.spreadsheets import cell
from contado.territory.reading import kind_of

_WORDS = Phrases.of("contado.territory")

MAX_BYTES = 8 << 20
"""Bytes of a table: enough for a hundred thousand rows."""

_LONGEST_SHOWN = 40
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table as read: every cell a text.

    Parameters
    ----------
    name
        The file's name, for messages.
    lines
        Line of the file of each row.
    columns
        Texts of each column, by heading in small letters.
    marks
        How its numbers are written.
    problems
        What is found wrong while columns are read as numbers; `refuse_if_any` raises them all.
    """

    name: str
    lines: tuple[int, ...]
    columns: dict[str, tuple[str, ...]]
    marks: NumberMarks = WITH_POINTS
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, column: str) -> bool:
        """Tell whether the table has a column."""
        return column in self.columns

    def numbers(
        self, column: str, low: float = -math.inf, high: float = math.inf
    ) -> npt.NDArray[np.float64]:
        """Return a column as numbers; note those that are none, or lie outside ``[low, high]``.

        Parameters
        ----------
        column
            Heading, in small letters.
        low, high
            Least and greatest good value.

        Returns
        -------
        array
            One number a row; NaN where a problem was noted.
        """
        values = np.full(len(self), np.nan)
        if self._leaves_open(column):
            return values
        for row, text in enumerate(self.columns[column]):
            value = self.marks.number(text)
            if value is None:
                self._note("plain_tables.not_number", row, column, text)
            elif not low <= value <= high:
                self._note("plain_tables.outside", row, column, text, low=low, high=high)
            else:
                values[row] = value
        return values

    def _leaves_open(self, column: str) -> bool:
        """Note that the numbers of the file read two ways, where those of a column do."""
        problem = left_open(self.marks, column, self.columns[column], self.name)
        if problem and not any(one.code == problem.code for one in self.problems):
            self.problems.append(problem)
        return problem is not None

    def codes(self, column: str) -> npt.NDArray[np.int64]:
        """Return a column of whole numbers, no two the same; note what is otherwise."""
        numbers = self.numbers(column, -(2**53), 2**53)
        seen: dict[int, int] = {}
        for row, number in enumerate(numbers.tolist()):
            text = self.columns[column][row]
            if math.isnan(number):
                continue
            if not number.is_integer():
                self._note("plain_tables.not_whole", row, column, text)
            elif (first := seen.setdefault(int(number), row)) != row:
                self._note("plain_tables.twice", row, column, text, first=self.lines[first])
        return np.nan_to_num(numbers).astype(np.int64)

    def refuse_if_any(self) -> None:
        """Raise `BadInput` with everything noted, if there is something."""
        if self.problems:
            raise BadInput(self.problems[:_MOST_PROBLEMS])

    def _note(self, code: str, row: int, column: str, text: str, **more: object) -> None:
        values = {"column": column, "value": text[:_LONGEST_SHOWN]} | more
        self.problems.append(Problem(code, f"{self.name}:{self.lines[row]}", values))


def left_open(marks: NumberMarks, column: str, texts: Iterable[str], where: str) -> Problem | None:
    """Return that the numbers of a file read two ways, where those of a column do."""
    if marks.decimal is not None or NumberMarks.of(texts).decimal == ".":
        return None
    if marks.contrary:
        first, second = (text[:_LONGEST_SHOWN] for text in marks.contrary)
        values = {"column": column, "first": first, "second": second}
        return Problem("plain_tables.two_writings", where, values)
    values = {"column": column, "value": marks.doubtful[:_LONGEST_SHOWN]}
    return Problem("plain_tables.ambiguous", where, values)


def read_plain_table(path: Path, required: Iterable[str]) -> PlainTable:
    """Read a CSV with the columns that are needed; see `contado.cells`.

    Headings are read without regard to capitals; columns not asked for are left alone. How its
    numbers are written is told by all of them.

    Parameters
    ----------
    path
        The file.
    required
        Headings it must have, in small letters.

    Raises
    ------
    BadInput
        ``plain_tables.too_large``, ``plain_tables.unreadable``, ``plain_tables.no_rows``,
        ``plain_tables.ragged``, ``plain_tables.heading_twice``, ``plain_tables.no_column``, and
        those of `contado.territory.reading.kind_of`.
    """
    rows = _rows(path)
    if len(rows) < 2:  # noqa: PLR2004 - a heading and a row
        raise BadInput(Problem("plain_tables.no_rows", path.name))
    headings = [text.strip().casefold() for text in rows[0][1]]
    problems = [*_of_headings(headings, required, path.name), *_ragged(rows, path.name)]
    if problems:
        raise BadInput(problems[:_MOST_PROBLEMS])
    lines, cells = zip(*rows[1:], strict=True)
    columns = dict(zip(headings, zip(*cells, strict=True), strict=True))
    texts = (text for cells in columns.values() if looks_numeric(cells) for text in cells)
    return PlainTable(path.name, lines, columns, NumberMarks.of(texts))


def _of_headings(headings: Sequence[str], required: Iterable[str], where: str) -> list[Problem]:
    listed = ", ".join(dict.fromkeys(headings))[:200]
    lacking = [
        Problem("plain_tables.no_column", where, {"column": name, "found": listed})
        for name in required
        if name not in headings
    ]
    twice = sorted({name for name in headings if name and headings.count(name) > 1})
    return lacking + [Problem("plain_tables.heading_twice", where, {"column": n}) for n in twice]


def _ragged(rows: Sequence[tuple[int, list[str]]], where: str) -> list[Problem]:
    width = len(rows[0][1])
    return [
        Problem("plain_tables.ragged", f"{where}:{line}", {"found": len(cells), "width": width})
        for line, cells in rows
        if len(cells) != width
    ]


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with its line."""
    if kind_of(path) != "text":
        raise BadInput(Problem("territory.format_unknown", path.name))
    if path.stat().st_size > MAX_BYTES:
        values = {"limit": MAX_BYTES >> 20}
        raise BadInput(Problem("plain_tables.too_large", path.name, values))
    try:
        text, _ = decoded(path.read_bytes())
        return rows_of_text(text)
    except UnicodeDecodeError as error:
        fault: object = str(error)[:200]
    except TableFault as error:
        fault = _WORDS[f"table_{error}"]
    raise BadInput(Problem("plain_tables.unreadable", path.name, {"fault": fault}))


def write_plain_table(path: Path, columns: Mapping[str, Iterable[object]]) -> None:
    r"""Write a CSV (comma, UTF-8) that no spreadsheet takes for formulas.

    Parameters
    ----------
    path
        The file; whole or absent.
    columns
        Cells of each column, by heading, all as long. A number keeps every digit it needs to be
        read again as it is; None and NaN are empty cells.

    Raises
    ------
    BadInput
        ``files.write_failed``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "t.csv"
    ...     write_plain_table(file, {"name": ["=1+1", "b"], "t": [-0.5, float("nan")]})
    ...     file.read_text()
    "name,t\n'=1+1,-0.5\nb,\n"
    """
    with written(path) as draft, draft.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(map(cell, columns))
        for row in zip(*columns.values(), strict=True):
            writer.writerow(map(cell, row))

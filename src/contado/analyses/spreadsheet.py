"""Tables as a workbook: a sheet each, numbers as numbers, no text taken for a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.files import written

if TYPE_CHECKING:
    from contado.analyses.tables import TableRows

_WIDEST, _SHEET_NAME = 60, 31
_MOST_ROWS = 200_000  # nobody reads more in a sheet, and writing them takes minutes
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(path: Path, tables: Sequence[TableRows], day: str, language: str = "it") -> None:
    """Write a workbook with a sheet a table, headed as people read it.

    A table of very many rows has no sheet: its CSV has them all. Without xlsxwriter, which comes
    with the extra ``report``, nothing is written.

    Parameters
    ----------
    day
        Day that the file carries, ``YYYY-MM-DD``.
    """
    try:
        import xlsxwriter
    except ImportError:
        return
    with (
        written(path) as draft,
        _as_of_files(xlsxwriter),
        xlsxwriter.Workbook(draft, _OPTIONS) as book,
    ):
        book.set_properties({"created": datetime.fromisoformat(day).replace(tzinfo=UTC)})
        for rows in tables:
            if len(rows.frame) > _MOST_ROWS:
                continue
            _fill(book, rows, language)


@contextmanager
def _as_of_files(xlsxwriter: Any) -> Iterator[None]:  # noqa: ANN401 - it has no types
    """Raise what a disk refuses as other files do."""
    try:
        yield
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(None, str(error)) from error


def _fill(book: Any, rows: TableRows, language: str) -> None:  # noqa: ANN401 - xlsxwriter has no types
    page = book.add_worksheet(rows.name[:_SHEET_NAME])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for at, field in enumerate(rows.fields):
        title, values = field.title.say(language), rows.values(field, language)
        page.write_string(0, at, title, bold)
        longest = max([len(title) // 2, *(len(str(value)) for value in values[:500])])
        page.set_column(at, at, min(_WIDEST, longest + 2))
        for row, value in enumerate(values, 1):
            if isinstance(value, int | float):
                page.write_number(row, at, value)
            elif value is not None:
                page.write_string(row, at, str(value))
    page.freeze_panes(1, 1)

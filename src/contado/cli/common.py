"""What the commands share: words, days, folders, tables, and answers for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from contado.cli.shell import language

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

    from contado.errors import Problem
    from contado.pages import PageTable
    from contado.territory import Territory

AsJson = Annotated[bool, typer.Option("--json", help="Risposta per programmi.")]
PlanProfile = Annotated[
    str, typer.Option("--profile", help="«contado» o la cartella di un profilo.")
]
ReportDay = Annotated[str | None, typer.Option("--date", help="Data della relazione, AAAA-MM-GG.")]

_WIDEST = 10_000
_BETWEEN_COLUMNS = 3  # characters
_NO_BREAK = "\N{NO-BREAK SPACE}"


def phrase(key: str, **values: object) -> str:
    """Return a phrase of the commands in the language of messages."""
    from contado.phrases import Phrases

    return Phrases.of("contado.cli")(key, language(), **values)


def place(text: str) -> Path:
    """Return the path that an option names; nothing written is not the folder one stands in.

    Raises
    ------
    BadInput
        ``cli.no_path``.
    """
    from contado.errors import BadInput, Problem

    if not text.strip():
        raise BadInput(Problem("cli.no_path"))
    return Path(text)


def open_territory(
    path: Path, snapshot: str | None = None, *, incomplete: bool = False
) -> Territory:
    """Open a territory; see `contado.territory.Territory.open`."""
    from contado.territory import Territory

    return Territory.open(path, snapshot, incomplete=incomplete)


def say(problems: Iterable[Problem]) -> None:
    """Tell problems or notices on the error stream, a line each."""
    for problem in problems:
        typer.echo(problem.line(language()), err=True)


def print_json(content: object) -> None:
    """Print an answer for programs: strict JSON, without NaN."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))


def display(*pages: RenderableType, whole: bool = False) -> None:
    """Print tables and texts; what is written in brackets is text, never colour.

    Parameters
    ----------
    whole
        Whether a row stays on its line where the output is no terminal, however long.
    """
    from rich.console import Console

    console = Console(highlight=False)
    for page in pages:
        if whole and not console.is_terminal:
            console.width = max(console.width, _natural_width(console, page))
        console.print(page, markup=False) if isinstance(page, str) else console.print(page)


def terminal_table(table: PageTable, *, rows: int = 1000) -> Table:
    """Return the table of a page for a terminal: as many columns as there is room for.

    No number is ever cut: columns that do not fit are left to the page, the last ones first.
    """
    import sys

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    widths = [_narrowest(table, at, rows) for at in range(len(table.headings))]
    if sys.stdout.isatty():
        widths = list(_fitting(widths, Console().width))
    shown = Table(box=SIMPLE_HEAD, title=table.caption, title_justify="left")
    for heading, width in zip(table.headings, widths, strict=False):
        justify: Literal["left", "right"] = "right" if heading.number else "left"
        shown.add_column(_own(heading.label), justify=justify, min_width=width)
    numbers = [heading.number for heading in table.headings[: len(widths)]]
    for row in table.rows[:rows]:
        cells = zip(row, numbers, strict=False)
        shown.add_row(*(_own(cell, _NO_BREAK if number else " ") for cell, number in cells))
    left = len(table.rows) - rows
    if left > 0:
        shown.caption = phrase("answers.left", count=left)
    return shown


def _own(text: str, blank: str = " ") -> Text:
    """Return a stranger's text as text: no colour in brackets, no signs that drive a terminal."""
    from rich.text import Text

    from contado.archives import printable

    return Text(printable(text, _WIDEST).replace(" ", blank))


def _narrowest(table: PageTable, at: int, rows: int) -> int:
    """Return the width below which a number or a word of a column would be cut."""
    heading = table.headings[at]
    cells = [row[at] for row in table.rows[:rows]]
    parts = cells if heading.number else [word for cell in cells for word in cell.split()]
    return max(map(len, [*heading.label.split(), *parts]), default=0)


def _fitting(widths: Sequence[int], room: int) -> Iterator[int]:
    """Yield the widths of the first columns that there is room for, at least two."""
    used = _BETWEEN_COLUMNS
    for at, width in enumerate(widths):
        used += width + _BETWEEN_COLUMNS
        if used > room and at > 1:
            return
        yield width


def _natural_width(console: Console, page: RenderableType) -> int:
    from rich.measure import Measurement

    return Measurement.get(console, console.options.update(max_width=_WIDEST), page).maximum

"""Tables of a page: with a caption and headings that are read aloud, and as a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from contado.phrases import Phrases
from contado.spreadsheets import harmless

if TYPE_CHECKING:
    from pathlib import Path

_WORDS = Phrases.of("contado.pages")
_SAYS_NOTHING = "–"
_ONE_LINE = 26  # characters of a cell that is not broken


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column, and whether numbers stand under it."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class PageTable:
    """Texts in rows and columns; the first of each row says what the row is about.

    An empty text is shown as a dash.

    Examples
    --------
    >>> headings = Heading("Comune"), Heading("m³", number=True)
    >>> table = PageTable("Volumi", headings, [("Rho", "-1,5")])
    >>> table.html()[:63]
    '<div class=wide tabindex=0 role=region aria-label="Volumi"><tab'
    >>> "−1,5" in table.html()
    True
    """

    caption: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[str]]

    def folded(self, first: int, language: str = "it") -> str:
        """Return the first rows as HTML, and the others under a line that opens them.

        Examples
        --------
        >>> rows = [("Rho",), ("Pero",), ("Arese",)]
        >>> "Altre righe: 2" in PageTable("Comuni", (Heading("Comune"),), rows).folded(1)
        True
        """
        if len(self.rows) <= first:
            return self.html()
        more = _WORDS("more", language, count=len(self.rows) - first)
        shown, hidden = (
            replace(self, rows=part) for part in (self.rows[:first], self.rows[first:])
        )
        rest = replace(hidden, caption=f"{self.caption}: {more[0].lower()}{more[1:]}")
        return f"{shown.html()}<details><summary>{more}</summary>{rest.html()}</details>"

    def html(self) -> str:
        """Return the table as HTML; on a phone each row is a card."""
        head = "".join(
            f"<th scope=col{_kind(each)}>{escape(each.label)}</th>" for each in self.headings
        )
        body = "".join(self._row(row) for row in self.rows)
        caption = escape(self.caption)
        return (
            f'<div class=wide tabindex=0 role=region aria-label="{caption}"><table>'
            f"<caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )

    def _row(self, row: Sequence[str]) -> str:
        first, *others = row
        cells = "".join(
            f'<td{_kind(each, text)} data-h="{escape(each.label)}">{_cell(text, each)}</td>'
            for each, text in zip(self.headings[1:], others, strict=True)
        )
        kind = _kind(self.headings[0], first)
        return f"<tr><th scope=row{kind}>{escape(first)}</th>{cells}</tr>"

    def write(self, path: Path, language: str = "it") -> None:
        """Write the table as a spreadsheet of the reader's country opens it by itself.

        Semicolons in Italian, where the comma stands before decimals; a mark at the beginning
        tells Excel that the text is UTF-8.
        """
        comma = ";" if language == "it" else ","
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=comma, lineterminator="\r\n")
            writer.writerow([harmless(heading.label) for heading in self.headings])
            for row in self.rows:
                writer.writerow(map(harmless, row))


def _kind(heading: Heading, text: str = "") -> str:
    """Return the class of a cell: numbers stay on one line, unless they are many words."""
    if not heading.number:
        return ""
    return " class=n" if len(text) <= _ONE_LINE else ' class="n long"'


def _cell(text: str, heading: Heading) -> str:
    if not text:
        return _SAYS_NOTHING
    return escape(text.replace("-", "−") if heading.number else text)

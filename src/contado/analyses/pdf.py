"""The page of a result as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contado import __version__, pages
from contado.analyses.maps import figures
from contado.analyses.page import charts, head
from contado.analyses.record import record
from contado.analyses.tables import TableRows
from contado.pages.typeset import typeset
from contado.phrases import Phrases

if TYPE_CHECKING:
    from contado.analyses.result import Result

TEMPLATE = "analyses/result.typ"
MOST_ROWS = 200
"""Rows of a table that a PDF prints; all of them are in the files beside it."""

_WORDS = Phrases.of("contado.analyses")
_KEYS = ("page_of", "beware", "reading")


def pdf(result: Result, language: str = "it") -> bytes:
    """Return the PDF of a result: archivable and accessible, the same result the same bytes.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where typst is not installed.
    """
    return typeset(TEMPLATE, content(result, language))


def content(result: Result, language: str) -> dict[str, Any]:
    """Return what the template sets, every text in the language."""
    front, what, own = head(result, language), result.made.analysis, record(result)
    tables = [
        page for name in result.tables for page in TableRows.of(result, name).on_page(language)
    ]
    drawn = [*figures(result, language), *charts(result, language)]
    tables += pages.trailer_tables(own, language)
    days = [layer["date"] for layer in own["layers"]]
    reading = what.reading.say(language) if what.reading else ""
    return {
        "title": front.title,
        "kicker": front.kicker,
        "heading": what.label.say(language),
        "footer": f"contado {__version__} · {what.label.say(language)}",
        "lang": language,
        "date": [int(part) for part in max(days).split("-")] if days else None,
        "disclaimer": front.disclaimer or "",
        "answer": front.answer,
        "about": front.about,
        "notices": front.notices,
        "figures": [_figure(each) for each in drawn],
        "tables": [_table(each, language) for each in tables if each.rows],
        "reading": reading,
        "w": {key: _WORDS[f"page.{key}"].say(language) for key in _KEYS},
    }  # fmt: skip


def _figure(figure: pages.Figure) -> dict[str, Any]:
    return {
        "title": figure.title,
        "svg": figure.drawing,
        "data": figure.data,
        "keys": [{"colour": c, "label": label, "hatched": h} for c, label, h in figure.keys],
    }


def _table(table: pages.PageTable, language: str) -> dict[str, Any]:
    left = len(table.rows) - MOST_ROWS
    return {
        "caption": table.caption,
        "head": [heading.label for heading in table.headings],
        "numbers": [heading.number for heading in table.headings],
        "rows": [list(row) for row in table.rows[:MOST_ROWS]],
        "left": _WORDS("page.left", language, count=left) if left > 0 else "",
    }

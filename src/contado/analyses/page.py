"""The page of a result: the answer first, maps and charts with tables, and whose data they are."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from contado import pages
from contado.analyses.maps import figures
from contado.analyses.record import notice_text, record
from contado.analyses.tables import TableRows
from contado.numerals import readable
from contado.pages import chart
from contado.phrases import Phrases, filled

if TYPE_CHECKING:
    from contado.analyses.result import Result

_WORDS = Phrases.of("contado.analyses")


def page(result: Result, language: str = "it") -> str:
    """Return the page of a result as HTML that asks nothing of anybody."""
    return pages.document(head(result, language), body(result, language), language)


def head(result: Result, language: str) -> pages.Head:
    """Return what is seen first: the answer, what it rests on, what to beware of."""
    what, own = result.made.analysis, record(result)
    land = own["territory"]
    title = filled(what.title, ground=land["name"] if land else "", **result.title)
    marks = pages.beware(own["layers"], language)
    notices = (notice_text(notice).say(language) for notice in result.notices)
    return pages.Head(
        kicker=what.kicker.say(language),
        title=title.say(language).strip(" ,"),
        answer=tuple(text.say(language) for text in result.answer),
        disclaimer=own["disclaimer"] and own["disclaimer"][language],
        about=tuple(_about(result, language)),
        notices=(*marks, *notices),
    )


def _about(result: Result, language: str) -> Iterator[tuple[str, str]]:
    own = record(result)
    for label, value in result.about:
        yield label.say(language), value.say(language)
    if land := own["territory"]:
        yield _WORDS("page.ground", language), land["name"]
        yield _WORDS("page.snapshot", language), land["snapshot"][:8]
    if plan := own["plan"]:
        day = pages.day(plan["on"], language) if plan["on"] else _WORDS("page.last", language)
        yield _WORDS("page.plan", language), f"{plan['profile']} · {day}"


def body(result: Result, language: str = "it") -> Iterator[str]:
    """Yield the sections of a page, which a frame of the site can hold too."""
    if maps := "".join(each.html() for each in figures(result, language)):
        yield pages.section(_WORDS("page.maps", language), f"<div class=maps>{maps}</div>")
    if drawn := "".join(each.html() for each in charts(result, language)):
        yield pages.section(_WORDS("page.charts", language), drawn)
    if tables := "".join(_tables(result, language)):
        yield pages.section(_WORDS("page.places", language), tables)
    if reading := result.made.analysis.reading:
        text = f"<p>{escape(reading.say(language))}</p>"
        yield pages.section(_WORDS("page.reading", language), text)
    yield pages.trailer(record(result), language)


def _tables(result: Result, language: str) -> Iterator[str]:
    for name, frame in result.tables.items():
        rows = TableRows.of(result, name)
        yield from (each.folded(rows.table.open, language) for each in rows.on_page(language))
        if note := result.notes.get(name):
            yield f"<p>{escape(note.say(language))}</p>"
        if (left := len(frame) - rows.table.most) > 0:
            text = _WORDS("page.left", language, count=readable(left, language))
            yield f"<p>{escape(text)}</p>"


def charts(result: Result, language: str) -> Iterator[pages.Figure]:
    """Yield every chart of a result."""
    for name, lines in result.charts.items():
        spec = result.made.analysis.charts[name]
        title = spec.label.say(language)
        drawing = chart(
            lines,
            kind=spec.kind, log=spec.log, title=title, x=spec.x.say(language),
            y=spec.y.say(language), language=language,
            about=" ".join(text.say(language) for text in result.answer),
        )  # fmt: skip
        yield pages.Figure(title, drawing)

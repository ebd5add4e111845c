"""The skeleton of a page: who speaks first, what was asked, the answer, then the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from contado.pages.style import style
from contado.terms import Text

_HYPHEN = re.compile(r"(?<!\w)-(?=\d)")
_SKIP = Text(it="Vai al contenuto", en="Skip to the content")
_BEWARE = Text(it="Da sapere", en="To beware of")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of a page, in the reader's language.

    Parameters
    ----------
    kicker
        The capability: *WARM · raffrescamento*.
    title
        What it is about; the only heading of the first level.
    answer
        The answer in a sentence or two: the first thing seen.
    disclaimer
        That the plan is not signed; None where it is.
    about
        What the answer rests on: label and value.
    notices
        What to beware of: simulated data, what cannot be told.
    """

    kicker: str
    title: str
    answer: tuple[str, ...] = ()
    disclaimer: str | None = None
    about: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()


def document(head: Head, body: Iterable[str], language: str = "it") -> str:
    """Return a whole HTML document that asks nothing of anybody.

    Parameters
    ----------
    body
        Sections, tables and figures, as HTML.

    Examples
    --------
    >>> page = document(Head("WARM", "Notti", ("Calde.",), "Proposti."), [])
    >>> page.index("Proposti.") < page.index("<h1>Notti</h1>") < page.index("Calde.")
    True
    """
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(head.title)}</title><style>{style()}</style></head><body>"
        f'<a class=skip href="#main">{_SKIP.say(language)}</a>'
        f"{_front(head)}<main id=main>{_notices(head, language)}{''.join(body)}</main>"
        "</body></html>\n"
    )


def _front(head: Head) -> str:
    disclaimer = f"<p class=disclaimer>{escape(head.disclaimer)}</p>" if head.disclaimer else ""
    answer = "".join(f"<p class=says>{escape(_minus(text))}</p>" for text in head.answer)
    about = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in head.about
    )
    return (
        f"<header class=front>{disclaimer}<p class=kicker>{escape(head.kicker)}</p>"
        f"<h1>{escape(head.title)}</h1>{answer}"
        f"{f'<dl class=identity>{about}</dl>' if about else ''}</header>"
    )


def _minus(text: str) -> str:
    """Return a text whose negative numbers have the sign of minus, not a hyphen."""
    return _HYPHEN.sub("−", text)


def _notices(head: Head, language: str) -> str:
    if not head.notices:
        return ""
    items = "".join(f"<li>{escape(text)}</li>" for text in head.notices)
    return f"<section class=notices><h2>{_BEWARE.say(language)}</h2><ul>{items}</ul></section>"


def section(title: str, *parts: str) -> str:
    """Return a part of a page under a heading of the second level.

    Examples
    --------
    >>> section("Dati", "<p>x</p>")
    '<section><h2>Dati</h2><p>x</p></section>'
    """
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"


@dataclass(frozen=True, slots=True)
class Figure:
    """A map or a chart: its title, its drawing (SVG), its legend and whose data it shows.

    Parameters
    ----------
    keys
        Colour, label and whether it is hatched, one a class of the legend.
    """

    title: str
    drawing: str
    data: str = ""
    keys: tuple[tuple[str, str, bool], ...] = ()
    legend: str = ""

    def html(self) -> str:
        """Return the figure as HTML."""
        return figure(self.title, self.drawing, self.legend, self.data)


def figure(title: str, drawing: str, legend: str, data: str) -> str:
    """Return a map or a plot under its title, with its legend and whose data it shows."""
    return (
        f"<figure class=map><h3>{escape(title)}</h3>{drawing}{legend}"
        f"<figcaption>{escape(data)}</figcaption></figure>"
    )

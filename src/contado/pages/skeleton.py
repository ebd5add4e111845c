"""The skeleton and the look of a page: who speaks first, the answer, then the rest."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

from contado.pages.foreign import with_languages
from contado.phrases import Phrases

FONTS = resources.files("contado.pages") / "fonts"
"""Titillium Web, with its licence."""

_WEIGHTS = {"FONT_REGULAR": "Regular", "FONT_SEMIBOLD": "SemiBold", "FONT_BOLD": "Bold"}
_HYPHEN = re.compile(r"(?<!\w)-(?=\d)")
_WORDS = Phrases.of("contado.pages")


@cache
def style() -> str:
    """Return the style sheet that every page shares, with the fonts inside.

    Examples
    --------
    >>> "@font-face" in style(), "FONT_" in style()
    (True, False)
    """
    text = (resources.files("contado.pages") / "page.css").read_text(encoding="utf-8")
    for place, weight in _WEIGHTS.items():
        font = (FONTS / f"TitilliumWeb-{weight}.woff2").read_bytes()
        text = text.replace(place, base64.b64encode(font).decode("ascii"))
    return text


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of a page, in the reader's language."""

    kicker: str  # the capability: *WARM · raffrescamento*
    title: str  # the only heading of the first level
    answer: tuple[str, ...] = ()  # in a sentence or two: the first thing seen
    disclaimer: str | None = None  # that the plan is not signed
    about: tuple[tuple[str, str], ...] = ()  # what the answer rests on: label and value
    notices: tuple[str, ...] = ()  # what to beware of


def document(head: Head, body: Iterable[str], language: str = "it") -> str:
    """Return a whole HTML document that asks nothing of anybody; ``body`` are its sections.

    Examples
    --------
    >>> page = document(Head("WARM", "Notti", ("Calde.",), "Proposti."), [])
    >>> page.index("Proposti.") < page.index("<h1>Notti</h1>") < page.index("Calde.")
    True
    """
    return with_languages(
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(head.title)}</title><style>{style()}</style></head><body>"
        f'<a class=skip href="#main">{_WORDS("skip", language)}</a>'
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
    return f"<section class=notices><h2>{_WORDS('beware', language)}</h2><ul>{items}</ul></section>"


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
    """A map or a chart under its title, with its legend and whose data it shows."""

    title: str
    drawing: str  # SVG
    data: str = ""
    keys: tuple[tuple[str, str, bool], ...] = ()  # colour, label, whether hatched: one a class
    legend: str = ""

    def html(self) -> str:
        """Return the figure as HTML."""
        return (
            f"<figure class=map><h3>{escape(self.title)}</h3>{self.drawing}{self.legend}"
            f"<figcaption>{escape(self.data)}</figcaption></figure>"
        )

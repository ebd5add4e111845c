"""Texts that a page has in Italian alone, such as titles of acts, told apart in an English one.

They are marked with two characters of private use, which a page turns into what tells a screen
reader how to say them (`with_languages`; ``look.typ`` for PDF).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_BEGIN, _END = "\ue000", "\ue001"
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")


def italian(text: str, language: str) -> str:
    """Return a text that there is in Italian alone, marked on a page in another language.

    Examples
    --------
    >>> italian("r.r. 7/2017", "it"), len(italian("r.r. 7/2017", "en"))
    ('r.r. 7/2017', 13)
    """
    return text if language == "it" or not text else f"{_BEGIN}{' '.join(text.split())}{_END}"


def with_languages(page: str) -> str:
    """Return a page of HTML whose marked texts name their language.

    Examples
    --------
    >>> with_languages(f"<p>By {italian('legge 5', 'en')}.</p>")
    '<p>By <span lang=it>legge 5</span>.</p>'
    """
    return _MARKED.sub(r"<span lang=it>\1</span>", page)


def changed(text: str, change: Callable[[str], str]) -> str:
    """Return a text whose parts are changed, its marks kept; one without its pair is text.

    Examples
    --------
    >>> unmarked(changed(f"By {italian('legge 5', 'en')}.", str.upper))
    'BY LEGGE 5.'
    """
    parts = [change(part) for part in _MARKED.split(text)]
    marked = (f"{_BEGIN}{part}{_END}" if at % 2 else part for at, part in enumerate(parts))
    return "".join(marked)


def unmarked(text: str) -> str:
    """Return a text without its marks, for where nothing can name a language.

    Examples
    --------
    >>> unmarked(italian("legge 5", "en"))
    'legge 5'
    """
    return text.replace(_BEGIN, "").replace(_END, "")

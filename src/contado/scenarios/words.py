"""The words of the pages of scenarios."""

from __future__ import annotations

from functools import cache

from contado.shipped import page as shipped_page
from contado.terms import Text


@cache
def words() -> dict[str, Text]:
    """Return every text by its key."""
    texts = shipped_page("contado.scenarios", "words.yaml")
    return {key: Text.model_validate(text) for key, text in texts.items()}


def say(key: str, language: str, **values: object) -> str:
    """Return a text with its values.

    Examples
    --------
    >>> say("compared", "it", count=2)
    '2 scenari a confronto'
    """
    return words()[key].say(language).format(**values)


def kind_of_place(kind: str, language: str) -> str:
    """Return what people call a kind of place."""
    return say(kind, language) if kind in words() else kind

"""The words of the report of hydraulic invariance, from ``words.yaml`` beside this file."""

from __future__ import annotations

from functools import cache

from contado.shipped import page
from contado.terms import Text


@cache
def words() -> dict[str, Text]:
    """Return every word of the report, by key."""
    found = page("contado.dossier.invariance", "words.yaml")
    return {key: Text.model_validate(text) for key, text in found.items()}


def said(key: str, language: str, **values: object) -> str:
    """Return a word of the report with its values filled in.

    Examples
    --------
    >>> said("page_of", "it", page=1, pages=4)
    'pagina 1 di 4'
    """
    return words()[key].say(language).format_map(values)

"""The words of a page, kept in YAML beside the room that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contado.terms import Text


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts by key in the reader's language, with values between braces.

    Examples
    --------
    >>> Wording({"left": {"it": "altri {count}", "en": "{count} more"}}, "it")("left", count=3)
    'altri 3'
    """

    texts: Mapping[str, Mapping[str, str]]
    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values."""
        return Text.model_validate(self.texts[key]).say(self.language).format(**values)

"""The look that every page shares: one style sheet, with the fonts inside."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources

FONTS = resources.files("contado.pages") / "fonts"
"""Titillium Web, with its licence."""

_WEIGHTS = {"FONT_REGULAR": "Regular", "FONT_SEMIBOLD": "SemiBold", "FONT_BOLD": "Bold"}


@cache
def style() -> str:
    """Return the style sheet with the fonts inside.

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

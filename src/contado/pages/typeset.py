"""Archivable, accessible PDFs (PDF/A-2a, PDF/UA-1), set by typst from the package's templates."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from contado.libraries import needed
from contado.pages.foreign import changed
from contado.pages.skeleton import FONTS

ACCESSIBLE = "ua-1"
ARCHIVABLE = "a-2a"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|°C|m²|m)(?:\W|$))")


def typeset(template: str, content: dict[str, Any], more: str = "") -> bytes:
    """Return the PDF that a template of the package makes of ``content``.

    ``more`` are characters that the template sets in a font that comes with typst.

    The same content gives the same bytes: only the fonts of the package are used, and the
    document's date is ``content["date"]`` (year, month, day). Without a date the PDF is accessible
    but not archivable: PDF/A asks for one.

    Parameters
    ----------
    template
        Its path in the package: ``dossier/templates/dossier.typ``.
    """
    typst = needed("typst")
    standards = [ACCESSIBLE] if content["date"] is None else [ARCHIVABLE, ACCESSIBLE]
    package = resources.files("contado")
    with resources.as_file(package) as folder, resources.as_file(FONTS) as fonts:
        made: bytes = typst.compile(
            folder / template,
            root=folder,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_printable(content, more), ensure_ascii=False)},
            pdf_standards=standards,
            timestamp=0,
            format="pdf",
        )
    return made


def _printable(content: object, more: str = "") -> object:
    """Replace characters that no shipped font can draw, and keep a number beside its unit.

    PDF/A refuses a missing glyph.
    """
    if isinstance(content, str):
        whole = _BEFORE_UNIT.sub(_NO_BREAK, content)
        return changed(whole, lambda text: _drawn(text, more))
    if isinstance(content, dict):
        return {key: _printable(each, more) for key, each in content.items()}
    if isinstance(content, list | tuple):
        return [_printable(each, more) for each in content]
    return content


def _drawn(text: str, more: str) -> str:
    return "".join(c if c in drawable() or c in more or c == "\n" else "?" for c in text)


@cache
def drawable() -> frozenset[str]:
    """Return the characters that Titillium Web draws, as listed beside the fonts."""
    ranges = (FONTS / "characters.txt").read_text(encoding="ascii").split()
    bounds = (each.partition("-") for each in ranges)
    return frozenset(
        chr(code)
        for low, _, high in bounds
        for code in range(int(low, 16), int(high or low, 16) + 1)
    )

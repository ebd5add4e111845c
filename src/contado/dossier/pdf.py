"""The dossier as an archivable, accessible PDF (PDF/A-2a and PDF/UA-1), set by typst."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from contado.dossier.libraries import needed
from contado.dossier.model import Dossier
from contado.dossier.pages import page
from contado.dossier.words import TEMPLATES, word
from contado.pages.style import FONTS

ACCESSIBLE = "ua-1"
ARCHIVABLE = "a-2a"
_DIGEST_SHOWN = 16
_NO_BREAK = "\N{NO-BREAK SPACE}"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|°C|m²|m)(?:\W|$))")


def pdf(dossier: Dossier, language: str = "it") -> bytes:
    """Return the PDF of a dossier; its dates are the date of the assessment.

    Parameters
    ----------
    dossier
        A sealed dossier.
    language
        ``it`` or ``en``.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where typst is not installed.
    """
    strings = page(dossier, language)
    heading = word("kicker", language)
    footer = f"{dossier.software} · {heading} · {dossier.digest[:_DIGEST_SHOWN]}"
    return typeset("dossier.typ", strings | {"heading": heading, "footer": footer})


def typeset(template: str, content: dict[str, Any], characters: str = "") -> bytes:
    """Return the PDF that a template of ``templates/`` makes of ``content``.

    ``characters`` are characters that the template sets in a font that comes with typst.

    The same content gives the same bytes: only the fonts of the package are used, and the
    document's date is ``content["date"]`` (year, month, day). Without a date the PDF is accessible
    but not archivable: PDF/A asks for one.
    """
    typst = needed("typst")
    standards = [ACCESSIBLE] if content["date"] is None else [ARCHIVABLE, ACCESSIBLE]
    with resources.as_file(TEMPLATES) as folder, resources.as_file(FONTS) as fonts:
        made: bytes = typst.compile(
            folder / template,
            root=folder,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_printable(content, characters), ensure_ascii=False)},
            pdf_standards=standards,
            timestamp=0,
            format="pdf",
        )
    return made


def _printable(content: object, characters: str = "") -> object:
    """Replace characters that no shipped font can draw, and keep a number beside its unit.

    PDF/A refuses a missing glyph.
    """
    if isinstance(content, str):
        whole = _BEFORE_UNIT.sub(_NO_BREAK, content)
        return "".join(c if c in drawable() or c in characters or c == "\n" else "?" for c in whole)
    if isinstance(content, dict):
        return {key: _printable(each, characters) for key, each in content.items()}
    if isinstance(content, list | tuple):
        return [_printable(each, characters) for each in content]
    return content


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

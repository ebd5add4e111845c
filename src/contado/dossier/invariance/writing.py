"""Write a report to its folder: JSON, HTML and PDF, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contado.documents import sealed
from contado.dossier.html import filled, style
from contado.dossier.invariance.content import content
from contado.dossier.invariance.model import Report
from contado.drainage.invariance import InvarianceAnswer
from contado.files import folder_written, json_text, must_be_new
from contado.pages.typeset import typeset

NAME = "relazione"
_MATHS = "αβγεκφΔΣ→∞ⁿ"  # signs of formulas that Titillium Web lacks and Libertinus Serif has


def to_json(report: Report) -> str:
    """Return the text of ``relazione.json``: fields in order."""
    return json_text(report.model_dump(mode="json", by_alias=True))


def body(report: Report, language: str = "it") -> str:
    """Return the sections of a report as HTML, without a frame: a page of the site holds them."""
    return filled("invariance_body.html.j2", content(report, language))


def made_pages(strings: dict[str, Any]) -> dict[str, bytes]:
    """Return the pages of a report by the ending of their files, each with its seal."""
    html = filled("invariance.html.j2", strings | {"css": style()}).encode()
    pdf = typeset("dossier/templates/invariance.typ", strings, _MATHS)
    return {".html": sealed(html), ".pdf": sealed(pdf)}


def write(
    report: Report, folder: Path, language: str = "it", asked: InvarianceAnswer | None = None
) -> Path:
    """Write ``relazione.json``, ``.html`` and ``.pdf`` into ``folder``, whole or not at all.

    Parameters
    ----------
    asked
        An answer to be written beside them, as ``invarianza.json``.

    Raises
    ------
    BadInput
        ``files.exists``, ``dossier.no_report_extra``, ``files.write_failed``.
    """
    must_be_new(folder)
    strings = content(report, language)
    with folder_written(folder) as place:
        (place / f"{NAME}.json").write_text(to_json(report), encoding="utf-8")
        for suffix, page in made_pages(strings).items():
            (place / f"{NAME}{suffix}").write_bytes(page)
        if asked is not None:
            text = json_text(asked.as_plain())
            (place / "invarianza.json").write_text(text, encoding="utf-8")
    return folder

"""Write a report to its folder: JSON, HTML and PDF, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

from contado.dossier.html import filled, style
from contado.dossier.invariance.content import content
from contado.dossier.invariance.model import Report
from contado.dossier.pdf import typeset
from contado.errors import BadInput, Problem
from contado.files import folder_written, there

NAME = "relazione"
_MATHS = "αβγεκφΔΣ→∞ⁿ"  # signs of formulas that Titillium Web lacks and Libertinus Serif has


def to_json(report: Report) -> str:
    """Return the text of ``relazione.json``: fields in order."""
    plain = report.model_dump(mode="json", by_alias=True)
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write(report: Report, folder: Path, language: str = "it") -> Path:
    """Write ``relazione.json``, ``.html`` and ``.pdf`` into ``folder``, whole or not at all.

    Raises
    ------
    BadInput
        ``detailed.folder_exists``, ``dossier.no_report_extra``, ``files.write_failed``.
    """
    if there(folder):
        raise BadInput(Problem("detailed.folder_exists", values={"folder": folder.name}))
    said = content(report, language)
    with folder_written(folder) as place:
        (place / f"{NAME}.json").write_text(to_json(report), encoding="utf-8")
        page = filled("invariance.html.j2", said | {"css": style()})
        (place / f"{NAME}.html").write_text(page, encoding="utf-8")
        (place / f"{NAME}.pdf").write_bytes(typeset("invariance.typ", said, _MATHS))
    return folder

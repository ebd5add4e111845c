"""The blank checklist of part C: what each item asks and what proves it, to fill in on site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contado.dossier.html import filled, style
from contado.dossier.words import WORDS, word
from contado.errors import BadInput, Problem
from contado.files import written
from contado.interventions import ANSWERS, ChecklistItem
from contado.interventions.checklist import checklist
from contado.pages.typeset import typeset
from contado.terms import term


def checklist_pdf(language: str = "it") -> bytes:
    """Return the blank checklist as PDF."""
    return typeset("dossier/templates/checklist.typ", _content(language))


def checklist_html(language: str = "it") -> str:
    """Return the blank checklist as one HTML file."""
    return filled("checklist.html.j2", _content(language) | {"css": style()})


def write_checklist(path: Path, form: str | None = None, language: str = "it") -> None:
    """Write the blank checklist.

    Parameters
    ----------
    path
        File to write.
    form
        ``pdf`` or ``html``; as the file's name ends by default.

    Raises
    ------
    BadInput
        ``dossier.checklist_format``, ``dossier.no_report_extra``, ``files.write_failed``.
    """
    kind = form or path.suffix.lstrip(".").lower()
    if kind not in ("pdf", "html"):
        raise BadInput(Problem("dossier.checklist_format", path.name))
    with written(path) as draft:
        if kind == "html":
            draft.write_text(checklist_html(language), encoding="utf-8")
        else:
            draft.write_bytes(checklist_pdf(language))


def _content(language: str) -> dict[str, Any]:
    from contado import __version__

    title = word("checklist_title", language)
    return {
        "lang": language,
        "w": {key: WORDS[key].say(language) for key in WORDS},
        "title": title,
        "heading": word("checklist_kicker", language),
        "disclaimer": term("proposed_values", language),
        "footer": f"contado {__version__}",
        "date": None,
        "items": [_item(item, language) for item in checklist().values()],
        "answers": [term(answer, language) for answer in ANSWERS],
        "blanks": [
            word(key, language) for key in ("place", "municipality", "identifier", "compiled_by")
        ],
        "signatures": [word(f"sign_{key}", language) for key in ("office", "role", "date")],
    }


def _item(item: ChecklistItem, language: str) -> dict[str, str]:
    """Return an item with its name, what it asks and the document that proves it."""
    return {
        "name": item.label.say(language),
        "asks": item.asks.say(language),
        "proof": item.proof.say(language),
    }

"""Freeze a dossier: sealed, as JSON, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contado.documents import digest_of, read_plain, validated
from contado.dossier.model import Dossier
from contado.errors import BadInput, Problem
from contado.files import json_text
from contado.interventions import problems_of


def plain(dossier: Dossier) -> dict[str, Any]:
    """Return the dossier as plain JSON values, in the order of its fields."""
    return dossier.model_dump(mode="json")


def sealed(dossier: Dossier) -> Dossier:
    """Return the dossier with its digest filled in."""
    return dossier.model_copy(update={"digest": digest_of(plain(dossier))})


def to_json(dossier: Dossier) -> str:
    """Return the text of ``dossier.json``: indented, fields in order, the disclaimer first."""
    return json_text(plain(dossier))


def of_plain(content: dict[str, Any], where: str) -> Dossier:
    """Return the dossier that plain values hold.

    Raises
    ------
    BadInput
        ``dossier.other_version``; ``dossier.not_a_dossier``, one problem a field; an outline that
        no reader of interventions would have let in (``interventions.*``).
    """
    version = content.get("schema_version")
    if version != "1":
        raise BadInput(Problem("dossier.other_version", where, {"version": str(version)[:20]}))
    dossier = validated(Dossier, content, where, "dossier.not_a_dossier")
    if problems := problems_of(dossier.intervention, where):
        raise BadInput(problems)
    return dossier


def load(path: Path) -> Dossier:
    """Read a dossier from ``dossier.json`` without checking its digest.

    Raises
    ------
    BadInput
        As `read_plain` and `of_plain`.
    """
    return of_plain(read_plain(path), path.name)

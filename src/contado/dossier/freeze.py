"""Freeze a dossier: its digest, its JSON, and reading it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contado.dossier.model import Dossier
from contado.errors import BadInput, Problem
from contado.faults import fault
from contado.files import digest
from contado.interventions.again import problems_of

MAX_BYTES = 64 << 20
_SHOWN = 20
_DEEPEST = 64


def plain(dossier: Dossier) -> dict[str, Any]:
    """Return the dossier as plain JSON values, in the order of its fields."""
    return dossier.model_dump(mode="json")


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of a dossier without its ``digest`` field.

    Examples
    --------
    >>> digest_of({"a": 1, "digest": "x"}) == digest_of({"a": 1})
    True
    """
    return digest({key: value for key, value in content.items() if key != "digest"})


def sealed(dossier: Dossier) -> Dossier:
    """Return the dossier with its digest filled in."""
    return dossier.model_copy(update={"digest": digest_of(plain(dossier))})


def to_json(dossier: Dossier) -> str:
    """Return the text of ``dossier.json``: indented, fields in order, the disclaimer first."""
    return json.dumps(plain(dossier), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_plain(path: Path) -> dict[str, Any]:
    """Read the JSON of a dossier as plain values, as it stands in the file.

    Raises
    ------
    BadInput
        ``dossier.unreadable``: not a file, too large, not JSON, or not one JSON object.
    """
    where = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(Problem("dossier.too_large", where, {"limit": MAX_BYTES >> 20}))
        content = json.loads(
            path.read_text(encoding="utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
        )
    except (OSError, ValueError, RecursionError):
        raise BadInput(Problem("dossier.unreadable", where)) from None
    if not isinstance(content, dict) or _deep(content):
        raise BadInput(Problem("dossier.unreadable", where))
    return content


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
    try:
        dossier = Dossier.model_validate(content)
    except ValidationError as error:
        raise BadInput(
            Problem(
                "dossier.not_a_dossier",
                f"{where}: {'.'.join(map(str, wrong['loc']))}",
                {"fault": fault(wrong)},
            )
            for wrong in error.errors()[:_SHOWN]
        ) from None
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


def _deep(content: object) -> bool:
    """Tell whether values lie deeper in one another than any dossier has them."""
    level = [content]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is written twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)

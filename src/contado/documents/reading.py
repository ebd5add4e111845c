"""Read a document's file without trusting it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from contado.errors import BadInput, Problem
from contado.faults import fault

MAX_BYTES = 64 << 20
_SHOWN = 20
_DEEPEST = 64
M = TypeVar("M", bound=BaseModel)


def read_plain(path: Path) -> dict[str, Any]:
    """Read the JSON of a document as plain values, as it stands in the file.

    Raises
    ------
    BadInput
        ``documents.unreadable``: not a file, not JSON, or not one JSON object;
        ``documents.too_large``.
    """
    where = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(Problem("documents.too_large", where, {"limit": MAX_BYTES >> 20}))
        content = json.loads(
            path.read_text(encoding="utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
        )
    except (OSError, ValueError, RecursionError):
        raise BadInput(Problem("documents.unreadable", where)) from None
    if not isinstance(content, dict) or _deep(content):
        raise BadInput(Problem("documents.unreadable", where))
    return content


def validated(
    model: type[M], content: object, where: str, code: str = "documents.wrong_field"
) -> M:
    """Return what plain values hold.

    Raises
    ------
    BadInput
        ``code``, one problem a field that is not as the schema wants it.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise BadInput(
            Problem(code, f"{where}: {'.'.join(map(str, wrong['loc']))}", {"fault": fault(wrong)})
            for wrong in error.errors()[:_SHOWN]
        ) from None


def _deep(content: object) -> bool:
    """Tell whether values lie deeper in one another than any document has them."""
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
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key is written twice")
    return content


def _no_constant(name: str) -> None:
    raise ValueError(name)

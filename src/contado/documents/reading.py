"""Read a document's file without trusting it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
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
            parse_float=_finite,
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


def holes(content: object, whole: object, where: str = "") -> Iterator[str]:
    """Yield the fields of ``whole`` that ``content`` has not, each by its path.

    Examples
    --------
    >>> list(holes({"a": [{}]}, {"a": [{"b": 1}], "c": 2}))
    ['a.0.b', 'c']
    """
    if isinstance(content, dict) and isinstance(whole, Mapping):
        for key, inner in whole.items():
            path = f"{where}.{key}" if where else str(key)
            if key in content:
                yield from holes(content[key], inner, path)
            else:
                yield path
    elif isinstance(content, list) and isinstance(whole, Sequence):
        for place, (one, other) in enumerate(zip(content, whole, strict=False)):
            yield from holes(one, other, f"{where}.{place}")


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


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)

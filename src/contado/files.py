"""Files that are whole or absent: written beside, then renamed; hashed; in canonical form."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BLOCK = 1 << 20


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; rename it into place when the block ends well.

    Nothing is left behind when the block fails.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     goal = Path(folder) / "a.txt"
    ...     with written(goal) as draft:
    ...         _ = draft.write_text("whole")
    ...     goal.read_text(), sorted(p.name for p in Path(folder).iterdir())
    ('whole', ['a.txt'])
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    draft = workshop / path.name
    try:
        yield draft
        _flush(draft)
        draft.replace(path)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


@contextmanager
def folder_written(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to fill; rename it into place when the block ends well.

    ``path`` must not exist: a folder is never overwritten.
    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    draft = workshop / path.name
    draft.mkdir()
    try:
        yield draft
        draft.replace(path)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _flush(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    seen = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            seen.update(block)
    return seen.hexdigest()


def canonical_json(content: object) -> bytes:
    """Return the one JSON text of ``content``: sorted keys, no blanks, UTF-8, no NaN.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": "à"}).decode()
    '{"a":"à","b":1}'
    """
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(content: object) -> str:
    """Return the SHA-256 of the canonical JSON of ``content``, in hexadecimal."""
    return hashlib.sha256(canonical_json(content)).hexdigest()

"""Files that are whole or absent: written beside, then renamed; hashed; in canonical form."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from contado.errors import BadInput, Problem
from contado.locks import take
from contado.phrases import Phrases

_BLOCK = 1 << 20
_HELD = ".held"  # in a workshop, while its process lives

_WORDS = Phrases.of("contado")


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; rename it into place when the block ends well.

    Nothing is left behind when the block fails.

    Raises
    ------
    BadInput
        ``files.write_failed``.

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
    with _workshop(path) as draft:
        yield draft
        _flush(draft)
        draft.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all."""
    with written(path) as draft:
        draft.write_text(text, encoding="utf-8")


def json_text(content: object) -> str:
    """Return plain values as people and programs read them: strict JSON, without NaN.

    Examples
    --------
    >>> print(json_text(["è"]), end="")
    [
     "è"
    ]
    """
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def must_be_new(path: Path) -> None:
    """Refuse a folder of results that is there already, before the work that would fill it.

    Raises
    ------
    BadInput
        ``files.exists``.

    Examples
    --------
    >>> must_be_new(Path("no") / "such" / "folder")
    """
    if there(path):
        raise BadInput(Problem("files.exists", str(path)))


@contextmanager
def folder_written(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to fill; rename it into place when the block ends well.

    ``path`` must not exist: a folder is never overwritten. What an earlier process left half
    filled when it was killed is taken away.

    Raises
    ------
    FileExistsError
        Where ``path`` exists.
    BadInput
        ``files.write_failed``.
    """
    if there(path):
        raise FileExistsError(path)
    _sweep(path)
    with _workshop(path) as draft, _kept(draft.parent):
        draft.mkdir()
        yield draft
        draft.replace(path)


def there(path: Path) -> bool:
    """Tell whether something is at ``path``; where nobody can look, the write will tell.

    Examples
    --------
    >>> there(Path()), there(Path("n" * 300))
    (True, False)
    """
    try:
        return path.exists()
    except OSError:
        return False


@contextmanager
def _kept(workshop: Path) -> Iterator[None]:
    """Keep a workshop, so that no other process takes it for one that was left behind."""
    with (workshop / f"{_HELD}.new").open("wb") as handle:
        take(handle)
        # named once it is kept: nobody finds it before
        (workshop / f"{_HELD}.new").replace(workshop / _HELD)
        yield


def _sweep(path: Path) -> None:
    """Take away the workshops of a folder whose process is no more."""
    start = f".{path.name}."
    with suppress(OSError):
        for held in path.parent.glob(f".*/{_HELD}"):
            if held.parent.name.startswith(start) and _is_free(held):
                shutil.rmtree(held.parent, ignore_errors=True)


def _is_free(held: Path) -> bool:
    try:
        with held.open("rb") as handle:
            take(handle)
    except OSError:
        return False
    return True


@contextmanager
def _workshop(path: Path) -> Iterator[Path]:
    """Give a path in a folder beside ``path`` that is gone when the block ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{path.name}.", dir=path.parent, ignore_cleanup_errors=True
        ) as workshop:
            yield Path(workshop) / path.name
    except OSError as error:
        if not _concerns(error, path):
            raise
        code = errno.errorcode.get(error.errno or 0, "")
        fault = _WORDS.get(f"writing.{code}") or error.strerror or str(error)
        values = {"file": path.name or str(path), "fault": fault}
        # a library that writes tells no number of the system: it may be no matter of the disk
        told = "files.write_failed" if error.errno else "files.write_refused"
        raise BadInput(Problem(told, str(path.parent), values)) from error


def _concerns(error: OSError, path: Path) -> bool:
    """Tell a write that failed from a file elsewhere that the block could not read."""
    if error.filename is None:
        return True
    named, folder = Path(os.fsdecode(error.filename)).absolute(), path.absolute().parent
    return named.is_relative_to(folder) or folder.is_relative_to(named)


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

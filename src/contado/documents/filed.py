"""A document as its file holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contado.documents.envelope import Envelope
from contado.documents.kind import Kind, kind_of, name_of
from contado.documents.reading import read_plain


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document as its file holds it.

    Parameters
    ----------
    plain
        The plain values of the file.
    envelope
        What it is of, whatever its kind.
    content
        By the schema of its kind.
    """

    kind: Kind[Any]
    plain: dict[str, Any]
    envelope: Envelope
    content: Any


def read(path: Path) -> FiledDocument:
    """Read a document of any kind, without checking its digest.

    Raises
    ------
    BadInput
        ``documents.unreadable``, ``documents.unknown_kind``, and everything that is not by the
        schema of its kind.
    """
    return read_content(read_plain(path), path.name)


def read_content(plain: dict[str, Any], where: str) -> FiledDocument:
    """Return the document that plain values hold; see `read`."""
    kind = kind_of(name_of(plain, where))
    content = kind.load(plain, where)
    return FiledDocument(kind, plain, kind.envelope(plain, where), content)

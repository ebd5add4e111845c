"""The pages that stand beside a document: whether they are its own, untouched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from contado.documents.findings import Finding
from contado.documents.kind import kinds
from contado.documents.seals import bears_seal, is_intact
from contado.errors import LANGUAGES, BadInput, Problem

if TYPE_CHECKING:
    from contado.documents.filed import FiledDocument

PAGES = (".html", ".pdf", ".gpkg")
MOST_BYTES = 256 << 20
"""Size of a page beyond which nobody of ours wrote it."""

_ONE_WAY = ".html"
"""Made by this software alone: the others also follow the versions of their libraries."""


def document_in(folder: Path) -> Path:
    """Return the file of the document that lies in a folder with its pages.

    Raises
    ------
    BadInput
        ``documents.no_document``: there is none, or more than one.
    """
    names = [one.file for one in kinds().values() if one.file]
    found = [folder / name for name in names if (folder / name).is_file()]
    if len(found) != 1:
        raise BadInput(Problem("documents.no_document", folder.name, {"names": ", ".join(names)}))
    return found[0]


def pages_apart(
    file: Path, document: FiledDocument, *, same: bool, older: bool
) -> Iterator[Finding]:
    """Yield the pages beside a document's file that are not its own.

    Parameters
    ----------
    same
        Whether this software wrote the document: then its pages are made again.
    older
        Whether it is of a version whose pages bore no seal.
    """
    for path in (file.with_suffix(suffix) for suffix in PAGES):
        if path.is_file():
            yield from _of_page(path, document, same=same, older=older)


def _of_page(path: Path, document: FiledDocument, *, same: bool, older: bool) -> Iterator[Finding]:
    page = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    if older and page and not bears_seal(page):
        yield Finding("unproven", path.name, None, None)
    elif not is_intact(page, document.envelope.digest):
        yield Finding("page", path.name, None, None)
    elif not (same and _is_made_again(page, path.suffix, document)):
        is_forged = same and path.suffix == _ONE_WAY
        yield Finding("page" if is_forged else "unproven", path.name, None, None)


def _is_made_again(page: bytes, suffix: str, document: FiledDocument) -> bool:
    make = document.kind.page
    return any(make(document.content, suffix, language) == page for language in LANGUAGES)

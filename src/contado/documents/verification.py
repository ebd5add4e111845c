"""Verify a document: is it whole, does it repeat, and what would it be today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from contado.build import software
from contado.documents.differences import Discrepancy
from contado.documents.envelope import digest_of, is_whole, written_digest
from contado.documents.filed import FiledDocument, read
from contado.documents.findings import ComparedRow, Finding, Then, Why
from contado.documents.kind import Progress, kinds
from contado.documents.reading import holes
from contado.documents.rendered import document_in, pages_apart
from contado.errors import BadInput, Problem
from contado.files import sha256_of
from contado.norms import ORDER
from contado.territory import CATALOGUE, snapshot_id

if TYPE_CHECKING:
    from contado.territory import Territory


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a document found.

    Parameters
    ----------
    findings
        Why it does not repeat; empty where it does.
    software
        The software that wrote it and the one that verified it.
    today
        What would differ with the installed plan and the current data, where that was asked.
    notes
        What its reader should know that keeps nothing from repeating.
    """

    document: FiledDocument
    findings: tuple[Finding, ...]
    software: tuple[str, str]
    today: tuple[Then, ...] | None = None
    notes: tuple[Finding, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether the document is whole and gives the same result again."""
        return not self.findings


def software_now() -> str:
    """Return this software and its version, as documents name it."""
    return software()


def verify(
    path: Path,
    territory: Territory | None = None,
    *,
    today: bool = False,
    on: date | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Verify a document of any kind.

    First its digest. Then whether its outcome follows from its own content and plan; then, for a
    kind that was made on a territory, the files of the layers it used, hashed again, and a rerun
    with its own plan and snapshot, from the layers alone: nothing kept in ``derived`` is believed.
    A layer accepted later changes nothing of this.

    Parameters
    ----------
    path
        The document's file, or the folder of the document and its pages: these are verified too.
    territory
        The territory it was made on, at any snapshot; it may be open ``incomplete``. Left out only
        where the kind needs none.
    today
        Also rerun with the installed plan and the territory's current snapshot, where no layer
        that the document used is missing.
    on
        The day of that rerun; the document's own by default.
    progress
        Told how far the first rerun is.

    Raises
    ------
    BadInput
        As `read`; ``documents.no_territory``; what the document declares or its plan could never
        have been read.
    """
    file = document_in(path) if path.is_dir() else path
    document = read(file)
    kind, was = document.kind, document.envelope.software
    if kind.on_territory and territory is None:
        raise BadInput(Problem("documents.no_territory", path.name))
    if altered := list(_altered(document)):
        return Verification(document, tuple(altered), (was, was))
    lacking = list(_lacking(document))
    older = _is_older(document)
    own = [each for each in lacking if not (older and _is_later(document, each))]
    same = was == software_now()
    pages = pages_apart(file, document, same=same, older=older) if path.is_dir() else ()
    findings = (*own, *unrepeated(document, territory, progress or _silent), *pages)
    gone = any(_forbids_today(finding) for finding in findings)
    then = kind.today(document.content, territory, on) if today and not gone else None
    notes = (*(each for each in lacking if each not in own), *filter(_is_note, findings))
    kept = tuple(each for each in findings if not _is_note(each))
    return Verification(document, kept, (was, software_now()), then, notes)


def _forbids_today(finding: Finding) -> bool:
    """Tell whether the territory cannot be opened as it is now."""
    return finding.kind == "data" and (finding.after is None or finding.subject == CATALOGUE)


def _is_note(finding: Finding) -> bool:
    return finding.kind in {"reworded", "unproven"}


def worded(apart: Iterable[Discrepancy], software: str) -> Iterator[Finding]:
    """Yield words that a rerun says otherwise: a fault, unless other software wrote them."""
    why: Why = "words" if software == software_now() else "reworded"
    for each in apart:
        yield Finding(why, each.where, each.before, each.after)


def _silent(_: str, __: float) -> None:
    """Tell nobody."""


def _altered(document: FiledDocument) -> Iterator[Finding]:
    at = document.kind.digest_at
    if not is_whole(document.plain, at):
        own, made = written_digest(document.plain, at), digest_of(document.plain, at)
        yield Finding("altered", "digest", own, made)


def _lacking(document: FiledDocument) -> Iterator[Finding]:
    """Yield the fields that a file has not, though its kind has them."""
    for where in holes(document.plain, document.kind.whole(document.content)):
        yield Finding("lacking", where, None, None)


def _is_older(document: FiledDocument) -> bool:
    """Tell whether a document is of a version whose plans bore no order of names: the last change.

    One of today that lost a field is not older than the rest of it says.
    """
    envelope = document.envelope
    return envelope.software != software_now() and ORDER not in envelope.plan


def _is_later(document: FiledDocument, lacking: Finding) -> bool:
    return lacking.subject.rpartition(".")[2] in document.kind.later


def unrepeated(
    document: FiledDocument, territory: Territory | None, progress: Progress = _silent
) -> list[Finding]:
    """Return why a document that is whole does not repeat.

    The rerun is left out where the data are already found to be others.
    """
    kind, content = document.kind, document.content
    findings = list(kind.judged(content))
    if not kind.on_territory or territory is None:
        return findings
    data = list(_data(document, territory))
    again = () if data else kind.repeated(content, territory, progress)
    known = {finding.subject for finding in findings}
    return [*findings, *data, *(each for each in again if each.subject not in known)]


def _data(document: FiledDocument, territory: Territory) -> Iterator[Finding]:
    """Yield the layers whose file is gone or has other bytes, and a snapshot that is unknown."""
    for layer, written in document.kind.layers(document.content).items():
        version = territory.version(layer)
        if version is None or not version.path.is_file():
            yield Finding("data", layer, written, None)
            continue
        was, now = written or version.sha256, sha256_of(version.path)
        if was != now:
            yield Finding("data", layer, was, now)
    yield from _of_catalogue(document, territory)


def _of_catalogue(document: FiledDocument, territory: Territory) -> Iterator[Finding]:
    """Yield a snapshot that is unknown, or whose rows are no longer those of its id."""
    snapshot = document.envelope.snapshot
    for state in territory.history:
        if state.snapshot == snapshot and not territory.catalogue.is_sound(state):
            made = snapshot_id(territory.catalogue.rows_of(state))
            yield Finding("data", CATALOGUE, snapshot, made)
    if snapshot not in {state.snapshot for state in territory.history}:
        yield Finding("data", "snapshot", snapshot, territory.snapshot)


def compare(a: FiledDocument, b: FiledDocument, language: str = "it") -> list[ComparedRow]:
    """Return what two documents of one kind say, row by row.

    Raises
    ------
    BadInput
        ``documents.other_kinds``; they have nothing in common.
    """
    if type(a.kind) is not type(b.kind):
        labels = [kinds()[each.envelope.kind].label for each in (a, b)]
        raise BadInput(Problem("documents.other_kinds", "", {"a": labels[0], "b": labels[1]}))
    return a.kind.rows(a.content, b.content, language)

"""What the command line says of documents: the findings of a verification, two side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contado.documents.findings import ComparedRow, Finding, Side, Then
from contado.documents.kind import Kind, kinds
from contado.documents.verification import Verification
from contado.errors import LANGUAGES
from contado.phrases import Phrases

if TYPE_CHECKING:
    from rich.table import Table

_LONG = 60
_MOST_NOTES = 5
_DIGEST_SHOWN = 16
_NONE = "–"
_RERUN = ("software", "judgement", "words")
_WORDS = Phrases.of("contado.documents")


def lines(verification: Verification, language: str) -> Iterator[str]:
    """Say what a verification found, a line each."""
    kind, envelope = verification.document.kind, verification.document.envelope
    if verification.repeats:
        whole = kinds()[envelope.kind].whole.say(language)
        yield whole.format(digest=envelope.digest[:_DIGEST_SHOWN])
    for finding in verification.findings:
        yield _finding(finding, kind, language)
    yield from _notes(verification.notes, kind, language)
    if any(finding.kind in _RERUN for finding in verification.findings):
        was, now = verification.software
        key = "same_software" if was == now else "other_software"
        yield _WORDS(key, language, before=was, after=now)
    if verification.today is not None:
        yield _WORDS("today_changes" if verification.today else "today_same", language)
        for then in verification.today:
            yield "  " + _line(f"today_{then.kind}", then, kind, language)


def _notes(notes: Sequence[Finding], kind: Kind[Any], language: str) -> Iterator[str]:
    if later := [note.subject for note in notes if note.kind == "lacking"]:
        yield _WORDS("note_lacking", language, subjects=", ".join(later))
    reworded = [note for note in notes if note.kind == "reworded"]
    for note in reworded[:_MOST_NOTES]:
        yield _finding(note, kind, language)
    if more := len(reworded[_MOST_NOTES:]):
        yield _WORDS("reworded_more", language, count=more)
    for note in notes:
        if note.kind == "unproven":
            yield _finding(note, kind, language)


def _finding(finding: Finding, kind: Kind[Any], language: str) -> str:
    key: str = finding.kind
    if finding.kind == "data":
        key += "_gone" if finding.after is None else ""
        key = "snapshot" if finding.subject == "snapshot" else key
    if finding.kind == "annex" and finding.after is None:
        key += "_altered"
    return _line(key, finding, kind, language)


def _line(key: str, each: Finding | Then, kind: Kind[Any], language: str) -> str:
    before, after = (_short(value, kind, language) for value in (each.before, each.after))
    return _WORDS(key, language, subject=each.subject, before=before, after=after)


def _short(value: object, kind: Kind[Any], language: str) -> str:
    if value is None:
        return _WORDS("nothing", language)
    if isinstance(value, dict) and value.keys() == set(LANGUAGES):
        return str(value[language])
    text = kind.text(value, language)
    return text if len(text) <= _LONG or isinstance(value, BaseModel) else f"{text[:_LONG]}…"


def as_plain(verification: Verification) -> dict[str, Any]:
    """Return a verification as plain values, for programs."""
    today = verification.today
    return {
        "repeats": verification.repeats,
        "kind": verification.document.envelope.kind,
        "software": list(verification.software),
        "findings": [_plain(each) for each in verification.findings],
        "notes": [_plain(each) for each in verification.notes],
        "today": None if today is None else [_plain(each) for each in today],
    }


def _plain(each: Finding | Then) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "subject": each.subject,
        "before": _json(each.before),
        "after": _json(each.after),
    }


def _json(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def comparison_table(rows: Sequence[ComparedRow], names: tuple[str, str], language: str) -> Table:
    """Return a table of two documents, a row each thing; rows that differ are marked."""
    from rich.table import Table

    table = Table(show_lines=True)
    for title in ("", _WORDS("what", language), f"A ({names[0]})", f"B ({names[1]})"):
        table.add_column(title)
    for row in rows:
        name = " ".join(part for part in (*row.where[1:], row.label) if part)
        table.add_row("≠" if row.differs else "=", name, _side(row.a), _side(row.b))
    return table


def _side(side: Side | None) -> str:
    if side is None:
        return _NONE
    return "\n".join(line for line in (side.answer, side.value, side.source, side.reason) if line)


def comparison_plain(rows: Sequence[ComparedRow], kind: Kind[Any]) -> list[dict[str, Any]]:
    """Return two documents side by side as plain values, for programs."""
    from dataclasses import asdict

    return [
        dict(zip(kind.row_names, row.where, strict=True))
        | {
            "label": row.label,
            "a": asdict(row.a) if row.a else None,
            "b": asdict(row.b) if row.b else None,
            "differs": row.differs,
        }
        for row in rows
    ]

"""What the command line says of dossiers: tables, and the findings of a verification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contado.dossier.compare import Row, Side
from contado.dossier.model import Dossier
from contado.dossier.pages import say
from contado.dossier.pages.effects import effects
from contado.dossier.pages.parameters import content as parameter_text
from contado.dossier.today import Then
from contado.dossier.verify import Finding, Verification
from contado.dossier.words import word
from contado.norms.trace import Answer, ParameterUse

if TYPE_CHECKING:
    from rich.table import Table

_LONG = 60


def outcome_table(dossiers: Sequence[Dossier], language: str) -> Table:
    """Return a table of the outcomes: a row an intervention and sheet."""
    from rich.table import Table

    table = Table()
    for key in ("place", "sheet_word", "outcome", "parts_word"):
        table.add_column(word(key, language))
    for dossier in dossiers:
        for verdict in dossier.verdicts:
            parts = ", ".join(
                f"{part.part} {say.answer(part.answer, language)}"
                for part in verdict.parts
                if part.criteria
            )
            table.add_row(
                dossier.intervention.name,
                verdict.label.say(language),
                say.answer(verdict.outcome, language),
                parts,
            )
    return table


def effects_table(dossiers: Sequence[Dossier], language: str) -> Table | None:
    """Return a table of the effects: a row an intervention and fact; None where there are none."""
    from rich.table import Table

    if not any(dossier.effects for dossier in dossiers):
        return None
    table = Table(title=word("effects", language), title_justify="left")
    several = len(dossiers) > 1
    for key in ("place", "fact", "before", "after", "difference")[not several :]:
        right = key in ("before", "after", "difference")
        table.add_column(word(key, language), justify="right" if right else "left")
    for dossier in dossiers:
        for row in (row for sheet in effects(dossier, language) for row in sheet["rows"]):
            numbers = (row["before"], row["after"], row["difference"])
            told = numbers if row["difference"] != say.NONE else (*numbers[:2], row["source"])
            table.add_row(*([dossier.intervention.name] if several else ()), row["label"], *told)
    return table


def comparison_table(rows: Sequence[Row], names: tuple[str, str], language: str) -> Table:
    """Return a table of two dossiers, a row a criterion; rows that differ are marked."""
    from rich.table import Table

    table = Table(show_lines=True)
    for title in ("", word("criterion", language), f"A ({names[0]})", f"B ({names[1]})"):
        table.add_column(title)
    for row in rows:
        name = " ".join(part for part in (row.part, row.criterion, row.label) if part)
        table.add_row("≠" if row.differs else "=", name, _side(row.a), _side(row.b))
    return table


def _side(side: Side | None) -> str:
    if side is None:
        return say.NONE
    lines = [side.answer, side.value, side.source, side.reason]
    return "\n".join(line for line in lines if line)


def lines(found: Verification, language: str) -> Iterator[str]:
    """Say what a verification found, a line each."""
    if found.repeats:
        yield word("verify_repeats", language, digest=found.dossier.digest[:16])
    for finding in found.findings:
        yield _finding(finding, found, language)
    if any(finding.kind in ("software", "judgement") for finding in found.findings):
        key = "verify_same_software" if len(set(found.software)) == 1 else "verify_other_software"
        yield word(key, language, before=found.software[0], after=found.software[1])
    if found.today is not None:
        yield word("today_changes" if found.today else "today_same", language)
        for then in found.today:
            yield "  " + _then(then, language)


def _finding(finding: Finding, found: Verification, language: str) -> str:
    key = f"verify_{finding.kind}"
    if finding.kind == "data":
        key += "_gone" if finding.after is None else ""
        key = "verify_snapshot" if finding.subject == "snapshot" else key
    if finding.kind == "annex" and finding.after is None:
        key += "_altered"
    return word(
        key,
        language,
        subject=finding.subject,
        before=_short(finding.before, language),
        after=_short(finding.after, language),
        territory=found.dossier.territory.name,
    )


def _then(then: Then, language: str) -> str:
    return word(
        f"today_{then.kind}",
        language,
        subject=then.subject,
        before=_short(then.before, language),
        after=_short(then.after, language),
    )


def _short(value: object, language: str) -> str:
    if isinstance(value, Answer):
        return say.answer(value, language)
    if isinstance(value, ParameterUse):
        return parameter_text(value, language)
    if value is None:
        return word("nothing", language)
    text = str(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def as_plain(found: Verification) -> dict[str, Any]:
    """Return a verification as plain values, for programs."""
    return {
        "repeats": found.repeats,
        "software": list(found.software),
        "findings": [_plain(each) for each in found.findings],
        "today": None if found.today is None else [_plain(each) for each in found.today],
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

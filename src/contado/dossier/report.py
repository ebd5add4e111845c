"""What the command line says of dossiers: outcomes and effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contado.dossier.model import Dossier
from contado.dossier.pages import say
from contado.dossier.pages.effects import effects
from contado.dossier.words import word

if TYPE_CHECKING:
    from rich.table import Table


def outcome_table(dossiers: Sequence[Dossier], language: str) -> Table:
    """Return a table of the outcomes: a row an intervention and sheet."""
    from rich.table import Table

    table = Table()
    for key in ("place", "sheet_word", "outcome", "parts_word"):
        table.add_column(word(key, language))
    for dossier in dossiers:
        for verdict in dossier.verdicts:
            judged = [part for part in verdict.parts if part.criteria]
            parts = ", ".join(
                f"{part.part} {say.answer(part.answer, language)}"
                for part in judged
                if len(judged) > 1 or part.answer != verdict.outcome  # which is told already
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
            cells = numbers if row["difference"] != say.NONE else (*numbers[:2], row["source"])
            table.add_row(*([dossier.intervention.name] if several else ()), row["label"], *cells)
    return table

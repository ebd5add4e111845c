"""The table of many dossiers: a row an intervention, as CSV and XLSX safe to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from contado.analyses import OutputColumn, OutputTable, TableRows, with_more, write_workbook
from contado.dossier.model import Dossier
from contado.dossier.pages import say
from contado.dossier.pages.effects import difference
from contado.dossier.pages.front import municipality
from contado.dossier.pages.front import title as title_of
from contado.dossier.words import TEMPLATES, word
from contado.files import written
from contado.libraries import needed
from contado.shipped import read_yaml
from contado.spreadsheets import harmless
from contado.terms import Text


def outcomes(dossiers: Sequence[Dossier], language: str = "it") -> TableRows:
    """Return a row an intervention: what it is, outcomes, effects, the disclaimer."""
    text = (TEMPLATES / "outcomes.yaml").read_text(encoding="utf-8")
    table = OutputTable.model_validate(read_yaml(text))
    more: dict[str, OutputColumn] = {}
    rows: list[dict[str, str]] = []
    for dossier in dossiers:
        parts = [*_sheets(dossier, language), *_effects(dossier, language)]
        more |= {name: OutputColumn(label=label) for name, label, _ in parts}
        own = _about(dossier, language) | {name: content for name, _, content in parts}
        rows.append({name: harmless(content) for name, content in own.items()})
    columns = with_more(table.columns, more)
    return TableRows(word("outcome"), table, pd.DataFrame(rows), columns, None, {})


def _about(dossier: Dossier, language: str) -> dict[str, str]:
    warnings = (notice.text.say(language) for notice in dossier.warnings)
    about = {
        "id": dossier.intervention.id,
        "name": title_of(dossier, language),
        "municipality": municipality(dossier, language),
        "on": dossier.on.isoformat(),
        "notices": " ".join(warnings),
        "digest": dossier.digest,
    }
    proposed = dossier.disclaimer
    return about | ({"disclaimer": proposed.say(language)} if proposed else {})


def _sheets(dossier: Dossier, language: str) -> Iterator[tuple[str, Text, str]]:
    """Yield name, label and outcome of each sheet and of its parts."""
    for sheet in dossier.verdicts:
        yield sheet.sheet, sheet.label, say.answer(sheet.outcome, language)
        for part in sheet.parts:
            label = _labelled(sheet.label, "part", part=part.part)
            yield f"{sheet.sheet} {part.part}", label, say.answer(part.answer, language)


def _effects(dossier: Dossier, language: str) -> Iterator[tuple[str, Text, str]]:
    for effect in dossier.effects:
        for key, side in (("before", effect.before), ("after", effect.after)):
            number = say.number(side.value, effect.unit, language, effect.fact)
            yield f"{effect.fact} {key}", _labelled(effect.label, key, low=True), number
        change = difference(effect, language).removeprefix("+")
        yield f"{effect.fact} difference", _labelled(effect.label, "difference", low=True), change


def _labelled(label: Text, key: str, *, low: bool = False, **values: object) -> Text:
    def of(language: str) -> str:
        more = word(key, language, **values)
        return f"{label.say(language)}, {more.lower() if low else more}"

    return Text.by_language(of)


def write_tables(dossiers: Sequence[Dossier], folder: Path, language: str = "it") -> None:
    """Write ``esiti.csv`` and ``esiti.xlsx`` beside the dossiers; the same input, the same bytes.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where xlsxwriter is not installed.
    """
    rows = outcomes(dossiers, language)
    with written(folder / "esiti.csv") as draft:
        rows.whole(language).write(draft)
    needed("xlsxwriter")
    write_workbook(folder / "esiti.xlsx", [rows], dossiers[0].on.isoformat(), language)

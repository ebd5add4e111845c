"""The table of many dossiers: a row an intervention, as CSV and XLSX safe to open."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from contado.dossier.model import Dossier
from contado.dossier.pages import say
from contado.dossier.pages.effects import difference
from contado.dossier.pages.front import municipality
from contado.dossier.pages.front import title as title_of
from contado.dossier.words import word
from contado.files import written
from contado.libraries import needed
from contado.spreadsheets import harmless

_WIDEST = 60


def rows(dossiers: Sequence[Dossier], language: str = "it") -> list[dict[str, str]]:
    """Return a row an intervention: what it is, outcomes, effects, the disclaimer."""
    return [_row(dossier, language) for dossier in dossiers]


def _row(dossier: Dossier, language: str) -> dict[str, str]:
    row = {
        word("identifier", language): dossier.intervention.id,
        word("place", language): title_of(dossier, language),
        word("municipality", language): municipality(dossier, language),
        word("assessed_on", language): dossier.on.isoformat(),
    }
    for sheet in dossier.verdicts:
        title = sheet.label.say(language)
        row[title] = say.answer(sheet.outcome, language)
        for part in sheet.parts:
            name = f"{title}, {word('part', language, part=part.part)}"
            row[name] = say.answer(part.answer, language)
    for effect in dossier.effects:
        label = effect.label.say(language)
        for key, side in (("before", effect.before), ("after", effect.after)):
            text = say.number(side.value, effect.unit, language, effect.fact)
            row[f"{label}, {word(key, language).lower()}"] = text
        change = difference(effect, language).removeprefix("+")
        row[f"{label}, {word('difference', language).lower()}"] = change
    row[word("notices", language)] = " ".join(
        notice.text.say(language) for notice in dossier.warnings
    )
    row[word("digest", language)] = dossier.digest
    if dossier.disclaimer:
        row[word("warning_column", language)] = dossier.disclaimer.say(language)
    return {key: harmless(text) for key, text in row.items()}


def write_tables(dossiers: Sequence[Dossier], folder: Path, language: str = "it") -> None:
    """Write ``esiti.csv`` and ``esiti.xlsx`` beside the dossiers; the same input, the same bytes.

    Raises
    ------
    BadInput
        ``dossier.no_report_extra`` where xlsxwriter is not installed.
    """
    table = rows(dossiers, language)
    names = list(dict.fromkeys(name for row in table for name in row))
    with written(folder / "esiti.csv") as draft:
        _write_csv(draft, names, table)
    with written(folder / "esiti.xlsx") as draft:
        _write_xlsx(draft, names, table, dossiers[0])


def _write_csv(path: Path, names: list[str], table: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\n")
        writer.writerow([harmless(name) for name in names])
        writer.writerows([row.get(name, "") for name in names] for row in table)


def _write_xlsx(path: Path, names: list[str], table: list[dict[str, str]], first: Dossier) -> None:
    xlsxwriter = needed("xlsxwriter")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(path, options) as book:
            _fill(book, names, table, first.on)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(None, str(error)) from error


def _fill(book: Any, names: list[str], table: list[dict[str, str]], day: date) -> None:  # noqa: ANN401 - xlsxwriter has no types
    book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    page = book.add_worksheet(word("outcome"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for column, name in enumerate(names):
        page.write_string(0, column, harmless(name), bold)
        page.set_column(column, column, _width(name, table))
        for row, content in enumerate(table, start=1):
            page.write_string(row, column, content.get(name, ""))
    page.freeze_panes(1, 1)


def _width(name: str, table: list[dict[str, str]]) -> int:
    longest = max(len(name) // 2, *(len(row.get(name, "")) for row in table))
    return min(_WIDEST, longest + 2)

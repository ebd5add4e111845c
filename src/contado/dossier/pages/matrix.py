"""The table of the last part as a grid: a block a class of A, rows of B, columns of C."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from contado.dossier.model import Dossier
from contado.dossier.pages.parameters import AXES
from contado.dossier.words import word
from contado.norms import ParameterUse, PartReason, SheetReason

NOT_APPLICABLE = "not_applicable"
_GRID = 3
"""How many axes a table needs to be drawn as blocks of rows and columns."""


@dataclass(frozen=True)
class _Grid:
    """One table of the plan and the sheets that read it."""

    use: ParameterUse
    plan: Mapping[str, Any]
    sheets: Sequence[SheetReason]
    language: str

    @property
    def axes(self) -> list[tuple[str, str]]:
        """The parts that the table reads, each with the category of its classes."""
        return list(self.plan["parameters"][self.use.parameter]["by"].items())

    @property
    def outcomes(self) -> dict[str, str]:
        """The classes of the outcome, lowest first, by name."""
        return self.names(self.plan["parameters"][self.use.parameter]["names"])

    def names(self, category: str) -> dict[str, str]:
        """Return the classes of a category, by name."""
        names = self.plan["categories"][category]["names"]
        return {name: text[self.language] for name, text in names.items()}


def grids(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the tables of three parts that gave the outcomes, each once, with the cells reached.

    Sheets that read the same table share its grid; a cell says which of them it is the outcome
    of, or may still be.
    """
    by_use: dict[str, _Grid] = {}
    for sheet in dossier.verdicts:
        for use in _tables(sheet, dossier.plan.embedded):
            key = f"{use.parameter} {use.value}"
            read = [*by_use[key].sheets, sheet] if key in by_use else [sheet]
            by_use[key] = _Grid(use, dossier.plan.embedded, read, language)
    return [_grid(grid) for grid in by_use.values()]


def _tables(sheet: SheetReason, plan: Mapping[str, Any]) -> Iterator[ParameterUse]:
    for use in sheet.parts[-1].parameters:
        by = plan.get("parameters", {}).get(use.parameter, {}).get("by", {})
        if len(by) == _GRID and isinstance(use.value, dict):
            yield use


def _grid(grid: _Grid) -> dict[str, Any]:
    (first, levels), (second, _), (third, columns) = grid.axes
    return {
        "parameter": grid.use.parameter,
        "label": grid.use.label.say(grid.language),
        "rows_are": word("part", grid.language, part=second),
        "columns_are": word("part", grid.language, part=third),
        "columns": list(grid.names(columns).values()),
        "blocks": [
            {
                "title": f"{word('part', grid.language, part=first)}: {name}",
                "rows": _rows(grid, level),
            }
            for level, name in grid.names(levels).items()
        ],
        "key": [
            {"mark": str(number), "text": sheet.label.say(grid.language)}
            for number, sheet in enumerate(grid.sheets, start=1)
        ],
    }


def _rows(grid: _Grid, level: str) -> list[dict[str, Any]]:
    (_, _), (_, rows), (_, columns) = grid.axes
    return [
        {
            "name": name,
            "cells": [_cell(grid, (level, row, column)) for column in grid.names(columns)],
        }
        for row, name in grid.names(rows).items()
    ]


def _cell(grid: _Grid, classes: tuple[str, ...]) -> dict[str, Any]:
    table: Mapping[str, str] = grid.use.value  # type: ignore[assignment]
    outcome = table[AXES.join(classes)]
    marks = [
        (str(number), state)
        for number, sheet in enumerate(grid.sheets, start=1)
        if (state := _reached(sheet, [part for part, _ in grid.axes], classes))
    ]
    return {
        "text": grid.outcomes[outcome],
        "rank": list(grid.outcomes).index(outcome),
        "state": "is" if any(s == "is" for _, s in marks) else "maybe" if marks else "",
        "marks": [number for number, _ in marks],
    }


def _reached(sheet: SheetReason, parts: Sequence[str], classes: tuple[str, ...]) -> str:
    """Say whether a cell is the one a sheet reached, one it may still reach, or neither."""
    possible = [_possible(part) for name in parts for part in sheet.parts if part.part == name]
    cells = list(product(*possible))
    if classes not in cells:
        return ""
    return "is" if len(cells) == 1 else "maybe"


def _possible(part: PartReason) -> tuple[str, ...]:
    if part.answer.state == NOT_APPLICABLE:
        return (NOT_APPLICABLE,)
    return part.answer.possible or ((part.answer.value,) if part.answer.value else ())

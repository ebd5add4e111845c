"""The folder of a run: results, table, maps and page, whole or absent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.files import folder_written, must_be_new, written
from contado.scenarios.maps import Maps
from contado.scenarios.outcome import FACTS
from contado.scenarios.page import page
from contado.scenarios.telling import whole_table
from contado.territory.plain_tables import write_plain_table

if TYPE_CHECKING:
    from contado.scenarios.outcome import Outcome, PlaceTold
    from contado.scenarios.run import Run

_COLUMNS = ("before", "after", "difference", "low", "high", "p5", "p50", "p95")


def write_run(run: Run, outcome: Outcome, out: Path, language: str = "it") -> None:
    """Write ``results.json``, ``differences.csv``, the maps as GeoTIFF and ``page.html``.

    ``table.csv`` has what the page tells, for a spreadsheet of the reader's country.

    Parameters
    ----------
    out
        A folder that does not exist yet.

    Raises
    ------
    BadInput
        ``files.exists``, ``files.write_failed``; nothing is left behind.
    """
    must_be_new(out)
    maps = Maps.of(run.works)
    with folder_written(out) as folder:
        write_text(folder / "results.json", as_json(outcome.plain()))
        write_plain_table(folder / "differences.csv", columns_of(outcome.places))
        maps.write(folder)
        whole_table(outcome, language).write(folder / "table.csv", language)
        write_text(folder / "page.html", page(outcome, maps, run.shapes, language))


def as_json(content: Any) -> str:  # noqa: ANN401 - plain values
    """Return plain values as people and programs read them."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all."""
    with written(path) as draft:
        draft.write_text(text, encoding="utf-8")


def columns_of(places: Sequence[PlaceTold]) -> dict[str, list[object]]:
    """Return the table of differences: a row a place and fact."""
    heads = ("kind", "id", "name", "area_m2", "fact", "unit", *_COLUMNS)
    columns: dict[str, list[object]] = {head: [] for head in heads}
    for place in places:
        for name, effect in place.facts.items():
            values = effect.plain()
            row = [place.kind, place.id, place.name, place.area, name, FACTS[name].unit]
            row += [values.get(column) for column in _COLUMNS]
            for head, value in zip(heads, row, strict=True):
                columns[head].append(value)
    return columns

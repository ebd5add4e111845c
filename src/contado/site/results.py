"""What a page shows of a result: the rows that answer a filter, on the map, as bars, as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

from contado import pages
from contado.pages import MapLegend
from contado.site.search import fold

ROWS = 25
"""Rows of a page of the table."""

MOST_SHOWN = 300
"""Rows of a table below the first."""

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class RowFilter:
    """What of a result is asked for, as the address tells it."""

    text: str = ""
    classes: frozenset[int] = frozenset()
    map: int = 0
    order: str = ""  # the number of a column, with a minus for the largest first
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, Sequence[str]]) -> RowFilter:
        """Return the filter of an address; what makes no sense is left out.

        Examples
        --------
        >>> RowFilter.of({"testo": ["Rho"], "classe": ["2", "x"], "pagina": ["0"]})
        RowFilter(text='Rho', classes=frozenset({2}), map=0, order='', page=1)
        """
        first = {name: values[0] for name, values in asked.items() if values}
        order = first.get("ordine", "")
        return cls(
            first.get("testo", "")[:_LONGEST],
            frozenset(_number(each) for each in asked.get("classe", ()) if each.isdecimal()),
            _number(first.get("mappa", "")),
            order if order.removeprefix("-").isdecimal() and len(order) < 5 else "",  # noqa: PLR2004
            max(1, _number(first.get("pagina", ""))),
        )

    def address(self, **changed: object) -> str:
        """Return the filter as the query of an address, with something changed."""
        values = {
            "testo": self.text, "classe": sorted(self.classes), "mappa": self.map or "",
            "ordine": self.order, "pagina": self.page if self.page > 1 else "", **changed,
        }  # fmt: skip
        return urlencode({name: value for name, value in values.items() if value}, doseq=True)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Bar:
    """A class of the map: its mark, how many places have it, and whether the filter keeps it."""

    number: int
    colour: str
    label: str
    hatched: bool
    count: int
    share: float  # of the longest bar, %
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownHeading:
    """A heading of the table, and where it puts the rows in order."""

    label: str
    number: bool
    address: str
    order: str  # ``ascending``, ``descending`` or ``none``


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: where it stands in the table, its cells, the colour of its class."""

    number: int
    cells: Sequence[tuple[Mapping[str, Any], str]]  # each under its heading
    colour: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result as a page shows it under a filter."""

    content: Mapping[str, Any]
    filter: RowFilter
    table: Mapping[str, Any] | None
    headings: tuple[ShownHeading, ...]
    rows: tuple[ShownRow, ...]
    total: int
    pages: int
    bars: tuple[Bar, ...]
    drawing: str
    drawn: Mapping[str, Any] | None  # the map that is shown
    places: Mapping[str, Any] | None  # for the map that one moves about

    @property
    def previous(self) -> str:
        """The address of the page before; empty on the first."""
        return self.filter.address(pagina=self.filter.page - 1) if self.filter.page > 1 else ""

    @property
    def following(self) -> str:
        """The address of the page after; empty on the last."""
        page = self.filter.page + 1
        return self.filter.address(pagina=page) if page <= self.pages else ""

    @property
    def others(self) -> list[dict[str, Any]]:
        """The tables below the first, each cell under its heading."""
        return [
            {**each, "shown": [_under(each, row) for row in each["rows"][:MOST_SHOWN]]}
            for each in self.content["tables"]
            if each is not self.table
        ]


@lru_cache(maxsize=12)
def _read(path: Path) -> Any:  # noqa: ANN401 - plain values
    """Return a file of a result, which never changes."""
    return json.loads(path.read_text(encoding="utf-8"))


def view(folder: Path, language: str, wanted: RowFilter) -> ResultView:
    """Return what a page shows of the result that is kept in a folder."""
    content = _read(folder / f"{language}.json")
    maps = content["maps"]
    drawn = maps[wanted.map if wanted.map < len(maps) else 0] if maps else None
    table = _main(content, drawn)
    kept = _kept(table, drawn, wanted) if table else []
    order = _ordered(table, kept, wanted.order) if table else []
    count = max(1, -(-len(order) // ROWS))
    page = min(wanted.page, count)
    shapes = folder / "shapes.json"
    own = _read(shapes) if drawn and drawn["codes"] and shapes.is_file() else None
    places = [table["at"][row] for row in kept] if table else []
    return ResultView(
        content, RowFilter(wanted.text, wanted.classes, wanted.map, wanted.order, page), table,
        _headings(table, wanted) if table else (),
        tuple(_row(table, row, drawn) for row in order[(page - 1) * ROWS : page * ROWS])
        if table else (),
        len(order), count, _bars(table, drawn, wanted),
        _drawing(own, drawn, places, language) if own and drawn else "", drawn,
        _places(drawn, table, places) if own and drawn and table else None,
    )  # fmt: skip


def _main(content: Mapping[str, Any], drawn: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the table that the filter is of: that of the map, else the first."""
    tables: list[Mapping[str, Any]] = content["tables"]
    named = [each for each in tables if drawn and each["name"] == drawn["table"]]
    return next(iter([*named, *tables]), None)


def _answers(table: Mapping[str, Any], text: str) -> list[int]:
    wanted = fold(text)
    if not wanted:
        return list(range(len(table["rows"])))
    return [row for row, cells in enumerate(table["rows"]) if wanted in fold(" ".join(cells))]


def _kept(
    table: Mapping[str, Any], drawn: Mapping[str, Any] | None, wanted: RowFilter
) -> list[int]:
    """Return the rows that answer the filter."""
    rows = _answers(table, wanted.text)
    if drawn is None or not drawn["codes"] or not wanted.classes:
        return rows
    return [row for row in rows if drawn["codes"][table["at"][row]] in wanted.classes]


def _ordered(table: Mapping[str, Any], rows: list[int], order: str) -> list[int]:
    """Return rows in the order of a column; those without a value last."""
    column = int(order.removeprefix("-")) if order else -1
    if not 0 <= column < len(table["headings"]):
        return rows
    keys = {row: table["keys"][row][column] for row in rows}
    known = [row for row in rows if keys[row] not in (None, "")]
    unknown = [row for row in rows if keys[row] in (None, "")]
    numbers = all(isinstance(keys[row], int | float) for row in known)
    known.sort(
        key=lambda row: keys[row] if numbers else fold(str(keys[row])), reverse=order[0] == "-"
    )
    return known + unknown


def _headings(table: Mapping[str, Any], wanted: RowFilter) -> tuple[ShownHeading, ...]:
    orders = {"": "none"}
    made = []
    for at, heading in enumerate(table["headings"]):
        now = {str(at): "ascending", f"-{at}": "descending"}.get(wanted.order, orders[""])
        following = str(at) if now == "descending" or not heading["number"] else f"-{at}"
        if now == "ascending":
            following = f"-{at}"
        address = wanted.address(ordine=following, pagina="")
        made.append(ShownHeading(heading["label"], heading["number"], address, now))
    return tuple(made)


def _row(table: Mapping[str, Any], row: int, drawn: Mapping[str, Any] | None) -> ShownRow:
    colour = ""
    if drawn is not None and drawn["codes"] and drawn["table"] == table["name"]:
        colour = drawn["keys"][drawn["codes"][table["at"][row]]][0]
    return ShownRow(table["at"][row], _under(table, table["rows"][row]), colour)


def _under(table: Mapping[str, Any], row: Sequence[str]) -> list[tuple[Mapping[str, Any], str]]:
    """Return the cells of a row, each under its heading."""
    return [(each, cell or "–") for each, cell in zip(table["headings"], row, strict=True)]


def _bars(
    table: Mapping[str, Any] | None, drawn: Mapping[str, Any] | None, wanted: RowFilter
) -> tuple[Bar, ...]:
    """Return how many of the places that answer the text have each class."""
    if table is None or drawn is None or not drawn["codes"]:
        return ()
    codes = [drawn["codes"][table["at"][row]] for row in _answers(table, wanted.text)]
    counts = np.bincount(codes, minlength=len(drawn["keys"])).tolist()
    most = max(*counts, 1)
    return tuple(
        Bar(at, colour, label, hatched, counts[at], 100 * counts[at] / most, at in wanted.classes)
        for at, (colour, label, hatched) in enumerate(drawn["keys"])
        if counts[at] or at < len(drawn["keys"]) - 1
    )


def _legend(drawn: Mapping[str, Any]) -> MapLegend:
    colours, labels, _hatched = zip(*drawn["keys"], strict=True)
    return MapLegend(drawn["title"], colours[:-1], labels[:-1], hatched=drawn["hatched"])


def _drawing(
    own: Mapping[str, Any], drawn: Mapping[str, Any], places: list[int], language: str
) -> str:
    """Return the map of the places that answer the filter, which needs no JavaScript."""
    codes = np.asarray(drawn["codes"], dtype=np.int64)[places]
    return pages.drawn_areas(
        [own["paths"][place] for place in places], codes, pages.Frame(**own["frame"]),
        _legend(drawn), title=drawn["title"], language=language,
    )  # fmt: skip


def _places(
    drawn: Mapping[str, Any], table: Mapping[str, Any], places: list[int]
) -> dict[str, Any]:
    """Return what the map that one moves about is told: classes, names, the places kept."""
    names = {at: cells[0] for at, cells in zip(table["at"], table["rows"], strict=True)}
    return {
        "codes": drawn["codes"], "colours": [key[0] for key in drawn["keys"]],
        "labels": [key[1] for key in drawn["keys"]], "hatched": drawn["hatched"],
        "names": names, "kept": places,
    }  # fmt: skip

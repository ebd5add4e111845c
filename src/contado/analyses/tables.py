"""A declared table with its rows: as values for files and programs, and in words for people."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from contado import pages
from contado.analyses.declaration import ENDS, Map, OutputColumn, OutputTable
from contado.phrases import Phrases, filled
from contado.terms import TERMS, Text, term
from contado.units import UNITS

if TYPE_CHECKING:
    import pandas as pd

    from contado.analyses.result import Result
    from contado.norms import Rules

UNTOLD = "cannot_tell"
"""Stands in a column for a place whose class is one of several."""

_Columns = Mapping[str, OutputColumn]
_WORDS = Phrases.of("contado.analyses")
_LABEL = "_label"
_FLAGS = {"coarse": "coarser_than_place"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: its name, what people call it, and where its values come from."""

    name: str
    label: Text
    column: OutputColumn
    of: str
    named: bool = False  # whether it tells the names of its values

    @property
    def title(self) -> Text:
        """What people read above it, with the unit."""
        unit = None if self.named else self.column.unit
        if unit and UNITS[unit].scale != 1:  # a file holds the number itself, a page per cent
            return Text(it=f"{self.label.it}, 0–1", en=f"{self.label.en}, 0–1")
        return with_unit(self.label, unit)


class ShownColumn(NamedTuple):
    """A column in words, with what its rows are put in order by."""

    heading: pages.Heading
    cells: list[str]
    keys: list[Any]  # numbers, else texts; None last


def with_more(columns: _Columns, more: _Columns) -> dict[str, OutputColumn]:
    """Return declared columns with more of them: where ``*`` stands, else after the others.

    Examples
    --------
    >>> a, b, c = (OutputColumn(label=Text.same(name)) for name in "abc")
    >>> list(with_more({"a": a, "*": b, "c": c}, {"b": b}))
    ['a', 'b', 'c']
    """
    names = list(columns)
    at = names.index("*") if "*" in names else len(names)
    every = {**columns, **more}
    return {name: every[name] for name in (*names[:at], *more, *names[at + 1 :])}


def with_unit(label: Text, unit: str | None) -> Text:
    """Return what a column of numbers is called, with their unit.

    Examples
    --------
    >>> with_unit(Text(it="Anomalia", en="Anomaly"), "degC").it
    'Anomalia, °C'
    """
    text = UNITS[unit].label if unit else None
    if text is None or not text.it or unit == "person":  # the label says whose number it is
        return label
    return Text(it=f"{label.it}, {text.it}", en=f"{label.en}, {text.en}")


@dataclass(frozen=True)
class TableRows:
    """A table of a result; columns that begin with an underscore are in no file."""

    name: str
    table: OutputTable
    frame: pd.DataFrame
    columns: Mapping[str, OutputColumn]  # those declared, and those that follow from the request
    rules: Rules | None  # the plan, whose categories name values
    phrases: Mapping[str, Text]  # of the analysis: what flags are called

    @classmethod
    def of(cls, result: Result, name: str) -> TableRows:
        """Return a table of a result, with its declaration."""
        what = result.made.analysis
        table = what.tables[name]
        columns = with_more(table.columns, result.columns.get(name, {}))
        return cls(name, table, result.tables[name], columns, result.made.rules, what.phrases)

    @property
    def shapes(self) -> Any:  # noqa: ANN401 - an array of shapely's, or None
        """Shapes of the rows; None for a table without."""
        named = getattr(self.frame, "active_geometry_name", None)
        return self.frame.geometry.to_numpy() if named else None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns of its files, in their order."""
        named = [
            field
            for name, column in self.columns.items()
            if not name.startswith("_")
            for field in self._of(name, column)
        ]
        taken = {field.name for field in named}
        shape = getattr(self.frame, "active_geometry_name", None)
        own = [] if not self.table.attributes else [
            Field(str(name), Text.same(str(name)), OutputColumn(label=Text.same("")), str(name))
            for name in self.frame.columns
            if name not in taken and name != shape and name not in self._for_maps
        ]  # fmt: skip
        fields = [*own, *(field for field in named if field.of in self.frame)]
        if self.table.attributes:  # a declared name may be an attribute
            fields.sort(key=lambda field: list(self.frame.columns).index(field.of))
        return tuple(fields)

    @property
    def maps(self) -> Iterator[Map]:
        """The maps of columns that are there; one of ``NAME_*`` is a map of each of them."""
        for map_ in self.table.maps:
            for name in fnmatch.filter(map(str, self.frame.columns), map_.of):
                yield map_.model_copy(update={"of": name})

    @property
    def _for_maps(self) -> set[str]:
        return {map_.of for map_ in self.table.maps} | {(self.table.order or "").removeprefix("-")}

    def _of(self, name: str, column: OutputColumn) -> Iterator[Field]:
        if column.each is not None:
            for key, text in self._category(column.each).items():
                own = name.replace("*", key)
                yield Field(own, filled(column.label, name=text), column, own)
            return
        coded = bool(self.names_of(column))
        if column.bounds != "only":
            yield Field(
                name,
                _WORDS.text("columns.code", label=column.label) if coded else column.label,
                column,
                name,
            )
        for end, text in ENDS.items() if column.bounds else ():
            yield Field(name + end, filled(text, label=column.label), column, name + end)
        if coded:
            yield Field(name + _LABEL, column.label, column, name, named=True)

    def _category(self, name: str) -> Mapping[str, Text]:
        assert self.rules is not None  # a category is the plan's
        return self.rules.categories[name].names

    def names_of(self, column: OutputColumn) -> Mapping[str, Text]:
        """Return what the values of a column are called; empty where they are no names."""
        own = self._category(column.category) if column.category else {}
        return {**own, **column.names}

    def values(self, field: Field, language: str) -> list[Any]:
        """Return the plain values of a column; None where there is none."""
        cells = [plain_value(cell, language) for cell in self.frame[field.of].tolist()]
        if not field.named:
            return cells
        names = self.names_of(field.column)
        return [_named(names, cell, language) for cell in cells]

    def lists(self, language: str) -> dict[str, list[Any]]:
        """Return every column of its files."""
        return {field.name: self.values(field, language) for field in self.fields}

    def rows(self, language: str) -> list[dict[str, Any]]:
        """Return the rows as plain values."""
        lists = self.lists(language)
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]

    def ordered(self) -> pd.DataFrame:
        """Return the rows as people read them; those without a value last.

        Their index tells where each stands in the frame.
        """
        order, frame = self.table.order, self.frame.reset_index(drop=True)
        if order is None:
            return frame
        name, least_first = order.removeprefix("-"), not order.startswith("-")
        return frame.sort_values(
            name, ascending=least_first, na_position="last", kind="stable", key=_sortable
        )

    def page(self, language: str) -> pages.PageTable:
        """Return the table in words: the columns that people read, in their order."""
        return self._page(
            self.ordered().head(self.table.most), self.table.label.say(language), language
        )

    def whole(self, language: str) -> pages.PageTable:
        """Return every column of its files and every row, headed as people read them."""
        headings = tuple(pages.Heading(field.title.say(language)) for field in self.fields)
        cells = ([str(v if v is not None else "") for v in self.values(field, language)]
                 for field in self.fields)  # fmt: skip
        lines = list(zip(*cells, strict=True))
        return pages.PageTable(self.table.label.say(language), headings, lines)

    def on_page(self, language: str) -> Iterator[pages.PageTable]:
        """Yield the tables in words that a page shows: one, or one a text of a column."""
        for caption, frame in self.parts(language, self.table.most):
            yield self._page(frame, caption, language)

    def parts(self, language: str, most: int) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield what is shown as a table each: its caption and its rows, in their order."""
        frame, label, by = self.ordered(), self.table.label.say(language), self.table.by
        if self.table.shown is not None:
            frame = frame[frame[self.table.shown]]
        if by is None:
            yield label, frame.head(most)
            return
        texts = frame[by].map(lambda text: plain_value(text, language))
        for text, rows in frame.groupby(texts, sort=False):
            yield f"{text}: {label.casefold()}", rows.drop(columns=by)

    def _page(self, frame: pd.DataFrame, caption: str, language: str) -> pages.PageTable:
        shown = self.shown(frame, language)
        headings = tuple(column.heading for column in shown)
        lines = list(zip(*(column.cells for column in shown), strict=True))
        return pages.PageTable(caption, headings, lines)

    def shown(self, frame: pd.DataFrame, language: str) -> list[ShownColumn]:
        """Return the columns that people read of some rows, without those that tell nothing."""
        columns = [column for column in self._shown(frame, language) if any(column.cells)]
        # what is to be known of every row is told once, above
        flags = {column.label.say(language) for column in self.columns.values() if column.flags}
        return [
            column
            for column in columns
            if column.heading.label not in flags or len(set(column.cells)) > 1
        ]

    def _shown(self, frame: pd.DataFrame, language: str) -> Iterator[ShownColumn]:
        named = {name for name in self.columns if self.columns[name].page}
        own = () if any(name in frame for name in named & {"name", "code"}) else self.fields[:1]
        for field in own if self.table.attributes else ():
            values = (plain_value(cell, language) for cell in frame[field.of])
            cells = ["" if value is None else str(value) for value in values]
            yield ShownColumn(pages.Heading(field.label.say(language)), cells, cells)
        for name, column in self.columns.items():
            if column.page and column.each is None and name != "*":
                yield from self._words(name, column, frame, language)

    def _words(
        self, name: str, column: OutputColumn, frame: pd.DataFrame, language: str
    ) -> Iterator[ShownColumn]:
        """Yield a column in words, and the interval that stands beside it."""
        number = column.unit is not None
        title = with_unit(column.label, column.unit).say(language)
        cells: list[str] = []
        if column.bounds != "only" and name in frame:
            cells = [self._cell(column, cell, language) for cell in frame[name].tolist()]
            keys = [plain_value(cell, language) for cell in frame[name].tolist()]
            yield ShownColumn(pages.Heading(title, number=number), cells, keys if number else cells)
        if column.bounds in {"beside", "only"} and f"{name}_low" in frame:
            low, high = (frame[name + end].tolist() for end in ENDS)
            beside = _WORDS.text("columns.interval", label=column.label)
            beside = with_unit(beside, None if any(cells) else column.unit)
            text = title if column.bounds == "only" else beside.say(language)
            spans = [self._span(column, *both, language) for both in zip(low, high, strict=True)]
            keys = [plain_value(cell) for cell in high]
            yield ShownColumn(pages.Heading(text, number=True), spans, keys)

    def _span(self, column: OutputColumn, low: float, high: float, language: str) -> str:
        """Return an interval in words; one number where both ends are one, if it stands alone."""
        unit = column.unit or "1"
        if low is None or high is None or low != low or high != high:  # noqa: PLR0124 - NaN
            return ""
        if column.bounds == "only" and low == high:
            return _bare(pages.plain(low, unit, language, column.decimals), unit, language)
        text = pages.between(low, high, unit, language, decimals=column.decimals)
        return _bare(text, unit, language)

    def _cell(self, column: OutputColumn, cell: object, language: str) -> str:
        value = plain_value(cell, language)
        if value is None:
            return ""
        if column.flags:
            return ", ".join(flag_text(flag, self.phrases, language) for flag in str(value).split())
        names = self.names_of(column)
        if isinstance(value, bool):
            return term("yes" if value else "no", language)
        if isinstance(value, str) or column.unit is None:
            text = _named(names, value, language)
            return f"{text:.10g}" if isinstance(text, float) else str(text)
        write = pages.difference if column.signed else pages.plain
        text = write(float(value), column.unit, language, decimals=column.decimals)
        return _bare(text, column.unit, language)


def _named(names: Mapping[str, Text], cell: Any, language: str) -> Any:  # noqa: ANN401 - a cell of a frame
    """Return a name in words, or several that are parted by blanks; all of them tell nothing."""
    known = [cell] if cell in names else str(cell).split()
    if any(name not in names for name in known):
        return cell
    if len(known) == len(names) > 1:
        return term(UNTOLD, language)
    return ", ".join(names[name].say(language) for name in known)


def _bare(text: str, unit: str, language: str) -> str:
    """Return a number without its unit, which the heading has."""
    return text.removesuffix(UNITS[unit].label.say(language)).rstrip()


def plain_value(cell: Any, language: str = "it") -> Any:  # noqa: ANN401 - a cell of a frame
    """Return a cell as JSON and CSV hold it; None where there is nothing.

    Examples
    --------
    >>> plain_value(Text(it="sì", en="yes"), "en"), plain_value(float("nan")), plain_value(2)
    ('yes', None, 2)
    """
    value = cell.item() if hasattr(cell, "item") else cell
    if isinstance(value, Text):
        return value.say(language)
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT alone differ from themselves
        return None
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and value in (float("inf"), -float("inf")):
        return None
    return value if isinstance(value, str | int | float) else str(value)


def flag_text(flag: str, phrases: Mapping[str, Text], language: str) -> str:
    """Return what to beware of in words.

    Examples
    --------
    >>> flag_text("coarse", {}, "it")
    'dato più grossolano del luogo'
    """
    text = phrases.get(flag) or TERMS.get(_FLAGS.get(flag, flag))
    return text.say(language) if text else flag


def _sortable(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return numbers to sort by: of texts, those that begin with a sign count as zero."""
    import pandas as pd

    return column if column.dtype.kind in "if" else pd.to_numeric(column, errors="coerce")

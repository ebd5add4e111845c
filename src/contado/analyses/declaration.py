"""What an analysis is, declared once: what it asks for, what it gives, and the words of both.

A declaration is a page of YAML in ``catalogue/``. The command, the folder of results, the page,
the record and the reference follow from it; a computation is a function of the same name's module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from contado.models import Record
from contado.terms import Text

Kind = Literal[
    "territory", "places", "file", "raster", "table", "number", "whole", "choice", "day",
    "profile", "text", "flag",
]  # fmt: skip
"""What an input may be; ``file``, ``raster`` and ``table`` are paths of what must be there."""

ENDS = {
    "_low": Text(it="{label} (minimo)", en="{label} (lowest)"),
    "_high": Text(it="{label} (massimo)", en="{label} (highest)"),
}
"""What stands after the name of a column with bounds, and what people read above each."""


class Input(Record):
    """Something that an analysis asks for.

    Parameters
    ----------
    kind
        What it may be.
    label
        What it means, in a sentence.
    unit
        Of a number.
    required, default
        Whether it must be given; what stands where it is not.
    parameter
        The parameter of the plan that gives the value where none is given.
    low, high
        Bounds of a number, both allowed.
    choices
        Names allowed, for a choice; roles allowed, for places.
    many
        Whether it may be given several times.
    option
        Its name at the command line, where that is not its own.
    also
        Other names there.
    recorded
        Whether the record tells it: not what changes no result.
    argument
        Whether the command line takes it without a name, and what usage calls it.
    """

    kind: Kind
    label: Text
    unit: str | None = None
    required: bool = False
    default: str | int | float | bool | None = None
    parameter: str | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    option: str | None = None
    also: tuple[str, ...] = ()
    recorded: bool = True
    argument: str | None = None


class Column(Record):
    """A column of a table, named here and nowhere else.

    One whose name begins with an underscore is in no file: people read it. ``*`` stands where the
    columns come that follow from the request.

    Parameters
    ----------
    label
        What people read above it, without the unit.
    fact
        The fact of the catalogue that it tells, which gives label, unit and decimals.
    unit
        Of its numbers; None for texts.
    decimals
        Digits that people read, where they are not the unit's.
    category
        The plan's category that its names are of; ``<name>_label`` then stands beside it. A cell
        may hold several, parted by blanks.
    each
        The category whose names take the place of ``*`` in the column's name.
    names
        What its values are called, where no category of the plan tells.
    bounds
        ``beside``: columns ``_low`` and ``_high`` stand beside it; ``only``: in its place;
        ``files``: beside it, in files only.
    signed
        Whether it is a difference, written with its sign.
    flags
        Whether it holds names of what to beware of, parted by blanks.
    page
        Whether the page and the terminal show it.
    """

    label: Text
    fact: str | None = None
    unit: str | None = None
    decimals: int | None = None
    category: str | None = None
    each: str | None = None
    names: Mapping[str, Text] = Field(default_factory=dict)
    bounds: Literal["beside", "only", "files"] | None = None
    signed: bool = False
    flags: bool = False
    page: bool = True


class Map(Record):
    """A map of the places of a table.

    Parameters
    ----------
    of
        A column with names or a unit; one that begins with an underscore is in no file.
    like
        The column that declares it, for one that is in no file.
    colours
        The scale: ``heat``, ``rain`` or ``difference``.
    label
        Its title, where it is not that of the column.
    missing, untold
        What stands for places without a value, and for those of several possible classes.
    """

    of: str
    like: str | None = None
    colours: str = "heat"
    label: Text | None = None
    missing: Text | None = None
    untold: Text | None = None


class Table(Record):
    """A table of results.

    Parameters
    ----------
    label
        What it tells.
    columns
        By name, in their order.
    attributes
        Whether the attributes of the places that were given stand before the columns.
    order
        The column by which people read the rows; with a minus, the largest first.
    layer
        Name of the layer in its GeoPackage, where the rows have a shape.
    style
        The column that colours that layer.
    colours
        Of the style.
    open
        Rows that a page shows before the rest is opened.
    most
        Rows that a page holds; all of them are in its files.
    by, shown
        Columns that begin with an underscore: by whose texts the rows are shown as a table each,
        and whether a row is shown at all; every row is in the files.
    """

    label: Text
    columns: Mapping[str, Column]
    attributes: bool = False
    order: str | None = None
    layer: str | None = None
    style: str | None = None
    colours: str = "heat"
    maps: tuple[Map, ...] = ()
    open: int = 20
    most: int = 2000
    by: str | None = None
    shown: str | None = None


class Raster(Record):
    """A GeoTIFF of results: what it tells, and the unit or the category of its cells.

    A page shows it where ``page`` says so; of two, the one that stands ``instead`` of the other
    only where the other is not there.

    One whose name begins with an underscore is in no file and serves the page alone. Declared as
    ``*: {of: TABLE}`` it stands for two of each column of the table that has bounds.

    Parameters
    ----------
    missing, untold
        What stands for cells without a value, and for those of several possible classes, whose
        number is one past the last.
    """

    label: Text
    unit: str | None = None
    category: str | None = None
    colours: str = "heat"
    page: bool = False
    instead: str | None = None
    missing: Text | None = None
    untold: Text | None = None


class Chart(Record):
    """A drawing of lines, points or bars: its title and the labels and units of its axes."""

    label: Text
    kind: Literal["line", "points", "bars"] = "line"
    log: bool = False
    x: Text
    y: Text


class Analysis(Record):
    """An analysis: identity, inputs, outputs, and the function that computes it.

    Parameters
    ----------
    id
        The words of its command, joined by hyphens.
    label, purpose
        What it is called, and what it is for.
    kicker, title
        The capability, and the title of its page; ``{ground}`` is the territory's name, and what
        else stands between braces is the result's.
    reference
        The article or paper behind it.
    sheet
        The sheet of the plan that it asks of places, if any.
    guide
        Where its guide is, under ``docs/``.
    computation
        The function, as ``package.module:name``: from a request and an execution to a result.
    inputs, tables, rasters, charts
        What is asked and given, by name.
    phrases
        Sentences of the answer and of notices, with values between braces.
    reading
        How the numbers are to be read.
    more
        Why the folder may hold files beyond those declared; None where it may not.
    """

    id: str
    label: Text
    purpose: Text
    kicker: Text
    title: Text
    reference: Text
    sheet: str | None = None
    guide: str
    computation: str
    inputs: Mapping[str, Input]
    tables: Mapping[str, Table] = Field(default_factory=dict)
    rasters: Mapping[str, Raster] = Field(default_factory=dict)
    charts: Mapping[str, Chart] = Field(default_factory=dict)
    phrases: Mapping[str, Text] = Field(default_factory=dict)
    reading: Text | None = None
    more: Text | None = None

    @property
    def command(self) -> str:
        """The words that a person types after ``contado``."""
        return self.id.replace("-", " ", 1)

    def phrase(self, key: str, /, **values: object) -> Text:
        """Return a sentence with its values; a `contado.terms.Text` is said in each language."""
        return filled(self.phrases[key], **values)


def filled(text: Text, /, **values: object) -> Text:
    """Return a text with the values between its braces, each said in the language.

    Examples
    --------
    >>> filled(Text(it="{n} luoghi: {of}", en="{n} places: {of}"), n=2, of=Text(it="sì", en="yes"))
    Text(it='2 luoghi: sì', en='2 places: yes')
    """

    def of(language: str) -> str:
        told = {k: v.say(language) if isinstance(v, Text) else v for k, v in values.items()}
        return text.say(language).format(**told)

    return Text.by_language(of)

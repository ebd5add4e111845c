"""What an analysis is, declared once: what it asks for, what it gives, and the words of both.

A declaration is a page of YAML in ``catalogue/``. The command, the folder of results, the page,
the record and the reference follow from it; a computation is a function of the same name's module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from contado.models import Record
from contado.phrases import Phrases, filled
from contado.terms import Text

Kind = Literal[
    "territory", "places", "file", "raster", "table", "number", "whole", "choice", "day",
    "profile", "text", "flag",
]  # fmt: skip
"""What an input may be; ``file``, ``raster`` and ``table`` are paths of what must be there."""

FILE_KINDS = ("file", "raster", "table")
"""The kinds of input that are files."""

ENDS = {f"_{end}": Phrases.of("contado.analyses")[f"columns.{end}"] for end in ("low", "high")}
"""What stands after the name of a column with bounds, and what people read above each."""


class Input(Record):
    """Something that an analysis asks for."""

    kind: Kind
    label: Text  # what it means, in a sentence
    title: Text | None = None  # what a form calls it, where that is not its label
    hint: Text | None = None  # what a form says beside it
    names: Mapping[str, Text] = Field(default_factory=dict)  # what a form calls its choices
    alone: bool = False  # whether it stands in place of the territory
    measures: bool = False  # whether its values are codes of the abacus
    form: bool = True  # whether a form asks for it
    minor: bool = False  # whether a form keeps it beneath the others
    unit: str | None = None
    required: bool = False
    default: str | int | float | bool | None = None
    parameter: str | None = None  # of the plan, that gives the value where none is given
    low: float | None = None  # bounds of a number, both allowed
    high: float | None = None
    # names allowed; for places, roles; for files, what may stand in place of one
    choices: tuple[str, ...] = ()
    many: bool = False  # whether it may be given several times
    option: str | None = None  # at the command line, where that is not its name
    also: tuple[str, ...] = ()  # other names there
    recorded: bool = True  # whether the record tells it: not what changes no result
    argument: str | None = None  # what usage calls it, where the command takes it without a name


class OutputColumn(Record):
    """A column of a table, named here and nowhere else.

    One whose name begins with an underscore is in no file: people read it. ``*`` stands where the
    columns come that follow from the request.
    """

    label: Text  # what people read above it, without the unit
    fact: str | None = None  # of the catalogue, which gives label, unit and decimals
    unit: str | None = None  # of its numbers; None for texts
    decimals: int | None = None  # where they are not the unit's
    # the plan's, that its names are of; ``NAME_label`` stands beside; a cell may hold several
    category: str | None = None
    each: str | None = None  # the category whose names take the place of ``*`` in the name
    names: Mapping[str, Text] = Field(default_factory=dict)  # where no category of the plan tells
    # where ``_low`` and ``_high`` stand: beside it, in its place, or beside it in files only
    bounds: Literal["beside", "only", "files"] | None = None
    signed: bool = False  # a difference, written with its sign
    flags: bool = False  # names of what to beware of, parted by blanks
    page: bool = True  # whether the page and the terminal show it


class Map(Record):
    """A map of the places of a table."""

    # a column with names or a unit, ``NAME_*`` for several; with an underscore, one in no file
    of: str
    like: str | None = None  # the column that declares it, for one that is in no file
    colours: str = "heat"  # ``heat``, ``rain`` or ``difference``
    label: Text | None = None  # where it is not that of the column
    missing: Text | None = None  # what stands for places without a value
    untold: Text | None = None  # and for those of several possible classes


class OutputTable(Record):
    """A table of results."""

    label: Text
    columns: Mapping[str, OutputColumn]
    attributes: bool = False  # whether those of the places that were given stand before
    order: str | None = None  # the column by which people read; with a minus, the largest first
    layer: str | None = None  # in its GeoPackage, where the rows have a shape
    style: str | None = None  # the column that colours that layer
    colours: str = "heat"
    maps: tuple[Map, ...] = ()
    open: int = 20  # rows that a page shows before the rest is opened
    most: int = 2000  # rows that a page holds; all of them are in the files
    by: str | None = None  # a column by whose texts the rows are shown as a table each
    shown: str | None = None  # a column that tells whether a row is shown


class OutputRaster(Record):
    """A GeoTIFF of results, and whether a page shows it.

    One whose name begins with an underscore is in no file and serves the page alone. Declared as
    ``*: {of: TABLE}`` it stands for two of each column of the table that has bounds.
    """

    label: Text
    unit: str | None = None
    category: str | None = None  # of its cells, 1 the first; one past the last are several
    colours: str = "heat"
    page: bool = False
    instead: str | None = None  # shown only where that other raster is not there
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
    """An analysis: identity, inputs, outputs, and the function that computes it."""

    id: str  # the words of its command, joined by hyphens
    label: Text
    purpose: Text
    terminal: Text | None = None  # what the command's help adds
    kicker: Text  # the capability
    title: Text  # of its page; ``{ground}`` is the territory's name, other values the result's
    reference: Text  # the article or paper behind it
    sheet: str | None = None  # of the plan, that it asks of places
    guide: str  # under ``docs/``
    computation: str  # ``package.module:name``: from a request and an execution to a result
    inputs: Mapping[str, Input]
    tables: Mapping[str, OutputTable] = Field(default_factory=dict)
    rasters: Mapping[str, OutputRaster] = Field(default_factory=dict)
    charts: Mapping[str, Chart] = Field(default_factory=dict)
    phrases: Mapping[str, Text] = Field(default_factory=dict)  # of the answer and of notices
    reading: Text | None = None  # how the numbers are to be read

    @property
    def command(self) -> str:
        """The words that a person types after ``contado``."""
        return self.id.replace("-", " ", 1)

    @property
    def asked(self) -> dict[str, Input]:
        """The inputs that a form asks for: not the territory, which is the service's own."""
        return {name: spec for name, spec in self.inputs.items() if spec.form}

    def stands_alone(self, values: Mapping[str, object]) -> bool:
        """Tell whether an input is given that stands in place of the territory."""
        return any(spec.alone and values.get(name) for name, spec in self.inputs.items())

    def phrase(self, key: str, /, **values: object) -> Text:
        """Return a sentence with its values; a `contado.terms.Text` is said in each language."""
        return filled(self.phrases[key], **values)

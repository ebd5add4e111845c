"""What an analysis gives: tables, rasters, charts, the answer in sentences, and notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy.typing as npt

from contado.terms import Text

if TYPE_CHECKING:
    import pandas as pd

    from contado.analyses.declaration import Column, Raster
    from contado.analyses.execution import Execution
    from contado.errors import Problem
    from contado.territory.places import Polygons
    from contado.tiles.thinned import Thinned


@dataclass(frozen=True, slots=True)
class Cells:
    """A raster in memory.

    Parameters
    ----------
    values
        North first, shape ``(rows, columns)``; NaN, or 0 for classes, where there is no value. Of
        classes that serve the page alone NaN is ground that was not asked for.
    left, top
        Upper left corner, m.
    cell
        Side of a cell, m.
    crs
        Code of the CRS.
    """

    values: npt.NDArray[Any]
    left: float
    top: float
    cell: float
    crs: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, points or bars of a chart: what it is called, its numbers, a kind of its own."""

    label: Text
    x: npt.ArrayLike
    y: npt.ArrayLike
    kind: Literal["line", "points", "bars"] | None = None


@dataclass
class Result:
    """The answer of an analysis.

    Parameters
    ----------
    tables
        Frames whose columns are those declared; with shapes where they have a layer. A cell may
        be a `contado.terms.Text`: it is said in the reader's language when it is written.
    rasters
        `Cells`, or the path of a file that the computation has written.
    thinned
        Those of files as a page shows them, where they were gathered while they were written.
    charts
        The lines of each.
    answer
        What people read first.
    about
        What the answer rests on: label and value.
    notices
        What to beware of.
    summary
        Totals and settings for programs, as plain values.
    columns, maps
        Columns of a table and rasters of the page that follow from the request and could not be
        declared.
    outlines
        Polygons drawn over a raster, by its name; by default those of the first table with shapes.
    notes
        What stands below a table on a page, by its name.
    title
        What stands between the braces of the title.
    cannot_tell
        Whether nothing could be told.
    execution
        How it was made; filled in by `contado.analyses.execute`.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    rasters: Mapping[str, Cells | Path] = field(default_factory=dict)
    thinned: Mapping[str, Thinned] = field(default_factory=dict)
    charts: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    answer: tuple[Text, ...] = ()
    about: tuple[tuple[Text, Text], ...] = ()
    notices: tuple[Text | Problem, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    maps: Mapping[str, Raster] = field(default_factory=dict)
    outlines: Mapping[str, Polygons] = field(default_factory=dict)
    notes: Mapping[str, Text] = field(default_factory=dict)
    title: Mapping[str, Text | str] = field(default_factory=dict)
    cannot_tell: bool = False
    execution: Execution | None = None

    @property
    def made(self) -> Execution:
        """How the result was made."""
        assert self.execution is not None  # `execute` fills it in
        return self.execution

"""What an analysis gives: tables, rasters, charts, the answer in sentences, and notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from contado.pages import Line
from contado.terms import Text

if TYPE_CHECKING:
    import pandas as pd

    from contado.analyses.declaration import OutputColumn, OutputRaster
    from contado.analyses.execution import Execution
    from contado.errors import Problem
    from contado.territory import Polygons
    from contado.tiles import Thinned

__all__ = ["Line", "RasterCells", "Result"]


@dataclass(frozen=True, slots=True)
class RasterCells:
    """A raster in memory, north first.

    Cells without a value are NaN, or 0 for classes; of classes that serve the page alone NaN is
    ground that was not asked for.
    """

    values: npt.NDArray[Any]  # shape ``(rows, columns)``
    left: float  # upper left corner, m
    top: float
    cell: float  # its side, m
    crs: str


@dataclass
class Result:
    """The answer of an analysis."""

    # with shapes where they have a layer; a cell may be a `contado.terms.Text`
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    # a path is that of a file which the computation has written
    rasters: Mapping[str, RasterCells | Path] = field(default_factory=dict)
    # those of files as a page shows them, where they were gathered while they were written
    thinned: Mapping[str, Thinned] = field(default_factory=dict)
    charts: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    answer: tuple[Text, ...] = ()  # what people read first
    about: tuple[tuple[Text, Text], ...] = ()  # what it rests on: label and value
    notices: tuple[Text | Problem, ...] = ()  # what to beware of
    summary: Mapping[str, Any] = field(default_factory=dict)  # totals and settings, plain values
    # columns of a table and rasters that follow from the request
    columns: Mapping[str, Mapping[str, OutputColumn]] = field(default_factory=dict)
    maps: Mapping[str, OutputRaster] = field(default_factory=dict)
    # drawn over a raster, by its name; by default the places of the first table with shapes
    outlines: Mapping[str, Polygons] = field(default_factory=dict)
    notes: Mapping[str, Text] = field(default_factory=dict)  # below a table on a page
    title: Mapping[str, Text | str] = field(default_factory=dict)  # values between its braces
    cannot_tell: bool = False  # whether nothing could be answered
    execution: Execution | None = None  # filled in by `contado.analyses.execute`

    def raster(self, name: str) -> OutputRaster:
        """Return what is declared of a raster."""
        return self.maps[name] if name in self.maps else self.made.analysis.rasters[name]

    @property
    def made(self) -> Execution:
        """How the result was made."""
        assert self.execution is not None  # `execute` fills it in
        return self.execution

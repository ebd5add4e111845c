"""The maps of a result: places in the classes of a column, rasters in classes, differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado import pages
from contado.analyses.record import ground_of
from contado.analyses.result import RasterCells
from contado.analyses.tables import UNTOLD, TableRows
from contado.pages import thinned_file
from contado.terms import TERMS, Text, term
from contado.territory import HEAT, RAIN, Shade, colours
from contado.tiles import MOST_CELLS, in_threads

if TYPE_CHECKING:
    from contado.analyses.declaration import Map, OutputRaster
    from contado.analyses.result import Result

_OPEN = "#ffffff"
DIFFERENCE = "difference"
_ENDS = (1, 99)  # percentiles between which classes are spread


@dataclass(frozen=True, slots=True)
class Scale:
    """Colours of a quantity: of classes that have names, and of numbers in steps."""

    classes: tuple[Shade, ...]
    steps: tuple[str, ...]


SCALES = {"heat": Scale(HEAT, pages.WARM), "rain": Scale(RAIN, pages.WET)}


def shades(count: int, scale: str) -> tuple[str, ...]:
    """Return the colours of classes that have names, the palest first.

    Examples
    --------
    >>> shades(2, "heat")
    ('#ffffcc', '#800026')
    """
    return tuple(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in colours(count, SCALES[scale].classes))


@dataclass(frozen=True, slots=True)
class PlacesMap:
    """A map of the places of a table: the class of each of its rows, and what classes mean."""

    rows: TableRows
    legend: pages.MapLegend
    codes: npt.NDArray[np.int64]

    def figure(self, credit: str, language: str) -> pages.Figure:
        """Return the map, with its legend and whose data it shows."""
        shapes = self.rows.shapes
        drawing = pages.area_map(
            shapes, self.codes, pages.Frame.around(shapes), self.legend,
            title=f"{self.legend.title}. {_counted(self.legend, self.codes)}", language=language,
        )  # fmt: skip
        missing = bool((self.codes == len(self.legend.colours)).any())
        return _figure(drawing, self.legend, credit, language, missing=missing)


def figures(result: Result, language: str) -> Iterator[pages.Figure]:
    """Yield every map of a result, with its legend and whose data it shows."""
    credit = credit_of(result, language)
    yield from (each.figure(credit, language) for each in places_maps(result, language))
    yield from raster_figures(result, language)


def credit_of(result: Result, language: str) -> str:
    """Return whose data the maps of a result show."""
    layers = ground_of(result.made)["layers"]
    return pages.map_credits(layers, language) if layers else ""


def places_maps(result: Result, language: str) -> Iterator[PlacesMap]:
    """Yield the maps of the places of every table."""
    for name in result.tables:
        rows = TableRows.of(result, name)
        if rows.shapes is not None and len(rows.frame):
            yield from (_of_places(rows, map_, language) for map_ in rows.maps)


def _of_places(rows: TableRows, map_: Map, language: str) -> PlacesMap:
    column = rows.columns.get(map_.of.removeprefix("_")) or rows.columns[map_.like or map_.of]
    title = (map_.label or column.label).say(language)
    names = rows.names_of(column)
    values = rows.frame[map_.of].tolist()
    if names:
        legend, codes = _classes(names, values, map_, title, language)
    else:
        numbers = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        legend = steps([numbers], column.unit or "1", map_.colours, title, language)
        codes = legend.codes(numbers).astype(np.int64)
    return PlacesMap(rows, legend, codes)


def _figure(
    drawing: str, legend: pages.MapLegend, credit: str, language: str, *, missing: bool = True
) -> pages.Figure:
    listed = legend.html(language, missing=missing)
    return pages.Figure(legend.title, drawing, credit, legend.keys(missing=missing), listed)


def _counted(legend: pages.MapLegend, codes: npt.NDArray[np.integer]) -> str:
    labels = [*legend.labels, legend.nothing]
    counts = np.bincount(codes.ravel(), minlength=len(labels))
    return "; ".join(f"{label}: {count}" for label, count in zip(labels, counts, strict=True))


def _classes(
    names: Mapping[str, Text], values: Sequence[Any], map_: Map, title: str, language: str
) -> tuple[pages.MapLegend, npt.NDArray[np.int64]]:
    """Return the legend of classes that have names, and the class of each value."""
    legend = _of_names(names, map_, title, language, several=UNTOLD in values)
    index = {name: at for at, name in enumerate((*names, UNTOLD)[: len(legend.colours)])}
    nothing = len(legend.colours)
    return legend, np.array([index.get(value, nothing) for value in values], dtype=np.int64)


def _of_names(
    names: Mapping[str, Text], spec: Map | OutputRaster, title: str, language: str, *, several: bool
) -> pages.MapLegend:
    """Return the legend of classes that have names, and of ``several`` possible ones the last."""
    untold, missing = spec.untold or TERMS[UNTOLD], spec.missing or TERMS["not_computable"]
    texts = (*names.values(), *([untold] if several else []))
    return pages.MapLegend(
        title, (*shades(len(names), spec.colours), *([_OPEN] if several else [])),
        tuple(text.say(language) for text in texts),
        hatched=len(names) if several else 1000, nothing=missing.say(language),
    )  # fmt: skip


def steps(
    values: Sequence[npt.NDArray[np.floating]], unit: str, scale: str, title: str, language: str
) -> pages.MapLegend:
    """Return the legend of numbers, or of differences, of one unit."""
    if scale == DIFFERENCE:
        largest = max(np.abs(each[np.isfinite(each)]).max(initial=0.0) for each in values)
        return pages.MapLegend.difference(float(largest), unit, title, language)
    known = np.concatenate([each[np.isfinite(each)] for each in values])
    # a few extremes do not count
    low, high = np.percentile(known, _ENDS) if len(known) else (0.0, 1.0)
    bounds = float(low), float(high)
    return pages.MapLegend.steps(bounds, unit, title, SCALES[scale].steps, language)


def raster_figures(result: Result, language: str) -> Iterator[pages.Figure]:
    """Yield the rasters that a page shows; those of one unit and scale share their classes."""
    credit = credit_of(result, language)
    declared = {name: result.raster(name) for name in result.rasters}
    shown = {
        name: spec
        for name, spec in declared.items()
        if spec.page and spec.instead not in result.rasters
    }
    each_read = in_threads(lambda name: _seen(result, name), shown)
    read = dict(zip(shown, each_read, strict=True))
    outlines = _outlines(result)
    lines: dict[tuple[int, pages.Frame], str] = {}
    for name, spec in shown.items():
        values, frame = read[name]
        title = spec.label.say(language)
        if spec.category is not None:
            legend, codes = _of_codes(result, name, values, title, language)
            counted = f"{title}. {_counted(legend, codes[codes != pages.OUTSIDE])}"
        else:
            alike = [getattr(result.rasters[other], "values", read[other][0])
                     for other, each in shown.items()
                     if (each.unit, each.colours) == (spec.unit, spec.colours)]  # fmt: skip
            legend = steps(alike, spec.unit or "1", spec.colours, title, language)
            codes = legend.codes(values)
            counted = title
        over = result.outlines.get(name, outlines)
        if (line := lines.get((id(over), frame))) is None:
            line = lines[id(over), frame] = pages.outline(over, frame)
        drawing = pages.cell_map(codes, frame, legend, line, title=counted, language=language)
        yield _figure(drawing, legend, credit, language)


def _of_codes(
    result: Result, name: str, values: npt.NDArray[np.float32], title: str, language: str
) -> tuple[pages.MapLegend, npt.NDArray[np.uint8]]:
    """Return the legend of a raster of classes, 1 the first, and the code of each cell."""
    rules, spec = result.made.rules, result.raster(name)
    assert rules is not None
    assert spec.category is not None
    names = rules.categories[spec.category].names
    several = bool((values == len(names) + 1).any())
    legend = _of_names(names, spec, title, language, several=several)
    count = len(legend.colours)
    codes = np.where((values > 0) & (values <= count), values - 1, count)
    beyond = np.isnan(values) & isinstance(result.rasters[name], RasterCells)
    return legend, np.where(beyond, pages.OUTSIDE, codes).astype(np.uint8)


def _seen(result: Result, name: str) -> tuple[npt.NDArray[np.float32], pages.Frame]:
    """Return a raster as the page shows it: as it was written, else read."""
    if name not in result.thinned:
        return cells_seen(result.rasters[name])
    thinned = result.thinned[name]
    grid = thinned.grid
    width, height = grid.columns * grid.cell, grid.rows * grid.cell
    return thinned.values, pages.Frame(grid.left, grid.top, width, height)


def cells_seen(raster: RasterCells | Path) -> tuple[npt.NDArray[np.float32], pages.Frame]:
    """Return a raster with no more cells than a page shows, NaN without data, and its frame."""
    if isinstance(raster, Path):
        return thinned_file(raster)
    rows, columns = raster.values.shape
    step = max(1, -(-max(rows, columns) // MOST_CELLS))
    frame = pages.Frame(raster.left, raster.top, columns * raster.cell, rows * raster.cell)
    return raster.values[::step, ::step].astype(np.float32), frame


def _outlines(result: Result) -> npt.NDArray[np.object_]:
    """Return what is drawn over rasters: the places of a table, else the territory."""
    for name in result.tables:
        rows = TableRows.of(result, name)
        if rows.shapes is not None:
            return np.asarray(rows.shapes)
    ground = result.made.territory
    area = ground.layer(ground.settings.area) if ground else None
    return area.frame(columns=[]).geometry.to_numpy() if area else np.array([], dtype=object)


def style_of_table(rows: TableRows, language: str) -> str | None:
    """Return the style of a layer as QGIS reads it; None where no column colours it."""
    from contado.territory import style_of

    column = rows.columns.get(rows.table.style or "")
    if column is None or not (names := rows.names_of(column)):
        return None
    labels = {key: text.say(language) for key, text in names.items()}
    stops = SCALES[rows.table.colours].classes
    return style_of(str(rows.table.style), labels, term("not_computable", language), stops)

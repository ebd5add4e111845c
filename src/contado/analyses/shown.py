"""What the pages of a site show of a result, as plain data: kept, filtered, put in order.

A file a language, and one of shapes; nothing is computed again to show another part of a table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado import pages
from contado.analyses.maps import PlacesMap, credit_of, places_maps, raster_figures
from contado.analyses.page import charts, head
from contado.analyses.record import record
from contado.analyses.tables import TableRows
from contado.errors import LANGUAGES

if TYPE_CHECKING:
    from contado.analyses.result import Result

MOST_ROWS = 20_000
"""Rows of a table that are shown and drawn; all of them are in the files."""

_FINEST = 1.0  # m: no finer is a place drawn on a map that one moves about


def write_shown(result: Result, folder: Path, language: str) -> None:
    """Write what pages show of a result, and the rows of its tables for programs.

    ``it.json`` and ``en.json``, ``rows.json`` in one language; where places are drawn,
    ``shapes.json`` and ``places.geojson``.
    """
    folder.mkdir(parents=True)
    for each in LANGUAGES:
        _write(folder / f"{each}.json", shown(result, each))
    tables = (TableRows.of(result, name) for name in result.tables)
    rows = {own.name: own.rows(language) for own in tables if len(own.frame) <= MOST_ROWS}
    _write(folder / "rows.json", rows)
    drawn = next(places_maps(result, LANGUAGES[0]), None)
    if drawn is not None and len(drawn.codes) <= MOST_ROWS:
        _write_shapes(drawn.rows, folder)


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 - plain values
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text, encoding="utf-8")


def shown(result: Result, language: str) -> dict[str, Any]:
    """Return what a page shows of a result in a language."""
    own, reading = record(result), result.made.analysis.reading
    drawn = [*raster_figures(result, language), *charts(result, language)]
    return {
        "head": asdict(head(result, language)),
        "maps": [_map(each) for each in places_maps(result, language)],
        "figures": [_figure(each) for each in drawn],
        "credit": credit_of(result, language),
        "tables": list(_tables(result, language)),
        "reading": reading.say(language) if reading else "",
        "trailer": pages.trailer(own, language),
    }


def _map(drawn: PlacesMap) -> dict[str, Any]:
    if len(drawn.codes) > MOST_ROWS:
        return {"title": drawn.legend.title, "table": drawn.rows.name, "keys": [], "codes": []}
    return {
        "title": drawn.legend.title,
        "table": drawn.rows.name,
        "keys": drawn.legend.keys(),
        "hatched": drawn.legend.hatched,
        "codes": drawn.codes.tolist(),
    }


def _figure(figure: pages.Figure) -> dict[str, Any]:
    return {
        "title": figure.title, "drawing": figure.drawing, "keys": figure.keys, "data": figure.data
    }  # fmt: skip


def _tables(result: Result, language: str) -> Iterator[dict[str, Any]]:
    for name in result.tables:
        rows = TableRows.of(result, name)
        note = result.notes.get(name)
        for caption, frame in rows.parts(language, MOST_ROWS):
            columns = rows.shown(frame, language)
            yield {
                "name": name,
                "caption": caption,
                "headings": [asdict(column.heading) for column in columns],
                "rows": list(zip(*(column.cells for column in columns), strict=True)),
                "keys": list(zip(*(column.keys for column in columns), strict=True)),
                "at": frame.index.tolist(),
                "first": rows.table.open,
                "left": max(0, len(rows.frame) - MOST_ROWS),
                "note": note.say(language) if note else "",
            }


def _write_shapes(rows: TableRows, folder: Path) -> None:
    """Write the shapes of a table: paths of a drawing, and GeoJSON in longitude and latitude."""
    import geopandas as gpd
    import shapely

    shapes = rows.shapes
    frame = pages.Frame.around(shapes)
    _write(
        folder / "shapes.json",
        {"table": rows.name, "frame": asdict(frame), "paths": pages.area_paths(shapes, frame)},
    )
    plain = gpd.GeoSeries(shapes, crs=rows.frame.crs).simplify(_FINEST).to_crs("EPSG:4326")
    features = [
        {
            "type": "Feature", "id": row, "properties": {"row": row},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6))),
        }
        for row, shape in enumerate(plain)
    ]  # fmt: skip
    _write(folder / "places.geojson", {"type": "FeatureCollection", "features": features})

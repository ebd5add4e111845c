"""Files of layers as people have them: read without trust, into frames and rasters."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from contado.archives import checked_size, printable
from contado.cells import NumberMarks, TableFault, decoded, looks_numeric, rows_of_text
from contado.crs import MOST_SHIFT, accuracy_of, read_crs
from contado.encodings import mojibake_in
from contado.errors import BadInput, Problem
from contado.formats import format_of
from contado.phrases import Phrases
from contado.territory.roles import Role
from contado.vectors import VectorFile, gdal, geojson, geopackage, zipped_shapefile

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

_STARTS = {
    b"SQLite format 3\x00": "gpkg",
    b"PAR1": "parquet",
    b"PK\x03\x04": "zip",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"II+\x00": "tiff",
    b"MM\x00+": "tiff",
}
_WORDS = Phrases.of("contado.territory")
_MOST_ROWS = 10  # named in a message
_MOST_TABLE = 64 << 20  # bytes of a table
_BOM = b"\xef\xbb\xbf"


def kind_of(path: Path) -> str:
    """Return what a file is by its first bytes: gpkg, parquet, zip, tiff, json or text.

    The name is not believed: a ``.tif`` that is really a text naming other files is not a raster.

    Raises
    ------
    BadInput
        ``territory.file_missing``, ``territory.empty``.
    """
    if not path.is_file():
        raise BadInput(Problem("territory.file_missing", path.name, {"file": str(path)}))
    with path.open("rb") as handle:
        start = handle.read(64)
    if not start:
        raise BadInput(Problem("territory.empty", path.name))
    for magic, kind in _STARTS.items():
        if start.startswith(magic):
            return kind
    return "json" if start.removeprefix(_BOM).lstrip().startswith(b"{") else "text"


LAYER_OF = "|layername="
"""Stands between a file and its layer, as QGIS writes it."""


def layer_of(text: str | Path) -> tuple[Path, str | None]:
    """Return the file, and the layer where one is named.

    Examples
    --------
    >>> layer_of("units.gpkg|layername=blocks")[1], layer_of("units.gpkg")[1]
    ('blocks', None)
    """
    file, _, layer = str(text).partition(LAYER_OF)
    return Path(file), layer or None


def read_vector(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    notices: list[Problem] | None = None,
) -> GeoDataFrame:
    """Read a GeoPackage, a GeoJSON, a GeoParquet or a zipped Shapefile.

    Parameters
    ----------
    path
        The file.
    layer
        Which layer, where the file has several.
    crs
        CRS of its coordinates; in place of the one that the file declares.
    notices
        Where what was assumed, or looks wrong, is added to.

    Raises
    ------
    BadInput
        The file is empty, of another format, damaged, has several layers, or no known CRS.
    """
    kind, noticed = kind_of(path), [] if notices is None else notices
    match kind:
        case "zip":
            with zipped_shapefile(path) as file:
                noticed.extend(file.notices)
                frame = _read_ogr(file, None)
        case "gpkg":
            frame = _read_ogr(geopackage(path), layer)
        case "json":
            frame = _read_ogr(geojson(path), layer)
        case "parquet":
            frame = _read_parquet(path)
        case _:
            raise BadInput(_not_read(path))
    noticed.extend(_broken_texts(frame, path.name))
    return _with_crs(frame, crs, path.name)


def _not_read(path: Path) -> Problem:
    foreign = format_of(path)
    if foreign is None:
        return Problem("territory.format_unknown", path.name)
    return Problem("vectors.foreign", path.name, {"format": foreign})


def _broken_texts(frame: GeoDataFrame, where: str) -> Iterator[Problem]:
    for name in frame.columns:
        texts = frame[name] if name != "geometry" and frame[name].dtype.kind in "OTU" else ()
        broken = mojibake_in([str(name), *texts])
        if broken:
            yield Problem("vectors.mojibake", where, {"text": printable(broken)})


def _read_ogr(file: VectorFile, layer: str | None) -> GeoDataFrame:
    from pyogrio.errors import DataLayerError, DataSourceError
    from shapely.errors import ShapelyError

    where = file.name
    try:
        with warnings.catch_warnings():
            # what GDAL mutters about a file that it can read all the same
            warnings.simplefilter("ignore", RuntimeWarning)
            known = file.layers()
            names = [name for name, is_drawn in known.items() if is_drawn] or list(known)
            if layer is None and len(names) > 1:
                values = {"layers": ", ".join(names)}
                raise BadInput(Problem("territory.several_layers", where, values))
            if layer is not None and layer not in known:
                values = {"layer": layer[:60], "layers": ", ".join(known)}
                raise BadInput(Problem("territory.no_such_layer", where, values))
            frame = gdal().read_dataframe(
                file.dataset, layer=layer or names[0], encoding=file.encoding
            )
            if file.crs is not None:
                frame = frame.set_crs(read_crs(file.crs, where), allow_override=True)
            return frame
    except ShapelyError:
        raise BadInput(_broken_shapes(file, layer or names[0])) from None
    except (DataSourceError, DataLayerError, IndexError, UnicodeError, ValueError) as error:
        raise _unreadable(where, error) from None


def _broken_shapes(file: VectorFile, layer: str) -> Problem:
    """Name the rows whose geometry is there and no shape: a ring that is open, a surface in 3-D."""
    import shapely

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        blobs = gdal().raw.read(file.dataset, layer=layer, columns=[])[2]
        shapes = shapely.from_wkb(blobs, on_invalid="ignore")
    rows = [row for row, (blob, shape) in enumerate(zip(blobs, shapes, strict=True), 1)
            if blob is not None and shape is None]  # fmt: skip
    listed = ", ".join(map(str, rows[:_MOST_ROWS])) + (" …" if len(rows) > _MOST_ROWS else "")
    return Problem("territory.broken_shapes", file.name, {"rows": listed})


def _read_parquet(path: Path) -> GeoDataFrame:
    import geopandas as gpd
    import pyarrow as pa
    from shapely.errors import ShapelyError

    try:
        return gpd.read_parquet(path)
    except (ValueError, OSError, pa.ArrowException, ShapelyError) as error:
        raise _unreadable(path.name, error) from None


def _unreadable(where: str, error: Exception) -> BadInput:
    # a library may name the cause of a failure, not the failure itself
    lines = str(error.__cause__ or error).splitlines() or [type(error).__name__]
    fault = lines[0][:200].rstrip(". ")
    return BadInput(Problem("territory.unreadable", where, {"fault": fault}))


def _with_crs(frame: GeoDataFrame, crs: str | None, where: str) -> GeoDataFrame:
    if not hasattr(frame, "geometry") or "geometry" not in frame:
        raise BadInput(Problem("territory.no_geometry", where))
    if frame.crs is None or crs is not None:
        return frame.set_crs(read_crs(crs, where), allow_override=True)
    return frame


def to_crs(
    frame: GeoDataFrame, crs: str, where: str, *, asked: bool = False
) -> tuple[GeoDataFrame, list[Problem]]:
    """Return the frame in ``crs``, flat, its geometry column called ``geometry``.

    Parameters
    ----------
    asked
        Whether the frame's system was named by who reads the file, who so agrees with how well
        its change is known.

    Returns
    -------
    frame, notices
        ``territory.reprojected`` and ``territory.flattened`` say what was done.

    Raises
    ------
    BadInput
        ``territory.shift_unknown``: the change is known no better than `MOST_SHIFT`.
    """
    import shapely

    if frame.crs is None:
        raise BadInput(Problem("crs.missing", where))
    notices = []
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    if shapely.has_z(frame.geometry.to_numpy()).any():
        frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)
        notices.append(Problem("territory.flattened", where))
    target = read_crs(crs, where)
    if not frame.crs.equals(target, ignore_axis_order=True):
        accuracy = accuracy_of(frame.crs, target)
        known = _WORDS["unknown_accuracy"] if accuracy is None else f"{accuracy:g} m"
        values = {"found": frame.crs.name, "crs": crs, "accuracy": known, "limit": MOST_SHIFT}
        if not asked and (accuracy is None or accuracy > MOST_SHIFT):
            raise BadInput(Problem("territory.shift_unknown", where, values))
        notices.append(Problem("territory.reprojected", where, values))
        frame = frame.to_crs(target)
    elif frame.crs != target:
        frame = frame.set_crs(target, allow_override=True)
    return frame, notices


def read_table(path: Path, role: Role, *, notices: list[Problem] | None = None) -> pd.DataFrame:
    """Read a CSV (see `contado.cells`) or a Parquet as a table of ``role``.

    Text columns stay text, so that codes keep their leading zeros. A cell that is not of its
    column's type is left as it stands, for the check to name its row.
    """
    import pandas as pd

    kind = kind_of(path)
    if kind == "parquet":
        return pd.read_parquet(path)
    if kind != "text":
        raise BadInput(Problem("territory.format_unknown", path.name))
    checked_size(path, _MOST_TABLE)
    try:
        text, encoding = decoded(path.read_bytes())
        (_, headings), *rows = rows_of_text(text) or [(0, [])]
    except UnicodeDecodeError as error:
        raise _unreadable(path.name, error) from None
    except TableFault as error:
        fault = {"fault": _WORDS[f"table_{error}"]}
        raise BadInput(Problem("territory.unreadable", path.name, fault)) from None
    if notices is not None and not encoding.startswith("utf"):
        values = {"encoding": encoding.upper()}
        notices.append(Problem("plain_tables.encoding_assumed", path.name, values))
    if ragged := [line for line, cells in rows if len(cells) != len(headings)]:
        width = {"found": len(dict(rows)[ragged[0]]), "width": len(headings)}
        raise BadInput(Problem("plain_tables.ragged", f"{path.name}:{ragged[0]}", width))
    names = [name.strip() for name in headings]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise BadInput(
            Problem("plain_tables.heading_twice", path.name, {"column": name}) for name in twice
        )
    cells = list(zip(*(cells for _, cells in rows), strict=True)) or [()] * len(names)
    return pd.DataFrame(_typed(dict(zip(names, cells, strict=True)), role, path.name))


def _typed(columns: Mapping[str, Sequence[str]], role: Role, where: str) -> dict[str, list[object]]:
    """Return the columns of a table; numbers are read as the whole file writes them."""
    from contado.territory.plain_tables import left_open

    marks = NumberMarks.of(
        text for cells in columns.values() if looks_numeric(cells) for text in cells
    )
    specs = {name: role.columns.get(name) for name in columns}
    numeric = [name for name, spec in specs.items() if spec and spec.type in ("number", "integer")]
    doubts = [left_open(marks, name, columns[name], where) for name in numeric]
    if problems := [problem for problem in doubts if problem]:
        raise BadInput(problems)
    typed: dict[str, list[object]] = {}
    for name, cells in columns.items():
        filled = [text if text.strip() else None for text in cells]
        typed[name] = [
            text if name not in numeric or text is None else _number(marks.number(text), text)
            for text in filled
        ]
    return typed


def _number(value: float | None, text: str) -> object:
    """Return a number, or the text that is none, for the check to name its row."""
    return text if value is None else value

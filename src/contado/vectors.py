"""Vector files of others, opened by the driver of what they are and by no other.

GDAL tells what a file is by looking at it, and among what it knows are formats that read other
files, run commands or ask the network. So a file is examined first, and its driver is named.
"""

from __future__ import annotations

import json
import mmap
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal, get_args

from contado.archives import DEFAULT_LIMITS, Limits, printable, unpacked
from contado.crs import named_in
from contado.encodings import codec_of, decodes, encoding_of
from contado.errors import BadInput, Problem
from contado.formats import format_of_members

Driver = Literal["GPKG", "GeoJSON", "ESRI Shapefile", "DXF"]

_SWITCHES = {
    "OGR_ARC_STEPSIZE": "0.5",  # degrees: curves as lines, right to 2 in 100,000
    "GDAL_HTTP_PROXY": "127.0.0.1:9",  # where nothing answers
    "GDAL_HTTPS_PROXY": "127.0.0.1:9",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",
}
_DRIVERS = frozenset((*get_args(Driver), "MEM"))  # MEM: where what is written is made
_SHAPEFILE = b"\x00\x00\x27\x0a"
_SQLITE = b"SQLite format 3\0"
_NEEDED = (".dbf", ".shx")
_DBF_HEADER = 32  # bytes of a .dbf before its fields, which are ASCII
_DBF_LANGUAGE = 29  # where it says its code page
_LANGUAGES = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x59: "cp1252"}
_MOST_COLUMNS = 1000
_MOST_TABLES = 1000
_LONGEST_HEAD = 1 << 20  # bytes before and after the features


@dataclass(frozen=True, slots=True)
class VectorFile:
    """A vector file that was examined.

    Parameters
    ----------
    name
        Of the file that was given, for messages.
    dataset
        What GDAL is asked to open: its driver, and the path.
    driver
        The driver.
    encoding
        Of its text, where the format does not say.
    crs
        System that it names in its own way, where GDAL is not to be asked.
    notices
        What was assumed.
    """

    name: str
    dataset: str
    driver: Driver
    encoding: str | None = None
    crs: str | None = None
    notices: tuple[Problem, ...] = ()

    def layers(self) -> dict[str, bool]:
        """Return the layers, each with whether it has geometry."""
        return {str(name): kind is not None for name, kind in gdal().list_layers(self.dataset)}


@lru_cache(maxsize=1)
def gdal() -> ModuleType:
    """Return pyogrio, whose GDAL asks no network and runs nothing that a file says.

    It loses every driver but ours: a text can be a drawing and a virtual format at once, and a
    drawing cannot be opened by the name of its driver.
    """
    pyogrio = import_module("pyogrio")
    others = set(pyogrio.list_drivers()) - _DRIVERS
    pyogrio.set_gdal_config_options(_SWITCHES | {"GDAL_SKIP": ",".join(sorted(others))})
    import_module("pyogrio._ogr")._register_drivers()  # noqa: SLF001 - it lets the skipped go
    if left := set(pyogrio.list_drivers()) - _DRIVERS:
        message = f"GDAL keeps drivers that are not to be used: {sorted(left)}"
        raise RuntimeError(message)
    return pyogrio


def geopackage(path: Path) -> VectorFile:
    """Examine a GeoPackage: plain tables alone, for what is computed could never end.

    Raises
    ------
    BadInput
        ``vectors.not_geopackage``, ``.views``, ``.virtual_tables``, ``.generated`` and
        ``.too_wide``, all at once.
    """
    with path.open("rb") as handle:
        if handle.read(len(_SQLITE)) != _SQLITE:
            raise BadInput(Problem("vectors.not_geopackage", path.name))
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as base:
            base.execute("PRAGMA trusted_schema=OFF")
            problems = list(_of_schema(base, path.name))
    except (sqlite3.Error, UnicodeDecodeError):
        raise BadInput(Problem("vectors.not_geopackage", path.name)) from None
    if problems:
        raise BadInput(problems)
    return VectorFile(path.name, f"GPKG:{path}", "GPKG")


def _of_schema(base: sqlite3.Connection, name: str) -> Iterator[Problem]:
    rows = base.execute("SELECT name, type, sql FROM sqlite_master LIMIT 20000").fetchall()
    tables = {str(table): str(sql or "") for table, kind, sql in rows if kind == "table"}
    if "gpkg_contents" not in tables:
        yield Problem("vectors.not_geopackage", name)
        return
    if views := sorted(str(view) for view, kind, _ in rows if kind == "view"):
        yield _listing("vectors.views", name, views)
    virtual = {table: _module(sql) for table, sql in tables.items() if _module(sql)}
    if others := sorted(table for table, module in virtual.items() if module != "rtree"):
        yield _listing("vectors.virtual_tables", name, others)
    plain = [table for table in tables if table not in virtual]
    widths, computed = {}, []
    for table in plain[: _MOST_TABLES + 1]:
        columns = base.execute(f'PRAGMA table_xinfo("{_quoted(table)}")').fetchall()
        widths[table] = len(columns)
        computed += [f"{table}.{column[1]}" for column in columns if column[6] in (2, 3)]
    if computed:
        yield _listing("vectors.generated", name, computed)
    if len(plain) > _MOST_TABLES or max(widths.values(), default=0) > _MOST_COLUMNS:
        values = {"tables": _MOST_TABLES, "columns": _MOST_COLUMNS}
        yield Problem("vectors.too_wide", name, values)


def _listing(code: str, where: str, names: Iterable[str]) -> Problem:
    return Problem(code, where, {"names": printable(", ".join(names), 200)})


def _module(sql: str) -> str | None:
    """Return the module of a virtual table, None of a plain one."""
    found = re.match(
        r"\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+[\"'`\[]?(\w+)", sql, re.IGNORECASE | re.DOTALL
    )
    if found:
        return found[1].lower()
    return "?" if re.match(r"\s*CREATE\s+VIRTUAL\b", sql, re.IGNORECASE) else None


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def geojson(path: Path) -> VectorFile:
    """Examine a GeoJSON: the reference system that it names, which must not be a link.

    Raises
    ------
    BadInput
        ``vectors.crs_member``.
    """
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as seen:
        features, end = seen.find(b'"features"'), seen.rfind(b"]")
        head, tail = seen[: max(features, 0)][:_LONGEST_HEAD], seen[end:][:_LONGEST_HEAD]
    for part in (head, tail):
        if found := re.search(rb'"crs"\s*:\s*', part):
            named = _named(part, found, path)
            return VectorFile(path.name, f"GeoJSON:{path}", "GeoJSON", crs=named)
    return VectorFile(path.name, f"GeoJSON:{path}", "GeoJSON")


def _named(part: bytes, found: re.Match[bytes], path: Path) -> str | None:
    try:
        member, _ = json.JSONDecoder().raw_decode(part[found.end() :].decode())
    except (ValueError, RecursionError):
        raise BadInput(Problem("vectors.crs_member", path.name)) from None
    if member is not None and named_in(member) is None:
        raise BadInput(Problem("vectors.crs_member", path.name))
    return named_in(member)


@contextmanager
def zipped_shapefile(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[VectorFile]:
    """Unpack the one Shapefile of an archive, for as long as the block lasts.

    Text is in the encoding that it can only be in, or that the .cpg or the .dbf names.

    Raises
    ------
    BadInput
        ``vectors.one_shapefile``, ``.no_shapefile``, ``.shapefile_parts``, ``.not_shapefile``,
        ``.encoding``, and those of the archive.
    """
    with unpacked(path, limits) as folder:
        shape = _only_shapefile(folder, path.name)
        encoding, notices = _encoding(shape, path.name)
        yield VectorFile(path.name, str(shape), "ESRI Shapefile", encoding, notices=notices)


def _only_shapefile(folder: Path, name: str) -> Path:
    files = [file for file in folder.rglob("*") if file.is_file()]
    shapes = [file for file in files if file.suffix.lower() == ".shp"]
    if len(shapes) != 1:
        foreign = format_of_members([file.name for file in files])
        if not shapes and foreign:
            raise BadInput(Problem("vectors.foreign", name, {"format": foreign}))
        if files and not {file.suffix.lower() for file in files} & {".shp", *_NEEDED}:
            raise BadInput(_listing("vectors.no_shapefile", name, [file.name for file in files]))
        raise BadInput(Problem("vectors.one_shapefile", name, {"count": len(shapes)}))
    shape = shapes[0]
    missing = [suffix for suffix in _NEEDED if _beside(shape, suffix) is None]
    if missing:
        values = {"missing": ", ".join(printable(shape.stem) + suffix for suffix in missing)}
        raise BadInput(Problem("vectors.shapefile_parts", name, values))
    with shape.open("rb") as handle:
        if handle.read(len(_SHAPEFILE)) != _SHAPEFILE:
            raise BadInput(Problem("vectors.not_shapefile", name, {"file": printable(shape.name)}))
    return shape


def _beside(shape: Path, suffix: str) -> Path | None:
    files = (file for file in shape.parent.iterdir() if file.stem == shape.stem)
    return next((file for file in files if file.suffix.lower() == suffix), None)


def _encoding(shape: Path, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the encoding of the text of a Shapefile, and what was assumed of it."""
    page, table = _beside(shape, ".cpg"), _beside(shape, ".dbf")
    content = table.read_bytes() if table else b""
    text = content[_DBF_HEADER:]
    written = page.read_text(encoding="ascii", errors="replace").strip()[:40] if page else ""
    named = codec_of(written) if page else None
    is_utf8 = not text.isascii() and decodes(text, "utf-8")
    if page and not is_utf8 and (named is None or not decodes(text, named)):
        raise BadInput(Problem("vectors.encoding", name, {"encoding": printable(written)}))
    found = encoding_of(text, named or _LANGUAGES.get(content[_DBF_LANGUAGE : _DBF_LANGUAGE + 1][0]
                        if len(content) > _DBF_LANGUAGE else 0))  # fmt: skip
    if text.isascii() or found == (named or "utf-8"):
        return found, ()
    values = {"encoding": found.upper(), "written": printable(written)}
    code = "vectors.encoding_overruled" if page else "vectors.encoding_assumed"
    return found, (Problem(code, name, values),)

"""Formats that are known and not read, so that a file is called what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_STARTS = {
    b"%PDF": "PDF",
    b"fgb\x03": "FlatGeobuf",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\xd0\xcf\x11\xe0": "XLS/DOC",
}
_DWG = re.compile(rb"AC10\d\d\0")
_ROOTS = {"kml": "KML", "FeatureCollection": "GML", "OGRVRTDataSource": "VRT", "gpx": "GPX",
          "osm": "OSM", "CityModel": "CityGML", "LandXML": "LandXML", "svg": "SVG"}  # fmt: skip
_MEMBERS = {"stops.txt": "GTFS", "doc.kml": "KMZ", "[Content_Types].xml": "XLSX/DOCX",
            "mimetype": "ODS/ODT"}  # fmt: skip


def format_of(path: Path) -> str | None:
    r"""Return the name of a format that is known and not read; None for any other file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     drawing = Path(folder) / "a.gpkg"
    ...     _ = drawing.write_bytes(b"AC1032\0 and so on")
    ...     format_of(drawing)
    'DWG'
    """
    with path.open("rb") as handle:
        start = handle.read(2048)
    for magic, name in _STARTS.items():
        if start.startswith(magic):
            return name
    if _DWG.match(start):
        return "DWG"
    text = start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        roots = re.findall(r"<(?:\w+:)?(\w+)", text)
        return next((_ROOTS[root] for root in roots if root in _ROOTS), "XML")
    return None


def format_of_members(names: Iterable[str]) -> str | None:
    """Return the name of the format that an archive with such files is of.

    Examples
    --------
    >>> format_of_members(["routes.txt", "stops.txt"])
    'GTFS'
    """
    return next((_MEMBERS[name] for name in names if name in _MEMBERS), None)

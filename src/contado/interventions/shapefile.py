"""Zipped Shapefile: one intervention and one measure a feature."""

from __future__ import annotations

import codecs
from pathlib import Path

from contado.archives import Limits, printable, unpacked
from contado.errors import BadInput, Problem
from contado.interventions.flat import properties_of
from contado.interventions.rings import Budget
from contado.interventions.source import MAX_BYTES, Feature, Findings, SourceFile
from contado.interventions.vector_files import read_layer, shape_or_none

_LIMITS = Limits(archive=MAX_BYTES, total=8 * MAX_BYTES, members=100)
_START = b"\x00\x00\x27\x0a"
_HEADER = 32  # bytes of a .dbf before its fields, which are ASCII
_NEEDED = (".dbf", ".shx")


def read_shapefile(path: Path, findings: Findings) -> SourceFile:
    """Read the one Shapefile of a zip archive; columns as in `contado.interventions.flat`.

    Text is in the encoding that the .cpg names; without one, in UTF-8 where it can be, else in
    Latin-1, and then with a notice.
    """
    with unpacked(path, _LIMITS) as folder:
        shape = _only_shapefile(folder, path.name)
        encoding = _encoding(shape, path.name, findings)
        layer = read_layer(shape, shape.stem, findings, encoding=encoding)
    budget = Budget()
    features = tuple(
        Feature(where, shape_or_none(geometry, where, budget, findings), properties_of(row))
        for where, geometry, row in zip(
            (f"{path.name} #{number}" for number in range(1, len(layer.rows) + 1)),
            layer.geometries,
            layer.rows,
            strict=True,
        )
    )
    return SourceFile(path.name, features, layer.crs)


def _only_shapefile(folder: Path, name: str) -> Path:
    files = [file for file in folder.rglob("*") if file.is_file()]
    shapes = [file for file in files if file.suffix.lower() == ".shp"]
    if len(shapes) != 1:
        raise BadInput(Problem("interventions.one_shapefile", name, {"count": len(shapes)}))
    shape = shapes[0]
    missing = [suffix for suffix in _NEEDED if _beside(shape, suffix) is None]
    if missing:
        values = {"missing": ", ".join(shape.stem[:60] + suffix for suffix in missing)}
        raise BadInput(Problem("interventions.shapefile_parts", name, values))
    if not shape.read_bytes().startswith(_START):
        raise BadInput(Problem("interventions.unreadable", name, {"detail": shape.name[:60]}))
    return shape


def _beside(shape: Path, suffix: str) -> Path | None:
    return next(
        (
            file
            for file in shape.parent.iterdir()
            if file.stem == shape.stem and file.suffix.lower() == suffix
        ),
        None,
    )


def _encoding(shape: Path, name: str, findings: Findings) -> str:
    page, table = _beside(shape, ".cpg"), _beside(shape, ".dbf")
    content = table.read_bytes()[_HEADER:] if table else b""
    if page is None:
        chosen = "UTF-8" if _decodes(content, "utf-8") else "ISO-8859-1"
        if chosen != "UTF-8":
            findings.notices.append(
                Problem("interventions.encoding_assumed", name, {"encoding": chosen})
            )
        return chosen
    written = page.read_text(encoding="ascii", errors="replace").strip()[:40]
    named = _codec(written)
    if named is None or not _decodes(content, named):
        values = {"encoding": printable(written)}
        raise BadInput(Problem("interventions.shapefile_encoding", name, values))
    return named


def _codec(written: str) -> str | None:
    """Return Python's name of the encoding a .cpg names: ``UTF-8``, ``1252``, ``ANSI 1252``."""
    word = written.upper().removeprefix("ANSI").strip()
    word = f"CP{word}" if word.isdigit() and not word.startswith("8859") else word
    word = f"ISO-8859-{word[4:]}" if word.isdigit() else word
    try:
        return codecs.lookup(word).name
    except (LookupError, ValueError):
        return None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True

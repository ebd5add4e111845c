"""DXF: closed outlines, whose layer says what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from contado.archives import checked_size, printable
from contado.encodings import codec_of, encoding_of
from contado.errors import BadInput, Problem
from contado.interventions.declared import near_misses, offered
from contado.interventions.outlines import (
    OUTLINES,
    Drawn,
    kind_of,
    outlines_of,
    scaled,
    unit_of,
)
from contado.interventions.rings import Budget
from contado.interventions.source import MAX_BYTES, MAX_FEATURES, Feature, Findings, SourceFile
from contado.interventions.vector_files import Limit, layers_in, read_layer, shape_or_none
from contado.vectors import VectorFile, gdal

_LOT = re.compile(r"(?:INTERVENTO|INTERVENTION|LOTTO|LOT)(?:[-_ ](?P<id>.+))?", re.IGNORECASE)
_MEASURE = re.compile(r"(?P<code>[^-_ ]+)(?:[-_ ](?P<percent>\d+(?:[.,]\d+)?) ?%?)?")
_TEXT_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*999\s*[^\n]*\n)*\s*0\s*\r?\n\s*SECTION")
_BINARY_START = b"AutoCAD Binary DXF\r\n\x1a\0"
_ENTITIES = Limit(300_000, "interventions.dxf_entities")
_HEAD = 1 << 16  # bytes in which a drawing says its code page
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+(?:ansi_|dos)(\d+)", re.IGNORECASE)
_ONE_AT_A_TIME = Lock()
_OPTIONS = {"CLOSED_LINE_AS_POLYGON": "YES", "INLINE_BLOCKS": "NO"}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A closed outline on a layer of ours."""

    where: str
    layer: str
    lot: str | None
    code: str | None
    percent: str | None
    shape: BaseGeometry


def read_dxf(path: Path, codes: tuple[str, ...], findings: Findings) -> SourceFile:
    """Read closed outlines of the drawing itself, not of its blocks.

    Polylines, circles, ellipses, splines, hatches, and lines and arcs that close; see
    `contado.interventions.outlines`.

    On layer ``INTERVENTO`` or ``INTERVENTO-<id>`` they are interventions, and those on a layer
    named as a measure of the abacus are measures drawn inside them. Without such a layer, each
    outline on ``NBS01-60`` is an intervention with that measure on 60 % of it (all, without a
    number). Other layers are left alone, with a notice.

    Parameters
    ----------
    codes
        Codes of the abacus.
    """
    checked_size(path, MAX_BYTES)
    _check_start(path)
    layers_in(_file(path))
    drawn = _drawn(path, codes, findings)
    has_lots = any(one.lot is not None for one in drawn)
    features = _lots(drawn, findings) if has_lots else _single(drawn)
    if not features:
        findings.refuse_if_any()
        raise BadInput(Problem("interventions.dxf_nothing", path.name))
    return SourceFile(path.name, tuple(features), None)


def _file(path: Path) -> VectorFile:
    return VectorFile(path.name, str(path), "DXF")


def _check_start(path: Path) -> None:
    with path.open("rb") as handle:
        start = handle.read(4096)
    if not (start.startswith(_BINARY_START) or _TEXT_START.match(start)):
        raise BadInput(Problem("interventions.not_dxf", path.name))


@contextmanager
def _in_encoding_of(path: Path) -> Iterator[None]:
    """Let GDAL read the text of a drawing in the encoding it is in; it believes only what it says.

    That is a setting of the process, so drawings are read one at a time.
    """
    content = path.read_bytes()
    if content.startswith(_BINARY_START):
        yield
        return
    page = _CODE_PAGE.search(content[:_HEAD])
    codec = codec_of(f"cp{page[1].decode()}") if page else None
    with _ONE_AT_A_TIME:
        gdal().set_gdal_config_options({"DXF_ENCODING": encoding_of(content, codec).upper()})
        try:
            yield
        finally:
            gdal().set_gdal_config_options({"DXF_ENCODING": None})


def _drawn(path: Path, codes: tuple[str, ...], findings: Findings) -> list[_Drawn]:
    with _in_encoding_of(path):
        layer = read_layer(_file(path), "entities", findings, _ENTITIES, **_OPTIONS)
    scale, known = unit_of(path, layer.geometries, findings), {one.upper(): one for one in codes}
    names = [str(row.get("layer") or "0") for row in layer.rows]
    meanings = {
        name: _meaning(name, known, f"{path.name} {printable(name, 40)}", findings)
        for name in dict.fromkeys(names)
    }
    ignored = [printable(name, 40) for name, meaning in meanings.items() if meaning is None]
    if sum(meanings[name] is not None for name in names) > MAX_FEATURES:
        raise BadInput(_ENTITIES.passed(path.name))
    budget, unread = Budget(), Counter[str]()
    by_layer: dict[str, list[Drawn]] = {}
    for number, (name, shape, row) in enumerate(
        zip(names, layer.geometries, layer.rows, strict=True), start=1
    ):
        if meanings[name] is None:
            continue
        where = f"{path.name} #{number} {printable(name, 40)}"
        kind = kind_of(str(row.get("subclasses") or ""), shape)
        if row.get("paperspace") or kind not in OUTLINES:
            unread[kind] += 1
        elif (drawn := shape_or_none(shape, where, budget, findings)) is not None:
            by_layer.setdefault(name, []).append(Drawn(where, kind, scaled(drawn, scale)))
    if ignored:
        values = {"layers": printable(", ".join(sorted(ignored)), 300)}
        findings.notices.append(Problem("interventions.dxf_ignored", path.name, values))
    if unread:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(unread.items()))
        values = {"kinds": printable(kinds, 300)}
        findings.notices.append(Problem("interventions.dxf_unread", path.name, values))
    return [
        _Drawn(where, name, *meaning, shape)
        for name, pieces in by_layer.items()
        if (meaning := meanings[name]) is not None
        for where, shape in outlines_of(pieces, findings)
    ]


_Meaning = tuple[str | None, str | None, str | None]


def _meaning(name: str, known: dict[str, str], where: str, findings: Findings) -> _Meaning | None:
    """Return the lot's id, the measure and the percent that a layer's name says; None if none."""
    if lot := _LOT.fullmatch(name.strip()):
        return lot["id"] or lot[0], None, None
    measure = _MEASURE.fullmatch(name.strip())
    if measure is None:
        return None
    code = measure["code"].upper()
    if code in known:
        return None, known[code], measure["percent"]
    if near_misses(code, tuple(known)):
        values = {"measure": printable(code), "nearest": offered(code, tuple(known.values()))}
        findings.problems.append(Problem("interventions.unknown_measure", where, values))
    return None


def _numbered(names: list[str]) -> list[str]:
    """Return the names, those that occur more than once with their number in order."""
    count, seen = Counter(names), Counter[str]()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name}-{seen[name]}" if count[name] > 1 else name)
    return numbered


def _single(drawn: list[_Drawn]) -> list[Feature]:
    ids = _numbered([one.layer for one in drawn])
    return [
        Feature(one.where, one.shape, {"id": name, "measures": [_share(one)]})
        for one, name in zip(drawn, ids, strict=True)
    ]


def _share(one: _Drawn) -> dict[str, object]:
    percent = 100.0 if one.percent is None else float(one.percent.replace(",", "."))
    return {"measure": one.code, "share": percent / 100}


def _lots(drawn: list[_Drawn], findings: Findings) -> list[Feature]:
    lots = [one for one in drawn if one.lot is not None]
    under: list[list[_Drawn]] = [[] for _ in lots]
    tree = STRtree([lot.shape for lot in lots])
    for one in drawn:
        if one.code is None:
            continue
        around = tree.query(one.shape.representative_point(), predicate="within")
        if len(around):
            under[min(around)].append(one)
        else:
            findings.problems.append(Problem("interventions.dxf_loose", one.where))
    ids = _numbered([lot.lot or "" for lot in lots])
    return [_lot(lot, name, inside) for lot, name, inside in zip(lots, ids, under, strict=True)]


def _lot(lot: _Drawn, name: str, inside: list[_Drawn]) -> Feature:
    measures = [
        {"measure": one.code, "geometry": True}
        | ({} if one.percent is None else {"share": _share(one)["share"]})
        for one in inside
    ]
    shapes = {at: one.shape for at, one in enumerate(inside)}
    return Feature(lot.where, lot.shape, {"id": name, "measures": measures}, shapes)

"""Answers and files as flat mappings: numbers in full where few, sums and digests where many."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import rasterio

ANY = "any value"
FEW = 6  # rows whose values are recorded one by one
_LONG = 40  # characters of a text that is recorded whole
_UNTOLD = {"software", "sha256", "digest", "versions"}
_FROZEN = {"dossier.json", "relazione.json"}  # documents with tests of their own
_KEYED = {  # sets of rows: the name of each, and what is compared of it
    "parameters": ("parameter", ("value", "confidence")),
    "references": ("parameter", ("value", "confidence")),
    "layers": ("id", ("simulated", "stand_in")),
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")

Outline = dict[str, Any]


def outline(value: object, where: str = "") -> Outline:
    """Return the leaves of a JSON value by their path; lists of rows as columns."""
    if isinstance(value, Mapping):
        parts: Outline = {}
        for key, each in value.items():
            parts |= outline(each, f"{where}/{key}" if where else str(key))
        return parts or {where: {}}
    if isinstance(value, list | tuple):
        return _of_list(value, f"{where}[]")
    return {where: _leaf(where, value)}


def _of_list(values: Sequence[Any], where: str) -> Outline:
    name = where.removesuffix("[]").rpartition("/")[2]
    if name in _KEYED and values and isinstance(values[0], Mapping):
        return _keyed(values, where, *_KEYED[name])
    if not values or not all(isinstance(each, Mapping) for each in values):
        plain = [_leaf(where, each) for each in values]
        return {where: plain if len(plain) <= FEW else summary(plain)}
    rows = [outline(each) for each in values]
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [_leaf(name, row.get(name)) for row in rows] for name in names}
    kept = {n: c if len(rows) <= FEW else summary(c) for n, c in columns.items()}
    return {f"{where}/{name}": column for name, column in kept.items()}


def _keyed(
    values: Sequence[Mapping[str, Any]], where: str, key: str, kept: Iterable[str]
) -> Outline:
    """Return the rows of a set by their key: their order does not count, nor does one more."""
    parts = {str(row[key]): [_rounded(row.get(name)) for name in kept] for row in values}
    texts = {name: json.dumps(part, ensure_ascii=False) for name, part in parts.items()}
    return {f"{where}/{name}": _leaf(name, text) for name, text in texts.items()}


def _leaf(where: str, value: Any) -> Any:
    last = where.removesuffix("[]").rpartition("/")[2]
    if last in _UNTOLD and value is not None:
        return ANY
    if not isinstance(value, str) or last in {"front", "title"}:
        return value
    if _DIGEST.fullmatch(value) or value.startswith(("PROJCS[", "PROJCRS[")):
        return ANY
    digest = hashlib.sha256(value.encode()).hexdigest()[:16]
    return value if len(value) <= _LONG else f"{value[:_LONG]}… {digest}"


def summary(values: Sequence[Any]) -> dict[str, Any]:
    """Return what tells one column from another: sums of numbers, a digest of anything else."""
    known = [(row, each) for row, each in enumerate(values, 1) if each is not None]
    about: dict[str, Any] = {"rows": len(values)}
    if len(known) < len(values):
        about["known"] = len(known)
    numbers = [each for _, each in known]
    if not numbers:
        return about
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in numbers):
        weighed = math.fsum(row * each for row, each in known)
        return about | {
            "min": min(numbers), "max": max(numbers),
            "sum": math.fsum(numbers), "weighed": weighed,
        }  # fmt: skip
    text = json.dumps([_rounded(each) for each in values], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return about | {"first": _leaf("", _rounded(numbers[0])), "digest": digest}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return value


def content_of(file: Path) -> object:
    """Return what is recorded of a file; of a kind that is not read, that it is there."""
    readers = {
        ".json": lambda: _json(file), ".csv": lambda: _table(file),
        ".tif": lambda: _raster(file), ".gpkg": lambda: _layers(file),
        ".geojson": lambda: _layers(file), ".html": lambda: _page(file),
        ".xlsx": lambda: _sheets(file),
    }  # fmt: skip
    return readers.get(file.suffix, lambda: "present")()


def _json(file: Path) -> Any:
    content = json.loads(file.read_text(encoding="utf-8"))
    if file.name in _FROZEN:
        return dict.fromkeys(content, "present")
    return content


def _table(file: Path) -> dict[str, Any]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        head = handle.readline()
        handle.seek(0)
        delimiter = ";" if head.count(";") > head.count(",") else ","
        rows = list(csv.DictReader(handle, delimiter=delimiter))
    return {"rows": [{name: typed(text) for name, text in row.items()} for row in rows]}


def typed(text: str | None) -> str | float | bool | None:
    """Return the value of a cell: a number, yes or no, a text, nothing; a code keeps its zeros."""
    if not text or text.casefold() in {"true", "false"}:
        return text.casefold() == "true" if text else None
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if set(text) & set(".eE") else int(text)


def _sheets(file: Path) -> dict[str, Any]:
    import openpyxl

    book = openpyxl.load_workbook(file, read_only=True)
    sheets = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        kept = [dict(zip(map(str, head), map(_plain, row), strict=True)) for row in rows]
        sheets[sheet.title] = {"rows": kept}
    book.close()
    return sheets


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _raster(file: Path) -> dict[str, Any]:
    with rasterio.open(file) as raster:
        values, known = raster.read(), raster.read_masks() > 0
        about = {
            "shape": list(values.shape), "dtype": values.dtype.name, "epsg": raster.crs.to_epsg(),
            "transform": list(raster.transform)[:6], "nodata": _finite(raster.nodata),
            "array": hashlib.sha256(values.tobytes()).hexdigest()[:16],
        }  # fmt: skip
    kept = values[known].astype(np.float64)
    if kept.size:
        about |= {"sum": math.fsum(kept), "mean": math.fsum(kept) / kept.size}
        about |= {"min": kept.min().item(), "max": kept.max().item()}
        about["weighed"] = math.fsum(kept * np.flatnonzero(known) / known.size)
    return about | {"valid": kept.size}


def _finite(value: float | None) -> float | str | None:
    return value if value is None or math.isfinite(value) else str(value)


def _layers(file: Path) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for name, kind in pyogrio.list_layers(file):
        if name == "layer_styles":  # QGIS's own
            about[name] = "present"
            continue
        info = pyogrio.read_info(file, layer=name)
        columns = dict(zip(info["fields"], map(str, info["dtypes"]), strict=True))
        about[str(name)] = {"geometry": kind, "rows": info["features"], "columns": columns}
    return about


def _page(file: Path) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    tags = {"front": r"<p class=(?:disclaimer|says)>(.*?)</p>", "title": r"<h1[^>]*>(.*?)</h1>"}
    parts = {name: re.findall(tag, text, re.DOTALL) for name, tag in tags.items()}
    notices = re.search(r"<section class=notices>(.*?)</section>", text, re.DOTALL)
    parts["notices"] = re.findall(r"<li>(.*?)</li>", notices[1], re.DOTALL) if notices else []
    language = re.search(r'<html lang="(\w+)"', text)
    read = {name: [_read(each) for each in found] for name, found in parts.items()}
    return read | {"language": language and language[1]}


def _read(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())

"""The table that stands beside every layer of the map: what one sees, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from contado.site.ground import territory
from contado.site.overlays import overlay
from contado.site.search import fold
from contado.site.vulnerability import Theme, levels, themes
from contado.site.words import WORDS
from contado.terms import term
from contado.territory import Role, roles
from contado.units import UNITS, format_number

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from contado.territory import Layer

_ROWS = 50
_SQUARE_METRES = 10_000.0


@dataclass(frozen=True, slots=True)
class LayerColumn:
    """A column: its name, what it means, and whether it holds numbers."""

    name: str
    meaning: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class LayerTable:
    """A page of the rows of a layer."""

    role: str
    label: str
    meaning: str
    layer: Layer
    query: str
    headings: tuple[LayerColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    page: int
    pages: int


def table(role: str, page: str, query: str, language: str) -> LayerTable | None:
    """Return a page of the table of a layer, or None where the territory has none of that role.

    Parameters
    ----------
    role
        Role of the layer.
    page
        Number of the page, from 1, as the address gives it.
    query
        Words that must be in a row.
    """
    layer = territory().layer(role)
    if layer is None:
        return None
    spec = roles()[role]
    if spec.kind == "raster":
        return _of_raster(layer, spec, language)
    headings, rows = _of_rows(role, layer.sha256, language)
    wanted = fold(query[:80])
    kept = [row for row in rows if wanted in fold(" ".join(row))] if wanted else rows
    pages = max(1, -(-len(kept) // _ROWS))
    at = min(max(1, int(page) if page.isdecimal() and len(page) < 9 else 1), pages)  # noqa: PLR2004
    shown = tuple(kept[(at - 1) * _ROWS : at * _ROWS])
    return LayerTable(
        role, spec.label.say(language), spec.meaning.say(language), layer, query,
        headings, shown, len(kept), at, pages,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _of_rows(
    role: str, _sha256: str, language: str
) -> tuple[tuple[LayerColumn, ...], list[tuple[str, ...]]]:
    layer, spec = territory().layers[role], roles()[role]
    frame = layer.frame()
    columns = [name for name in spec.columns if name in frame]
    headings = [_heading(name, spec, language) for name in columns]
    cells = [_written(frame[name], spec.columns[name].unit, language) for name in columns]
    if role == "landscape_units":
        for theme in themes():
            headings.append(LayerColumn(theme.label.say(language), "", numeric=False))
            cells.append(_levels(theme, frame["code"], language))
    if "polygon" in spec.geometry:
        headings.append(LayerColumn(WORDS("area_ha", language), "", numeric=True))
        cells.append(_areas(frame, language))
    return tuple(headings), list(zip(*cells, strict=True))


def _levels(theme: Theme, codes: Series[Any], language: str) -> list[str]:
    """Return the level of each unit in words: what the map's colours say."""
    known = levels()
    keys = [known.get(str(code), {}).get(theme.look.key) for code in codes]
    unknown = term("cannot_tell", language)
    return [theme.labels[level].say(language) if level else unknown for level in keys]


def _heading(name: str, spec: Role, language: str) -> LayerColumn:
    column = spec.columns[name]
    unit = UNITS[column.unit].label.say(language) if column.unit else ""
    meaning = column.meaning.say(language)
    numeric = column.type in ("integer", "number")
    return LayerColumn(f"{meaning}, {unit}" if unit else meaning, name, numeric)


def _written(column: Series[Any], unit: str | None, language: str) -> list[str]:
    absent = column.isna()
    if column.dtype.kind not in "iuf":
        return ["—" if gap else str(value) for value, gap in zip(column, absent, strict=True)]
    decimals = UNITS[unit].decimals if unit else 0 if column.dtype.kind in "iu" else None
    return [
        "—" if gap else format_number(float(value), "1", language, decimals=decimals)
        for value, gap in zip(column, absent, strict=True)
    ]


def _areas(frame: DataFrame, language: str) -> list[str]:
    import shapely

    hectares = shapely.area(frame["geometry"].to_numpy()) / _SQUARE_METRES
    return [format_number(float(area), "1", language) if area else "—" for area in hectares]


def _of_raster(layer: Layer, spec: Role, language: str) -> LayerTable:
    rows: list[tuple[str, ...]] = []
    picture = overlay(layer.role)
    if picture is not None:
        for entry, share in zip(picture.legend, picture.shares, strict=True):
            written = format_number(100 * share, "1", language, decimals=1)
            rows.append((entry.label.say(language), written))
    headings = (
        LayerColumn(WORDS("class", language), "", numeric=False),
        LayerColumn(WORDS("cells_share", language), "", numeric=True),
    )
    return LayerTable(
        layer.role, spec.label.say(language), spec.meaning.say(language), layer, "",
        headings, tuple(rows), len(rows), 1, 1,
    )  # fmt: skip

"""The page of a territory's runoff: how much runs off, the map, the units that keep least first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.drainage.runoff.curve_numbers import RAIN
from contado.pages import (
    WET,
    Head,
    Heading,
    Shown,
    Table,
    between,
    beware,
    document,
    map_credits,
    plain,
    raster_figures,
    section,
    trailer,
)
from contado.pages.wording import Wording
from contado.shipped import page as shipped_page
from contado.terms import term

if TYPE_CHECKING:
    from contado.territory.places import Polygons

Rows = Sequence[Mapping[str, Any]]

MOST_ROWS, OPEN_ROWS = 500, 20
"""Units in the table of the page, and those seen without opening the rest; all are in the CSV."""

_VOLUME, _INDEX = "flood_vol", "rnf_rt_idx"
_MAPS = {"Q_mm": "depth", "Q_mm_low": "depth_low", "Q_mm_high": "depth_high"}


def page(
    said: Mapping[str, Any], rows: Rows, shapes: Polygons, folder: Path, language: str = "it"
) -> str:
    """Return the page of a run as HTML.

    Parameters
    ----------
    said
        The record of the run.
    rows
        The units as ``units.csv`` has them.
    shapes
        Their polygons.
    folder
        Where the GeoTIFFs of the run are.
    """
    words = wording(language)
    table = unit_table(rows, language)
    left = len(rows) - len(table.rows)
    note = f"<p>{escape(words('rows_left', count=left))}</p>" if left else ""
    data = map_credits(said["layers"], language)
    maps = raster_figures(list(_shown(folder, words)), shapes, data, language)
    body = [
        section(words("maps"), maps),
        section(words("places"), table.folded(OPEN_ROWS, language), note),
        section(words("reading"), f"<p>{escape(words('how'))}</p>"),
        trailer(said, language),
    ]
    return document(_head(said, rows, words), body, language)


def wording(language: str) -> Wording:
    """Return the words of the page."""
    return Wording(shipped_page("contado.drainage.runoff", "words.yaml"), language)


def _shown(folder: Path, words: Wording) -> Iterator[Shown]:
    """Yield the value and what is kept of the rain, or both bounds where there is no value."""
    if (folder / "Q_mm.tif").exists():
        yield Shown(folder / "Q_mm.tif", words("depth"), "mm", WET)
        yield Shown(folder / "Runoff_retention_index.tif", words("index"), "share", WET)
        return
    for name in ("Q_mm_low", "Q_mm_high"):
        yield Shown(folder / f"{name}.tif", words(_MAPS[name]), "mm", WET)


def unit_table(rows: Rows, language: str = "it") -> Table:
    """Return the units from those that keep least; those without a value last, with the reason."""
    words = wording(language)
    keys = ("place", "volume", "interval", "kept", "interval", "coverage", "why")
    headings = tuple(
        Heading(words(key), number=0 < at < len(keys) - 1) for at, key in enumerate(keys)
    )
    ordered = sorted(rows, key=_rank)
    return Table(words("table"), headings, [_row(row, words) for row in ordered[:MOST_ROWS]])


def _rank(row: Mapping[str, Any]) -> tuple[int, float]:
    """Return the order of a unit: a value, then bounds, then nothing."""
    for at, name in enumerate((_INDEX, f"{_INDEX}_low")):
        if row[name] is not None:
            return at, row[name]
    return 2, 0.0


def _row(row: Mapping[str, Any], words: Wording) -> tuple[str, ...]:
    language, reason = words.language, row["not_computable"]
    return (
        name_of(row),
        plain(row[_VOLUME], "m3", language, 0) or term("not_computable", language),
        _interval(row, _VOLUME, "m3", language),
        plain(row[_INDEX], "share", language),
        _interval(row, _INDEX, "share", language),
        plain(row["coverage"], "share", language),
        words(reason) if reason else "",
    )


def _interval(row: Mapping[str, Any], name: str, unit: str, language: str) -> str:
    return between(row[f"{name}_low"], row[f"{name}_high"], unit, language, decimals=0)


def name_of(row: Mapping[str, Any]) -> str:
    """Return what a unit is called: its name, else its first attribute."""
    return str(row.get("name") or next(iter(row.values())))


def answer(rows: Rows, language: str = "it") -> tuple[str, ...]:
    """Return how much runs off in words, who keeps least, and how many cannot be told."""
    words = wording(language)
    told = [row for row in rows if row[_VOLUME] is not None]
    within = [row for row in rows if row[f"{_VOLUME}_low"] is not None]
    left = len(rows) - len(within)
    untold = (words("untold", count=left, whole=len(rows)),) if left else ()
    if told:
        return *_totals(told, words), *untold
    if within:
        ends = _summed(within, _VOLUME, "m3", language)
        return words("bounds", count=len(within), interval=ends), *untold
    return (words("nothing"),)


def _totals(told: Rows, words: Wording) -> Iterator[str]:
    language = words.language
    off, kept = (sum(row[name] for row in told) for name in (_VOLUME, "rnf_rt_m3"))
    yield words(
        "total", count=len(told), volume=plain(off, "m3", language, 0),
        interval=_summed(told, _VOLUME, "m3", language),
        kept=plain(kept / (kept + off) if kept + off else 0.0, "share", language),
    )  # fmt: skip
    worst = min(told, key=lambda row: row[_INDEX])
    interval = _interval(worst, _INDEX, "share", language)
    kept_there = plain(worst[_INDEX], "share", language)
    yield words("worst", name=name_of(worst), kept=kept_there, interval=interval)


def _summed(rows: Rows, name: str, unit: str, language: str) -> str:
    low, high = (sum(row[f"{name}{end}"] for row in rows) for end in ("_low", "_high"))
    return between(low, high, unit, language, decimals=0) or plain(low, unit, language, 0)


def _rain(said: Mapping[str, Any], depth: str, words: Wording) -> str:
    """Return the depth of the rain and whence it is; the plan's is called so."""
    source = said["event"]["rain_source"]
    if source == RAIN:
        source = words("of_plan")
    return f"{depth} · {source}" if source else depth


def _head(said: Mapping[str, Any], rows: Rows, words: Wording) -> Head:
    language, event = words.language, said["event"]
    rain = plain(event["rain"], "mm", language)
    return Head(
        kicker=words("kicker"),
        title=words("title", rain=rain, ground=said["territory"]["name"]),
        answer=answer(rows, language),
        disclaimer=said["disclaimer"] and said["disclaimer"][language],
        about=(
            (words("rain"), _rain(said, rain, words)),
            (words("ratio"), plain(event["ratio"], "1", language)),
            (words("moisture"), event["moisture"]),
            (words("ground"), said["territory"]["name"]),
            (words("snapshot"), said["territory"]["snapshot"][:8]),
        ),
        notices=(
            *beware(said["layers"], language),
            *(notice[language] for notice in said["notices"]),
        ),
    )

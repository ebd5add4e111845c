"""The page of a territory's cooling: the warmest place, the map, the units from the warmest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.pages import (
    WARM,
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

MOST_ROWS = 500
"""Units in the table of the page; all of them are in ``units.csv``."""

OPEN_ROWS = 20
"""Units that are seen without opening the rest."""

_AIR, _CAPACITY, _ABOVE = "avg_tmp_v", "avg_cc", "avg_tmp_an"


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
    shown = [
        Shown(folder / "T_air.tif", words("air"), "degC", WARM),
        Shown(folder / "cc.tif", words("capacity"), "1", WET),
    ]
    data = map_credits(said["layers"], language)
    table = unit_table(rows, language)
    left = len(rows) - len(table.rows)
    note = f"<p>{escape(words('rows_left', count=left))}</p>" if left else ""
    body = [
        section(words("maps"), raster_figures(shown, shapes, data, language)),
        section(words("places"), table.folded(OPEN_ROWS, language), note),
        section(words("reading"), f"<p>{escape(words('how'))}</p>"),
        trailer(said, language),
    ]
    return document(_head(said, rows, words), body, language)


def wording(language: str) -> Wording:
    """Return the words of the page."""
    return Wording(shipped_page("contado.heat.cooling", "words.yaml"), language)


def unit_table(rows: Rows, language: str = "it") -> Table:
    """Return the units from the warmest; those without a value last."""
    words = wording(language)
    headings = (
        Heading(words("place")),
        Heading(words("air"), number=True),
        Heading(words("interval"), number=True),
        Heading(words("above"), number=True),
        Heading(words("capacity"), number=True),
        Heading(words("coverage"), number=True),
    )
    ordered = sorted(rows, key=lambda row: (row[_AIR] is None, -(row[_AIR] or 0.0)))
    shown = [_row(row, language) for row in ordered[:MOST_ROWS]]
    return Table(words("table"), headings, shown)


def _row(row: Mapping[str, Any], language: str) -> tuple[str, ...]:
    return (
        name_of(row),
        plain(row[_AIR], "degC", language, 2) or term("not_computable", language),
        between(row[f"{_AIR}_low"], row[f"{_AIR}_high"], "degC", language),
        plain(row[_ABOVE], "degC", language, 2),
        plain(row[_CAPACITY], "1", language, 2),
        plain(row["coverage"], "share", language),
    )


def name_of(row: Mapping[str, Any]) -> str:
    """Return what a unit is called: its name, else its first attribute."""
    return str(row.get("name") or next(iter(row.values())))


def answer(rows: Rows, language: str = "it") -> tuple[str, ...]:
    """Return the warmest and the coolest place in words, and how many cannot be told."""
    words = wording(language)
    told = [row for row in rows if row[_AIR] is not None]
    if not told:
        return (words("nothing"),)
    hottest, coolest = (
        words(key, **_values(pick(told, key=lambda row: row[_AIR]), language))
        for key, pick in (("hottest", max), ("coolest", min))
    )
    left = len(rows) - len(told)
    return hottest, coolest, *((words("untold", count=left, whole=len(rows)),) if left else ())


def _values(row: Mapping[str, Any], language: str) -> dict[str, str]:
    return {
        "name": name_of(row),
        "air": plain(row[_AIR], "degC", language),
        "interval": between(row[f"{_AIR}_low"], row[f"{_AIR}_high"], "degC", language),
        "above": plain(row[_ABOVE], "degC", language),
    }


def _head(said: Mapping[str, Any], rows: Rows, words: Wording) -> Head:
    language, settings = words.language, said["settings"]
    numbers = (
        ("t_ref", settings["reference"], "degC"),
        ("uhi_max", settings["effect"], "degC"),
        ("cooling_distance", settings["cooling_distance"], "m"),
        ("mixing_radius", settings["mixing_radius"], "m"),
    )
    assumed = (text[language] for text in said["assumptions"])
    return Head(
        kicker=words("kicker"),
        title=words(f"title_{settings['method']}", units=said["territory"]["name"]),
        answer=answer(rows, language),
        disclaimer=said["disclaimer"] and said["disclaimer"][language],
        about=(
            *((words(key), plain(value, unit, language)) for key, value, unit in numbers),
            (words("ground"), said["territory"]["name"]),
            (words("snapshot"), said["territory"]["snapshot"][:8]),
        ),
        notices=(*beware(said["layers"], language), *assumed),
    )

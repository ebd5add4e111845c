"""The page of night heat: how many places are at the worst level, the map, the hottest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.heat.night.units import CLASSES, LEVELS
from contado.pages import (
    Frame,
    Head,
    Heading,
    Legend,
    Table,
    area_map,
    beware,
    difference,
    document,
    figure,
    map_credits,
    plain,
    section,
    trailer,
)
from contado.pages.wording import Wording
from contado.shipped import page as shipped_page
from contado.terms import Text, term
from contado.territory.place_style import colours

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory.places import Polygons

Rows = Sequence[Mapping[str, Any]]
Plain = Mapping[str, Any]

OPEN_ROWS = 20
"""Units that are seen without opening the rest."""


def page(said: Plain, rows: Rows, shapes: Polygons, rules: Rules, language: str = "it") -> str:
    """Return the page of night heat of units as HTML.

    Parameters
    ----------
    said, rows
        As `contado.heat.night.rows` gives them.
    shapes
        Polygons of the units, a row each.
    """
    words = wording(language)
    maps = (
        _map(rows, shapes, column, rules.categories[category].names, (said, words))
        for column, category in (("class", CLASSES), ("level", LEVELS))
    )
    body = [
        section(words("maps"), f"<div class=maps>{''.join(maps)}</div>"),
        section(words("places"), unit_table(rows, language).folded(OPEN_ROWS, language)),
        section(words("reading"), f"<p>{words('how')}</p>"),
        trailer(said, language),
    ]
    return document(_head(said, rows, rules, words), body, language)


def wording(language: str) -> Wording:
    """Return the words of the pages about nights."""
    return Wording(shipped_page("contado.heat.night", "words.yaml"), language)


def _map(
    rows: Rows,
    shapes: Polygons,
    column: str,
    names: Mapping[str, Text],
    told: tuple[Plain, Wording],
) -> str:
    said, words = told
    title, language = words(f"{column}_map"), words.language
    shades = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours(len(names))]
    labels = tuple(text.say(language) for text in names.values())
    nothing = term("not_computable", language)
    legend = Legend(title, tuple(shades), labels, nothing=nothing)
    codes = codes_of([row[column] for row in rows], list(names))
    drawing = area_map(shapes, codes, Frame.around(shapes), legend, title=title, language=language)
    return figure(title, drawing, legend.html(language), map_credits(said["layers"], language))


def codes_of(values: Sequence[str | None], names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the class of each value; past the last where there is none.

    Examples
    --------
    >>> codes_of(["high", None, "low"], ["low", "high"]).tolist()
    [1, 2, 0]
    """
    index = {name: at for at, name in enumerate(names)}
    return np.array([len(names) if one is None else index[one] for one in values], dtype=np.int64)


def unit_table(rows: Rows, language: str = "it") -> Table:
    """Return the units from the hottest; those without a value last, with the reason."""
    words = wording(language)
    numbers = ("temperature", "anomaly", "hot_share", "coverage")
    keys = ("place", "temperature", "anomaly", "class", "level", "hot_share", "weighed_by",
            "coverage", "flags")  # fmt: skip
    headings = tuple(Heading(words(key), number=key in numbers) for key in keys)
    ordered = sorted(rows, key=lambda row: -_or(row["anomaly_c"], -1e3))
    return Table(words("table"), headings, [_row(row, words) for row in ordered])


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _row(row: Plain, words: Wording) -> tuple[str, ...]:
    language, share = words.language, row["hot_share"]
    return (
        row["name"],
        plain(row["temperature_c"], "degC", language),
        difference(row["anomaly_c"], "degC", language, decimals=1),
        row["class_label"] or row["missing"] or term("not_computable", language),
        row["level_label"] or "",
        plain(share, "share", language),
        words(row["weighed_by"]) if row["weighed_by"] and share is not None else "",
        plain(row["coverage"], "share", language),
        ", ".join(words(flag) for flag in row["flags"].split()),
    )


def answer(said: Plain, rows: Rows, rules: Rules, language: str = "it") -> tuple[str, ...]:
    """Return how many places are at the worst level, the hottest, and how many cannot be told."""
    words = wording(language)
    told = [row for row in rows if row["anomaly_c"] is not None]
    if not told:
        return (words("nothing"),)
    worst, label = list(rules.categories[LEVELS].names.items())[-1]
    high = sum(row["level"] == worst for row in told)
    hottest = max(told, key=lambda row: row["anomaly_c"])
    sentences = [
        words("levels", told=len(told), high=high, label=label.say(language)),
        words(
            "hottest", name=hottest["name"], label=hottest["class_label"],
            anomaly=difference(hottest["anomaly_c"], "degC", language, decimals=1),
            reference=plain(said["reference_c"], "degC", language),
        ),
    ]  # fmt: skip
    left = len(rows) - len(told)
    return *sentences, *((words("untold", count=left, whole=len(rows)),) if left else ())


def _head(said: Plain, rows: Rows, rules: Rules, words: Wording) -> Head:
    language, land = words.language, said["territory"]
    return Head(
        kicker=words("kicker"),
        title=words("title", ground=land["name"]),
        answer=answer(said, rows, rules, language),
        disclaimer=said["disclaimer"] and said["disclaimer"][language],
        about=(
            (words("kind"), said["kind_label"][language]),
            (words("reference"), plain(said["reference_c"], "degC", language)),
            (words("ground"), land["name"]),
            (words("snapshot"), land["snapshot"][:8]),
        ),
        notices=beware(said["layers"], language),
    )

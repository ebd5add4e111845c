"""The page of an atlas: maps of classes with the table beside, and whose the data are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado import pages
from contado.atlas.rows import class_labels, flag_text, rows
from contado.atlas.words import WORDS
from contado.survey.blocks import BLOCK
from contado.terms import term
from contado.territory.place_style import colours
from contado.units import format_number

if TYPE_CHECKING:
    from contado.atlas.judging import Judged
    from contado.atlas.places import Raster
    from contado.values import Floats

Codes = npt.NDArray[np.int16]

_OPEN = "#ffffff"
_MOST_ROWS = 2000


def page(judged: Judged, said: Mapping[str, Any], language: str = "it") -> str:
    """Return the page of judged places as HTML.

    Parameters
    ----------
    said
        As `contado.atlas.rows.record` gives it.
    """
    head = pages.Head(
        kicker=judged.subject.kicker,
        title=_title(judged, language),
        answer=(_answer(said, language),),
        disclaimer=said["disclaimer"][language] if said["disclaimer"] else None,
        about=tuple(_about(judged, said, language)),
        notices=(
            *pages.beware(said["layers"], language),
            *(text[language] + "." for text in said["beware"].values()),
        ),
    )
    credits_ = pages.map_credits(said["layers"], language)
    maps = "".join(_maps(judged, credits_, language))
    body = [
        f"<div class=maps>{maps}{_how(judged, language)}</div>",
        _table(judged, language),
        pages.trailer(said, language),
    ]
    return pages.document(head, body, language)


def word(key: str, language: str, **values: str) -> str:
    """Return a word of the atlas."""
    return WORDS[key].say(language).format(**values)


def _title(judged: Judged, language: str) -> str:
    by = judged.shown.by
    return f"{judged.subject.title.say(language)} {word(by, language) if by in WORDS else by}"


def _answer(said: Mapping[str, Any], language: str) -> str:
    high = sum(list(said["classes"].values())[-2:])
    values = {key: str(said[key]) for key in ("units", "cannot_tell", "not_computable")}
    return word("answer", language, high=str(high), **values)


def _about(judged: Judged, said: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    land, plan = said["territory"], said["plan"]
    yield word("territory", language), f"{land['name']} · {land['snapshot'][:8]}"
    day = pages.day(plan["on"], language) if plan["on"] else word("last_values", language)
    yield word("plan", language), f"{plan['profile']} · {day}"
    yield word("method", language), _method(judged, language)


def _method(judged: Judged, language: str) -> str:
    names = judged.rules.categories["vulnerability_method"].names
    return names[judged.rules.name("vulnerability.method")].say(language)


def _how(judged: Judged, language: str) -> str:
    text = word("how_text", language, method=_method(judged, language))
    return f"<div><h3>{escape(word('how', language))}</h3><p>{escape(text)}</p></div>"


def _codes(judged: Judged) -> Codes:
    """Return the class of each place; one past the last cannot be told, two lacks a datum."""
    count = len(judged.classes)
    codes = np.where(judged.codes < 0, count, judged.codes)
    missing = judged.numbers(judged.subject.composite).missing != 0
    return np.where(missing, count + 1, codes).astype(np.int16)


def _maps(judged: Judged, credits_: str, language: str) -> Iterator[str]:
    codes, count = _codes(judged), len(judged.classes)
    yield _map(judged, codes, "map", credits_, language)
    if (codes == count).any():
        for key, side in zip(("best", "worst"), judged.span, strict=True):
            shown = np.where(side < 0, count + 1, side).astype(np.int16)
            yield _map(judged, shown, key, credits_, language)


def _map(judged: Judged, codes: Codes, key: str, credits_: str, language: str) -> str:
    legend = _legend(judged, key, language)
    counts = "; ".join(
        f"{label}: {int((codes == code).sum())}"
        for code, label in enumerate([*legend.labels, legend.nothing])
    )
    title = f"{word(key, language)}. {counts}"
    drawing = _drawing(judged, codes, legend, title, language)
    listed = legend.html(language, missing=bool((codes == len(legend.colours)).any()))
    return pages.figure(word(key, language), drawing, listed, credits_)


def _legend(judged: Judged, key: str, language: str) -> pages.Legend:
    count = len(judged.classes)
    shades = [_hex(shade) for shade in colours(count, judged.subject.colours)]
    return pages.Legend(
        title=word(key, language),
        colours=(*shades, _OPEN),
        labels=(*class_labels(judged, language), word("untold", language)),
        hatched=count,
        nothing=word("missing", language),
    )


def _hex(shade: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in shade)


def _drawing(judged: Judged, codes: Codes, legend: pages.Legend, title: str, language: str) -> str:
    raster = judged.shown.raster
    if raster is None:
        shapes = judged.shown.places.geometry
        return pages.area_map(
            shapes, codes, pages.Frame.around(shapes), legend, title=title, language=language
        )
    layer = judged.territory.layer(judged.territory.settings.area)
    assert layer is not None  # a territory with a boundary
    outlines = layer.frame(columns=[]).geometry.to_numpy()
    grid = raster.array(codes.astype(np.uint8), pages.OUTSIDE)
    return pages.cell_map(
        grid.astype(np.uint8), _frame(raster), legend, outlines, title=title, language=language
    )


def _frame(raster: Raster) -> pages.Frame:
    rows, columns = raster.shape
    return pages.Frame(raster.left, raster.top, columns * BLOCK, rows * BLOCK)


def _table(judged: Judged, language: str) -> str:
    made = _of_classes(judged, language) if judged.shown.raster else _of_units(judged, language)
    return pages.section(word("places", language), made.html())


def _of_units(judged: Judged, language: str) -> pages.Table:
    composite = judged.subject.composite
    numbers = (composite, *judged.subject.indices)
    headings = [pages.Heading(word(key, language)) for key in ("place", "class")]
    headings += [pages.Heading(word(key, language), number=True) for key in numbers]
    headings += [
        pages.Heading(word("residents", language), number=True),
        pages.Heading(word("coverage", language), number=True),
        pages.Heading(word("reason", language)),
        pages.Heading(word("flags", language)),
    ]
    table = sorted(rows(judged, language), key=lambda row: -(row[f"{composite}_high"] or -1.0))
    lines = [_line(row, judged, language) for row in table[:_MOST_ROWS]]
    return pages.Table(word("table", language), tuple(headings), lines)


def _line(row: Mapping[str, Any], judged: Judged, language: str) -> tuple[str, ...]:
    covered = row["coverage"]
    numbers = (judged.subject.composite, *judged.subject.indices)
    return (
        row["name"],
        row["class_label"] or _possible(row, judged, language),
        *(span(row, column, language) for column in numbers),
        pages.plain(row["residents"], "1", language, 0),
        "" if covered is None else format_number(covered, "share", language),
        row["reason"] or "",
        ", ".join(flag_text(flag, language) for flag in row["flags"].split()),
    )


def _possible(row: Mapping[str, Any], judged: Judged, language: str) -> str:
    labels = dict(zip(judged.classes, class_labels(judged, language), strict=True))
    some = [labels[name] for name in row["possible"].split()]
    told = term("cannot_tell", language)
    return told if len(some) == len(labels) else f"{told}: {some[0]} – {some[-1]}"


def span(row: Mapping[str, Any], column: str, language: str) -> str:
    """Return a sub-index of a row: a number, its bounds, or nothing."""
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    if low is None:
        return ""
    first, last = (format_number(end, "1", language, decimals=3) for end in (low, high))
    return first if first == last else f"{first} … {last}"


def _of_classes(judged: Judged, language: str) -> pages.Table:
    """Return how many cells, and how many residents, are in each class."""
    codes, residents = _codes(judged), np.nan_to_num(judged.residents)
    labels = [*class_labels(judged, language), word("untold", language), word("missing", language)]
    headings = [pages.Heading(word("class", language))]
    headings += [
        pages.Heading(word(key, language), number=True)
        for key in ("count", "area_share", "residents")
    ]
    lines = [
        (label, *_class(codes == code, residents, language)) for code, label in enumerate(labels)
    ]
    return pages.Table(word("by_class", language), tuple(headings), lines)


def _class(own: npt.NDArray[np.bool_], residents: Floats, language: str) -> tuple[str, ...]:
    people = float(np.round(residents[own].sum(), -2))
    return (
        format_number(float(own.sum()), "1", language, decimals=0),
        format_number(float(own.mean()), "share", language, decimals=1),
        format_number(people, "1", language, decimals=0),
    )

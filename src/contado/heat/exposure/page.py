"""The page of who is exposed: residents in the worst class, by age, and where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contado.heat.night.page import OPEN_ROWS, wording
from contado.numerals import readable
from contado.pages import Head, Heading, Table, beware, document, section, trailer
from contado.pages.wording import Wording
from contado.people.ages import NAMES

Rows = Sequence[Mapping[str, Any]]
Plain = Mapping[str, Any]


def page(said: Plain, rows: Rows, language: str = "it") -> str:
    """Return the page of exposed residents as HTML.

    Parameters
    ----------
    said, rows
        As `contado.heat.exposure.rows` gives them.
    """
    words = wording(language)
    body = [
        section(words("people"), totals_table(said, language).html()),
        section(words("places"), unit_table(said, rows, language).folded(OPEN_ROWS, language)),
        trailer(said, language),
    ]
    return document(_head(said, words), body, language)


def totals_table(said: Plain, language: str = "it") -> Table:
    """Return the residents of all computable units by class and age."""
    words = wording(language)
    rows = [(_label(said, row, language), *_counts(row, language)) for row in said["totals"]]
    return Table(words("totals"), _headings(said, words("class"), words), rows)


def unit_table(said: Plain, rows: Rows, language: str = "it") -> Table:
    """Return the units by their residents in the worst class; those without a value last."""
    words = wording(language)
    worst = list(said["class_labels"])[-1]
    mine = sorted(
        (row for row in rows if row["class"] == worst), key=lambda row: _number(row["residents"]),
        reverse=True,
    )  # fmt: skip
    shown = [(row["name"], *_told(row, language)) for row in mine]
    title = words("by_place", label=said["class_labels"][worst][language])
    return Table(title, _headings(said, words("place"), words), shown)


def _headings(said: Plain, first: str, words: Wording) -> tuple[Heading, ...]:
    groups = (text[words.language] for text in said["age_groups"].values())
    return (
        Heading(first),
        Heading(words("people"), number=True),
        *(Heading(group, number=True) for group in groups),
    )


def _told(row: Plain, language: str) -> list[str]:
    """Return the counts of a unit, or why there are none."""
    if row["missing"]:
        return [row["missing"], *("" for _ in NAMES)]
    return _counts(row, language)


def _counts(row: Plain, language: str) -> list[str]:
    return [count(row[name], language) for name in ("residents", *NAMES)]


def count(value: float | str | None, language: str = "it") -> str:
    """Return a rounded number of people; too few are told as they come.

    Examples
    --------
    >>> count(1270), count("<10"), count(None)
    ('1.270', '<10', '')
    """
    if value is None or isinstance(value, str):
        return value or ""
    return readable(value, language)


def _number(value: float | str | None) -> float:
    """Return what a count is sorted by."""
    if value is None:
        return -1.0
    return 0.0 if isinstance(value, str) else float(value)


def _label(said: Plain, row: Plain, language: str) -> str:
    known = said["class_labels"].get(row["class"])
    return str(known[language] if known else row["class_label"])


def _head(said: Plain, words: Wording) -> Head:
    language, land = words.language, said["territory"]
    left = said["not_computable"]
    untold = (words("untold", count=left, whole=said["units"]),) if left else ()
    return Head(
        kicker=words("kicker"),
        title=words("title_exposed", ground=land["name"]),
        answer=(answer(said, language), *untold),
        disclaimer=said["disclaimer"] and said["disclaimer"][language],
        about=((words("ground"), land["name"]), (words("snapshot"), land["snapshot"][:8])),
        notices=(said["note"][language], *beware(said["layers"], language)),
    )


def answer(said: Plain, language: str = "it") -> str:
    """Return how many residents live in the worst class."""
    worst = list(said["class_labels"])[-1]
    row = next(each for each in said["totals"] if each["class"] == worst)
    everybody = sum(_number(each["residents"]) for each in said["totals"])
    return wording(language)(
        "exposed", people=count(row["residents"], language), whole=count(everybody, language),
        old=count(row["old"], language), label=said["class_labels"][worst][language],
    )  # fmt: skip

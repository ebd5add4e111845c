"""The page of a calibration: what was compared, how it agrees, the plot and the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from contado.heat.calibration.agreement import Agreement, Pairs
from contado.heat.calibration.plot import plot
from contado.heat.night.kinds import KINDS, UNITS
from contado.numerals import readable
from contado.pages import Head, Heading, Table, document, section, trailer
from contado.shipped import page as shipped_page
from contado.terms import Text

MOST_ROWS = 200
"""Pairs in the table of the page; all of them are in the CSV."""

OPEN_ROWS = 20
"""Pairs that are seen without opening the rest."""

_DECIMALS = 2
_NUMBERS = ("model_c", "observed_c", "difference_c")


def page_of(said: Mapping[str, Any], pairs: Pairs, found: Agreement | None, language: str) -> str:
    """Return the page as HTML in one file, without anything from elsewhere.

    Parameters
    ----------
    said
        The record of the run.
    """
    words = _words(said, found, language)
    compared = _table(
        words["compared"], ("what", "file", "kind", "unit", "credit"), _sources(said, words), words
    )
    pairs_table = _table(words["worst_first"], ("place", *_NUMBERS), _rows(pairs, language), words)
    body = [
        section(words["agreement"], *_agreement(found, words, language)),
        f"<figure class=map>{plot(pairs, found, words)}</figure>",
        section(words["sides"], compared.html()),
        section(words["pairs"], pairs_table.folded(OPEN_ROWS, language)),
        *_set_aside(pairs, words),
        trailer(said, language),
    ]
    disclaimer = said["disclaimer"] and said["disclaimer"][language]
    answer = words["too_few"] if found is None else words["in_short"]
    head = Head(
        words["kicker"], words["heading"], (answer,), disclaimer,
        notices=tuple(_warnings(said, words)),
    )  # fmt: skip
    return document(head, body, language)


def lines(said: Mapping[str, Any], found: Agreement | None, language: str) -> Iterator[str]:
    """Give what a terminal shows: the warnings and the measures."""
    words = _words(said, found, language)
    if said["different_kinds"]:
        yield words["different_kinds"]
    if found is None:
        yield words["too_few"]
        return
    for label, value in _measures(found, words, language):
        yield f"{label}: {value}"


def _words(said: Mapping[str, Any], found: Agreement | None, language: str) -> dict[str, str]:
    texts = shipped_page("contado.heat.calibration", "words.yaml")
    words = {key: Text.model_validate(text).say(language) for key, text in texts.items()}
    values = {
        "pairs": readable(said["pairs"], language),
        "most": MOST_ROWS,
        "bias": "–" if found is None else _number(found.bias, language),
        "rmse": "–" if found is None else _number(found.rmse, language),
        "model": KINDS[said["model"]["kind"]].say(language),
        "observed": KINDS[said["observed"]["kind"]].say(language),
        "least": readable(said["least_pairs"], language),
        "r2": "–" if found is None or found.r2 is None else _number(found.r2, language),
    }
    return {key: text.format_map(values) for key, text in words.items()} | {"language": language}


def _warnings(said: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    if said["different_kinds"]:
        yield words["different_kinds"]
    for side in ("model", "observed"):
        if said[side].get("unit") == "K":
            yield f"{words[side + '_side']}: {words['converted']}"


def _sources(said: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for side in ("model", "observed"):
        about = said[side]
        kind = words[f"{side}_kind"]
        yield words[f"{side}_side"], about["file"], kind, UNITS[about["unit"]], about["credit"]


def _agreement(found: Agreement | None, words: Mapping[str, str], language: str) -> Iterator[str]:
    if found is not None:
        rows = list(_measures(found, words, language))
        headings = Heading(words["measure"]), Heading(words["value"], number=True)
        yield Table(words["agreement"], headings, rows).html()


def _measures(
    found: Agreement, words: Mapping[str, str], language: str
) -> Iterator[tuple[str, str]]:
    yield words["count"], str(readable(found.pairs, language))
    for name in ("bias", "rmse", "mae", "spread", "slope", "intercept", "r2"):
        value = getattr(found, name)
        yield words[f"of_{name}"], "–" if value is None else _number(value, language)


def _rows(pairs: Pairs, language: str) -> Iterator[Sequence[str]]:
    """Give the pairs that differ most, the worst first."""
    difference = pairs.model - pairs.observed
    for row in np.argsort(-np.abs(difference), kind="stable")[:MOST_ROWS]:
        where = f"{pairs.x[row]:.6g}, {pairs.y[row]:.7g}"
        name = pairs.names[row] if pairs.names else where
        numbers = (pairs.model[row], pairs.observed[row], difference[row])
        yield name, *(_number(float(value), language) for value in numbers)


def _set_aside(pairs: Pairs, words: Mapping[str, str]) -> Iterator[str]:
    if pairs.set_aside:
        rows = [(one.name, one.why.say(words["language"])) for one in pairs.set_aside[:MOST_ROWS]]
        table = _table(words["set_aside"], ("place", "why"), rows, words)
        yield section(words["set_aside"], table.html())


def _table(
    caption: str,
    keys: Sequence[str],
    rows: Iterable[Sequence[str]],
    words: Mapping[str, str],
) -> Table:
    headings = tuple(Heading(words[key], number=key in _NUMBERS) for key in keys)
    return Table(caption, headings, list(rows))


def _number(value: float, language: str) -> str:
    text = f"{value:.{_DECIMALS}f}"
    return text.replace(".", ",") if language == "it" else text

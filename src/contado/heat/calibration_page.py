"""The page of a calibration: what was compared, how it agrees, the plot and the pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from contado.heat.calibration import Agreement, Pairs
from contado.heat.calibration_plot import plot
from contado.heat.night_kinds import KINDS, UNITS
from contado.numerals import readable
from contado.shipped import page as shipped_page
from contado.terms import Text

MOST_ROWS = 200
"""Pairs in the table of the page; all of them are in the CSV."""

_DECIMALS = 2
_NUMBER = ' class="n"'
_CSS = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#17324d}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #c5cdd6;"
    "padding:.25rem .6rem;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "svg{max-width:42rem;width:100%;height:auto}.warn{border-left:.4rem solid #7a4a00;"
    "background:#fff4e0;padding:.5rem 1rem}"
)


def page_of(said: Mapping[str, Any], pairs: Pairs, found: Agreement | None, language: str) -> str:
    """Return the page as HTML in one file, without anything from elsewhere.

    Parameters
    ----------
    said
        The record of the run.
    """
    words = _words(said, found, language)
    parts = [
        f"<h1>{escape(words['heading'])}</h1>",
        *_warnings(said, words, language),
        f"<h2>{escape(words['compared'])}</h2>",
        _table(
            (words["what"], words["file"], words["kind"], words["unit"], words["credit"]),
            _sources(said, words),
        ),
        f"<h2>{escape(words['agreement'])}</h2>",
        *_agreement(found, words, language),
        f"<figure>{plot(pairs, found, words)}</figure>",
        f"<h2>{escape(words['pairs'])}</h2>",
        f"<p>{escape(words['worst_first'])}</p>",
        _table(
            (words["place"], words["model_c"], words["observed_c"], words["difference_c"]),
            _rows(pairs, language),
        ),
        *_set_aside(pairs, words, language),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(words['heading'])}</title><style>{_CSS}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


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
    texts = shipped_page("contado.heat", "calibration.yaml")
    words = {key: Text.model_validate(text).say(language) for key, text in texts.items()}
    values = {
        "pairs": readable(said["pairs"], language),
        "most": MOST_ROWS,
        "bias": "–" if found is None else _number(found.bias, language),
        "rmse": "–" if found is None else _number(found.rmse, language),
        "model": KINDS[said["model"]["kind"]].say(language),
        "observed": KINDS[said["observed"]["kind"]].say(language),
        "least": readable(said["least_pairs"], language),
    }
    return {key: text.format_map(values) for key, text in words.items()}


def _warnings(said: Mapping[str, Any], words: Mapping[str, str], language: str) -> Iterator[str]:
    if said["disclaimer"]:
        yield f'<p class="warn">{escape(said["disclaimer"][language])}</p>'
    if said["different_kinds"]:
        yield f'<p class="warn">{escape(words["different_kinds"])}</p>'
    for side in ("model", "observed"):
        if said[side].get("unit") == "K":
            text = f"{words[side + '_side']}: {words['converted']}"
            yield f'<p class="warn">{escape(text)}</p>'


def _sources(said: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for side in ("model", "observed"):
        about = said[side]
        kind = words[f"{side}_kind"]
        yield words[f"{side}_side"], about["file"], kind, UNITS[about["unit"]], about["credit"]


def _agreement(found: Agreement | None, words: Mapping[str, str], language: str) -> Iterator[str]:
    if found is None:
        yield f'<p class="warn">{escape(words["too_few"])}</p>'
        return
    yield _table((words["measure"], words["value"]), list(_measures(found, words, language)))


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


def _set_aside(pairs: Pairs, words: Mapping[str, str], language: str) -> Iterator[str]:
    if pairs.set_aside:
        yield f"<h2>{escape(words['set_aside'])}</h2>"
        rows = [(one.name, one.why.say(language)) for one in pairs.set_aside[:MOST_ROWS]]
        yield _table((words["place"], words["why"]), rows)


def _table(headings: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Sequence[str]) -> str:
    first, *rest = row
    return f'<th scope="row">{escape(first)}</th>' + "".join(
        f"<td{_NUMBER if _is_number(text) else ''}>{escape(text)}</td>" for text in rest
    )


def _is_number(text: str) -> bool:
    return text.strip("-–").replace(".", "").replace(",", "").isdecimal()


def _number(value: float, language: str) -> str:
    text = f"{value:.{_DECIMALS}f}"
    return text.replace(".", ",") if language == "it" else text

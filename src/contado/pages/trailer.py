"""What stands at the end of every page: whose data were used, and which values of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from contado.numerals import readable
from contado.pages.foreign import italian
from contado.pages.numbers import day
from contado.pages.skeleton import section
from contado.pages.tables import Heading, PageTable
from contado.phrases import Phrases
from contado.terms import Text, term
from contado.territory import roles
from contado.units import UNITS, format_number, spanned

_WORDS = Phrases.of("contado.pages")

Plain = Mapping[str, Any]


def trailer(record: Plain, language: str = "it") -> str:
    """Return the data and the values of the plan that a run used, by its record."""
    layers, plan = trailer_tables(record, language)
    shown = section(_WORDS("data", language), layers.html()) if layers.rows else ""
    title = escape(_WORDS("plan", language))
    if not plan.rows:
        return shown
    return f"{shown}<section><details><summary>{title}</summary>{plan.html()}</details></section>"


def trailer_tables(record: Plain, language: str = "it") -> tuple[PageTable, PageTable]:
    """Return the layers that a run read, and the values of the plan that it used."""
    return _layers(record.get("layers", ()), language), _plan(record["parameters"], language)


def map_credits(layers: Sequence[Plain], language: str = "it") -> str:
    """Return whose data a map shows, as it must be printed under it.

    Examples
    --------
    >>> map_credits([{"attribution": "ISTAT"}, {"attribution": "ISTAT"}])
    'Dati della mappa: ISTAT.'
    """
    named = "; ".join(dict.fromkeys(str(layer["attribution"]) for layer in layers))
    return _WORDS("map_data", language, credits=named.rstrip("."))


def beware(layers: Sequence[Plain], language: str = "it") -> tuple[str, ...]:
    """Return, a sentence a mark, which data are simulated and which stand in for others."""
    marks = []
    for mark in ("simulated", "stand_in"):
        marked = [role_name(layer, language) for layer in layers if layer[mark]]
        if marked:
            word = term(mark, language)
            marks.append(f"{word[0].upper()}{word[1:]}: {', '.join(dict.fromkeys(marked))}.")
    return tuple(marks)


def role_name(layer: Plain, language: str = "it") -> str:
    """Return what people call the data of a layer.

    Examples
    --------
    >>> role_name({"id": "municipalities@1"})
    'Comuni'
    """
    role = str(layer["id"]).partition("@")[0]
    known = roles().get(role)
    return known.label.say(language) if known else role


def _layers(layers: Sequence[Plain], language: str) -> PageTable:
    keys = ("layer", "what", "credit", "licence", "date")
    headings = tuple(Heading(_WORDS(key, language)) for key in keys)
    rows = [
        (
            role_name(layer, language),
            ", ".join(term(mark, language) for mark in ("simulated", "stand_in") if layer[mark])
            or _WORDS("official", language),
            layer["attribution"],
            layer["licence"] if layer["licence"] != "unstated" else _WORDS("unstated", language),
            day(layer["date"], language),
        )
        for layer in layers
    ]
    return PageTable(_WORDS("read", language), headings, rows)


def _plan(parameters: Sequence[Plain], language: str) -> PageTable:
    keys = ("parameter", "value", "confidence", "reference")
    headings = tuple(Heading(_WORDS(key, language)) for key in keys)
    rows = [_parameter(use, language) for use in parameters]
    return PageTable(_WORDS("caption", language), headings, rows)


def _parameter(use: Plain, language: str) -> tuple[str, ...]:
    return (
        Text.model_validate(use["label"]).say(language),
        _value(use["value"], use["unit"], language),
        term(use["confidence"], language),
        italian(use["reference"]["title"], language),
    )


def _value(value: object, unit: str, language: str) -> str:
    """Return a value of the plan in words; a table is in the record."""
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, unit, language)
    if isinstance(value, Mapping) and set(value) == {"low", "high"}:
        low, high = (_number(value[end], unit, language) for end in ("low", "high"))
        return spanned(low, high, language)
    if isinstance(value, Sequence) and all(isinstance(one, int | float) for one in value):
        return "; ".join(_number(one, unit, language) for one in value)
    count = len(value) if isinstance(value, Mapping | Sequence) else 1
    return _WORDS("rows", language, count=count)


def _number(value: float, unit: str, language: str) -> str:
    known = UNITS.get(unit)
    if known is None or known.scale != 1:
        return format_number(value, unit, language) if known else readable(value, language)
    label = known.label.say(language)
    return f"{readable(value, language)} {label}".strip()

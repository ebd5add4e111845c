"""The form as the page shows it: its rows, its choices, and what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, get_args

from django.utils.translation import gettext as _

from contado.dossier import FORMATS, word
from contado.errors import Problem, Sentences
from contado.facts import catalogue
from contado.interventions import ACCEPTED, REALISATION_ITEMS, Answer
from contado.norms import QUANTITIES, Measure
from contado.site.assessing import plan
from contado.site.declared import MOMENTS, SURFACES, Values, beside
from contado.site.ground import today
from contado.terms import term
from contado.units import UNITS, format_number

_ANSWERS = get_args(Answer)
_EFFECTS = ("runoff_reduction", "cooling")


def form(
    values: Values,
    language: str,
    problems: Iterable[Problem] = (),
    entrance: str = "area",
) -> dict[str, Any]:
    """Return what the template of the form needs."""
    on = _day(values)
    return {
        "typed": values,
        "abacus": [_row(each, values, language) for each in plan(on).measures.values()],
        "surfaces": _surfaces(values, language),
        "items": _items(values, on, language),
        "accepted": ACCEPTED,
        "crs_choices": crs_choices(),
        "coordinates_example": "514500 5034600\n514560 5034600\n514560 5034650",
        "formats": FORMATS,
        "errors": errors(problems, entrance, language),
    }


def _day(values: Values) -> date:
    """Return the day whose measures and questions are offered: today's, unless another is asked."""
    for text in (values.get("on", ""), values.get("filed_on", "")):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return today()


def errors(problems: Iterable[Problem], entrance: str, language: str) -> dict[str, list[Sentences]]:
    """Return the sentences of each problem, by the part of the form they stand beside."""
    return {
        group: [problem.say(language) for problem in some]
        for group, some in beside(problems, entrance).items()
    }


def crs_choices() -> list[tuple[str, str]]:
    """Return the systems in which an area may come in."""
    usual = {
        "EPSG:32632": "UTM 32N, WGS 84 (EPSG:32632)",
        "EPSG:7791": "UTM 32N, RDN2008 (EPSG:7791)",
        "EPSG:25832": "UTM 32N, ETRS89 (EPSG:25832)",
        "EPSG:3003": "Gauss-Boaga, fuso Ovest (EPSG:3003)",
        "EPSG:4326": _("Longitudine e latitudine (EPSG:4326)"),
    }
    return [("", _("del file, o del territorio")), *usual.items()]


def _row(measure: Measure, values: Values, language: str) -> dict[str, Any]:
    path = f"measures.{measure.code}"
    return {
        "path": path,
        "label": measure.label.say(language),
        "note": " · ".join(_effects(measure, language)),
        "share": values.get(f"{path}.share", ""),
        "overlapping": values.get(f"{path}.overlapping") == "on",
    }


def _effects(measure: Measure, language: str) -> Iterable[str]:
    """Say what a measure is expected to do, as the abacus bounds it."""
    for name in _EFFECTS:
        bounds, unit = measure.quantity(name).range, QUANTITIES[name]
        if bounds is not None:
            low, high = (_short(bound, unit, language) for bound in (bounds.low, bounds.high))
            sign = UNITS[unit].label.say(language)
            size = high if low == high else f"{low}–{high}"
            yield f"{word(name, language)} {size} {sign}"


def _short(value: float, unit: str, language: str) -> str:
    decimals = 0 if value == int(value) else UNITS[unit].decimals
    return format_number(value, "1", language, decimals=decimals)


def _surfaces(values: Values, language: str) -> list[dict[str, Any]]:
    return [
        {
            "key": kind,
            "label": word(kind, language),
            "cells": [
                {"name": name, "moment": moment, "value": values.get(name, "")}
                for moment, name in ((each, f"surfaces.{each}.{kind}") for each in MOMENTS)
            ],
        }
        for kind in SURFACES
    ]


def _items(values: Values, on: date, language: str) -> list[dict[str, Any]]:
    labels = _labels(on, language)
    answers = {"": _("senza risposta"), **{key: term(key, language) for key in _ANSWERS}}
    return [
        {
            "name": name,
            "label": labels[item],
            "choices": [
                {"value": answer, "label": label, "chosen": answer == values.get(name, "")}
                for answer, label in answers.items()
            ],
        }
        for item, name in ((each, f"realisation.{each}") for each in REALISATION_ITEMS)
    ]


def _labels(on: date, language: str) -> Mapping[str, str]:
    """Return the label of each item of part C, as the sheets write it."""
    labels = {
        item: catalogue()[f"realisation.{item}"].label.say(language) for item in REALISATION_ITEMS
    }
    for sheet in plan(on).sheets.values():
        for _part, criterion in sheet.criteria:
            item = str(getattr(criterion, "fact", "")).removeprefix("realisation.")
            if item in labels:
                labels[item] = criterion.label.say(language)
    return labels

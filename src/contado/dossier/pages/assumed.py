"""The values of the plan that were used, the unconfirmed ones first, by who proposes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from contado.dossier.model import Dossier
from contado.dossier.pages.matrix import grids
from contado.dossier.pages.parameters import AXES, Names, content, source_and_note
from contado.dossier.pages.sources import validity
from contado.dossier.readings import ABACUS
from contado.dossier.words import word
from contado.norms import ParameterUse, rows
from contado.pages import italian
from contado.terms import term


def assumptions(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the parameters used that are not settled, a group a source and confidence."""
    return _grouped(dossier.assumptions, dossier, language)


def settled(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the other parameters used: those of the frozen plan that have a settled source."""
    doubtful = {use.parameter for use in dossier.assumptions}
    frozen = dossier.plan.embedded.get("parameters", {})
    uses = [_frozen(name, frozen[name]) for name in sorted(set(frozen) - doubtful)]
    return _grouped(uses, dossier, language)


def _frozen(name: str, parameter: Mapping[str, Any]) -> ParameterUse:
    """Return a parameter of the frozen plan with its one value: that of the day."""
    value = parameter["values"][-1]
    return ParameterUse(
        parameter=name,
        label=parameter["label"],
        value=_rows(value["value"], len(parameter.get("by", {}))),
        unit=parameter.get("unit", "1"),
        valid_from=value.get("from"),
        valid_to=value.get("to"),
        checked=value.get("checked"),
        reference=value["reference"],
        confidence=value["confidence"],
    )


def _rows(value: JsonValue, axes: int) -> object:
    """Return a table of several axes with one row a combination, as a parameter in use has it."""
    if axes <= 1:
        return value
    return {AXES.join(names): row.value for names, row in rows(value, axes)}


def _grouped(uses: Iterable[ParameterUse], dossier: Dossier, language: str) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[ParameterUse]] = {}
    for use in uses:
        source, _ = source_and_note(use.reference.title)
        groups.setdefault((source, use.confidence), []).append(use)
    return [
        _group(source, confidence, uses, dossier, language)
        for (source, confidence), uses in sorted(groups.items(), key=lambda each: -len(each[1]))
    ]


def _group(
    source: str, confidence: str, uses: Sequence[ParameterUse], dossier: Dossier, language: str
) -> dict[str, Any]:
    abacus = [use for use in uses if use.parameter.startswith(ABACUS)]
    rest = [use for use in uses if use not in abacus]
    return {
        "source": italian(source, language),
        "confidence": term(confidence, language),
        "note": _added(uses[0], language) if abacus and not rest else "",
        "rows": [
            *_measures(abacus, dossier, language),
            *(_row(use, dossier, language) for use in rest),
        ],
    }


def _added(use: ParameterUse, language: str) -> str:
    """Return what the title of a reference adds to who says it."""
    return italian(source_and_note(use.reference.title)[1], language)


def _row(use: ParameterUse, dossier: Dossier, language: str) -> dict[str, Any]:
    drawn = {grid["parameter"]: grid for grid in grids(dossier, language)}
    names = Names(dossier.plan.embedded, language)
    notes = [
        _added(use, language),
        validity(use, language),
    ]
    return {
        "label": use.label.say(language),
        "ids": [use.parameter],
        "value": word("in_grid", language)
        if use.parameter in drawn
        else content(use, language, names),
        "note": "; ".join(note for note in notes if note),
        "tags": _tags([use], language),
    }


def _measures(
    uses: Sequence[ParameterUse], dossier: Dossier, language: str
) -> Iterable[dict[str, Any]]:
    """Return a row a measure of the abacus, with all its values."""
    codes = dict.fromkeys(use.parameter.split(".")[1] for use in uses)
    names = Names(dossier.plan.embedded, language)
    for code in codes:
        own = [use for use in uses if use.parameter.split(".")[1] == code]
        yield {
            "label": f"{code} – {own[0].label.say(language)}",
            "ids": [use.parameter for use in own],
            "value": "; ".join(
                f"{word(use.parameter.rpartition('.')[2], language).lower()} "
                f"{content(use, language, names)}"
                for use in own
            ),
            "note": "; ".join(filter(None, dict.fromkeys(validity(use, language) for use in own))),
            "tags": _tags(own, language),
        }


def _tags(uses: Iterable[ParameterUse], language: str) -> list[str]:
    return [word("expired", language)] if any(use.expired for use in uses) else []

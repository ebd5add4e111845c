"""Judged places as rows for people and programs, with reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contado.atlas.words import WORDS
from contado.heat.exposure.residents import STEP
from contado.norms.sentences import missing_text
from contado.pages import of_ground, of_plan
from contado.terms import TERMS, term
from contado.units import RESOLUTION, format_number

if TYPE_CHECKING:
    from contado.atlas.judging import Judged

_DIGITS = round(-np.log10(RESOLUTION))


def rows(judged: Judged, language: str = "it") -> list[dict[str, Any]]:
    """Return a row a place; what is missing is None, and ``reason`` says why."""
    return [row_of(judged, row, language) for row in range(len(judged))]


def row_of(judged: Judged, row: int, language: str) -> dict[str, Any]:
    """Return the row of one place."""
    classes = _labels(judged, language)
    possible = possible_of(judged, row)
    known = len(possible) == 1
    found: dict[str, Any] = {
        "code": judged.shown.places.ids[row],
        "name": judged.shown.names[row],
        "class": possible[0] if known else None,
        "class_label": classes[possible[0]] if known else None,
        "possible": " ".join(possible),
        "reason": None if known else reason_of(judged, row, language),
        "residents": _estimate(float(judged.residents[row]), judged.rules.number(STEP)),
    }
    for column in judged.subject.facts:
        numbers = judged.numbers(column)
        found[f"{column}_low"], found[f"{column}_high"] = (
            _plain(numbers.low[row]), _plain(numbers.high[row])
        )  # fmt: skip
    for column, criterion in judged.subject.indices.items():
        found[f"{column}_class"] = " ".join(_possible_of(judged, criterion, row))
    coverage = judged.fact(judged.subject.composite).coverage[row]
    return found | {"coverage": _plain(coverage), "flags": " ".join(judged.flags(row))}


def possible_of(judged: Judged, row: int) -> tuple[str, ...]:
    """Return the classes that a place may still have."""
    return _possible_of(judged, judged.verdicts.compiled.outcome.name, row)


def _possible_of(judged: Judged, name: str, row: int) -> tuple[str, ...]:
    mask = int(judged.verdicts.masks[name][row])
    classes = judged.verdicts.compiled.steps[name].classes
    return tuple(one for at, one in enumerate(classes) if mask >> at & 1)


def reason_of(judged: Judged, row: int, language: str) -> str:
    """Return why the class of a place cannot be told: the datum that lacks, or the bounds."""
    why = judged.numbers(judged.subject.composite).why(row)
    if why is not None:
        return missing_text(why, judged.rules).say(language)
    numbers = judged.numbers(judged.subject.composite)
    low, high = (
        format_number(float(bound[row]), "1", language, decimals=3)
        for bound in (numbers.low, numbers.high)
    )
    said = WORDS["within_bounds"].say(language).format(low=low, high=high)
    more = [WORDS[flag].say(language) for flag in judged.beware if flag == "soils_unknown"]
    return "; ".join([said, *more])


def flag_text(flag: str, language: str) -> str:
    """Return a flag in words."""
    if flag in WORDS:
        return WORDS[flag].say(language)
    return term("coarser_than_place" if flag == "coarse" else flag, language)


def record(judged: Judged) -> dict[str, Any]:
    """Return what a run says of itself."""
    codes, subject = judged.codes, judged.subject
    missing = judged.numbers(subject.composite).missing != 0
    texts = judged.rules.categories[_category(judged)].names
    return {
        "command": subject.command,
        "sheet": subject.sheet,
        "by": judged.shown.by,
        "method": judged.rules.name("vulnerability.method"),
        "units": len(judged),
        "classes": {
            name: int((codes == at).sum()) for at, name in enumerate(judged.classes)
        },
        "cannot_tell": int(((codes < 0) & ~missing).sum()),
        "not_computable": int(missing.sum()),
        "class_labels": {name: texts[name].model_dump() for name in judged.classes},
        "beware": {flag: WORDS[flag].model_dump() for flag in judged.beware},
        "note": TERMS["proposed_values"].model_dump(),
        **of_ground(judged.territory, judged.layers),
        **of_plan(judged.rules, judged.parameters),
    }  # fmt: skip


def _category(judged: Judged) -> str:
    outcome = judged.rules.sheet(judged.subject.sheet).parts[-1].outcome
    assert outcome is not None
    return outcome.classes


def _labels(judged: Judged, language: str) -> dict[str, str]:
    texts = judged.rules.categories[_category(judged)].names
    return {name: text.say(language) for name, text in texts.items()}


def class_labels(judged: Judged, language: str) -> list[str]:
    """Return what the classes are called, the least vulnerable first."""
    return list(_labels(judged, language).values())


def _estimate(people: float, step: float) -> int | None:
    """Return residents in whole steps, half up: a number, for every place to have one column."""
    return None if np.isnan(people) else int(np.floor(people / step + 0.5) * step)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), _DIGITS)

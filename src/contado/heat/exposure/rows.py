"""Who is exposed, as rows for people and programs: rounded estimates, said to be so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.heat.exposure.residents import STEP, Exposure, rounded
from contado.norms.sentences import missing_text
from contado.pages.record import of_ground, of_plan
from contado.people.ages import NAMES, SENSITIVE
from contado.terms import Text
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Territory

UNTOLD = "no_class"
UNTOLD_LABEL = Text(it="senza classe", en="without a class")
ESTIMATE = Text(
    it="Stime arrotondate: i residenti di ogni comune distribuiti sulla sua griglia, con la stessa "
    "età ovunque nel comune. Gli arrotondamenti possono non sommare al totale.",
    en="Rounded estimates: the residents of each municipality spread over its grid, with the same "
    "ages everywhere in it. Rounded numbers may not add up to the total.",
)


def rows(found: Exposure, rules: Rules, language: str = "it") -> list[dict[str, Any]]:
    """Return a row a unit and class; None where not computable, and ``missing`` says why."""
    return [row for at in range(len(found)) for row in _of_unit(found, at, rules, language)]


def _of_unit(found: Exposure, at: int, rules: Rules, language: str) -> Iterator[dict[str, Any]]:
    code, step = int(found.missing[at]), rules.number(STEP)
    why = missing_text(found.reasons[code - 1], rules).say(language) if code else None
    beware = " ".join(found.flags)
    unit = {"code": found.places.ids[at], "name": found.names[at]}
    for name, label, people in _by_class(found, found.people[at]):
        about = {"class": name, "class_label": label.say(language)}
        yield {**unit, **about, **_counted(people, step), "flags": beware, "missing": why}


def totals(found: Exposure, rules: Rules, language: str = "it") -> list[dict[str, Any]]:
    """Return a row a class: all the units that are computable together."""
    step = rules.number(STEP)
    return [
        {"class": name, "class_label": label.say(language), **_counted(people, step)}
        for name, label, people in _by_class(found, found.total)
    ]


def _by_class(found: Exposure, people: Floats) -> Iterator[tuple[str, Text, Floats]]:
    labels = {**found.classes.labels, UNTOLD: UNTOLD_LABEL}
    for (name, label), each in zip(labels.items(), people, strict=True):
        yield name, label, each


def _counted(people: Floats, step: float) -> dict[str, float | str | None]:
    """Return all residents, those of sensitive age, and each group."""
    groups = dict(zip(NAMES, people, strict=True))
    sensitive = sum(float(groups[name]) for name in SENSITIVE)
    said = {"residents": people.sum(), "sensitive": sensitive, **groups}
    return {name: rounded(float(value), step) for name, value in said.items()}


def record(found: Exposure, territory: Territory, rules: Rules) -> dict[str, Any]:
    """Return what the run says of itself."""
    groups = {name: text.model_dump() for name, text in found.groups.labels.items()}
    return {
        "command": "warm exposed",
        "by": found.role,
        "kind": found.classes.kind,
        "note": ESTIMATE.model_dump(),
        "age_groups": groups,
        "class_labels": {k: text.model_dump() for k, text in found.classes.labels.items()},
        "units": len(found),
        "not_computable": int((found.missing > 0).sum()),
        "municipalities_not_spread": {
            code: None if np.isnan(people) else round(people)
            for code, people in sorted(found.unspread.items())
        },
        "totals": totals(found, rules),
        **of_ground(territory, found.layers),
        **of_plan(rules, found.parameters),
    }

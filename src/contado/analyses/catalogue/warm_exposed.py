"""Residents by age in each class of night heat, or of another raster of classes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from contado.analyses import Execution, NamedPlaces, OutputColumn, Result
from contado.heat.exposure import STEP, Exposure, NightClasses, RasterClasses, rounded
from contado.heat.exposure import exposed as measure
from contado.norms import Rules
from contado.numerals import readable
from contado.pages import both
from contado.people import NAMES, SENSITIVE
from contado.terms import Text
from contado.territory import Territory
from contado.values import Floats

_UNCLASSED = "no_class"


@dataclass(frozen=True)
class ExposedRequest:
    """Whose residents are asked for, and in which classes."""

    territory: Territory
    classes: str | Path
    by: NamedPlaces
    rules: Rules


def exposed(request: ExposedRequest, execution: Execution) -> Result:
    """Return the residents of each place by class and age: rounded estimates."""
    execution.step("measuring", 0.2)
    night = request.classes == "night"
    source = NightClasses(request.rules) if night else RasterClasses(Path(request.classes))
    people = measure(request.territory, request.rules, request.by.places, request.by.layer, source)
    execution.use(layers=people.layers, parameters=people.parameters)
    labels = {**people.classes.labels, _UNCLASSED: execution.phrase("unclassed")}
    step = request.rules.number(STEP)
    totals = pd.DataFrame(list(_rows({}, people.total, labels, step)))
    untold = int((people.missing > 0).sum())
    groups = {
        name: OutputColumn(label=text, unit="person") for name, text in people.groups.labels.items()
    }
    return Result(
        tables={"totals": totals, "exposed": _by_place(people, labels, request, execution)},
        columns={"totals": groups, "exposed": groups},
        answer=tuple(_answer(people, totals, execution)),
        notices=(execution.phrase("estimate"),),
        summary=_summary(people, request.by.by, untold),
        cannot_tell=untold == len(people),
    )


def _summary(people: Exposure, by: str, untold: int) -> dict[str, Any]:
    return {
        "by": by,
        "kind": people.classes.kind,
        "units": len(people),
        "not_computable": untold,
        "age_groups": {name: text.model_dump() for name, text in people.groups.labels.items()},
        "class_labels": {name: text.model_dump() for name, text in people.classes.labels.items()},
        "municipalities_not_spread": {
            code: None if np.isnan(count) else round(count)
            for code, count in sorted(people.unspread.items())
        },
    }


def _by_place(
    people: Exposure, labels: dict[str, Text], request: ExposedRequest, execution: Execution
) -> pd.DataFrame:
    """Return a row a place and class; ``_worst`` are its residents in the worst class."""
    rows: list[dict[str, Any]] = []
    step = request.rules.number(STEP)
    for at, code in enumerate(people.missing.tolist()):
        about = {"code": people.places.ids[at], "name": request.by.names[at]}
        why = execution.why(people.reasons[code - 1]) if code else None
        own = list(_rows(about, people.people[at], labels, step))
        worst = people.people[at][len(people.classes.labels) - 1].sum()
        for row in own:  # people do not read classes in which nobody lives
            shown = why is not None or row["residents"] != 0
            more = {"flags": " ".join(people.flags), "missing": why}
            rows.append({**row, **more, "_worst": worst, "_shown": shown})
    return pd.DataFrame(rows)


def _rows(
    about: dict[str, Any], people: Floats, labels: dict[str, Text], step: float
) -> Iterator[dict[str, Any]]:
    """Yield a row a class: all residents, those of sensitive age, and each group."""
    for (name, label), each in zip(labels.items(), people, strict=True):
        groups = dict(zip(NAMES, each, strict=True))
        sensitive = sum(float(groups[age]) for age in SENSITIVE)
        counts = {"residents": each.sum(), "sensitive": sensitive, **groups}
        numbers = {key: rounded(float(value), step) for key, value in counts.items()}
        yield {**about, "class": name, "class_label": label, **numbers}


def _answer(people: Exposure, totals: pd.DataFrame, execution: Execution) -> Iterator[Text]:
    """Yield how many residents live in the worst class, and how many places cannot be told."""
    worst, label = list(people.classes.labels.items())[-1]
    row = totals[totals["class"] == worst].iloc[0]
    whole = sum(map(_number, totals["residents"]))
    yield execution.phrase(
        "exposed", people=_count(row["residents"]), whole=_count(whole), old=_count(row["old"]),
        label=label,
    )  # fmt: skip
    if left := int((people.missing > 0).sum()):
        yield execution.phrase("untold", count=left, whole=len(people))


def _count(value: float | str | None) -> Text | str:
    """Return a rounded number of people; too few are told as they come."""
    if value is None or isinstance(value, str):
        return value or ""
    return both(readable, value)


def _number(value: float | str | None) -> float:
    return 0.0 if value is None or isinstance(value, str) else float(value)

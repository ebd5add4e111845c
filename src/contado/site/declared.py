"""The form of the page and the declaration of an intervention: from one to the other.

A field of the form is named by its path in the declaration (``measures.NBS01.share``) and holds
text; what it means, and what is wrong with it, is left to the same reader that reads files. The
fields lie over a declaration that is held beside them: what nobody touched stays as its file has
it, and so does what the form cannot show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from contado.errors import Problem
from contado.interventions import (
    REALISATION_ITEMS,
    DeclaredMeasure,
    Intervention,
    SurfaceChange,
    Surfaces,
)

PLAIN = ("id", "name", "comune", "filed_on", "cadastral")
MOMENTS = tuple(SurfaceChange.model_fields)
SURFACES = tuple(Surfaces.model_fields)
GROUPS = ("file", "coordinates", "area", "measures", "surfaces", "realisation")
"""Parts of the form beside which a problem is shown."""

NOTHING = Intervention(id="", name="", geometry="")
"""The declaration that the fields lie over where no file came in."""

_PERCENT = 100.0
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Laid:
    """The typed fields over a declaration.

    ``kept`` has, for each of ``properties["measures"]``, the measure that nobody touched, or None.
    """

    properties: dict[str, Any]
    kept: tuple[DeclaredMeasure | None, ...]


def laid(values: Values, base: Intervention = NOTHING) -> Laid:
    """Return the properties that the form declares over a declaration.

    A field that is not in the form at all was not touched. Text that is not a number stays text,
    so that the reader can say what is wrong with it.

    Examples
    --------
    >>> fields = {"name": "Piazza", "measures.NBS01.share": "60", "surfaces.before.sealed": "many"}
    >>> declared = laid(fields).properties
    >>> declared["id"], declared["measures"], declared["surfaces"]
    ('piazza', [{'measure': 'NBS01', 'share': 0.6, 'overlapping': False}],
    {'before': {'sealed': 'many'}})
    """
    before = fields_of(base)
    text = {name: values.get(name, before.get(name, "")).strip() for name in PLAIN}
    measures = _measures(values, before, base)
    properties = {
        **text,
        "id": text["id"] or text["name"].casefold() or "intervento",
        "cadastral": [line.strip() for line in text["cadastral"].splitlines() if line.strip()],
        "measures": [declared for declared, _ in measures],
        "surfaces": _surfaces(values, before, base),
        "realisation": _realisation(values, base),
    }
    filled = {name: value for name, value in properties.items() if value != ""}
    return Laid(filled, tuple(kept for _, kept in measures))


def _measures(
    values: Values, before: Values, base: Intervention
) -> list[tuple[dict[str, Any], DeclaredMeasure | None]]:
    """Return each measure as declared now; one in several rows stays so unless it is touched."""
    rows: list[tuple[dict[str, Any], DeclaredMeasure | None]] = []
    own: dict[str, DeclaredMeasure] = {}
    for measure in base.measures:
        if not _is_touched(measure.measure, values, before):
            rows.append((measure.model_dump(exclude={"area", "adds"}), measure))
        elif measure.measure not in own:
            rows += _typed_measure(measure.measure, values, measure)
        own.setdefault(measure.measure, measure)
    codes = [name[9:-6] for name in values if re.fullmatch(r"measures\..+\.share", name)]
    new = (_typed_measure(code, values, None) for code in codes if code not in own)
    return [*rows, *chain.from_iterable(new)]


def _is_touched(code: str, values: Values, before: Values) -> bool:
    share, overlapping = f"measures.{code}.share", f"measures.{code}.overlapping"
    if share not in values:  # the page of that day has no such row
        return False
    return values[share] != before[share] or values.get(overlapping, "") != before[overlapping]


def _typed_measure(
    code: str, values: Values, own: DeclaredMeasure | None
) -> list[tuple[dict[str, Any], None]]:
    text = values[f"measures.{code}.share"]
    if not text.strip() or _number(text) == 0:
        return []
    monitored = own.model_dump(include={"runoff_reduction", "cooling"}) if own else {}
    is_over = values.get(f"measures.{code}.overlapping") == "on"
    typed = {"measure": code, "share": _share(text), "overlapping": is_over}
    return [({**monitored, **typed}, None)]


def _share(text: str) -> float | str:
    number = _number(text)
    return number / _PERCENT if isinstance(number, float) else number


def _surfaces(
    values: Values, before: Values, base: Intervention
) -> dict[str, dict[str, float | str]]:
    declared = {}
    for moment in MOMENTS:
        own = getattr(base.surfaces, moment)
        rows = {}
        for kind in SURFACES:
            name = f"surfaces.{moment}.{kind}"
            text = values.get(name, before.get(name, "")).strip()
            untouched = own is not None and text == before[name]
            if text:
                rows[kind] = getattr(own, kind) if untouched else _number(text)
        if rows:
            declared[moment] = rows
    return declared


def _realisation(values: Values, base: Intervention) -> dict[str, str]:
    answers = {
        item: values.get(f"realisation.{item}", base.realisation.get(item, ""))
        for item in REALISATION_ITEMS
    }
    return {item: answer for item, answer in answers.items() if answer}


def _number(text: str) -> float | str:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text


def fields_of(intervention: Intervention) -> dict[str, str]:
    """Return the form's fields as they stand for an intervention; others are empty."""
    fields = {
        "id": intervention.id,
        "name": intervention.name,
        "comune": intervention.municipality or "",
        "filed_on": intervention.filed_on.isoformat() if intervention.filed_on else "",
        "cadastral": "\n".join(intervention.cadastral),
    }
    for measure in intervention.measures:
        path = f"measures.{measure.measure}"
        same = [each for each in intervention.measures if each.measure == measure.measure]
        fields[f"{path}.share"] = f"{_PERCENT * sum(each.share for each in same):.10g}"
        fields[f"{path}.overlapping"] = "on" if any(each.overlapping for each in same) else ""
    for moment in MOMENTS:
        surfaces = getattr(intervention.surfaces, moment)
        for kind in SURFACES if surfaces else ():
            fields[f"surfaces.{moment}.{kind}"] = f"{getattr(surfaces, kind):.10g}"
    for item, answer in intervention.realisation.items():
        fields[f"realisation.{item}"] = answer
    return fields


def typed_over(values: Values, base: Intervention) -> dict[str, str]:
    """Return the fields that were filled otherwise than the declaration under them fills them."""
    before = fields_of(base)
    typed = {name for name, text in values.items() if text != before.get(name, "")}
    typed |= {name.replace(".share", ".overlapping") for name in typed}
    return {name: text for name, text in values.items() if text and name in typed}


def geometry_of(text: str) -> object:
    """Return the GeoJSON geometry that the map wrote, or None where it is no JSON."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def with_header(vertices: str) -> str:
    r"""Return typed vertices with the header that a list of coordinates needs, if they lack it.

    Examples
    --------
    >>> with_header("514500; 5034600"), with_header("lon,lat\n9.1,45.4")[:7]
    ('x;y\n514500; 5034600', 'lon,lat')
    """
    first = next((line for line in vertices.splitlines() if line.strip()), "")
    if any(sign.isalpha() for sign in first):
        return vertices
    separator = next((sign for sign in ";\t" if sign in first), None)
    if separator is None and first.count(",") == 1:
        separator = ","
    return f"x{separator or ' '}y\n{vertices}"


def beside(problems: Iterable[Problem], entrance: str = "area") -> dict[str, list[Problem]]:
    """Sort problems by the part of the form they belong to.

    Parameters
    ----------
    problems
        From the reader: ``where`` is the feature and then the path of the field.
    entrance
        Part by which the area came in: ``file``, ``coordinates`` or ``area``.

    Examples
    --------
    >>> over = Problem("interventions.over_one", "form #1 measures")
    >>> odd = Problem("interventions.odd_area", "form #1")
    >>> groups = beside([over, odd])
    >>> groups["measures"] == [over], groups["area"] == [odd]
    (True, True)
    """
    groups: dict[str, list[Problem]] = {group: [] for group in GROUPS}
    for problem in problems:
        path = problem.where.rpartition(" ")[2]
        group = next((each for each in GROUPS[3:] if path.startswith(each)), entrance)
        groups[group].append(problem)
    return groups

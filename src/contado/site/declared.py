"""The form of the page and the declaration of an intervention: from one to the other.

The form holds text; what it means, and what is wrong with it, is told by the same reader that
reads files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from contado.errors import Problem
from contado.interventions.model import REALISATION_ITEMS, Intervention, Surfaces

MOMENTS = ("before", "after")
SURFACES = tuple(Surfaces.model_fields)
GROUPS = ("file", "coordinates", "area", "measures", "surfaces", "realisation")
"""Parts of the form beside which a problem is shown."""

_PERCENT = 100.0
Values = Mapping[str, str]


def feature(values: Values, geometry: object) -> dict[str, Any]:
    """Return the GeoJSON feature that the form declares.

    Text that is not a number stays text, so that the reader can say what is wrong with it.

    Examples
    --------
    >>> fields = {"name": "Piazza", "share-NBS01": "60", "before-sealed": "many"}
    >>> declared = feature(fields, None)["properties"]
    >>> declared["id"], declared["measures"], declared["surfaces"]
    ('piazza', [{'measure': 'NBS01', 'share': 0.6, 'overlapping': False}],
    {'before': {'sealed': 'many'}})
    """
    name = values.get("name", "").strip()
    properties: dict[str, Any] = {
        "id": values.get("id", "").strip() or name.casefold() or "intervento",
        "name": name or None,
        "measures": _measures(values),
        "surfaces": _surfaces(values),
        "realisation": {
            item: values[f"item-{item}"] for item in REALISATION_ITEMS if values.get(f"item-{item}")
        },
    }
    filled = {key: value for key, value in properties.items() if value is not None}
    return {"type": "Feature", "geometry": geometry, "properties": filled}


def chosen_measures(values: Values) -> list[str]:
    """Return the codes of the measures with a share, in the order of the declaration."""
    return [
        key.removeprefix("share-")
        for key, text in values.items()
        if key.startswith("share-") and text.strip() and _number(text) != 0
    ]


def _measures(values: Values) -> list[dict[str, Any]]:
    return [
        {
            "measure": code,
            "share": _share(values[f"share-{code}"]),
            "overlapping": values.get(f"overlap-{code}") == "on",
        }
        for code in chosen_measures(values)
    ]


def _share(text: str) -> float | str:
    number = _number(text)
    return number / _PERCENT if isinstance(number, float) else number


def _surfaces(values: Values) -> dict[str, dict[str, float | str]]:
    found: dict[str, dict[str, float | str]] = {}
    for moment in MOMENTS:
        given = {kind: values.get(f"{moment}-{kind}", "").strip() for kind in SURFACES}
        if any(given.values()):
            found[moment] = {kind: _number(text) for kind, text in given.items() if text}
    return found


def _number(text: str) -> float | str:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text


def typed(intervention: Intervention) -> dict[str, str]:
    """Return the form's fields as they stand for ``intervention``: the inverse of `feature`."""
    fields = {"id": intervention.id, "name": intervention.name}
    if intervention.filed_on:
        fields["on"] = intervention.filed_on.isoformat()
    for measure in intervention.measures:
        fields[f"share-{measure.measure}"] = f"{measure.share * _PERCENT:.10g}"
        fields[f"overlap-{measure.measure}"] = "on" if measure.overlapping else ""
    for moment in MOMENTS:
        surfaces = getattr(intervention.surfaces, moment)
        for kind in SURFACES if surfaces else ():
            fields[f"{moment}-{kind}"] = f"{getattr(surfaces, kind):.10g}"
    return fields | {f"item-{item}": answer for item, answer in intervention.realisation.items()}


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
    >>> found = beside([over, odd])
    >>> found["measures"] == [over], found["area"] == [odd]
    (True, True)
    """
    sorted_out: dict[str, list[Problem]] = {group: [] for group in GROUPS}
    for problem in problems:
        path = problem.where.rpartition(" ")[2]
        group = next((each for each in GROUPS[3:] if path.startswith(each)), entrance)
        sorted_out[group].append(problem)
    return sorted_out

"""What differs between two runs: numbers beyond their unit's tolerance, names, outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from contado.units import UNITS

COMPARED = ("verdicts", "facts", "changes", "assumptions", "references", "geometry")
_KEYS = ("sheet", "part", "criterion", "fact", "parameter", "reference", "layer", "field")
_DEFAULT = 1e-6
_RELATIVE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same in two runs, and where it stands."""

    where: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between two dossiers as plain values, in the fields a rerun fills.

    Sentences and labels are not compared: they may be reworded without another result.

    Examples
    --------
    >>> differences({"facts": [{"fact": "a", "unit": "m2", "value": 1.0}]},
    ...             {"facts": [{"fact": "a", "unit": "m2", "value": 1.5}]})
    [Difference(where='facts a value', before=1.0, after=1.5)]
    >>> differences({"facts": [{"fact": "a", "unit": "m2", "value": 1.0}]},
    ...             {"facts": [{"fact": "a", "unit": "m2", "value": 1.0005}]})
    []
    """
    return [
        found
        for field in COMPARED
        for found in _walk(before.get(field), after.get(field), field, "")
    ]


def _walk(before: object, after: object, where: str, unit: str) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _objects(before, after, where, unit)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, where, unit)
    elif not _same(before, after, unit):
        yield Difference(where, before, after)


def _objects(
    before: dict[str, Any], after: dict[str, Any], where: str, unit: str
) -> Iterator[Difference]:
    if set(before) == {"it", "en"} == set(after):
        return
    own = before.get("unit", unit)
    inner = own if isinstance(own, str) else unit
    for key in dict.fromkeys((*before, *after)):
        yield from _walk(before.get(key), after.get(key), f"{where} {key}", inner)


def _lists(before: list[Any], after: list[Any], where: str, unit: str) -> Iterator[Difference]:
    named = [_named(items) for items in (before, after)]
    for key in dict.fromkeys((*named[0], *named[1])):
        yield from _walk(named[0].get(key), named[1].get(key), f"{where} {key}".strip(), unit)


def _named(items: list[Any]) -> dict[str, Any]:
    """Return the items by what names them, else by their place."""
    found: dict[str, Any] = {}
    for place, item in enumerate(items):
        name = _name(item) or str(place)
        found[name if name not in found else f"{name} {place}"] = item
    return found


def _name(item: object) -> str:
    if not isinstance(item, dict):
        return ""
    key = next((key for key in _KEYS if isinstance(item.get(key), str)), None)
    if key is None:
        return ""
    state = item.get("state") if key == "fact" else None
    child = item.get("child") if key == "fact" else None
    after = "@after" if state == "after" else ""
    return f"{item[key]}{after}" + ("" if child is None else f"#{child}")


def _same(before: object, after: object, unit: str) -> bool:
    if _number(before) and _number(after):
        known = UNITS.get(unit)
        allowed = max(known.tolerance if known else _DEFAULT, _RELATIVE * abs(before))
        return bool(abs(before - after) <= allowed)
    return bool(before == after and isinstance(before, bool) == isinstance(after, bool))


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

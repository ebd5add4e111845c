"""What differs between two runs: numbers beyond their unit's tolerance, names, outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeGuard

from contado.facts import catalogue
from contado.units import UNITS

COMPARED = (
    "on",
    "filed_on",
    "territory",
    "snapshot",
    "verdicts",
    "facts",
    "effects",
    "changes",
    "assumptions",
    "provenance",
    "references",
    "plan",
    "geometry",
)
"""Fields a rerun fills, compared as they stand. Of warnings and disclaimer see `differences`."""

_KEYS = ("sheet", "part", "criterion", "fact", "parameter", "reference", "layer", "field", "code")
_NAMES = ("label", "value_label", "beyond_label", "possible_labels", "labels", "scales")
_PURE = ("1", "share")  # units of one number: they differ in how it is printed
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

    Sentences are not compared, nor what facts and layers are called: they may be reworded without
    another result. What a verdict calls its answers is, for it follows from the plan in the
    dossier. Of warnings it is compared which there are and of how many things they speak; of the
    disclaimer, whether it is there, and between runs of one version also what it says.

    Examples
    --------
    >>> differences({"facts": [{"fact": "a", "unit": "m2", "value": 1.0}]},
    ...             {"facts": [{"fact": "a", "unit": "m2", "value": 1.5}]})
    [Difference(where='facts a value', before=1.0, after=1.5)]
    >>> differences({"facts": [{"fact": "a", "unit": "m2", "value": 1.0}]},
    ...             {"facts": [{"fact": "a", "unit": "m2", "value": 1.0005}]})
    []
    """
    found = [
        each
        for field in COMPARED
        for each in _walk(before.get(field), after.get(field), field, _DEFAULT)
    ]
    found += _walk(_warned(before), _warned(after), "warnings", _DEFAULT)
    return found + _disclaimer(before, after)


def _warned(content: Mapping[str, Any]) -> list[dict[str, object]]:
    return [
        {"code": one["code"], "subjects": len(one["subjects"])}
        for one in content.get("warnings") or ()
    ]


def _disclaimer(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    one, two = before.get("disclaimer"), after.get("disclaimer")
    reworded = before.get("software") == after.get("software") and one != two
    if reworded or (one is None) != (two is None):
        return [Difference("disclaimer", one, two)]
    return []


def _walk(before: object, after: object, where: str, allowed: float) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _objects(before, after, where, allowed)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, where, allowed)
    elif not _same(before, after, allowed):
        yield Difference(where, before, after)


def _objects(
    before: dict[str, Any], after: dict[str, Any], where: str, allowed: float
) -> Iterator[Difference]:
    inner = _allowed(before, allowed)
    named = _named_by_plan(before, where) and _named_by_plan(after, where)
    for key in dict.fromkeys((*before, *after)):
        one, two = before.get(key), after.get(key)
        if named and key in _NAMES:
            if one not in (None, two):
                yield Difference(f"{where} {key}", one, two)
        elif not (_reworded(one, two) or (key == "unit" and one in _PURE and two in _PURE)):
            yield from _walk(one, two, f"{where} {key}", inner)


def _allowed(content: Mapping[str, Any], otherwise: float) -> float:
    """Return the tolerance of the numbers in an object: of its fact, of its unit, or as above."""
    fact, unit = content.get("fact"), content.get("unit")
    known = catalogue().get(fact) if isinstance(fact, str) else None
    if known is not None and known.tolerance is not None:
        return known.tolerance
    if not isinstance(unit, str):
        return otherwise
    return UNITS[unit].tolerance if unit in UNITS else _DEFAULT


def _named_by_plan(content: dict[str, Any], where: str) -> bool:
    """Tell whether the labels here are names of the plan, not a number in words."""
    if "possible" in content:
        return content.get("state") != "known" or content.get("value") is not None
    return where.startswith("verdicts") or where == "plan"


def _reworded(one: object, two: object) -> bool:
    """Tell whether these are words for people, on one side at least."""
    return (_wording(one) and (two is None or two == [] or _wording(two))) or (
        _wording(two) and (one is None or one == [])
    )


def _wording(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(map(_wording, value))
    return isinstance(value, dict) and set(value) == {"it", "en"}


def _lists(before: list[Any], after: list[Any], where: str, allowed: float) -> Iterator[Difference]:
    named = [_named(items) for items in (before, after)]
    for key in dict.fromkeys((*named[0], *named[1])):
        yield from _walk(named[0].get(key), named[1].get(key), f"{where} {key}".strip(), allowed)


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


def _same(before: object, after: object, allowed: float) -> bool:
    if _number(before) and _number(after):
        with suppress(OverflowError):  # whole numbers of hundreds of digits, in a rewritten dossier
            return bool(abs(before - after) <= max(allowed, _RELATIVE * abs(before)))
    return bool(before == after and isinstance(before, bool) == isinstance(after, bool))


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""The order of names in what a dossier embeds of a plan.

Classes are in the order of their values, and axes in that of the levels of a table; the keys of
JSON have no order: whoever writes a file again may sort them, and its digest is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeGuard

from contado.norms.profile import BUILT_IN, as_json, read_plan

ORDER = "order"
"""Where the order of names stands in an embedded plan."""

_NAMED = {"categories": "names", "parameters": "by", "facts": "names"}
"""Of the definitions on each shelf, the field whose names have an order."""

Orders = dict[str, dict[str, list[str]]]


def orders_of(embedded: Mapping[str, Any]) -> Orders:
    """Return the names in their order, by shelf and definition.

    Examples
    --------
    >>> orders_of({"categories": {"grade": {"names": {"low": {}, "high": {}}}}})
    {'categories': {'grade': ['low', 'high']}}
    """
    made: Orders = {}
    for shelf, name, names in _named(embedded):
        if len(names) > 1:
            made.setdefault(shelf, {})[name] = [*names]
    return made


def ordered(embedded: Mapping[str, Any]) -> dict[str, Any]:
    """Return an embedded plan with its names in their order.

    What was filed without it, and sorted since, has the order of the plan that comes with the
    software, where that has the same names.

    Examples
    --------
    >>> plan = {"categories": {"grade": {"names": {"high": {}, "low": {}}}}}
    >>> again = ordered(plan | {"order": {"categories": {"grade": ["low", "high"]}}})
    >>> [*again["categories"]["grade"]["names"]]
    ['low', 'high']
    """
    own = embedded.get(ORDER)
    again = dict(embedded)
    for shelf, name, names in _named(embedded):
        is_sorted = [*names] == sorted(names)
        known = _at(own, shelf, name) if own is not None else is_sorted and _built_in(shelf, name)
        if _same_names(known, names):
            field = _NAMED[shelf]
            entry = again[shelf][name] | {field: {key: names[key] for key in known}}
            again[shelf] = {**again[shelf], name: entry}
    return again


def _same_names(known: object, names: Mapping[str, Any]) -> TypeGuard[list[str]]:
    if not isinstance(known, list) or not all(isinstance(name, str) for name in known):
        return False
    return sorted(known) == sorted(names)


def _named(embedded: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for shelf, field in _NAMED.items():
        entries = embedded.get(shelf)
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            names = entry.get(field) if isinstance(entry, Mapping) else None
            if isinstance(names, Mapping):
                yield shelf, name, names


def _at(orders: object, shelf: str, name: str) -> object:
    below = orders.get(shelf) if isinstance(orders, Mapping) else None
    return below.get(name) if isinstance(below, Mapping) else None


def _built_in(shelf: str, name: str) -> object:
    return _at(_built_in_orders(), shelf, name)


@cache
def _built_in_orders() -> Orders:
    plan = read_plan(BUILT_IN, [])
    return orders_of(
        {"categories": as_json(plan.categories), "parameters": as_json(plan.parameters)}
    )

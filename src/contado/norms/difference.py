"""What differs between two plans: two profiles, or one profile on two days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import JsonValue

from contado.models import Record
from contado.norms.dated import in_force
from contado.norms.profile import as_json

if TYPE_CHECKING:
    from contado.norms.rules import Rules

Kind = Literal["profile", "category", "parameter", "measure", "sheet"]


class Difference(Record):
    """One thing that two plans say differently.

    Parameters
    ----------
    kind, name
        What kind of definition, and which.
    path
        Where in the definition, for example ``value.2``; empty where only one plan has it.
    before, after
        What each says; None where it says nothing.
    """

    kind: Kind
    name: str
    path: str
    before: JsonValue
    after: JsonValue


def diff(before: Rules, after: Rules) -> list[Difference]:
    """Return what differs between two plans, each as it stands on its own day.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> diff(Rules.load(on=date(2023, 6, 1)), Rules.load(on=date(2024, 6, 1)))
    []
    """
    one, two = _as_they_stand(before), _as_they_stand(after)
    return [
        Difference(kind=kind, name=name, path=".".join(path), before=old, after=new)
        for kind in one
        for name in sorted(one[kind].keys() | two[kind].keys())
        for path, old, new in _differences(one[kind].get(name), two[kind].get(name))
    ]


def _as_they_stand(rules: Rules) -> dict[Kind, dict[str, Any]]:
    return {
        "profile": as_json({"profile": rules.profile}),
        "category": as_json(rules.categories),
        "parameter": _on_the_day(rules, as_json(rules.parameters), rules.parameters),
        "measure": _on_the_day(rules, as_json(rules.abacus), rules.abacus),
        "sheet": as_json(rules.sheets),
    }


def _on_the_day(
    rules: Rules, written: Mapping[str, dict[str, Any]], models: Mapping[str, Any]
) -> dict[str, Any]:
    """Put the value in force in the place of the series of dated values."""
    dated: dict[str, Any] = {}
    for name, model in models.items():
        value, expired = in_force(model.values, rules.on)
        definition = {key: part for key, part in written[name].items() if key != "values"}
        if value is not None:
            content = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            dated[name] = {**definition, **content, **({"expired": True} if expired else {})}
    return dated


Step = tuple[tuple[str, ...], JsonValue, JsonValue]


def _differences(old: JsonValue, new: JsonValue, path: tuple[str, ...] = ()) -> Iterator[Step]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (one, two) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, two, (*path, str(i)))
    else:
        yield path, old, new

"""What of the plan that a document froze is otherwise in the installed one, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from contado.documents.findings import Then
from contado.errors import BadInput

if TYPE_CHECKING:
    from contado.norms import ParameterUse, Rules

_SHELVES: tuple[tuple[Literal["sheet", "measure", "category"], str], ...] = (
    ("sheet", "sheets"),
    ("measure", "measures"),
    ("category", "categories"),
)
_FIELDS = ("profile", "facts")


def plan_today(old: Rules, new: Rules) -> Iterator[Then]:
    """Yield what a frozen plan says otherwise than the installed one.

    Parameters
    ----------
    old
        As a document froze it.
    new
        The installed plan, on the day whose law holds.
    """
    for name in old.parameters:
        before, after = old.use(name), _use(new, name)
        if after is None or _meaning(before) != _meaning(after):
            yield Then("parameter", name, before, after)
        else:
            yield from _written(name, old, new)
    one, two = _embedded(old, old), _embedded(new, old)
    for kind, shelf in _SHELVES:
        for name, made in one[shelf].items():
            if made != two[shelf].get(name):
                yield Then(kind, name, made, two[shelf].get(name))
    for shelf in _FIELDS:
        yield from _fields(shelf, one[shelf], two[shelf])


def _written(name: str, old: Rules, new: Rules) -> Iterator[Then]:
    """Yield what is written otherwise of one value: its label, reference, note, its rows' marks."""
    pairs = [[rules.use(name).model_dump(mode="json") for rules in (old, new)]]
    pairs += [[rules.embed([name], [])["parameters"][name] for rules in (old, new)]]
    for one, two in pairs:
        if found := list(_fields(name, one, two)):
            yield from found
            return


def _fields(name: str, one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[Then]:
    for field in dict.fromkeys((*one, *two)):
        if one.get(field) != two.get(field):
            yield Then("field", f"{name} {field}", one.get(field), two.get(field))


def _embedded(rules: Rules, of: Rules) -> dict[str, Any]:
    known = [name for name in of.parameters if _use(rules, name) is not None]
    return rules.embed(known, [name for name in of.sheets if name in rules.sheets])


def _use(rules: Rules, name: str) -> ParameterUse | None:
    try:
        return rules.use(name)
    except BadInput:
        return None


def _meaning(use: ParameterUse) -> tuple[object, ...]:
    return use.value, use.unit, use.valid_from, use.valid_to, use.confidence, use.expired

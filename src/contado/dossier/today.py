"""What a dossier would be with the installed plan and the current data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from contado.documents import Then
from contado.dossier.assess import assess
from contado.dossier.differences import differences
from contado.dossier.freeze import plain
from contado.dossier.model import Dossier
from contado.errors import BadInput
from contado.facts import specs
from contado.norms import ParameterUse, Rules

if TYPE_CHECKING:
    from contado.territory import Territory


def now(dossier: Dossier, territory: Territory, on: date) -> tuple[Then, ...]:
    """Return what would differ if the intervention were assessed again today.

    Parameters
    ----------
    territory
        Open at its current snapshot.
    on
        The day whose law holds.

    Raises
    ------
    BadInput
        The installed plan cannot be applied on that day.
    """
    rules = Rules.load(territory.profile, on=on, facts=specs())
    old = Rules.of(dossier.plan.embedded)
    sheets = [verdict.sheet for verdict in dossier.verdicts]
    again = assess([dossier.intervention], sheets, territory, rules, draw=False)[0]
    return (
        *_outcomes(dossier, again),
        *_parameters(old, rules),
        *_plan(dossier, again),
        *_layers(dossier, again),
        *_facts(dossier, again),
    )


def _outcomes(dossier: Dossier, again: Dossier) -> Iterator[Then]:
    now = {verdict.sheet: verdict for verdict in again.verdicts}
    for old in dossier.verdicts:
        new = now[old.sheet]
        pairs = [(old.sheet, old.outcome, new.outcome)]
        parts = {part.part: part.answer for part in new.parts}
        pairs += [
            (f"{old.sheet} {p.part}", p.answer, parts[p.part]) for p in old.parts if p.part in parts
        ]
        for subject, before, after in pairs:
            if (before.value, before.possible) != (after.value, after.possible):
                yield Then("outcome", subject, before, after)


def _parameters(old: Rules, new: Rules) -> Iterator[Then]:
    for name in old.parameters:
        before, after = old.use(name), _use(new, name)
        if after is None or _meaning(before) != _meaning(after):
            yield Then("parameter", name, before, after)
        else:
            yield from _written(name, before, after)
            yield from _defined(name, old, new)


def _written(name: str, before: ParameterUse, after: ParameterUse) -> Iterator[Then]:
    """Yield what is written of one value otherwise: its label, reference, note, day of check."""
    one, two = (each.model_dump(mode="json") for each in (before, after))
    for field in one:
        if one[field] != two[field]:
            yield Then("field", f"{name} {field}", one[field], two[field])


def _defined(name: str, old: Rules, new: Rules) -> Iterator[Then]:
    """Yield the axes, names, and marks of single rows that a parameter has otherwise."""
    one, two = (_definition(rules, name) for rules in (old, new))
    for field in dict.fromkeys((*one, *two)):
        if one.get(field) != two.get(field):
            yield Then("field", f"{name} {field}", one.get(field), two.get(field))


def _definition(rules: Rules, name: str) -> dict[str, object]:
    own: dict[str, object] = rules.embed([name], [])["parameters"][name]
    return own


def _use(rules: Rules, name: str) -> ParameterUse | None:
    try:
        return rules.use(name)
    except BadInput:
        return None


def _meaning(use: ParameterUse) -> tuple[object, ...]:
    return use.value, use.unit, use.valid_from, use.valid_to, use.confidence, use.expired


def _plan(dossier: Dossier, again: Dossier) -> Iterator[Then]:
    """Return sheets, declared measures and names of classes that the plan now has otherwise."""
    old, new = dossier.plan.embedded, again.plan.embedded
    for kind, shelf, names in (
        ("sheet", "sheets", tuple(old["sheets"])),
        ("measure", "measures", tuple(old["measures"])),
        ("category", "categories", tuple(old["categories"])),
    ):
        for name in names:
            before, after = old[shelf].get(name), new[shelf].get(name)
            if before != after:
                yield Then(kind, name, before, after)  # type: ignore[arg-type]
    yield from _profile(dossier, again)


def _profile(dossier: Dossier, again: Dossier) -> Iterator[Then]:
    """Yield what the profile says of itself otherwise, and names that facts and measures have."""
    one, two = (plain(each)["plan"] for each in (dossier, again))
    for field in ("profile", "status", "signed", "labels", "scales"):
        if one[field] != two[field]:
            yield Then("field", field, one[field], two[field])
    for shelf in ("profile", "facts"):
        old, new = one["embedded"][shelf], two["embedded"][shelf]
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                yield Then("field", f"{shelf} {name}", old.get(name), new.get(name))


def _layers(dossier: Dossier, again: Dossier) -> Iterator[Then]:
    old = {source.role: source for source in dossier.provenance}
    new = {source.role: source for source in again.provenance}
    for role in dict.fromkeys((*old, *new)):
        before, after = old.get(role), new.get(role)
        if before is None or after is None or before.sha256 != after.sha256:
            yield Then(
                "layer", role, before.layer if before else None, after.layer if after else None
            )


def _facts(dossier: Dossier, again: Dossier) -> Iterator[Then]:
    old, new = ({"facts": plain(each)["facts"]} for each in (dossier, again))
    for one in differences(old, new):
        if " value" in one.where:
            yield Then("fact", one.where.removeprefix("facts "), one.before, one.after)

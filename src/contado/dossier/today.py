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
    codes = {measure.measure for measure in dossier.intervention.measures}
    for kind, shelf, names in (
        ("sheet", "sheets", tuple(old["sheets"])),
        ("measure", "measures", tuple(sorted(codes))),
        ("category", "categories", tuple(old["categories"])),
    ):
        for name in names:
            before, after = old[shelf].get(name), new[shelf].get(name)
            if before != after:
                yield Then(kind, name, before, after)  # type: ignore[arg-type]


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

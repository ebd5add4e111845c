"""What a dossier would be with the installed plan and the current data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from contado.documents import Then, plan_today
from contado.dossier.assess import assess
from contado.dossier.differences import differences
from contado.dossier.freeze import plain
from contado.dossier.model import Dossier
from contado.facts import specs
from contado.norms import Rules

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
        *plan_today(old, rules),
        *_names(dossier, again),
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


def _names(dossier: Dossier, again: Dossier) -> Iterator[Then]:
    """Yield whether the plan is signed, and names of measures and classes, that are otherwise."""
    one, two = (plain(each)["plan"] for each in (dossier, again))
    for field in ("status", "signed", "labels", "scales"):
        if one[field] != two[field]:
            yield Then("field", field, one[field], two[field])


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

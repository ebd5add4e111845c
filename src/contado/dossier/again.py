"""A dossier made again: its own plan and snapshot, and only the facts that it lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contado.documents import software_now
from contado.dossier.assembly import Assembly
from contado.dossier.assess import measured
from contado.dossier.freeze import sealed
from contado.dossier.frozen_facts import columns_of, frozen_table, measured_of, table_of
from contado.dossier.model import Dossier
from contado.dossier.readings import readings
from contado.dossier.selection import listed_names
from contado.facts import Facts, catalogue
from contado.interventions import TerritoryExtent, refuse_elsewhere, remarks_again
from contado.norms import RECALLED, Rules, evaluate
from contado.territory import Territory

if TYPE_CHECKING:
    from contado.documents import Progress
    from contado.dossier.model import FactReading, WorksEffect
    from contado.norms import SheetReason


_LEFT_OUT = "left_to_dossier"
"""Why an effect is missing that earlier versions did not measure where a program asked."""


def outdated(dossier: Dossier) -> dict[str, tuple[str, str | None]]:
    """Return the facts that are measured otherwise now: the method then, and the one of today.

    The method of today is None where the fact is measured no more.
    """
    methods = {effect.fact: effect.method for effect in dossier.effects}
    methods |= {reading.fact: reading.method for reading in dossier.facts}
    known = {name: catalogue().get(name) for name in methods}
    now = {name: fact.method if fact else None for name, fact in known.items()}
    return {name: (then, now[name]) for name, then in methods.items() if then != now[name]}


def judged_again(dossier: Dossier) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the verdicts, and what the frozen plan makes of the frozen facts.

    No territory is needed.
    """
    rules = Rules.of(dossier.plan.embedded)
    table = frozen_table(dossier, rules)
    again = [evaluate(rules, one.sheet, table).explain(0) for one in dossier.verdicts]
    return _plain(dossier.verdicts), _plain(again)


def _plain(verdicts: Iterable[SheetReason]) -> dict[str, Any]:
    return {"verdicts": [verdict.model_dump(mode="json") for verdict in verdicts]}


def made_again(dossier: Dossier, territory: Territory, progress: Progress | None = None) -> Dossier:
    """Return the dossier that its declaration, plan and snapshot give now.

    Its map is drawn again where this very software drew it: another may draw otherwise.
    Facts that are measured otherwise now keep their frozen values.

    Raises
    ------
    BadInput
        The territory has not that snapshot, a layer of it is missing, the intervention does not
        lie in it, or the embedded plan is not one.
    """
    then = Territory.open(territory.root, dossier.snapshot, afresh=True)
    work, rules = dossier.intervention, Rules.of(dossier.plan.embedded)
    ground = TerritoryExtent(then.crs, then.boundary)
    refuse_elsewhere(work, ground)
    work = work.model_copy(update={"remarks": remarks_again(work, ground)})
    kept = columns_of(reading for reading in dossier.facts if reading.fact in outdated(dossier))
    names = [name for name in listed_names(dossier, rules) if name not in kept]
    fresh = measured([work], names, then, rules, progress)
    facts = fresh if not kept else _with_frozen(fresh, kept, dossier, rules)
    columns = {name: fact.values for name, fact in facts.items()}
    sheets = [verdict.sheet for verdict in dossier.verdicts]
    batch = Assembly(
        works=[work],
        sheets=sheets,
        territory=then,
        rules=rules,
        facts=facts,
        table=table_of(columns, len(work.measures), rules),
        embedded=rules.embed(rules.parameters, sheets),
        draw=dossier.map is not None and dossier.software == software_now(),
    )
    own = [*readings(fresh, 0), *(row for rows in kept.values() for row in rows)]
    return sealed(_flagged_as_then(_with_effects(batch.dossier(0, own), dossier), dossier))


def _flagged_as_then(again: Dossier, dossier: Dossier) -> Dossier:
    """Return the dossier without the flags of recalled values, where none of them had one then.

    Earlier versions took a value that is only recalled for one of a source.
    """
    if any(use.confidence == RECALLED for use in dossier.assumptions):
        return again
    own = tuple(use for use in again.assumptions if use.expired or use.confidence != RECALLED)
    return again.model_copy(update={"assumptions": own})


def _with_frozen(
    fresh: Facts, kept: Mapping[str, Sequence[FactReading]], dossier: Dossier, rules: Rules
) -> Facts:
    """Return facts with those that keep their frozen values, and what they were ranked in."""
    frozen = {name: measured_of(rows, rules) for name, rows in kept.items()}
    references = {one.reference: one.content for one in dossier.references}
    both = references | dict(fresh.references)
    return Facts(fresh.size, {**fresh, **frozen}, fresh.declared, both)


def _with_effects(again: Dossier, dossier: Dossier) -> Dossier:
    """Return the dossier with the frozen effects of facts that nothing was measured of."""
    old = {effect.fact: effect for effect in dossier.effects if not _is_measured(effect)}
    if not old:
        return again
    own = {effect.fact: effect for effect in again.effects}
    return again.model_copy(update={"effects": tuple((own | old).values())})


def _is_measured(effect: WorksEffect) -> bool:
    """Tell whether the catalogue still has the fact of an effect, and it was measured."""
    lacking = effect.difference.lacking
    return effect.fact in catalogue() and (lacking is None or lacking.code != _LEFT_OUT)

"""What the works change: the facts that sheets show as their effects, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from contado.dossier.model import Dossier, EffectSide, FactReading, Interval, Used, WorksEffect
from contado.dossier.readings import AFTER
from contado.dossier.words import phrase
from contado.facts import Fact, Facts, catalogue
from contado.norms import Lacking

if TYPE_CHECKING:
    from contado.interventions import Intervention
    from contado.norms import Rules

LEFT_OUT = "left_to_dossier"
"""Why an effect is missing that takes longer than a page may wait."""


def shown(rules: Rules, sheets: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the facts that sheets show as effects, in order, each with the sheets that do."""
    effects: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for fact in rules.sheet(sheet).effects:
            effects[fact] = (*effects.get(fact, ()), sheet)
    return effects


def measured_for(effects: Iterable[str], *, one_by_one: bool) -> list[str]:
    """Return what is to be measured for effects: each before, after, and the difference.

    Parameters
    ----------
    one_by_one
        Whether facts that take a model for each place are measured too.
    """
    known = [catalogue()[name] for name in effects if name in catalogue()]
    return [
        name
        for fact in known
        if fact.change and (one_by_one or not fact.one_by_one)
        for name in (fact.fact, f"{fact.fact}{AFTER}", fact.change)
    ]


def effects(
    asked: Mapping[str, Sequence[str]],
    facts: Facts,
    readings: Sequence[FactReading],
    work: Intervention,
) -> tuple[WorksEffect, ...]:
    """Return the effects of one intervention.

    Parameters
    ----------
    asked
        As `shown` gives them.
    facts
        What was measured.
    readings
        Of this intervention.
    """
    by_state = {(r.fact, r.state): r for r in readings if r.child is None}
    return tuple(
        _effect(catalogue()[name], tuple(sheets), facts, by_state, work)
        for name, sheets in asked.items()
        if name in catalogue()
    )


def left_out(dossier: Dossier) -> bool:
    """Tell whether effects were left to a dossier that may take its time."""
    return any(
        one.difference.lacking is not None and one.difference.lacking.code == LEFT_OUT
        for one in dossier.effects
    )


_Readings = Mapping[tuple[str, Literal["before", "after"]], FactReading]


def _effect(
    fact: Fact, sheets: tuple[str, ...], facts: Facts, readings: _Readings, work: Intervention
) -> WorksEffect:
    if fact.change is None or (fact.change, "before") not in readings:
        return _unmeasured(fact, sheets)
    three = (
        readings[fact.fact, "before"],
        readings[fact.fact, "after"],
        readings[fact.change, "before"],
    )
    before, after, difference = three
    surfaces = after.source == "declared" and work.surfaces.after is not None
    return WorksEffect(
        fact=fact.fact,
        label=fact.label,
        unit=fact.unit or "",
        sheets=sheets,
        before=_side(before, before.source),
        after=_side(after, "declared" if surfaces else "abacus"),
        difference=_side(difference, "declared" if surfaces else "abacus"),
        coverage=before.coverage,
        flags=tuple(dict.fromkeys(flag for one in three for flag in one.flags)),
        layers=tuple(dict.fromkeys(layer for one in three for layer in one.layers)),
        parameters=tuple(_used(three, facts)),
        method=difference.method,
    )


def _side(
    reading: FactReading, source: Literal["measured", "declared", "abacus", "missing"]
) -> EffectSide:
    value = reading.value if isinstance(reading.value, Interval) else None
    known = source if value is not None else "missing"
    return EffectSide(value=value, lacking=reading.lacking, source=known)


def _unmeasured(fact: Fact, sheets: tuple[str, ...]) -> WorksEffect:
    lacking = Lacking(
        code=LEFT_OUT, subject=fact.fact, text=phrase(f"missing_{LEFT_OUT}", subject=fact.label)
    )
    nothing = EffectSide(value=None, lacking=lacking, source="missing")
    return WorksEffect(
        fact=fact.fact,
        label=fact.label,
        unit=fact.unit or "",
        sheets=sheets,
        before=nothing,
        after=nothing,
        difference=nothing,
        method=fact.method,
    )


def _used(readings: Iterable[FactReading], facts: Facts) -> Iterator[Used]:
    """Yield the parameters that some readings used, each once."""
    names = {name for one in readings for name in one.parameters}
    uses = {use.parameter: use for one in facts.values() for use in one.parameters}
    for name in sorted(names):
        use = uses[name]
        yield Used(parameter=name, confidence=use.confidence, expired=use.expired)

"""What the works change: the facts that sheets show as their effects, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from contado.dossier.model import EffectSide, FactReading, Interval, Used, WorksEffect
from contado.dossier.readings import AFTER
from contado.facts import Fact, Facts, catalogue

if TYPE_CHECKING:
    from contado.interventions import Intervention
    from contado.norms import Rules


def shown(rules: Rules, sheets: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the facts that sheets show as effects, in order, each with the sheets that do."""
    effects: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for fact in rules.sheet(sheet).effects:
            effects[fact] = (*effects.get(fact, ()), sheet)
    return effects


def measured_for(effects: Iterable[str]) -> list[str]:
    """Return what is to be measured for effects: each before, after, and the difference."""
    known = [catalogue()[name] for name in effects if name in catalogue()]
    return [
        name
        for fact in known
        if fact.change
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
    known = ((catalogue().get(name), tuple(sheets)) for name, sheets in asked.items())
    return tuple(
        _effect(fact, sheets, facts, by_state, work)
        for fact, sheets in known
        if fact is not None and (fact.change, "before") in by_state
    )


_Readings = Mapping[tuple[str, Literal["before", "after"]], FactReading]


def _effect(
    fact: Fact, sheets: tuple[str, ...], facts: Facts, readings: _Readings, work: Intervention
) -> WorksEffect:
    assert fact.change is not None  # what has none is not among the readings
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


def _used(readings: Iterable[FactReading], facts: Facts) -> Iterator[Used]:
    """Yield the parameters that some readings used, each once."""
    names = {name for one in readings for name in one.parameters}
    uses = {use.parameter: use for one in facts.values() for use in one.parameters}
    for name in sorted(names):
        use = uses[name]
        yield Used(parameter=name, confidence=use.confidence, expired=use.expired)

"""Which facts a dossier freezes: those its sheets read, their effects, and what identifies it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contado.dossier.effects import measured_for, shown
from contado.facts import catalogue
from contado.norms import column_name, fact_states_of

if TYPE_CHECKING:
    from contado.dossier.model import Dossier
    from contado.norms import Rules


def frozen_names(rules: Rules, sheets: Sequence[str]) -> list[str]:
    """Return the facts that a dossier of some sheets freezes, each in the states that it does.

    They are in the order of the catalogue; ``fact@after`` is the state after the works.
    """
    wanted = set(_read(rules, sheets)) | set(_identifying(rules, sheets))
    wanted.update(measured_for(shown(rules, sheets)))
    ordered = [name for fact in catalogue() for name in both_states(fact) if name in wanted]
    return [*ordered, *sorted(wanted.difference(ordered))]  # the last ones are refused by name


def listed_names(dossier: Dossier, rules: Rules) -> list[str]:
    """Return the facts that a dossier lists, with those that its sheets read in any case.

    A sheet reads facts of the measures also where none is declared, and then none is listed.
    """
    listed = [column_name(reading.fact, reading.state) for reading in dossier.facts]
    sheets = [verdict.sheet for verdict in dossier.verdicts]
    return list(dict.fromkeys((*listed, *_read(rules, sheets))))


def both_states(fact: str) -> tuple[str, ...]:
    """Return the names of a fact of the catalogue in all its states."""
    known = catalogue().get(fact)
    after = known is not None and "after" in known.states
    return (fact, column_name(fact, "after")) if after else (fact,)


def _read(rules: Rules, sheets: Sequence[str]) -> Iterator[str]:
    for sheet in sheets:
        for fact, state, _ in fact_states_of(rules.sheet(sheet)):
            yield column_name(fact, state)


def _identifying(rules: Rules, sheets: Sequence[str]) -> Iterator[str]:
    for kind in {rules.sheet(sheet).of for sheet in sheets}:
        for fact in rules.profile.identity.get(kind, ()):
            yield from both_states(fact)

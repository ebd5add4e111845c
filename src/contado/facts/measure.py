"""Measure facts of places: the one way facts come to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.facts.catalogue import Fact
from contado.facts.catalogue import catalogue as shipped
from contado.norms import State
from contado.survey import Declared, DeclaredByKind, Measured, Survey
from contado.values import Children, Column, Table

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.survey import Provider
    from contado.territory import Places, Territory

CHILD = "measure"
"""Kind of the places under an intervention."""

_AFTER = "@after"

Progress = Callable[[str, float], None]
"""Called with the fact that is being measured and the share of all that is behind, 0 to 1."""


@dataclass(frozen=True)
class Facts(Mapping[str, Measured]):
    """Facts of places, by name; after the works ``fact@after``.

    Parameters
    ----------
    declared
        What was declared of the places.
    references
        The reference distributions that were used, by id, as plain values.
    catalogue
        The facts by name.
    """

    size: int
    measured: Mapping[str, Measured]
    declared: Declared
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    catalogue: Mapping[str, Fact] = field(default_factory=shipped)

    def __getitem__(self, name: str) -> Measured:
        return self.measured[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.measured)

    def __len__(self) -> int:
        return len(self.measured)

    def table(self) -> Table:
        """Return the values as `contado.norms.evaluate` takes them."""
        own: dict[str, Column] = {}
        under: dict[str, Column] = {}
        for name, fact in self.measured.items():
            of_child = self.catalogue[name.removesuffix(_AFTER)].of == CHILD
            (under if of_child else own)[name] = fact.values
        measures = self.declared.measures
        children = Children(measures.parent, Table(len(measures), under))
        return Table(self.size, own, {CHILD: children})


def measure(
    places: Places,
    facts: Sequence[str],
    territory: Territory | None,
    rules: Rules,
    *,
    declared: Declared | DeclaredByKind | None = None,
    providers: Mapping[str, Provider] | None = None,
    catalogue: Mapping[str, Fact] | None = None,
    progress: Progress | None = None,
) -> Facts:
    """Measure facts of places. Only what is asked is computed.

    Parameters
    ----------
    places
        Places of any kind, in the territory's CRS.
    facts
        Names of the catalogue; ``fact@after`` for the state after the works.
    territory, rules
        The ground and the plan, each in the state that is to be used; no ground for places that
        lie nowhere.
    declared
        What is declared of the places, or of places by kind; by default nothing.
    providers
        What other rooms hand in, by name.
    catalogue
        Other facts than those of the shipped catalogue.
    progress
        Called with how far it is.

    Raises
    ------
    BadInput
        ``facts.unknown`` or ``facts.no_such_state``, one problem a name.
    """
    known = shipped() if catalogue is None else catalogue
    asked = [_find(name, known) for name in dict.fromkeys(facts)]
    problems = [problem for problem in asked if isinstance(problem, Problem)]
    if problems:
        raise BadInput(problems)
    wanted = [one for one in asked if not isinstance(one, Problem)]
    roles = dict.fromkeys(role for fact, _ in wanted for role in fact.needs.layers)
    survey = Survey(
        territory, rules, places, declared, roles=tuple(roles), providers=providers or {}
    )
    measured: dict[str, Measured] = {}
    for done, (fact, state) in enumerate(wanted):
        if progress:
            progress(fact.fact, done / len(wanted))
        name = fact.fact + (_AFTER if state == "after" else "")
        measured[name] = fact.function(state)(survey)
    return Facts(len(places), measured, survey.declared, survey.references, known)


def prepare(territory: Territory) -> None:
    """Make what depends on the whole territory ahead of time, in its ``derived`` folder.

    Without it the first measurement does so: some seconds for a metropolitan city at 10 m.
    """
    from contado.survey import blocks_of

    for role in dict.fromkeys((territory.settings.area, "municipalities", "landscape_units")):
        blocks_of(territory, role)


def _find(name: str, catalogue: Mapping[str, Fact]) -> tuple[Fact, State] | Problem:
    plain = name.removesuffix(_AFTER)
    fact = catalogue.get(plain)
    if fact is None:
        return Problem("facts.unknown", name, {"fact": plain})
    if plain == name:
        return fact, "before"
    if "after" in fact.states:
        return fact, "after"
    return Problem("facts.no_such_state", name, {"fact": plain})

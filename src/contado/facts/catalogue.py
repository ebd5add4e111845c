"""The catalogue of facts, from ``catalogue.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from graphlib import TopologicalSorter
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from contado.interventions import ANSWERS
from contado.interventions.checklist import checklist
from contado.models import Record
from contado.norms import FactSpec, State
from contado.shipped import page
from contado.terms import TERMS, Text
from contado.units import UNITS

if TYPE_CHECKING:
    from contado.survey import Measured, Survey


class Needs(Record):
    """What a fact is measured from.

    Parameters
    ----------
    facts
        The facts it is made of; what they need, it needs.
    layers, parameters, declared, providers
        Layer roles, parameters of the plan, declared fields, and what other rooms hand in.
    """

    facts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()

    def with_those_of(self, parts: Iterable[Needs]) -> Needs:
        """Return these needs and those of the parts, each once.

        Examples
        --------
        >>> Needs(layers=("streets",)).with_those_of([Needs(layers=("stops", "streets"))]).layers
        ('streets', 'stops')
        """
        every = (self, *parts)
        joined = {
            field: tuple(dict.fromkeys(name for one in every for name in getattr(one, field)))
            for field in Needs.model_fields
            if field != "facts"
        }
        return self.model_copy(update=joined)


class Fact(Record):
    """A fact that can be known of a place.

    Parameters
    ----------
    fact
        Its name.
    of
        Kind of place that has it.
    decimals
        Decimals it is written with, where not those of its unit.
    names
        The names a label may take; empty where any name may come.
    needs
        What it is measured from; in a catalogue, with what the facts it is made of need.
    source
        Whether it is measured, declared, declared else measured, or stated: written in a layer by
        who made it.
    measured_by
        The function that measures it, by state (``before`` where the works do not change it):
        ``module:function``, called with a `contado.survey.Survey`.
    options
        Words that the function is called with too: a role, a column, a parameter's name; see
        `contado.facts.stated`.
    tolerance
        How far two runs may be apart and agree, where not that of the unit: what is computed in
        single precision.
    change
        The fact that is its value after the works less that before, of the same ground: what is
        not known of the ground is not known of it twice.
    modelled
        Whether what is called measured is worked out with coefficients or a model: nobody says
        *measured* of it.
    """

    fact: str
    label: Text
    of: str
    unit: str | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    names: Mapping[str, Text] = {}
    states: tuple[State, ...] = ()
    method: str
    needs: Needs = Needs()
    source: Literal["measured", "declared", "declared_else_measured", "stated"]
    measured_by: Mapping[State, str] = Field(min_length=1)
    options: Mapping[str, str | tuple[str, ...]] = {}
    tolerance: Annotated[float, Field(gt=0)] | None = None
    change: str | None = None
    modelled: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.unit is not None and self.unit not in UNITS:
            raise ValueError("unknown unit")
        if set(self.measured_by) != set(self.states or ("before",)):
            raise ValueError("a function for each state")
        if self.change is not None and (self.unit is None or "after" not in self.states):
            raise ValueError("only a number of two states changes")
        return self

    def function(self, state: State = "before") -> Callable[[Survey], Measured]:
        """Return the function that measures the fact; its module is imported only now."""
        module, name = self.measured_by[state].split(":")
        measuring: Callable[..., Measured] = getattr(import_module(module), name)
        return partial(measuring, **self.options) if self.options else measuring

    def spec(self) -> FactSpec:
        """Return what the engine of norms knows of the fact."""
        return FactSpec(
            label=self.label,
            of=self.of,
            unit=self.unit,
            decimals=self.decimals,
            names=self.names,
            states=self.states,
            change=self.change,
        )


def catalogue_of(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Fact]:
    """Return the facts of a catalogue's entries, their needs with those of their parts.

    Raises
    ------
    ValueError
        An entry is wrong, names a part that is none of the entries, or is made of itself.

    Examples
    --------
    >>> entry = {"label": {"it": "a", "en": "a"}, "of": "stop", "method": "a.v1",
    ...          "source": "measured", "measured_by": {"before": "contado.facts.place:area"}}
    >>> facts = catalogue_of({
    ...     "whole": entry | {"needs": {"facts": ["part"]}},
    ...     "part": entry | {"needs": {"layers": ["stops"]}},
    ... })
    >>> list(facts), facts["whole"].needs.layers
    (['whole', 'part'], ('stops',))
    """
    facts = {name: Fact.model_validate({"fact": name, **entry}) for name, entry in entries.items()}
    parts = {name: fact.needs.facts for name, fact in facts.items()}
    for name in TopologicalSorter(parts).static_order():  # a part before what is made of it
        if name not in facts:
            raise ValueError("no such fact", name)
        needs = facts[name].needs.with_those_of(facts[part].needs for part in parts[name])
        facts[name] = facts[name].model_copy(update={"needs": needs})
    return facts


@cache
def catalogue() -> Mapping[str, Fact]:
    """Return every fact, by name.

    Examples
    --------
    >>> catalogue()["place.area"].unit
    'm2'
    """
    return catalogue_of(page("contado.facts", "catalogue.yaml") | _answers())


def _answers() -> dict[str, dict[str, Any]]:
    """Return the entries of the answers to the checklist of the plan."""
    common = {
        "of": "intervention", "names": {answer: TERMS[answer] for answer in ANSWERS},
        "method": "declared.v1", "needs": {"declared": ["realisation"]}, "source": "declared",
        "measured_by": {"before": "contado.facts.declared:answer"},
    }  # fmt: skip
    return {
        f"realisation.{item}": common | {"label": about.label, "options": {"item": item}}
        for item, about in checklist().items()
    }


def specs(facts: Mapping[str, Fact] | None = None) -> dict[str, FactSpec]:
    """Return facts, by default all, as `contado.norms.Rules.load` takes them."""
    return {name: fact.spec() for name, fact in (facts or catalogue()).items()}

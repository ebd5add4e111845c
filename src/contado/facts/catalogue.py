"""The catalogue of facts, from ``catalogue.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from contado.models import Record
from contado.norms.catalogue import FactSpec, State
from contado.shipped import page
from contado.terms import Text
from contado.units import UNITS

if TYPE_CHECKING:
    from contado.survey import Measured, Survey


class Needs(Record):
    """What a fact is measured from: layer roles, parameters of the plan, declared fields."""

    layers: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()


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
    source
        Whether it is measured, declared, or declared else measured.
    measured_by
        The function that measures it, by state (``before`` where the works do not change it):
        ``module:function``, called with a `contado.survey.Survey`.
    tolerance
        How far two runs may be apart and agree, where not that of the unit: what is computed in
        single precision.
    change
        The fact that is its value after the works less that before, of the same ground: what is
        not known of the ground is not known of it twice.
    one_by_one
        Whether each place takes a model of its own (a tenth of a second): it is measured where a
        dossier shows it, and left out where many places are screened.
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
    source: Literal["measured", "declared", "declared_else_measured"]
    measured_by: Mapping[State, str] = Field(min_length=1)
    tolerance: Annotated[float, Field(gt=0)] | None = None
    change: str | None = None
    one_by_one: bool = False

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
        found: Callable[[Survey], Measured] = getattr(import_module(module), name)
        return found

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


@cache
def catalogue() -> Mapping[str, Fact]:
    """Return every fact, by name.

    Examples
    --------
    >>> catalogue()["place.area"].unit
    'm2'
    """
    entries = page("contado.facts", "catalogue.yaml")
    return {name: Fact.model_validate({"fact": name, **entry}) for name, entry in entries.items()}


def specs() -> dict[str, FactSpec]:
    """Return the catalogue as `contado.norms.Rules.load` takes it."""
    return {name: fact.spec() for name, fact in catalogue().items()}

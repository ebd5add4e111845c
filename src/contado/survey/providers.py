"""Values that another room works out of places: a network of streets, a register.

A room that has what a survey has no means for hands in a `Provider` under a name, and facts ask for
it by that name. Where none is handed in the values are missing, with that reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from contado.values import Column, Floats

if TYPE_CHECKING:
    from contado.survey.survey import Survey

NO_PROVIDER = "no_provider"
"""Why a value is missing where nobody provides it; the subject is the provider's name."""


@dataclass(frozen=True, slots=True)
class Provided:
    """Values of the places of a survey.

    Parameters
    ----------
    values
        One a place, in the unit of the fact.
    layers, parameters
        Roles and parameters of the plan that were read.
    coverage
        Share of each place that the layers cover; None where it is not known.
    """

    values: Column
    layers: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    coverage: Floats | None = None


class Provider(Protocol):
    """What works values out of places."""

    def provide(self, survey: Survey, quantity: str) -> Provided:
        """Return a quantity of each place of the survey."""
        ...


def provided(survey: Survey, name: str, quantity: str) -> Provided | None:
    """Return a quantity from the provider of a name; None where there is no such provider.

    Raises
    ------
    ValueError
        The provider does not give one value a place.
    """
    provider = survey.providers.get(name)
    if provider is None:
        return None
    made = survey.once(f"provided {name} {quantity}", lambda: provider.provide(survey, quantity))
    if len(made.values) != len(survey):
        raise ValueError("one value a place", name, quantity)
    return made

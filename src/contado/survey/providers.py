"""Values that another room works out of places: a network of streets, a register.

A room that has what a survey has no means for hands in a `contado.survey.Provider` under a name,
and facts ask for it by that name. Where none is handed in the values are missing, with that reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from contado.values import Column, Floats

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

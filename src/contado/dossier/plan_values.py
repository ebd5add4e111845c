"""The parameters that a dossier's own pages read, frozen with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.survey import MADE_ON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contado.dossier.model import Dossier
    from contado.norms import Rules

REFERENCE_RAIN = "runoff.design_rain"

APPRECIABLE = {
    "drainage.event_runoff_volume": "effects.appreciable_rain",
    "heat.air_temperature": "effects.appreciable_temperature",
}
"""Effects that the first page tells, and the parameter from which each is called appreciable."""


def own_parameters(rules: Rules, effects: Iterable[str]) -> list[str]:
    """Return what the pages and the least change read of a plan; one frozen before has none."""
    named = [*(APPRECIABLE[fact] for fact in effects if fact in APPRECIABLE), MADE_ON]
    return [name for name in named if name in rules.parameters]


def frozen_number(dossier: Dossier, parameter: str) -> float | None:
    """Return the value of a parameter in the plan of a dossier; None where it is not there."""
    known = dossier.plan.embedded.get("parameters", {}).get(parameter)
    return None if known is None else float(known["values"][0]["value"])

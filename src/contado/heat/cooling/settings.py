"""What the cooling model is run with: the plan's values, and those given in their place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem
from contado.heat.cooling.biophysical import Method
from contado.heat.cooling.equations import Weights

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.tiles import Decay, Grid, Kernel

_HECTARE = 10_000.0
_MOST_CELLS = 4_000  # of a filter's reach

WEIGHTS = "heat.cooling_weights"
REACH = "heat.decay_reach"
PARK = "heat.park_area"
_BY_FIELD = {
    "reference": "heat.reference_temperature",
    "effect": "heat.uhi_max",
    "cooling_distance": "heat.cooling_distance",
    "mixing_radius": "heat.mixing_radius",
    "weights": WEIGHTS,
}


@dataclass(frozen=True, slots=True)
class CoolingSettings:
    """The numbers of the cooling model.

    Parameters
    ----------
    reference
        Air temperature of the countryside, °C.
    effect
        Greatest effect of the heat island, °C.
    cooling_distance
        Within which green areas cool, m; also the decay of their effect.
    mixing_radius
        Of the air, m.
    weights
        Of shade, albedo and evapotranspiration; zero by night, where they do not count.
    park_area
        Least green area that cools around itself, m².
    reach
        How far the filters reach, in decay distances.
    method
        By day (``factors``) or by night (``intensity``).
    mixing
        ``exponential`` as the program of InVEST does, ``gaussian`` as its guide says.
    parameters
        The parameters of the plan that were used.
    """

    reference: float
    effect: float
    cooling_distance: float
    mixing_radius: float
    weights: Weights
    park_area: float
    reach: int
    method: Method = "factors"
    mixing: Decay = "exponential"
    parameters: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        rules: Rules,
        method: Method = "factors",
        mixing: Decay = "exponential",
        **given: float | Weights | None,
    ) -> CoolingSettings:
        """Return the plan's values, with those ``given`` (by field) in their place.

        Examples
        --------
        >>> from datetime import date
        >>> from contado.norms import Rules
        >>> settings = CoolingSettings.of(Rules.load(on=date(2026, 11, 21)), reference=21.5)
        >>> settings.reference, settings.effect, settings.park_area, settings.weights.shade
        (21.5, 4.0, 20000.0, 0.6)
        """  # fmt: skip
        own = {name: value for name, value in given.items() if value is not None}
        from_plan = {field: name for field, name in _BY_FIELD.items() if field not in own}
        if method == "intensity":
            from_plan.pop("weights", None)
        values = {
            field: rules.number(name) for field, name in from_plan.items() if field != "weights"
        }
        if "weights" in from_plan:
            own["weights"] = Weights(*rules.numbers(WEIGHTS))
        return cls(
            **({"weights": Weights(0.0, 0.0, 0.0)} | values | own),  # type: ignore[arg-type]
            park_area=rules.number(PARK) * _HECTARE,
            reach=int(rules.number(REACH)),
            method=method,
            mixing=mixing,
            parameters=tuple(sorted({*from_plan.values(), PARK, REACH})),
        )

    @property
    def hottest(self) -> float:
        """Temperature where nothing mitigates the heat, °C."""
        return self.reference + self.effect

    def parks(self, grid: Grid) -> Kernel:
        """Return the weights of green areas around a cell."""
        return self._kernel(grid, self.cooling_distance, "--cooling-distance", "exponential")

    def mixed(self, grid: Grid) -> Kernel:
        """Return the weights of the air around a cell."""
        return self._kernel(grid, self.mixing_radius, "--mixing-radius", self.mixing)

    def _kernel(self, grid: Grid, length: float, option: str, decay: Decay) -> Kernel:
        from contado.tiles import Kernel

        cells = grid.cells_of(length)
        values = {"value": length}
        if cells < 1:
            more = {"cell": grid.cell}
            raise BadInput(Problem("heat.distance_too_short", option, values | more))
        if cells * self.reach > _MOST_CELLS:
            most = _MOST_CELLS / self.reach * grid.cell
            more = {"most": most, "cells": _MOST_CELLS // self.reach}
            raise BadInput(Problem("heat.distance_too_long", option, values | more))
        return Kernel(decay, cells, self.reach * cells)


def read_weights(text: str) -> Weights:
    """Read ``0.6,0.2,0.2``.

    Raises
    ------
    BadInput
        ``heat.bad_weights``.

    Examples
    --------
    >>> read_weights("3, 1, 1").normalised().shade
    0.6
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    good = len(numbers) == 3 and all(math.isfinite(n) and n >= 0 for n in numbers)  # noqa: PLR2004
    if not good or not 0 < sum(numbers) < math.inf:
        raise BadInput(Problem("heat.bad_weights", "--weights", {"value": text[:40]}))
    return Weights(*numbers)

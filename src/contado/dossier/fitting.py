"""Which measures fit a declared project: where they are made, on how much ground, at what cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from contado.dossier.model import Money
from contado.survey import MADE_ON

if TYPE_CHECKING:
    from contado.interventions import DeclaredMeasure, Intervention
    from contado.norms import Rules

_CENT = Decimal("0.01")
_LEEWAY = 1e-6  # of rounding, m²


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits an intervention, by the plan; a plan that does not say refuses nothing."""

    work: Intervention
    rules: Rules

    def may_replace(self, own: DeclaredMeasure, code: str) -> bool:
        """Tell whether a measure of the abacus can be made where a declared one is.

        It is made in every kind of place where that may be, and on its ground: there is enough of
        it where the surfaces before the works are declared, and else every ground of the one is
        ground of the other.
        """
        if own.measure not in self.rules.measures:
            return False
        one, other = (self.rules.measures[each].sizing for each in (own.measure, code))
        if not set(one.fits) <= set(other.fits) or own.area < (other.least_area or 0):
            return False
        if self.work.surfaces.before is not None:
            return self.has_ground(own, code, own.area)
        mine, its = self._made_on(own.measure), self._made_on(code)
        return not mine or mine <= its

    def has_ground(self, own: DeclaredMeasure, code: str, area: float) -> bool:
        """Tell whether the declared surfaces hold an area of a measure, beside the other ones.

        Parameters
        ----------
        own
            The declared measure that it stands for.
        code, area
            The measure, and its m².
        """
        surfaces, its = self.work.surfaces.before, self._made_on(code)
        if surfaces is None or not its:
            return True
        there = sum(float(getattr(surfaces, kind)) for kind in its)
        taken = sum(
            each.area
            for each in self.work.measures
            if each is not own and not each.overlapping
            if (ground := self._made_on(each.measure)) and ground <= its
        )
        return area + taken <= there + _LEEWAY

    def cost(self, code: str, area: float) -> Money | None:
        """Return what an area of a measure costs; None where the abacus has no price of a m²."""
        known = self.rules.measures.get(code)
        if known is None or known.sizing.cost.per != "m2":
            return None
        size, cost = Decimal(str(round(area, 2))), known.sizing.cost
        low, high = (
            (size * Decimal(repr(bound))).quantize(_CENT, ROUND_HALF_UP)
            for bound in (cost.low, cost.high)
        )
        return Money(low=low, high=high)

    def _made_on(self, code: str) -> frozenset[str]:
        if MADE_ON not in self.rules.parameters:
            return frozenset()
        cell = self.rules.rows(MADE_ON).get((code,))
        names = cell if isinstance(cell, tuple) else () if cell is None else (cell,)
        return frozenset(str(name) for name in names)

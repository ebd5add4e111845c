"""The store of a declared design: its outflow, its infiltration, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from contado.drainage.invariance.declared import Design, Tank
from contado.drainage.invariance.infiltration import GRADIENT, SAFETY, infiltration_rate
from contado.drainage.invariance.storage import Outflow, orifice, together, weir
from contado.norms import Rules

ORIFICE = "detailed.orifice_coefficient"
WEIR = "detailed.weir_coefficient"


@dataclass(frozen=True, slots=True)
class Sinks:
    """What leaves the store by infiltration, l/s.

    Parameters
    ----------
    sure
        What a test stands for.
    possible
        What is declared; infinite where the permeability is not, so that it might be anything.
    """

    sure: float
    possible: float

    @property
    def lacking(self) -> str:
        """The datum that would make it sure; empty where it is."""
        if math.isinf(self.possible):
            return "infiltration.permeability"
        return "" if self.possible == self.sure else "infiltration.tested"


def sinks_of(design: Design, rules: Rules) -> Sinks:
    """Return what the design infiltrates: for sure only where the permeability was tested."""
    ground = design.infiltration
    if ground is None or ground.area == 0.0:
        return Sinks(0.0, 0.0)
    if ground.permeability is None:
        return Sinks(0.0, math.inf)
    rate = infiltration_rate(
        ground.permeability, ground.area, rules.number(GRADIENT), rules.number(SAFETY)
    )
    return Sinks(rate if ground.tested else 0.0, rate)


def outflow_of(tanks: tuple[Tank, ...], rules: Rules) -> Outflow:
    """Return the outflow of the tanks together, which are taken to fill in step."""
    return together([(_outflow(tank, rules), tank.volume) for tank in tanks])


def _outflow(tank: Tank, rules: Rules) -> Outflow:
    outlet = tank.outlet
    if outlet is None:
        return Outflow()
    limit = math.inf if outlet.flow is None else outlet.flow
    if outlet.kind == "pump":
        return Outflow(limit)
    assert tank.depth is not None, "the model asks for the depth of a tank with a free outlet"
    area = tank.volume / tank.depth
    if outlet.kind == "orifice":
        assert outlet.diameter is not None, "the model asks for the diameter of an orifice"
        hole = math.pi * outlet.diameter**2 / 4.0
        return orifice(limit, area, tank.depth, hole, rules.number(ORIFICE))
    assert outlet.width is not None, "the model asks for the width of a weir"
    return weir(limit, area, tank.depth, outlet.width, rules.number(WEIR))


def coefficients_of(design: Design) -> tuple[str, ...]:
    """Return the parameters of the plan that the store was read with."""
    kinds = {tank.outlet.kind for tank in design.tanks if tank.outlet}
    names = [ORIFICE] * ("orifice" in kinds) + [WEIR] * ("weir" in kinds)
    return (*names, *((SAFETY, GRADIENT) if design.infiltration else ()))

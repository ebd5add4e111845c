"""The rules of `norms_openfisca.py` in openfisca-core, in a process and environment of their own.

    OPENFISCA_PYTHON openfisca_peer.py ASKED.npz ANSWERED.npz

It imports nothing of Contado, and nothing of Contado imports it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.model_api import MONTH, Variable
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

Place = build_entity("place", "places", "A place", is_person=True)


def parameters(rules: dict) -> ParameterNode:
    """Return thresholds with their points as a dated scale, and weights and breaks as values."""
    days = sorted(rules["thresholds"])
    brackets = []
    for i, points in enumerate(rules["points"]):
        at = {day: {"value": rules["thresholds"][day][i - 1] if i else 0} for day in days}
        brackets.append({"threshold": at, "amount": {days[0]: {"value": points}}})
    content = {
        "points": {"metadata": {"type": "single_amount"}, "brackets": brackets},
        "weights": {
            fact: {"values": {days[0]: {"value": weight}}}
            for fact, weight in zip(rules["facts"], rules["weights"], strict=True)
        },
        "breaks": {
            f"break_{i}": {"values": {days[0]: {"value": value}}}
            for i, value in enumerate(rules["breaks"])
        },
    }
    return ParameterNode("", data=content)


def system(rules: dict) -> TaxBenefitSystem:
    facts = rules["facts"]

    def score_of(place: Callable, period: object, parameter: Callable) -> np.ndarray:
        known = parameter(period)
        return sum(known.points.calc(place(fact, period)) * known.weights[fact] for fact in facts)

    def class_of(place: Callable, period: object, parameter: Callable) -> np.ndarray:
        breaks, score = parameter(period).breaks, place("score", period)
        return sum((score >= breaks[name]).astype(np.int32) for name in breaks)

    found = TaxBenefitSystem([Place])
    found.parameters = parameters(rules)
    about = {"entity": Place, "definition_period": MONTH}
    for fact in facts:
        found.add_variable(type(fact, (Variable,), {"value_type": float, **about}))
    formulas = (("score", float, score_of), ("final_class", int, class_of))
    for name, kind, formula in formulas:
        found.add_variable(
            type(name, (Variable,), {"value_type": kind, "formula": formula, **about})
        )
    return found


def main() -> None:
    with np.load(sys.argv[1]) as asked:
        values, runs = asked["values"], int(asked["runs"])
        rules = json.loads(str(asked["rules"]))
    ready, period = system(rules), rules["period"]
    whole, calculate = [], []
    for _ in range(runs):
        begun = time.perf_counter()
        simulation = SimulationBuilder().build_default_simulation(ready, values.shape[1])
        for fact, column in zip(rules["facts"], values, strict=True):
            simulation.set_input(fact, period, column)
        set_ = time.perf_counter()
        classes = simulation.calculate("final_class", period)
        ended = time.perf_counter()
        whole.append(ended - begun)
        calculate.append(ended - set_)
    score = simulation.calculate("score", period)
    told = {"whole": whole, "calculate": calculate, "version": version("openfisca-core")}
    np.savez(sys.argv[2], score=score, classes=classes, **told)


if __name__ == "__main__":
    main()

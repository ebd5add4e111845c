"""What a fact says it needs is what is read when it is measured."""

from collections.abc import Iterator
from copy import copy

import numpy as np
import pytest
import shapely

from contado.facts import Fact, catalogue, catalogue_of, measure
from contado.interventions.model import DeclaredMeasure, Intervention
from contado.norms.rules import Rules
from contado.survey import Declared
from contado.survey.block_files import blocks_of
from contado.territory import Places, Territory

X, Y = 500_000.0, 5_000_000.0
ENTRY = {
    "label": {"it": "a", "en": "a"},
    "of": "stop",
    "method": "a.v1",
    "source": "measured",
    "measured_by": {"before": "contado.facts.place:area"},
}
OTHER_METHODS = {"vulnerability.risk_weights"}
"""Parameters of a method that the plan does not choose."""


class Reading:
    """Records the parameters and the layers that are asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.parameters: set[str] = set()
        self.layers: set[str] = set()
        value, layer = Rules._value, Territory.layer

        def read_value(rules: Rules, name: str) -> object:
            self.parameters.add(name)
            return value(rules, name)

        def read_layer(territory: Territory, role: str) -> object:
            self.layers.add(role)
            return layer(territory, role)

        def blocks(territory: Territory, role: str) -> object:
            """Make the blocks of units unseen: one file holds every raster, whoever asks."""
            self.layers.add(role)
            with monkeypatch.context() as unseen:
                unseen.setattr(Territory, "layer", layer)
                return blocks_of(territory, role)

        monkeypatch.setattr(Rules, "_value", read_value)
        monkeypatch.setattr(Territory, "layer", read_layer)
        monkeypatch.setattr("contado.survey.reference.blocks_of", blocks)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    return Reading(monkeypatch)


def columns(fact: Fact) -> Iterator[str]:
    yield fact.fact
    if "after" in fact.states:
        yield f"{fact.fact}@after"


@pytest.mark.parametrize("name", [name for name in catalogue() if not name.startswith("design.")])
def test_what_is_read_is_what_the_catalogue_derives(
    name: str, rich_ground: Territory, nightless_ground: Territory, rules: Rules, reading: Reading
) -> None:
    lot = Places("intervention", ["a"], np.array([shapely.box(X, Y, X + 200, Y + 200)]))
    works = DeclaredMeasure(measure="NBS01", area=50, share=0.5)
    asked = Declared.of([Intervention(id="a", name="a", geometry="", measures=(works,))])
    fact = catalogue()[name]
    for ground in (rich_ground, nightless_ground):  # opened afresh: nothing is remembered
        territory = Territory.open(ground.root)
        measure(lot, list(columns(fact)), territory, copy(rules), declared=asked)
    assert reading.parameters <= set(fact.needs.parameters)
    assert set(fact.needs.parameters) <= reading.parameters | OTHER_METHODS
    assert reading.layers <= set(fact.needs.layers)
    assert set(fact.needs.layers) <= reading.layers


def test_needs_go_through_all_the_parts() -> None:
    facts = catalogue_of({
        "a": ENTRY | {"needs": {"facts": ["b", "c"], "layers": ["zones"]}},
        "b": ENTRY | {"needs": {"facts": ["c"], "parameters": ["p"]}},
        "c": ENTRY | {"needs": {"layers": ["stops", "zones"], "parameters": ["q"]}},
    })  # fmt: skip
    assert facts["a"].needs.layers == ("zones", "stops")
    assert facts["a"].needs.parameters == ("p", "q")
    assert facts["a"].needs.facts == ("b", "c")


@pytest.mark.parametrize("parts", [["missing"], ["a"]], ids=["unknown part", "made of itself"])
def test_a_fact_made_of_nothing_that_is_known_is_refused(parts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"missing|cycle"):
        catalogue_of({"a": ENTRY | {"needs": {"facts": parts}}})

"""The official level of a landscape unit is what the layer writes of it, and nothing else."""

import numpy as np
import pytest
import shapely

from contado.facts import catalogue
from contado.norms.rules import Rules
from contado.survey import Measured, Survey
from contado.territory import Places, Territory

X, Y = 500_000.0, 5_000_000.0
BOTH = ("drainage.unit_official_level", "heat.unit_official_level")


def level(territory: Territory, rules: Rules, fact: str) -> Measured:
    """Measure of a place in the west, of one mostly in the east, and of one beyond."""
    west, east = np.array([10, 150, 900]), np.array([90, 390, 990])
    places = Places("intervention", ["a", "b", "c"], shapely.box(X + west, Y, X + east, Y + 90))
    return catalogue()[fact].function()(Survey(territory, rules, places, None))


def read(found: Measured) -> list[str]:
    values = found.values
    return [values.name(row) or values.why(row).code for row in range(len(values))]


def test_each_place_has_the_level_of_the_unit_that_holds_most_of_it(levelled_ground, rules) -> None:
    rain, heat = (level(levelled_ground, rules, fact) for fact in BOTH)
    assert read(rain) == ["high", "not_stated", "outside_layer"]
    assert read(heat) == ["not_stated", "low", "outside_layer"]
    assert (rain.layers, rain.method) == (("landscape_units@1",), "stated_class.v1")
    assert rain.coverage == pytest.approx([1.0, 190 / 240, 0.0])


@pytest.mark.parametrize("fact", BOTH)
def test_a_layer_without_levels_gives_none(ground, bare_ground, rules, fact) -> None:
    assert read(level(ground, rules, fact)) == ["not_stated", "not_stated", "outside_layer"]
    assert read(level(bare_ground, rules, fact)) == ["no_layer"] * 3


@pytest.mark.parametrize("fact", BOTH)
def test_every_level_of_the_plan_can_be_stated(rules, fact) -> None:
    assert list(catalogue()[fact].names) == list(rules.categories["vulnerability"].names)

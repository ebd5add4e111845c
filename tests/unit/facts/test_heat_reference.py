"""The reference night temperature by each of its methods."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from contado.heat.night.reference import reference_temperature
from contado.norms.rules import Rules
from contado.survey import Survey
from contado.territory import Places, Territory


def having(rules: Rules, name: str, value: object) -> Rules:
    """Return the rules with another value of one parameter."""
    old = rules.parameter(name)
    new = old.model_copy(update={"values": (old.values[0].model_copy(update={"value": value}),)})
    return replace(rules, parameters={**rules.parameters, name: new})


def reference(ground: Territory, rules: Rules) -> float | None:
    lot = shapely.box(500_000, 5_000_000, 500_100, 5_000_100)
    return reference_temperature(Survey(ground, rules, Places("lot", ["a"], np.array([lot]))))


# By area: two cells of 20, two of 22, two of 24, one of 26 °C.
@pytest.mark.parametrize(
    ("percent", "degrees"), [(5, 20), (28, 20), (29, 22), (57, 22), (58, 24), (99, 26)]
)
def test_percentile_is_the_temperature_below_which_that_share_of_the_ground_lies(
    ground: Territory, rules: Rules, percent: float, degrees: float
) -> None:
    asked = having(rules, "heat.reference_percentile", percent)
    assert reference(ground, asked) == pytest.approx(degrees)


def test_minimum_is_the_coldest_cell(ground: Territory, rules: Rules) -> None:
    assert reference(ground, having(rules, "heat.reference", "minimum")) == pytest.approx(20)


def test_rural_mean_weighs_blocks_by_their_rural_ground(ground: Territory, rules: Rules) -> None:
    # Agricultural: two blocks of 22 and one of 24 °C.
    found = reference(ground, having(rules, "heat.reference", "rural_mean"))
    assert found == pytest.approx(68 / 3, abs=1e-3)


def test_without_temperatures_there_is_no_reference(bare_ground: Territory, rules: Rules) -> None:
    assert reference(bare_ground, rules) is None

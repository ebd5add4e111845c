"""What the plan says of land-cover classes: within the textbook, and as the supply index says."""

from datetime import date

import numpy as np
import pytest

from contado.heat.cooling.classes import attributes
from contado.heat.cooling.model import CellStages
from contado.heat.cooling.settings import CoolingSettings, read_weights
from contado.nature.capacity import capacity_weights
from contado.norms import Rules

RULES = Rules.load(on=date(2026, 11, 21))
NAMES = tuple(RULES.categories["land_cover"].names)
LEGEND = dict(enumerate(NAMES))


def test_the_supply_of_microclimate_regulation_is_the_cooling_capacity_of_the_model():
    found, settings = attributes(RULES, LEGEND), CoolingSettings.of(RULES)
    supply = capacity_weights(RULES, NAMES)
    assert supply.counted.all()
    assert supply.low == pytest.approx(CellStages(found.hottest, settings).of_class, abs=1e-6)
    assert supply.high == pytest.approx(CellStages(found.coolest, settings).of_class, abs=1e-6)


@pytest.mark.parametrize("method", ["factors", "intensity"])
def test_the_coolest_attributes_cool_at_least_as_much_as_the_hottest(method: str):
    found = attributes(RULES, LEGEND, method)
    assert found.unknown == ()
    sides = (found.coolest, found.middle, found.hottest)
    for name in ("shade", "albedo", "kc") if method == "factors" else ():
        cool, middle, hot = (side.column(name) for side in sides)
        assert (cool >= middle).all()
        assert (middle >= hot).all()
    if method == "intensity":
        cool, middle, hot = (side.column("intensity") for side in sides)
        assert (cool <= middle).all()
        assert (middle <= hot).all()
    assert all(np.array_equal(side.green, found.middle.green) for side in sides)


def test_shares_are_shares_and_vegetation_is_green():
    for column in ("shade", "albedo", "building_intensity"):
        assert all(0 <= r.low <= r.high <= 1 for r in RULES.table(f"heat.{column}").values() if r)
    green = {name for name, flag in RULES.table("heat.green_area").items() if flag and flag.low}
    assert green == {
        "green_urban", "woodland", "agricultural", "lcz_scattered_trees", "lcz_low_plants"
    }  # fmt: skip


def test_every_number_of_the_model_is_of_the_plan_with_its_confidence():
    settings = CoolingSettings.of(RULES)
    assert (settings.effect, settings.park_area, settings.reach) == (4.0, 20_000.0, 5)
    assert (settings.cooling_distance, settings.mixing_radius) == (450.0, 500.0)
    said = {name: RULES.use(name).confidence for name in settings.parameters}
    assert said["heat.uhi_max"] == said["heat.reference_temperature"] == "assumption"
    assert said["heat.cooling_weights"] == said["heat.park_area"] == "sourced"


def test_a_number_that_is_given_is_not_said_to_be_the_plans():
    settings = CoolingSettings.of(RULES, effect=3.5, weights=read_weights("1,1,1"))
    assert settings.effect == 3.5
    assert {"heat.uhi_max", "heat.cooling_weights"} & set(settings.parameters) == set()

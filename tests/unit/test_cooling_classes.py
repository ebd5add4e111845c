"""What the plan says of land-cover classes: within the textbook, and as its other index says."""

from datetime import date

import numpy as np
import pytest

from contado.heat.cooling_classes import attributes
from contado.heat.cooling_settings import CoolingSettings, read_weights
from contado.norms import Rules
from contado.norms.dated import Range
from contado.survey.plan import MICROCLIMATE_WEIGHTS

RULES = Rules.load(on=date(2026, 11, 21))
NAMES = tuple(RULES.categories["land_cover"].names)
LEGEND = dict(enumerate(NAMES))
MIXED = {"industrial", "dense_urban", "open_urban", *(n for n in NAMES if n.startswith("lcz_"))}
HIGHEST_KC = 1.2  # of the simple index: nature.microclimate_regulation_weights


def index_of(name: str, end: str) -> float:
    shade, albedo, kc = (
        getattr(RULES.table(f"heat.{column}")[name], end)
        for column in ("shade", "albedo", "crop_coefficient")
    )
    return 0.6 * shade + 0.2 * albedo + 0.2 * kc / HIGHEST_KC


@pytest.mark.parametrize("name", NAMES)
def test_attributes_make_the_simple_index_of_microclimate_regulation(name: str):
    known = RULES.table(MICROCLIMATE_WEIGHTS)[name]
    assert isinstance(known, Range)
    if name in MIXED - {"lcz_water"}:
        assert index_of(name, "low") == pytest.approx(known.low, abs=0.0075)
        assert index_of(name, "high") == pytest.approx(known.high, abs=0.0075)
    else:
        assert index_of(name, "midpoint") == pytest.approx(known.midpoint, abs=0.0075)


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

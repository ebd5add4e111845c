"""Facts of a territory small enough to reckon by hand (see conftest)."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import shapely
from pytest import approx  # noqa: PT013

from contado import drainage, heat, nature, people
from contado.facts import place
from contado.norms.rules import Rules
from contado.survey import Flag, Survey
from contado.survey.measured import Measured
from contado.territory import Places, Territory
from contado.values import Missing

X, Y = 500_000.0, 5_000_000.0
Look = Callable[..., Survey]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(X + west, Y + south, X + east, Y + north)


HALF_DENSE = box(50, 0, 150, 100)
DENSE = box(0, 0, 100, 200)
AGRICULTURAL = box(100, 0, 200, 200)
WATER = box(210, 110, 290, 190)
HALF_WATER = box(200, 50, 300, 150)
NO_DATA = box(310, 0, 390, 100)
MOSTLY_DATA = box(200, 0, 320, 100)
LITTLE_DATA = box(200, 0, 350, 100)
OUTSIDE = box(1000, 0, 1100, 100)


def why(fact: Measured, row: int = 0) -> tuple[str, str] | None:
    found = fact.values.why(row)
    return found and (found.code, found.subject)


def bounds(fact: Measured, row: int = 0) -> tuple[float, float]:
    return fact.values.low[row], fact.values.high[row]  # type: ignore[union-attr]


def test_draining_index_weighs_the_classes_by_area_and_keeps_their_bounds(survey: Look) -> None:
    fact = drainage.draining_index(survey(HALF_DENSE, DENSE, AGRICULTURAL))
    assert bounds(fact, 0) == approx((0.525, 0.625))
    assert bounds(fact, 1) == approx((0.05, 0.25))
    assert bounds(fact, 2) == approx((1.0, 1.0))


def test_draining_index_leaves_water_out_of_the_whole(survey: Look) -> None:
    assert bounds(drainage.draining_index(survey(HALF_WATER))) == approx((1.0, 1.0))


def test_a_place_of_water_alone_has_no_draining_index(survey: Look) -> None:
    assert why(drainage.draining_index(survey(WATER))) == ("not_applicable", "land_cover")


def test_too_little_data_is_low_coverage_and_the_share_is_kept(survey: Look) -> None:
    fact = drainage.draining_index(survey(LITTLE_DATA, MOSTLY_DATA))
    assert why(fact) == ("low_coverage", "land_cover")
    assert fact.coverage == approx([2 / 3, 5 / 6])
    assert why(fact, 1) is None


@pytest.mark.parametrize("shape", [NO_DATA, OUTSIDE])
def test_a_place_without_any_data_is_outside_the_layer(survey: Look, shape: object) -> None:
    fact = drainage.draining_index(survey(shape))
    assert why(fact) == ("outside_layer", "land_cover")
    assert fact.coverage == approx([0])


def test_coverage_at_the_minimum_is_enough(survey: Look) -> None:
    fact = drainage.draining_index(survey(box(200, 0, 325, 100)))
    assert fact.coverage == approx([0.8])
    assert why(fact) is None


def test_without_the_layer_every_fact_says_which_one(bare_ground: Territory, rules: Rules) -> None:
    bare = Survey(bare_ground, rules, Places("lot", ["a"], np.array([DENSE])))
    assert why(drainage.draining_index(bare)) == ("no_layer", "land_cover")
    assert why(drainage.draining_index_municipality(bare)) == ("no_layer", "land_cover")
    assert why(drainage.unit_low_share(bare)) == ("no_layer", "landscape_units")
    assert why(heat.night_anomaly(bare)) == ("no_layer", "night_temperature")
    assert why(heat.unit_hot_share(bare)) == ("no_layer", "landscape_units")
    assert why(nature.runoff_regulation(bare)) == ("no_layer", "land_cover")
    assert why(nature.runoff_regulation_rank(bare)) == ("no_layer", "land_cover")
    assert why(people.residents_in(bare)) == ("no_layer", "population_grid")
    assert why(people.residents_around(bare)) == ("no_layer", "population_grid")
    assert why(place.landscape_unit(bare)) == ("no_layer", "landscape_units")


def test_draining_index_of_the_unit_is_that_of_all_its_ground(survey: Look) -> None:
    fact = drainage.draining_index_unit(survey(HALF_DENSE, MOSTLY_DATA))
    assert bounds(fact) == approx((0.525, 0.625))
    assert fact.coverage == approx([1.0, 0.5])
    assert why(fact, 1) == ("low_coverage", "land_cover")


def test_draining_index_of_the_municipality_outside_any_is_missing(survey: Look) -> None:
    fact = drainage.draining_index_municipality(survey(OUTSIDE))
    assert why(fact) == ("outside_layer", "municipalities")


def test_low_share_of_the_unit_counts_residents_where_cells_have_them(survey: Look) -> None:
    fact = drainage.unit_low_share(survey(AGRICULTURAL))
    # 10 + 30 residents on dense blocks of the 50 in the unit.
    assert bounds(fact) == approx((0.8, 0.8))
    assert fact.basis is not None
    assert fact.basis.name(0) == "residents"


def test_night_anomaly_is_the_mean_above_the_reference(survey: Look) -> None:
    looked = survey(HALF_DENSE, DENSE)
    fact = heat.night_anomaly(looked)
    assert bounds(fact) == approx((1.0, 1.0))
    assert bounds(fact, 1) == approx((0.0, 0.0))
    assert looked.references["heat.reference"]["value"] == approx(20)
    assert looked.references["heat.reference"]["seen"] == approx(7 / 8)


def test_hot_share_of_the_unit_counts_residents(survey: Look) -> None:
    fact = heat.unit_hot_share(survey(DENSE, MOSTLY_DATA))
    # 10 residents of 50 live two degrees above the reference.
    assert bounds(fact) == approx((0.2, 0.2))
    assert why(fact, 1) == ("low_coverage", "night_temperature")


def test_residents_are_density_times_covered_area(survey: Look) -> None:
    fact = people.residents_in(survey(HALF_DENSE, LITTLE_DATA))
    assert bounds(fact) == approx((20.0, 20.0))
    assert why(fact, 1) == ("low_coverage", "population_grid")


def test_residents_around_are_missing_where_the_grid_ends_too_near(survey: Look) -> None:
    fact = people.residents_around(survey(HALF_DENSE))
    around = shapely.buffer(HALF_DENSE, 300, quad_segs=512)
    seen = shapely.intersection(around, box(0, 0, 300, 200)).area / around.area
    assert why(fact) == ("low_coverage", "population_grid")
    assert fact.coverage == pytest.approx([seen], rel=1e-4)


def test_the_unit_of_a_place_is_the_one_that_holds_most_of_it(survey: Look) -> None:
    looked = survey(box(150, 0, 230, 10), box(190, 0, 290, 10), OUTSIDE)
    fact = place.municipality(looked)
    assert [fact.values.name(i) for i in range(3)] == ["Unit 015001", "Unit 015002", None]
    assert fact.coverage == approx([5 / 8, 9 / 10, 0])
    assert why(place.zone(looked), 2) == ("outside_layer", "zones")
    assert place.area(looked).values.low == approx([800, 1000, 10_000])


def test_flags_follow_the_layers_and_the_size_of_the_place(survey: Look) -> None:
    looked = survey(box(0, 0, 15, 20), box(0, 0, 50, 50))
    assert drainage.draining_index(looked).flags.tolist() == [
        Flag.SIMULATED | Flag.COARSE,
        Flag.SIMULATED,
    ]
    assert heat.night_anomaly(looked).flags_of(1) == ("simulated", "coarse")
    assert drainage.draining_index(looked).layers == ("land_cover@1",)


def test_residents_around_count_those_inside_too(survey: Look) -> None:
    found = survey(box(40, 100, 60, 120), box(90, 100, 110, 120)).around("population_grid", 10)
    assert found is not None
    inside = shapely.buffer(box(40, 100, 60, 120), 10, quad_segs=512)
    south = shapely.intersection(inside, box(0, 0, 400, 100)).area
    near = partial(pytest.approx, rel=1e-4)
    assert found.area == pytest.approx([inside.area] * 2, rel=1e-4)
    assert found.products[0] == near(1000 * (inside.area - south) + 3000 * south)
    assert found.products[1] == near(1000 * (inside.area - south) / 2 + 4000 * south / 2)


def test_a_fact_of_the_whole_unit_is_not_coarse_for_a_small_place(survey: Look) -> None:
    fact = drainage.draining_index_unit(survey(box(0, 0, 5, 5)))
    assert fact.flags_of(0) == ("simulated",)
    assert "survey.coarse_cells" not in {use.parameter for use in fact.parameters}


def test_what_decides_coverage_and_coarseness_is_among_the_parameters(survey: Look) -> None:
    used = {use.parameter for use in people.residents_in(survey(DENSE)).parameters}
    assert used == {"survey.minimum_coverage", "survey.coarse_cells"}


def test_a_municipality_in_no_zone_lacks_nothing_and_a_zone_tells_its_confidence(
    survey: Look,
) -> None:
    inside, outside = box(10, 10, 90, 90), box(310, 10, 390, 90)
    fact = place.zone(survey(inside, outside))
    assert fact.values.name(0) == "Unit Z1"
    assert fact.basis is not None
    assert fact.basis.name(0) == "verify"
    assert fact.values.why(1) == Missing("no_place", "zones")


def test_what_is_around_a_place_is_as_large_as_true_arcs_make_it(survey: Look) -> None:
    found = survey(box(0, 0, 20, 30), box(0, 0, 400, 1)).around("population_grid", 300)
    assert found is not None
    circle = np.pi * 300**2
    true = [600 + 100 * 300 + circle, 400 + 802 * 300 + circle]
    assert found.area == pytest.approx(true, rel=1e-4)  # 16 segments leave 15 in 10,000

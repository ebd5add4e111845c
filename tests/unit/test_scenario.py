"""Scenario files, what the ground becomes, and numbers reckoned by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from contado.errors import BadInput
from contado.heat.cooling.settings import CoolingSettings
from contado.interventions import DeclaredMeasure, Intervention
from contado.norms import Rules
from contado.pages.legends import edges_of
from contado.scenarios.covering import Covering, apart
from contado.scenarios.draws import Choices
from contado.scenarios.effects import Effect
from contado.scenarios.factors import of_classes, of_mixes, on_ground
from contado.scenarios.heat import capacities
from contado.scenarios.mixes import mixes_of
from contado.scenarios.model import Attributes, Change, Draws, Model, RainChoice, Scenario
from contado.scenarios.places import AreaPlaces, UnitPlaces
from contado.scenarios.reading import read_scenario
from contado.scenarios.run import rain_of
from contado.tiles.grid import Grid, Window

GRID = Grid("EPSG:32632", 0.0, 100.0, 10.0, 10, 10)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=date(2026, 11, 21))


def work(*measures: DeclaredMeasure, id_: str = "a") -> Intervention:
    return Intervention(id=id_, name=id_, geometry="", measures=measures)


def measure(code: str, share: float, *, overlapping: bool = False) -> DeclaredMeasure:
    return DeclaredMeasure(measure=code, area=1, share=share, overlapping=overlapping)


def problems(path: Path, text: str) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_scenario(path)
    return [(problem.code, problem.where) for problem in caught.value.problems]


GOOD = 'scenario: "1"\nid: a\ntitle: A\non: 2026-01-01\nareas: {file: a.geojson}\n'


def test_a_scenario_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GOOD, encoding="utf-8")
    scenario, frozen = read_scenario(path)
    assert frozen is None
    assert (scenario.on, scenario.draws, scenario.model) == (date(2026, 1, 1), Draws(), Model())


def test_every_problem_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("id: a", "id: a b").replace("on: 2026-01-01", "on: ieri") + (
        "changes:\n  - {area: a, attributes: {shade: 2, albedo: {low: 1, high: 0}, "
        "crop_coefficient: 1, green: no}}\n  - {area: b}\n"
        "model: {rain: {depth: -1}, t_ref: .inf, wrong: 1}\ndraws: {count: 1}\n"
    )
    found = problems(tmp_path / "a.yaml", text)
    lines = [int(where.split(":")[1]) for _, where in found]
    assert lines == [2, 4, 7, 7, 7, 8, 9, 9, 9, 10]
    assert ("scenarios.one_change", "a.yaml:8") in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a", "scenarios.not_fields"),
        ("[1, 2]", "scenarios.not_fields"),
        ("a: [", "scenarios.unreadable"),
        (GOOD + "title: B\n", "scenarios.duplicate_key"),
        (GOOD + "changes: " + "[" * 60 + "]" * 60, "scenarios.too_large"),
        (GOOD + "model: {rain: {depth: 1, duration: 1}}", "scenarios.one_rain"),
        (GOOD + "model: {rain: {return_period: 50, duration: 1}}", "scenarios.one_rain"),
        (GOOD.replace("{file: a.geojson}", "{}"), "scenarios.one_source"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert [found for found, _ in problems(tmp_path / "a.yaml", text)] == [code]


@pytest.mark.parametrize("text", ["{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000])
def test_a_hostile_json_is_refused(tmp_path: Path, text: str) -> None:
    ((code, _),) = problems(tmp_path / "a.json", text)
    assert code == "documents.unreadable"


def test_the_example_is_a_scenario() -> None:
    scenario, _ = read_scenario(Path(__file__).parents[2] / "examples" / "scenario.yaml")
    said = scenario.changes[0].attributes
    assert said is not None
    assert (said.shade.low, said.albedo.high, said.green) == (0.05, 0.3, False)


def test_rain_is_given_or_follows_from_the_curve_of_the_site(rules: Rules) -> None:
    milan = "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179"
    curve = RainChoice(return_period=50, duration=1, curve=milan)
    assert rain_of(Model(rain=RainChoice(depth=42.0)), rules) == 42
    assert rain_of(Model(rain=curve), rules) == pytest.approx(29.87 * 2.0566, abs=2e-3)
    assert rain_of(Model(), rules) == rules.number("runoff.design_rain")


def test_measures_take_their_share_and_the_rest_becomes_what_is_said() -> None:
    one = work(measure("NBS01", 0.5), measure("NBS16", 0.2))
    change = Change(area="a", land_cover="woodland")
    mixes = mixes_of([one], [change], {"NBS01"})
    assert mixes.subjects == (("measure", "NBS01"), ("land_cover", "woodland"))
    assert mixes.heat.tolist() == mixes.rain.tolist() == [[0.5, 0.5]]


def test_trees_over_a_lawn_shade_it_and_leave_its_runoff() -> None:
    one = work(measure("NBS01", 0.6), measure("NBS11", 0.25, overlapping=True))
    mixes = mixes_of([one], [None], {"NBS01", "NBS11"})
    assert mixes.heat[0] == pytest.approx([0.45, 0.25])
    assert mixes.rain[0] == pytest.approx([0.6, 0])


def test_shares_above_the_whole_are_taken_in_proportion() -> None:
    mixes = mixes_of([work(measure("NBS01", 0.9), measure("NBS07", 0.9))], [None],
                     {"NBS01", "NBS07"})  # fmt: skip
    assert mixes.rain.tolist() == [[0.5, 0.5]]


def test_attributes_without_a_curve_number_leave_the_runoff(rules: Rules) -> None:
    said = Attributes.model_validate(
        {"shade": 0.5, "albedo": {"low": 0.1, "high": 0.3}, "crop_coefficient": 1, "green": True}
    )
    mixes = mixes_of([work()], [Change(area="a", attributes=said)], ())
    assert (mixes.heat.tolist(), mixes.rain.tolist(), mixes.draining.tolist()) == (
        [[1]], [[0]], [[0]],
    )  # fmt: skip
    settings = CoolingSettings.of(rules)
    found = capacities(Choices.of(1).factors(of_mixes(rules, mixes)), settings)
    assert found[:, 0] == pytest.approx([0.3 + 0.02 + 0.2, 0.3 + 0.04 + 0.2, 0.3 + 0.06 + 0.2])


def test_capacity_of_a_measure_is_reckoned_from_the_abacus(rules: Rules) -> None:
    """NBS01: shade 0-0.2, albedo 0.20-0.25, Kc 0.7-0.9; weights 0.6, 0.2, 0.2."""
    mixes = mixes_of([work(measure("NBS01", 1))], [None], on_ground(rules))
    found = capacities(Choices.of(1).factors(of_mixes(rules, mixes)), CoolingSettings.of(rules))
    assert found[:, 0] == pytest.approx([0.18, 0.265, 0.35])


def test_runoff_of_paving_is_that_of_the_curve_number(rules: Rules) -> None:
    """The oracle of domain 2.7: CN 98, P 50 mm gives 44.28 mm."""
    sealed = of_classes(rules, ["sealed"])
    depths = Choices.of(1).runoff(sealed, 50.0, 0.2)
    assert depths == pytest.approx(np.full((3, 1, 5), 44.28), abs=0.005)


def test_storage_is_taken_from_the_runoff_of_a_green_roof(rules: Rules) -> None:
    """NBS08: a roof (CN 98) that stores 20 to 40 mm: 24.28, 14.28 and 4.28 of 44.28 mm."""
    mixes = mixes_of([work(measure("NBS08", 1))], [None], on_ground(rules))
    depths = Choices.of(1).runoff(of_mixes(rules, mixes), 50.0, 0.2)
    assert depths[:, 0, 0] == pytest.approx([24.28, 14.28, 4.28], abs=0.005)


def test_of_a_pond_only_the_rain_is_known(rules: Rules) -> None:
    mixes = mixes_of([work(measure("NBS06", 1))], [None], on_ground(rules))
    depths = Choices.of(1).runoff(of_mixes(rules, mixes), 50.0, 0.2)
    assert depths[:, 0, 0].tolist() == [50, 25, 0]


def test_draws_repeat_with_their_seed_and_lie_between_the_ends() -> None:
    one, two = (Choices.of(3, Draws(count=50, seed=4)) for _ in range(2))
    np.testing.assert_array_equal(one.heat, two.heat)
    assert not np.array_equal(one.heat, Choices.of(3, Draws(count=50, seed=5)).heat)
    assert ((one.heat >= 0) & (one.heat <= 1)).all()


def test_an_effect_orders_its_bounds_whatever_the_sign() -> None:
    changes = np.array([[-1.0], [-2.0], [-3.0], [-1.5], [-2.5]])
    effect = Effect.of(np.array([10.0]), changes)
    assert (effect.low[0], effect.middle[0], effect.high[0]) == (-3, -2, -1)
    assert effect.percentiles is not None
    assert effect.percentiles[1, 0] == -2


def test_areas_that_overlap_are_refused_pair_by_pair() -> None:
    boxes = np.array([shapely.box(0, 0, 20, 20), shapely.box(10, 0, 30, 20),
                      shapely.box(25, 0, 40, 20)])  # fmt: skip
    with pytest.raises(BadInput) as caught:
        apart(boxes, ["a", "b", "c"], 0.001)
    found = [(p.values["first"], p.values["second"]) for p in caught.value.problems]
    assert found == [("a", "b"), ("b", "c")]


def test_a_cell_between_two_areas_is_shared_exactly() -> None:
    boxes = np.array([shapely.box(0, 90, 4, 100), shapely.box(4, 90, 10, 95)])
    covering = Covering.of(boxes, GRID)
    assert covering.window == Window(0, 0, 1, 1)
    assert covering.spread(np.array([[1.0, 0], [0, 0.5]])) == pytest.approx(np.array([[0.4, 0.15]]))


def test_areas_beside_the_grid_cover_nothing() -> None:
    covering = Covering.of(np.array([shapely.box(500, 500, 600, 600)]), GRID)
    assert len(covering) == 0
    assert covering.window.cells == 0


def test_sums_and_weights_of_places_agree() -> None:
    boxes = np.array([shapely.box(5, 33, 47, 81), shapely.box(50, 10, 90, 90)])
    field = np.random.default_rng(0).random(GRID.shape)
    part = Window(2, 1, 6, 7)
    for places in (
        AreaPlaces("area", ["a", "b"], ["a", "b"], Covering.of(boxes, GRID), GRID),
        UnitPlaces("municipalities", ["a", "b"], ["a", "b"], boxes, GRID),
    ):
        sums = places.sums(field[part.slices], part)
        for row in range(2):
            where, weights = places.weights(row, part)
            assert (weights * field[where.slices]).sum() == pytest.approx(sums[row])


def test_edges_of_a_picture_without_a_difference_are_still_apart() -> None:
    assert edges_of(0.0) == (-1, -0.5, -0.1, 0.1, 0.5, 1)


def test_a_scenario_says_what_it_is_in_json() -> None:
    content = {"scenario": "1", "id": "a", "title": "A", "on": "2026-01-01",
               "areas": {"file": "a.geojson"}}  # fmt: skip
    made = Scenario.model_validate_json(json.dumps(content))
    again = Scenario.model_validate_json(made.model_dump_json())
    assert again == made

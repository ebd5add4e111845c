"""What is declared, beside what is measured, before and after the works."""

from collections.abc import Callable

import pytest
import shapely
from pytest import approx  # noqa: PT013

from contado import drainage
from contado.facts import catalogue
from contado.facts import declared as declared_facts
from contado.interventions.checklist import checklist
from contado.interventions.model import (
    REALISATION_ITEMS,
    DeclaredMeasure,
    Intervention,
    SurfaceChange,
    Surfaces,
)
from contado.survey import Declared, Survey

Look = Callable[..., Survey]
SEALED = shapely.box(500_000, 5_000_000, 500_100, 5_000_200)


def intervention(*measures: DeclaredMeasure, **more: object) -> Intervention:
    return Intervention(id="a", name="Piazza", geometry="", measures=measures, **more)


def measure(code: str, share: float, **more: object) -> DeclaredMeasure:
    return DeclaredMeasure(measure=code, area=share * 1000, share=share, **more)


def look(survey: Look, *measures: DeclaredMeasure, **more: object) -> Survey:
    return survey(SEALED, declared=Declared.of([intervention(*measures, **more)]))


BEFORE = Surfaces(sealed=800, permeable=200)
AFTER = Surfaces(sealed=500, semi_permeable=100, permeable=400)


def test_declared_surfaces_judge_and_the_measured_index_stays_beside(survey: Look) -> None:
    fact = drainage.draining_index(look(survey, surfaces=SurfaceChange(before=BEFORE)))
    assert fact.values.low == approx([0.14])
    assert fact.from_declared.tolist() == [True]
    assert (fact.declared.low, fact.measured.high) == (approx([0.14]), approx([0.25]))


def test_without_surfaces_the_ground_judges_and_says_what_was_not_declared(survey: Look) -> None:
    fact = drainage.draining_index(look(survey))
    assert (fact.values.low, fact.values.high) == (approx([0.05]), approx([0.25]))
    assert fact.from_declared.tolist() == [False]
    assert fact.declared.why(0).subject == "surfaces.before"


def test_surfaces_that_add_up_to_nothing_are_not_declared(survey: Look) -> None:
    fact = drainage.draining_index(look(survey, surfaces=SurfaceChange(before=Surfaces())))
    assert fact.from_declared.tolist() == [False]


def test_declared_surfaces_after_the_works_win_over_the_measures(survey: Look) -> None:
    change = SurfaceChange(before=BEFORE, after=AFTER)
    fact = drainage.draining_index_after(look(survey, measure("NBS01", 0.6), surfaces=change))
    assert fact.values.low == approx([0.1 * 0.3 + 0.4 * 0.7])


def test_measures_change_their_share_of_the_index_before(survey: Look) -> None:
    change = SurfaceChange(before=BEFORE)
    fact = drainage.draining_index_after(look(survey, measure("NBS01", 0.6), surfaces=change))
    # de-paving takes sealed ground, of which there is 0.8, whose weight is nothing
    assert fact.values.low == approx([0.14 + 0.6 * 0.7])
    assert fact.measured.low == approx([0.4 * 0.05 + 0.6 * 0.7])
    assert fact.measured.high == approx([0.4 * 0.25 + 0.6 * 0.7])


def test_a_measure_that_may_make_two_surfaces_gives_a_range(survey: Look) -> None:
    change = SurfaceChange(before=BEFORE)
    fact = drainage.draining_index_after(look(survey, measure("NBS11", 0.5), surfaces=change))
    # trees on sealed ground make it semi-permeable, or permeable
    expected = (approx([0.14 + 0.5 * 0.3]), approx([0.14 + 0.5 * 0.7]))
    assert (fact.values.low, fact.values.high) == expected


def test_overlapping_measures_share_the_whole(survey: Look) -> None:
    trees, depaved = measure("NBS12", 1.0), measure("NBS07", 1.0)
    fact = drainage.draining_index_after(look(survey, trees, depaved))
    assert fact.values.low == approx([0.5 * 1 + 0.5 * 0.3])


def test_a_measure_over_other_surfaces_adds_nothing_of_its_own(survey: Look) -> None:
    trees, depaved = measure("NBS12", 0.5, overlapping=True), measure("NBS07", 0.6)
    both, alone = (
        drainage.draining_index_after(look(survey, *measures))
        for measures in ((trees, depaved), (depaved,))
    )
    assert both.measured.low == approx([0.4 * 0.05 + 0.6 * 0.3])
    assert both.measured.high == approx(alone.measured.high)
    only = drainage.draining_index_after(look(survey, trees))
    assert only.measured.low == approx([0.05])


def test_measures_that_take_more_of_a_surface_than_there_is_stand_on_all_of_them(survey: Look):
    change = SurfaceChange(before=BEFORE)
    fact = drainage.draining_index_after(look(survey, measure("NBS08", 0.9), surfaces=change))
    # 0.8 of roofs at most: a green roof on 0.9 is one on the mean ground, of weight 0.14
    assert fact.values.low == approx([0.14 + 0.9 * (0.3 - 0.14)])


def test_a_cool_roof_stands_on_roofs_and_changes_nothing(survey: Look) -> None:
    change = SurfaceChange(before=BEFORE)
    looked = look(survey, measure("NBS17", 0.5), surfaces=change)
    assert drainage.draining_index_after(looked).values.low == approx([0.14])
    moved = drainage.draining_index_change(looked).values
    assert (moved.low, moved.high) == (approx([0]), approx([0]))
    for fact in (drainage.event_runoff_volume_change, drainage.event_retention_index_change):
        changed = fact(looked)
        assert changed.from_declared.all()
        assert (changed.values.low, changed.values.high) == (approx([0]), approx([0]))


@pytest.mark.parametrize("code", ["NBS01", "NBS02", "NBS12", "NBS13", "NBS15"])
def test_planting_on_open_ground_never_lowers_the_index(survey: Look, code: str) -> None:
    field = shapely.box(500_100, 5_000_000, 500_200, 5_000_200)  # of weight 1
    declared = Declared.of([intervention(measure(code, 0.7))])
    after = drainage.draining_index_after(survey(field, declared=declared))
    assert (after.values.low, after.values.high) == (approx([1]), approx([1]))
    change = drainage.draining_index_change(survey(field, declared=declared))
    assert (change.values.low, change.values.high) == (approx([0]), approx([0]))


def test_a_measure_that_makes_no_ground_leaves_the_ground_as_it_is(survey: Look) -> None:
    change = SurfaceChange(before=BEFORE)
    fact = drainage.draining_index_after(look(survey, measure("NBS10", 0.5), surfaces=change))
    assert fact.values.low == approx([0.14])


def test_nothing_declared_gives_no_state_after_the_works(survey: Look) -> None:
    fact = drainage.draining_index_after(look(survey))
    assert fact.values.why(0).subject == "measures"


def test_measures_without_a_declared_effect_take_the_midpoint_of_the_abacus(survey: Look) -> None:
    declared = measure("NBS01", 0.2, runoff_reduction=75)
    looked = look(survey, declared, measure("NBS01", 0.3), measure("NBS14", 0.1))
    fact = declared_facts.runoff_reduction(looked)
    assert fact.values.low[:2] == approx([75, 65])
    assert fact.from_declared.tolist() == [True, False, False]
    assert fact.values.why(2).subject == "measures.runoff_reduction"
    assert [use.parameter for use in fact.parameters] == [
        "abacus.NBS01.runoff_reduction",
        "abacus.NBS14.runoff_reduction",
    ]


def test_areas_and_shares_add_up_over_the_measures(survey: Look) -> None:
    looked = look(survey, measure("NBS01", 0.2), measure("NBS02", 0.3))
    assert declared_facts.area(looked).values.low == approx([500])
    assert declared_facts.share(looked).values.low == approx([0.5])
    assert [declared_facts.kind(looked).values.name(i) for i in (0, 1)] == ["NBS01", "NBS02"]
    assert declared_facts.cooling(looked).values.low == approx([0.35, 0.35])


def test_no_measures_are_not_declared_rather_than_zero(survey: Look) -> None:
    assert declared_facts.area(look(survey)).values.why(0).code == "not_declared"


@pytest.mark.parametrize("answer", ["yes", "partly", "no", "not_applicable"])
def test_answers_of_the_checklist_are_labels(survey: Look, answer: str) -> None:
    looked = look(survey, realisation={"monitoring": answer})
    assert declared_facts.answer(looked, item="monitoring").values.name(0) == answer
    assert declared_facts.answer(looked, item="visibility").values.why(0).code == "unanswered"


def test_every_item_of_the_checklist_of_the_plan_is_a_fact(survey: Look) -> None:
    assert tuple(checklist()) == REALISATION_ITEMS
    for item, about in checklist().items():
        fact = catalogue()[f"realisation.{item}"]
        assert fact.label == about.label
        assert list(fact.names) == ["yes", "partly", "no", "not_applicable"]
        looked = look(survey, realisation={item: "partly"})
        assert fact.function()(looked).values.name(0) == "partly"

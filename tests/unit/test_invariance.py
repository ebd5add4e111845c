"""Hydraulic invariance: the oracle, the traps of others, class, volumes and what is not sure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contado.drainage.invariance import InvarianceAnswer, Question, WorksSurfaces, answer
from contado.drainage.invariance.rules import classify
from contado.drainage.invariance.surfaces import contributing
from contado.drainage.invariance.volumes import curve_of, monetisation, rain_only
from contado.drainage.rainfall import Rainfall, rainfall_of
from contado.errors import BadInput
from contado.facts import specs
from contado.norms import Rules

MILAN = rainfall_of("a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179", 0.5)
SHORT_STORM = Rainfall(29.87, 0.3006, 0.2958, -0.0358, 0.8179, n_short=0.4)
LOT = WorksSurfaces(6200, sealed=4400, semi_permeable=700, permeable=1100)
HECTARES = 0.522  # (4400 + 0.7·700 + 0.3·1100) m²

Ask = Callable[..., InvarianceAnswer]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=date(2026, 11, 21), facts=specs())


@pytest.fixture
def ask(rules: Rules) -> Ask:
    def asked(surfaces: WorksSurfaces = LOT, criticality: str | None = "A", **more: Any) -> Any:
        return answer(Question(surfaces, criticality, **({"rain": MILAN} | more)), rules)

    return asked


def lot(area: float, sealed: float) -> WorksSurfaces:
    return WorksSurfaces(area, sealed=sealed, permeable=area - sealed)


# --- The oracle of the rain-only method ------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "limit", "duration", "volume"),
    [
        (50, 10, 10.37, 867.6),
        (50, 20, 3.85, 644.0),
        (100, 10, 12.15, 1016.2),
        (100, 20, 4.51, 754.4),
    ],
)
def test_the_volume_of_an_impermeable_hectare_of_milan(
    years: float, limit: float, duration: float, volume: float
) -> None:
    found = rain_only(1.0, limit, curve_of(MILAN, years))
    assert (round(found.duration, 2), round(found.volume, 1)) == (duration, volume)


def test_the_case_of_the_issue(ask: Ask) -> None:
    found = ask()
    assert (found.area_class, found.method) == (2, "rain_only")
    assert found.phi == pytest.approx(5220 / 6200, rel=1e-15)
    assert found.discharge_limit == pytest.approx(5.22)
    assert found.minimum_volume == pytest.approx(417.6)
    assert found.rain_only_volume == pytest.approx(867.553 * HECTARES, abs=1e-3)
    assert found.required_volume == found.rain_only_volume
    assert found.detailed_volume is None


# --- The traps of others ---------------------------------------------------------------------


@pytest.mark.parametrize(("area", "unit"), [("A", 800), ("B", 500), ("C", 400)])
def test_the_minimum_is_that_of_the_area_not_always_400(ask: Ask, area: str, unit: float) -> None:
    assert ask(criticality=area).minimum_volume == pytest.approx(unit * HECTARES)


def test_a1_enters_the_volume(ask: Ask) -> None:
    heavier = replace(MILAN, a1=2 * MILAN.a1)
    assert ask(rain=heavier).rain_only_volume > 2 * ask().rain_only_volume


def test_the_critical_duration_is_a_power_of_the_whole_fraction() -> None:
    curve = curve_of(MILAN, 50)
    by_hand = (10.0 / (2.78 * curve.a * curve.n)) ** (1 / (curve.n - 1))
    assert rain_only(1.0, 10.0, curve).duration == pytest.approx(by_hand)
    assert by_hand != pytest.approx(10.0 / 2.78 * curve.a * curve.n ** (1 / (curve.n - 1)))


def test_the_discharge_limit_counts_impermeable_hectares_only(ask: Ask) -> None:
    assert ask(lot(10_000, 0)).discharge_limit == pytest.approx(10 * 0.3)


def test_phi_just_above_the_limit_is_not_rounded_to_it(ask: Ask) -> None:
    at, above = lot(1_000, 1_000 / 7), lot(1_000, 144)  # 0.3 + 0.7/7 is 0.4
    assert ask(at).phi == pytest.approx(0.4, abs=1e-12)
    assert (ask(at).area_class, ask(at).method) == (1, "minimum")
    assert round(ask(above).phi, 2) == 0.40
    assert ask(above).phi > 0.4
    assert (ask(above).area_class, ask(above).method) == (2, "rain_only")


# --- Class and method: every row of table 1 --------------------------------------------------


@pytest.mark.parametrize(
    ("area", "phi", "expected"),
    [
        (300, 1.0, ("0", "minimum_small")),
        (300.001, 0.4, ("1", "minimum")),
        (300.001, 0.400001, ("2", "rain_only")),
        (1_000, 0.4, ("1", "minimum")),
        (1_000.001, 0.3, ("2", "rain_only")),
        (10_000, 1.0, ("2", "rain_only")),
        (10_000.001, 0.4, ("2", "rain_only")),
        (10_000.001, 0.400001, ("3", "detailed")),
        (100_000, 0.4, ("2", "rain_only")),
        (100_000, 0.400001, ("3", "detailed")),
        (100_000.001, 0.3, ("3", "detailed")),
    ],
)
@pytest.mark.parametrize("criticality", ["A", "B", "C"])
def test_table_one(
    rules: Rules, area: float, phi: float, expected: tuple[str, str], criticality: str
) -> None:
    area_class, method = expected
    found = classify(rules, area, phi, criticality)
    in_c = "minimum" if method in ("rain_only", "detailed") else method
    assert found.area_class.value == area_class
    assert found.method.value == (in_c if criticality == "C" else method)


# --- The volume required ---------------------------------------------------------------------


def test_the_smallest_works_need_the_minimum_of_area_c_wherever_they_are(ask: Ask) -> None:
    for area in ("A", "B", "C", None):
        found = ask(lot(250, 250), area, rain=None)
        assert (found.method, found.required_volume) == ("minimum_small", pytest.approx(10.0))


def test_low_works_need_the_minimum_of_their_area_even_if_the_rain_asks_for_more(ask: Ask) -> None:
    found = ask(lot(1_000, 100), "B")
    assert found.rain_only_volume > found.minimum_volume
    assert found.required_volume == found.minimum_volume == pytest.approx(500 * 0.037)


def test_the_minimum_governs_where_the_rain_asks_for_less(ask: Ask) -> None:
    drier = replace(MILAN, a1=15.0)
    found = ask(rain=drier)
    assert found.rain_only_volume < found.minimum_volume == found.required_volume


def test_in_area_c_the_minimum_is_enough_for_every_class(ask: Ask) -> None:
    found = ask(lot(120_000, 90_000), "C")
    assert (found.area_class, found.method) == (3, "minimum")
    assert found.required_volume == found.minimum_volume
    assert found.detailed_volume is None


def test_high_works_go_through_the_detailed_procedure_with_its_defaults_named(ask: Ask) -> None:
    found = ask(lot(20_000, 15_000))
    assert (found.area_class, found.method) == (3, "detailed")
    # The rain-only method has the constant storm and no routing: they differ by little.
    assert found.detailed_volume == pytest.approx(found.rain_only_volume, rel=0.01)
    assert found.required_volume == found.detailed_volume
    named = {use.parameter for use in found.references}
    assert {"detailed.hyetograph", "detailed.peak_position", "detailed.routing"} <= named
    said = " ".join(one.text.it for one in found.assumptions)
    assert "Forma dello ietogramma: Chicago" in said


def test_the_designer_may_choose_the_detailed_procedure(ask: Ask) -> None:
    found = ask(detailed=True)
    assert found.method == "rain_only"
    assert found.required_volume == max(found.detailed_volume, found.minimum_volume)


def test_p_concerns_area_a_only(ask: Ask) -> None:
    assert ask(coefficient=0.8).minimum_volume == pytest.approx(0.8 * 800 * HECTARES)
    assert ask(criticality="B", coefficient=0.8).minimum_volume == pytest.approx(500 * HECTARES)


def test_infiltration_alone_lowers_the_minimum_only_with_tests_and_a_calculation(ask: Ask) -> None:
    full, both = 800 * HECTARES, {"infiltration_only": True, "permeability_tests": True}
    assert ask(**both).minimum_volume == pytest.approx(0.7 * full)
    assert ask(infiltration_only=True).minimum_volume == pytest.approx(full)
    assert ask(permeability_tests=True).minimum_volume == pytest.approx(full)
    low = ask(lot(1_000, 100), **both)
    assert (low.method, low.minimum_volume) == ("minimum", pytest.approx(800 * 0.037))


def test_a_stricter_limit_of_the_receiver_asks_for_more_volume(ask: Ask) -> None:
    found = ask(receiver_limit=2.0)
    assert found.discharge_limit == 2.0
    assert found.required_volume > ask().required_volume
    assert ask(receiver_limit=50.0).discharge_limit == pytest.approx(5.22)


def test_below_one_hour_the_duration_is_found_again_with_the_short_exponent(ask: Ask) -> None:
    curve = curve_of(SHORT_STORM, 50)
    limit = 2.78 * curve.a * 0.4 / 0.5**0.6  # so that D_w is half an hour
    found = rain_only(1.0, limit, curve)
    assert found.first_duration < 1.0
    assert found.exponent == 0.4
    by_hand = (limit / (2.78 * curve.a * 0.4)) ** (1 / (0.4 - 1.0))
    assert found.duration == pytest.approx(by_hand) == pytest.approx(0.5)
    assert found.incoming == pytest.approx(10 * curve.a * 0.5**0.4)


def test_beyond_a_day_the_answer_warns_that_the_curves_do_not_hold(ask: Ask) -> None:
    found = ask(receiver_limit=1.0)
    step = next(one for one in found.steps if one.code == "rain_only.critical_duration")
    assert step.result.value > 24
    assert "24" in step.note.it
    assert "rain_range" in [one.code for one in found.assumptions]


def test_agricultural_land_is_not_counted_but_is_part_of_the_works(rules: Rules, ask: Ask) -> None:
    mixed = WorksSurfaces(10_500, sealed=500, agricultural=10_000)
    assert contributing(mixed, rules).phi == 1.0
    found = ask(mixed)
    assert found.area_class == 3
    assert found.minimum_volume == pytest.approx(800 * 0.05)


def test_payment_is_exact_money_and_only_where_it_is_declared(ask: Ask) -> None:
    assert ask().monetised is None
    # 867.5531…·0.522 = 452.863 m³ to the litre, times 750 EUR/m³
    assert ask(monetised=True).monetised == Decimal("339647.25")
    assert monetisation(0.0005, 750.0) == Decimal("0.75")


# --- What is not sure ------------------------------------------------------------------------


def test_unknown_criticality_leaves_the_methods_still_possible(ask: Ask) -> None:
    found = ask(criticality=None)
    assert (found.area_class, found.method) == (2, None)
    assert found.possible_methods == ("minimum", "rain_only")
    assert found.required_volume is found.discharge_limit is found.minimum_volume is None
    assert "no_criticality" in [one.code for one in found.assumptions]
    step = next(one for one in found.steps if one.code == "method")
    assert "non determinabile" in step.result.value.it


def test_without_rain_a_volume_that_needs_it_cannot_be_told(ask: Ask) -> None:
    found = ask(rain=None)
    assert found.method == "rain_only"
    assert found.minimum_volume == pytest.approx(417.6)
    assert found.rain_only_volume is found.required_volume is None
    assert "no_rain" in [one.code for one in found.assumptions]
    assert "no_rain" not in [one.code for one in ask(lot(250, 250), rain=None).assumptions]


def test_the_minimum_of_area_b_says_that_its_date_is_to_be_checked(ask: Ask) -> None:
    said = [one for one in ask(criticality="B").assumptions if "600" in one.text.it]
    (only,) = said
    assert only.confidence == "verify"
    assert "art. 12 c. 2" in only.text.it
    assert not any("600" in one.text.it for one in ask(criticality="A").assumptions)


def test_every_answer_names_the_articles_that_were_amended(ask: Ask) -> None:
    said = " ".join(one.text.it for one in ask().assumptions if one.code == "check_article")
    assert "art. 2 c. 1 lett. c bis" in said
    assert "art. 9 c. 3 bis" in said


def test_every_answer_opens_by_saying_that_the_plan_is_not_signed(ask: Ask) -> None:
    assert ask().assumptions[0].code == "proposed"


def test_filled_in_rain_is_flagged(ask: Ask) -> None:
    found = ask(rain=replace(MILAN, imputed=("n", "kappa")))
    (said,) = [one for one in found.assumptions if one.code == "imputed_rain"]
    assert "n, kappa" in said.text.it
    step = next(one for one in found.steps if one.code == "growth_factor")
    assert step.confidence == "assumption"


def test_before_the_regulation_there_is_nothing_to_answer_with() -> None:
    before = Rules.load(on=date(2017, 11, 27), facts=specs())
    with pytest.raises(BadInput, match="had no value yet"):
        answer(Question(LOT, "A", MILAN), before)


@pytest.mark.parametrize("day", [date(2017, 11, 28), date(2018, 7, 1), date(2019, 4, 23)])
def test_what_2019_brought_does_not_answer_for_an_earlier_application(day: date) -> None:
    rules = Rules.load(on=day, facts=specs())
    with pytest.raises(BadInput) as caught:
        answer(Question(LOT, "A", MILAN), rules)
    (problem,) = caught.value.problems
    assert problem.code == "invariance.earlier_text"
    assert "Leggere l'art. 9 nel testo di quel giorno" in problem.line("it")


def test_from_the_day_of_the_present_table_there_is_an_answer() -> None:
    rules = Rules.load(on=date(2019, 4, 24), facts=specs())
    assert answer(Question(LOT, "A", MILAN), rules).area_class == 2


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2019, 5, 1), ["art. 3 c. 2", "art. 17 c. 3 bis"]),
        (date(2020, 6, 1), ["art. 3 c. 2"]),
        (date(2026, 6, 1), ["art. 3 c. 2", "r.r. 3/2025"]),
    ],
)
def test_scope_and_deferrals_of_the_day_are_to_be_checked_first(
    day: date, wanted: list[str]
) -> None:
    found = answer(Question(LOT, "A", MILAN), Rules.load(on=day, facts=specs()))
    first = [one.text.it for one in found.assumptions if one.code == "application"]
    assert [one.code for one in found.assumptions[: len(first) + 1]] == [
        "proposed", *["application"] * len(first)
    ]  # fmt: skip
    assert len(first) == len(wanted)
    assert all(article in text for article, text in zip(wanted, first, strict=True))


@pytest.mark.parametrize(
    ("surfaces", "area", "article"),
    [(lot(800, 100), "A", "art. 12 c. 2"), (LOT, "C", "art. 12 c. 2"), (LOT, "B", "art. 9 c. 3")],
    ids=["class 1", "area C", "class 2"],
)
def test_the_designer_may_calculate_where_less_would_do(
    ask: Ask, surfaces: WorksSurfaces, area: str, article: str
) -> None:
    found = ask(surfaces, area, detailed=True)
    assert found.detailed_volume is not None
    assert found.required_volume == max(found.detailed_volume, found.minimum_volume)
    method = next(step for step in found.steps if step.code == "method")
    assert article in method.note.it
    required = next(step for step in found.steps if step.code == "required_volume")
    assert required.formula == "W = max(W_0; W_min)"
    assert {value.symbol for value in required.inputs} == {"W_0", "W_min"}


def test_every_parameter_that_a_step_read_is_among_the_references(ask: Ask) -> None:
    found = ask(lot(20_000, 15_000), coefficient=0.9, monetised=True, soil_group="C")
    read = {name for step in found.steps for name in step.parameters}
    assert read <= {use.parameter for use in found.references}
    assert "invariance.horton_initial" in {use.parameter for use in found.references}


def test_every_step_has_formula_article_and_both_languages(ask: Ask) -> None:
    for step in ask(lot(20_000, 15_000), monetised=True).steps:
        assert step.formula, step.code
        assert step.article, step.code
        assert step.label.it, step.code
        assert step.label.en, step.code


# --- Bad input -------------------------------------------------------------------------------


def test_bad_surfaces_are_told_all_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        WorksSurfaces(float("inf"), sealed=float("nan"), semi_permeable=-1.0, permeable=3.0)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("invariance.not_an_area", "--area"),
        ("invariance.not_an_area", "--sealed"),
        ("invariance.not_an_area", "--semi-permeable"),
    ]


@pytest.mark.parametrize(
    ("surfaces", "codes"),
    [
        ({"area": 100.0, "sealed": 99.0}, ["invariance.sum_differs"]),
        ({"area": 0.0}, ["invariance.no_area"]),
        ({"area": 50.0, "agricultural": 50.0}, ["invariance.nothing_counted"]),
    ],
)
def test_surfaces_that_cannot_be_get_one_message(
    surfaces: dict[str, float], codes: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        WorksSurfaces(**surfaces)
    assert [p.code for p in caught.value.problems] == codes


def test_surfaces_may_differ_by_the_rounding_of_their_sum() -> None:
    assert WorksSurfaces(0.3, sealed=0.1, permeable=0.2).area == 0.3


def test_bad_declarations_are_told_all_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        Question(LOT, "X", coefficient=1.2, receiver_limit=0.0, soil_group="E")
    assert [p.code for p in caught.value.problems] == [
        "invariance.criticality",
        "invariance.coefficient",
        "invariance.receiver_limit",
        "invariance.soil_group",
    ]


@pytest.mark.parametrize(
    "question", [{"receiver_limit": 1e-250}, {"rain": replace(MILAN, n=0.99999)}]
)
def test_a_critical_duration_beyond_all_numbers_gets_one_message(
    ask: Ask, question: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as caught:
        ask(**question)
    assert [p.code for p in caught.value.problems] == ["invariance.no_duration"]

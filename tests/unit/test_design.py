"""Does a design comply: each requirement, its margin, and the datum that is missing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contado.dossier.invariance.verdict import verdict_of
from contado.drainage.invariance.answer import answer
from contado.drainage.invariance.check_steps import check_steps
from contado.drainage.invariance.declared import Design, read_design
from contado.drainage.invariance.design import DesignCheck, method_of, question_of
from contado.drainage.invariance.losses import Horton
from contado.drainage.invariance.reckoning import Reckoning
from contado.errors import BadInput
from contado.facts import catalogue, measure, specs
from contado.norms import Rules
from contado.norms.trace import CriterionReason, Interval
from contado.territory import Places
from contado.values import Missing

RULES = Rules.load(on=date(2026, 5, 4), facts=specs())
EXAMPLE = Path(__file__).parents[2] / "examples" / "progetto-invarianza.yaml"

# One sealed hectare of Milan in area A: limit 10 l/s, minimum 800 m³; the rain-only volume is
# 867.6 m³ at 50 years and 1,016.2 at 100 (domain.md 2.6.8).
HECTARE: dict[str, Any] = {
    "object": "Piazzale",
    "municipality": "Esempio",
    "criticality": "A",
    "surfaces": {"sealed": 10_000},
    "rain": {"a1": 29.87, "n": 0.3006, "alpha": 0.2958, "kappa": -0.0358, "epsilon": 0.8179},
    "tanks": [
        {"volume": 880, "depth": 2, "freeboard": 150, "outlet": {"kind": "pump", "flow": 10}}
    ],
    "disposal": {
        "reuse": "not_feasible",
        "infiltration": "not_feasible",
        "water_body": "not_feasible",
        "sewer": "used",
    },
    "calculation": {"routing": "none"},
}


def check(**changes: object) -> DesignCheck:
    design = Design.model_validate(HECTARE | changes)
    question, method = question_of(design, RULES), method_of(design, RULES)
    return DesignCheck(design, Reckoning(question, RULES, method))


def tank(**changes: object) -> list[dict[str, object]]:
    return [HECTARE["tanks"][0] | changes]


def row(found: DesignCheck, code: str) -> CriterionReason:
    return next(c for c in verdict_of(found).parts[0].criteria if c.criterion == code)


def answers(found: DesignCheck) -> dict[str, str | None]:
    return {c.criterion: c.answer.value for c in verdict_of(found).parts[0].criteria}


def value(found: DesignCheck, code: str, fact: str) -> Interval:
    read = next(use for use in row(found, code).facts if use.fact == fact)
    assert isinstance(read.value, Interval)
    return read.value


def test_a_design_that_meets_every_requirement_complies() -> None:
    found = check()
    assert set(answers(found).values()) == {"yes"}
    assert verdict_of(found).outcome.value == "yes"
    assert found.limit == pytest.approx(10.0)
    assert found.least == pytest.approx(800.0)
    assert found.required(found.sizing) == pytest.approx(867.6, abs=0.1)


def test_each_margin_is_what_is_there_less_what_is_required() -> None:
    found = check()
    assert value(found, "V1", "design.volume_margin").low == pytest.approx(880 - 867.6, abs=0.1)
    assert value(found, "V2", "design.discharge_margin").low == pytest.approx(0.0, abs=1e-9)
    # 867.6/(3.6·10) h
    assert value(found, "V3", "design.emptying").low == pytest.approx(24.1, abs=0.01)
    assert value(found, "V4", "design.centennial_margin").low == pytest.approx(
        880 + 150 - 1016.2, abs=0.1
    )


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"tanks": tank(volume=860, freeboard=200)}, {"V1"}),
        # The volume required is the one at the limit, which the pump exceeds: it is more too.
        ({"receiver_limit": 9}, {"V1", "V2"}),
        ({"receiver_limit": 9, "tanks": tank(volume=950)}, {"V2"}),
        ({"tanks": tank(freeboard=100)}, {"V4"}),
        ({"disposal": HECTARE["disposal"] | {"infiltration": "not_used"}}, {"V7"}),
        (
            {"disposal": HECTARE["disposal"] | {"reuse": "not_used", "water_body": "used"}},
            {"V6", "V7"},
        ),
    ],
)
def test_a_requirement_that_is_not_met_is_named(
    changes: dict[str, object], failing: set[str]
) -> None:
    found = check(**changes)
    assert {code for code, answer in answers(found).items() if answer == "no"} == failing
    assert verdict_of(found).outcome.value == "no"


def test_a_store_that_empties_slowly_needs_volume_for_a_second_event() -> None:
    slow = {"kind": "pump", "flow": 4}
    found = check(tanks=tank(outlet=slow, volume=1300, freeboard=500))
    hours = value(found, "V3", "design.emptying").low
    assert hours > 48
    # What is left after 48 h at 4 l/s is 4·3.6·(t − 48) m³.
    left = 4 * 3.6 * (hours - 48)
    margin = value(found, "V1", "design.volume_margin").low
    assert margin > 0
    assert value(found, "V3", "design.second_event_margin").low == pytest.approx(margin - left)
    assert answers(found)["V3"] == ("yes" if margin >= left else "no")
    assert any(step.code == "second_event" for step in check_steps(found))
    assert answers(check(tanks=tank(outlet=slow, volume=2500)))["V3"] == "yes"


def test_missing_data_are_named_and_never_zero() -> None:
    found = check(tanks=tank(freeboard=None), disposal={"sewer": "used"})
    assert verdict_of(found).outcome.state == "cannot_tell"
    assert [d.subject for d in row(found, "V4").answer.deciding] == ["tanks.freeboard"]
    subjects = {d.subject for d in row(found, "V7").answer.deciding}
    assert subjects == {"disposal.reuse", "disposal.infiltration", "disposal.water_body"}


def test_a_freeboard_that_is_not_needed_is_not_asked_for() -> None:
    assert answers(check(tanks=tank(volume=1020, freeboard=None)))["V4"] == "yes"


def test_without_tanks_nothing_but_the_order_is_judged() -> None:
    found = check(tanks=[])
    said = {code: row(found, code).answer.state for code in answers(found)}
    assert {code for code, state in said.items() if state == "known"} == {"V5", "V6", "V7"}
    assert [d.subject for d in row(found, "V1").answer.deciding] == ["tanks"]
    assert found.required(found.sizing) == pytest.approx(867.6, abs=0.1)


INFILTRATING = {"area": 400, "permeability": 1e-5}  # k·A·i/F = 1e-5·400·1/2 m³/s = 2 l/s


DETAILED = {"routing": "none", "detailed": True}


def test_infiltration_lessens_the_volume_only_where_it_was_tested() -> None:
    tested = check(infiltration=INFILTRATING | {"tested": True}, calculation=DETAILED)
    untested = check(infiltration=INFILTRATING, calculation=DETAILED)
    assert tested.sinks.sure == pytest.approx(2.0)
    assert untested.sinks.sure == 0.0
    sure = value(tested, "V1", "design.volume_margin")
    open_ = value(untested, "V1", "design.volume_margin")
    assert sure.low == sure.high == open_.high
    assert open_.low == value(check(), "V1", "design.volume_margin").low


def test_an_untested_permeability_that_decides_is_asked_for() -> None:
    found = check(infiltration=INFILTRATING, tanks=tank(volume=850), calculation=DETAILED)
    assert row(found, "V1").answer.state == "cannot_tell"
    assert row(found, "V4").answer.deciding[0].subject == "infiltration.tested"
    unknown = check(infiltration={"area": 400}, tanks=tank(volume=850), calculation=DETAILED)
    assert row(unknown, "V4").answer.deciding[0].subject == "infiltration.permeability"


def test_the_method_of_the_class_governs_until_the_designer_chooses_the_detailed_one() -> None:
    routed = {"routing": "linear_reservoir", "routing_minutes": 30}
    by_class = check(calculation=routed)
    chosen = check(calculation=routed | {"detailed": True})
    # 867.6 m³ by the rain alone; a reservoir of half an hour holds some of it back on the way.
    assert by_class.governing(by_class.sizing).name == "rain_only"
    assert by_class.required(by_class.sizing) == pytest.approx(867.6, abs=0.1)
    assert chosen.governing(chosen.sizing).name == "chosen"
    assert 800 < chosen.required(chosen.sizing) == chosen.sizing.volume < 867
    steps = {step.code: step for step in check_steps(by_class)}
    required = steps["required_volume_of_design"]
    assert [one.symbol for one in required.inputs] == ["W_0", "W_prog", "W_min"]
    assert required.note is not None
    assert "sole piogge" in required.note.it


def test_infiltration_does_not_lessen_the_volume_of_the_rain_only_method() -> None:
    found = check(infiltration=INFILTRATING | {"tested": True}, tanks=tank(volume=860))
    assert row(found, "V1").answer.value == "no"
    assert found.required(found.sizing) == pytest.approx(867.6, abs=0.1)


@pytest.mark.parametrize("detailed", [False, True])
@pytest.mark.parametrize("sealed", [200, 900, 10_000, 20_000])
@pytest.mark.parametrize("area", ["A", "B", "C"])
def test_a_design_is_held_to_the_volume_that_the_regulation_answers(
    area: str, sealed: int, detailed: bool
) -> None:
    found = check(
        criticality=area,
        surfaces={"sealed": sealed},
        tanks=[],
        calculation={"detailed": detailed},
    )
    asked = answer(found.reckoning.question, RULES, found.method)
    assert found.required(found.sizing) == asked.required_volume


def test_a_store_that_nothing_leaves_cannot_be_judged_and_says_why() -> None:
    found = check(tanks=tank(outlet=None))
    assert row(found, "V1").answer.deciding[0].subject == "tanks.outflow"


def test_small_works_are_held_to_the_minimum_alone() -> None:
    found = check(surfaces={"sealed": 200, "permeable": 50})
    # 250 m²: class 0; 400 m³/ha on (200 + 0.3·50)/10,000 ha
    assert found.by_minimum
    assert found.required(found.sizing) == pytest.approx(400 * 215 / 1e4)
    assert answers(found)["V4"] == "yes"


def test_two_tanks_are_taken_together() -> None:
    half = {"volume": 440, "depth": 2, "freeboard": 75, "outlet": {"kind": "pump", "flow": 5}}
    found = check(tanks=[half, half])
    assert found.outflow.greatest == pytest.approx(10.0)
    assert verdict_of(found).outcome.value == "yes"
    assert any("insieme" in text.it for text in found.reckoning.question.remarks)


def test_an_orifice_holds_back_less_than_its_limit_and_needs_more_volume() -> None:
    hole = {"kind": "orifice", "diameter": 0.06, "flow": 10}
    found = check(tanks=tank(outlet=hole))
    assert found.required(found.sizing) > 867.6
    assert answers(found)["V2"] == "yes"


def test_permeable_ground_of_a_known_soil_loses_rain_by_horton() -> None:
    found = check(surfaces={"sealed": 5000, "permeable": 5000}, soil_group="D")
    assert found.catchment.patches[1].loss == Horton(76, 2.5, 2)


def test_every_step_says_formula_values_result_and_article() -> None:
    steps = check_steps(check(infiltration=INFILTRATING | {"tested": True}))
    codes = [step.code for step in steps]
    assert codes[:2] == ["infiltration", "hyetograph"]
    assert {"detailed_volume", "water_balance", "required_volume_of_design"} < set(codes)
    assert {"volume_margin", "discharge_margin", "freeboard_margin"} < set(codes)
    assert all(step.formula and step.article and step.label.it for step in steps)
    balance = next(step for step in steps if step.code == "water_balance")
    assert balance.result.value == pytest.approx(0.0, abs=1e-6)


def test_what_stands_on_an_assumption_says_so() -> None:
    steps = {step.code: step for step in check_steps(check())}
    assert steps["volume_margin"].confidence == "assumption"
    assert steps["discharge_margin"].confidence == "sourced"


# ---- the file


def test_the_example_complies() -> None:
    design = read_design(EXAMPLE)
    found = DesignCheck(
        design, Reckoning(question_of(design, RULES), RULES, method_of(design, RULES))
    )
    assert verdict_of(found).outcome.value == "yes"


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    page = tmp_path / "a.json"
    page.write_text(json.dumps(HECTARE))
    assert read_design(page) == Design.model_validate(HECTARE)


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    page = folder / "progetto.yaml"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_design(page)
    assert all(problem.line("it") and problem.line("en") for problem in caught.value.problems)
    return [(problem.code, problem.where) for problem in caught.value.problems]


def test_all_that_is_wrong_with_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
object: ""
municipality: x
criticality: Z
surfaces: {sealed: -1, moss: 3}
rain: {a1: much}
tanks:
  - {volume: 10, outlet: {kind: pump}}
  - {volume: .nan, outlet: {kind: orifice, diameter: 0.1}}
"""
    found = problems(tmp_path, text)
    lines = {where.partition(":")[2] for _, where in found}
    assert {"1", "3", "4", "5", "7", "8"} <= lines
    assert ("detailed.outlet_lacks", "progetto.yaml:7") in found


@pytest.mark.parametrize("text", ["", "[]", "object: [", "a: &a [*a]", "x" * 3_000_000])
def test_a_file_that_is_no_design_is_refused(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_a_file_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_design(tmp_path / "nessuno.yaml")
    assert caught.value.problems[0].code == "detailed.no_file"


@pytest.mark.parametrize("surfaces", [{}, {"agricultural": 100}])
def test_surfaces_that_do_not_count_are_refused(surfaces: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        question_of(Design.model_validate(HECTARE | {"surfaces": surfaces}), RULES)


def test_a_rain_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        question_of(Design.model_validate(HECTARE | {"rain": {"a1": -1.0}}), RULES)
    assert caught.value.problems[0].code.startswith("rainfall.")


def test_rain_that_was_filled_in_is_told_and_lessens_what_stands_on_it() -> None:
    found = check(rain_imputed=["n"], surfaces={"sealed": 9_000}, tanks=tank(outlet=None))
    asked = answer(found.reckoning.question, RULES, found.method)
    assert "imputed_rain" in [one.code for one in asked.assumptions]
    said = {step.code: step.confidence for step in asked.steps}
    for code in ("hourly_rain", "rain_only.volume", "required_volume"):
        assert said[code] == "assumption", code
    assert said["minimum_volume"] == "known"


DESIGN_FACTS = [name for name, fact in catalogue().items() if fact.of == "design"]


def test_many_designs_are_measured_together_each_as_it_is_alone() -> None:
    checks = [check(), check(tanks=[]), check(disposal={}), check(tanks=tank(freeboard=None))]
    designs = Places.nowhere("design", ["a", "b", "c", "d"])
    facts = measure(designs, DESIGN_FACTS, None, RULES, declared={"design": checks})
    assert facts["design.volume_margin"].values.why(1) == Missing("not_declared", "tanks")
    assert facts["design.reuse"].values.why(2) == Missing("not_declared", "disposal.reuse")
    for row, one in enumerate(checks):
        alone = measure(
            designs.take(slice(row, row + 1)), DESIGN_FACTS, None, RULES, declared={"design": [one]}
        )
        for name in DESIGN_FACTS:
            many, single = facts[name].values, alone[name].values
            assert many.why(row) == single.why(0), name
            if many.why(row) is None and catalogue()[name].unit:
                assert (many.low[row], many.high[row]) == (single.low[0], single.high[0]), name
            elif many.why(row) is None:
                assert many.name(row) == single.name(0), name


def test_what_is_read_of_the_plan_for_designs_is_what_they_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changes: tuple[dict[str, object], ...] = (
        {"infiltration": INFILTRATING | {"tested": True}},
        {"surfaces": {"sealed": 200}},
        {"surfaces": {"sealed": 9_000}, "criticality": "B"},
        {"surfaces": {"sealed": 200_000, "permeable": 9}, "soil_group": "B"},
        {"tanks": tank(outlet={"kind": "orifice", "diameter": 0.1})},
        {"tanks": tank(outlet={"kind": "weir", "width": 0.1})},
        {"calculation": {}},
        {"calculation": {"routing": "time_area", "detailed": True}},
        {"disposal": dict.fromkeys(HECTARE["disposal"], "not_used") | {"infiltration": "used"}},
    )
    read, value = set(), Rules._value

    def recorded(rules: Rules, name: str) -> object:
        read.add(name)
        return value(rules, name)

    monkeypatch.setattr(Rules, "_value", recorded)
    designs = Places.nowhere("design", [str(row) for row in range(len(changes))])
    checks = [check(**one) for one in changes]
    facts = measure(designs, DESIGN_FACTS, None, RULES, declared={"design": checks})
    for name, fact in facts.items():
        needs = set(catalogue()[name].needs.parameters)
        assert {use.parameter for use in fact.parameters} <= needs
        assert needs in (set(), read), name  # what is declared of disposal needs none


def test_a_place_that_declares_no_design_has_none_of_its_facts() -> None:
    facts = measure(Places.nowhere("design", ["a"]), DESIGN_FACTS, None, RULES)
    assert {fact.values.why(0) for fact in facts.values()} == {Missing("not_declared", "tanks")}

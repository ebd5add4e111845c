"""The two norm sheets, computed by hand."""

from datetime import date

import numpy as np
import pytest

from contado.facts import specs
from contado.interventions.model import REALISATION_ITEMS
from contado.norms import Rules, Verdicts, evaluate
from contado.norms.testing import Value, random_table, table_of

ON = date(2024, 6, 1)
ONE, TWO = "scheda-norma-1", "scheda-norma-2"
PLACE: dict[str, Value] = {
    "drainage.unit_low_share": 0.6,
    "drainage.draining_index": 0.22,
    "nature.runoff_regulation_rank": 0.5,
    "heat.unit_hot_share": 0.1,
    "heat.night_anomaly": 2.4,
    "nature.microclimate_regulation_rank": 0.9,
    "measures.incidence": 0.6,
    **{f"realisation.{item}": "yes" for item in REALISATION_ITEMS},
}
GREEN: dict[str, Value] = {
    "measure.kind": "NBS01",
    "measure.area": 300.0,
    "measure.runoff_reduction": 65.0,
    "measure.cooling": 0.35,
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=ON, facts=specs())


def judged(rules: Rules, sheet: str = ONE, *measures: dict[str, Value], **facts: Value) -> Verdicts:
    place = PLACE | {name.replace("__", "."): value for name, value in facts.items()}
    return evaluate(rules, sheet, table_of(rules, [place], [list(measures) or [GREEN]]))


def of(verdicts: Verdicts, name: str) -> str | None:
    code = int(verdicts.codes(name)[0])
    classes = verdicts.compiled.steps[name].classes
    return None if code < 0 else (*classes, "not_applicable")[code]


def bounds(verdicts: Verdicts, name: str) -> tuple[float, float]:
    return float(verdicts.low[name][0]), float(verdicts.high[name][0])


def test_a_whole_intervention_by_hand(rules: Rules) -> None:
    found = judged(rules)
    # A: vulnerability high 1, draining index low 0.75, supply medium 0.5 -> 2.25 / 3
    assert bounds(found, "A") == pytest.approx((0.75, 0.75))
    assert bounds(found, "B1") == (1.0, 1.0)
    # rank 3 on more than half of the area
    assert (of(found, "B1"), of(found, "B2"), of(found, "B")) == ("rank_3", "prevailing", "high")
    assert bounds(found, "C") == (1.0, 1.0)
    assert found.outcome_labels("en").tolist() == ["high effectiveness"]


def test_the_heat_sheet_by_hand(rules: Rules) -> None:
    found = judged(rules, TWO)
    # A: vulnerability low 0, anomaly strong 0.75, supply high 0 -> 0.25; B: rank 2 of 3, 0.6 of the
    # area: high; D: (0 + 1 + 1)/3, medium
    assert bounds(found, "A") == pytest.approx((0.25, 0.25))
    assert bounds(found, "B1") == pytest.approx((2 / 3, 2 / 3))
    assert (of(found, "A"), of(found, "B"), of(found, "C"), of(found, "D")) == (
        "low",
        "high",
        "high",
        "medium",
    )


EDGES = [
    (ONE, "A1", "drainage.unit_low_share", [0.20, 0.50], ["low", "medium", "high"]),
    (
        ONE,
        "A2",
        "drainage.draining_index",
        [0.15, 0.30, 0.50, 0.70],
        ["very_low", "low", "medium", "good", "high"],
    ),
    (
        ONE,
        "A3",
        "nature.runoff_regulation_rank",
        [0.2, 0.4, 0.6, 0.8],
        ["very_low", "low", "medium", "good", "high"],
    ),
    (TWO, "A1", "heat.unit_hot_share", [0.20, 0.50], ["low", "medium", "high"]),
    (
        TWO,
        "A2",
        "heat.night_anomaly",
        [0, 1, 2, 3],
        ["none", "slight", "moderate", "strong", "very_strong"],
    ),
]


@pytest.mark.parametrize("edges", EDGES, ids=lambda edges: f"{edges[0]} {edges[1]}")
def test_a_value_on_a_break_belongs_to_the_class_above(
    rules: Rules, edges: tuple[str, str, str, list[float], list[str]]
) -> None:
    sheet, criterion, fact, breaks, classes = edges
    for i, edge in enumerate(breaks):
        for value, expected in [
            (edge, classes[i + 1]),
            (edge - 4e-10, classes[i + 1]),
            (edge - 6e-10, classes[i]),
            (edge - 1e-6, classes[i]),
            (edge + 1e-6, classes[i + 1]),
        ]:
            found = judged(rules, sheet, **{fact.replace(".", "__"): value})
            assert of(found, criterion) == expected, (fact, value)


@pytest.mark.parametrize(
    ("sheet", "fact", "value", "rank"),
    [
        (ONE, "measure.runoff_reduction", 29.999, 1),
        (ONE, "measure.runoff_reduction", 30.0, 2),
        (ONE, "measure.runoff_reduction", 59.999, 2),
        (ONE, "measure.runoff_reduction", 60.0, 3),
        (TWO, "measure.cooling", 0.149, 1),
        (TWO, "measure.cooling", 0.15, 2),
        (TWO, "measure.cooling", 0.499, 2),
        (TWO, "measure.cooling", 0.5, 3),
    ],
)
def test_the_rank_of_a_measure_changes_on_its_breaks(
    rules: Rules, sheet: str, fact: str, value: float, rank: int
) -> None:
    assert bounds(judged(rules, sheet, GREEN | {fact: value}), "B1")[0] == pytest.approx(rank / 3)


def test_a_measure_of_the_other_sheet_counts_nothing(rules: Rules) -> None:
    swale = GREEN | {"measure.kind": "NBS03", "measure.cooling": None}
    assert bounds(judged(rules, TWO, swale), "B1") == (0.0, 0.0)
    wall = GREEN | {"measure.kind": "NBS10"}
    assert bounds(judged(rules, ONE, wall), "B1") == (0.0, 0.0)


def test_several_measures_are_weighted_by_area(rules: Rules) -> None:
    small = GREEN | {"measure.area": 100.0, "measure.runoff_reduction": 20.0}
    # (300 x 1 + 100 x 1/3) / 400
    assert bounds(judged(rules, ONE, GREEN, small), "B1")[0] == pytest.approx((300 + 100 / 3) / 400)


def test_a_measure_to_be_declared_leaves_its_rank_open(rules: Rules) -> None:
    river = GREEN | {"measure.area": 100.0, "measure.runoff_reduction": None}
    low, high = bounds(judged(rules, ONE, GREEN, river), "B1")
    assert (low, high) == pytest.approx(((300 + 100 / 3) / 400, 1.0))


def test_an_unknown_measure_without_area_has_no_effect(rules: Rules) -> None:
    none = GREEN | {"measure.area": 0.0, "measure.runoff_reduction": None}
    assert bounds(judged(rules, ONE, GREEN, none), "B1") == (1.0, 1.0)


def test_without_measures_the_type_of_intervention_cannot_be_told(rules: Rules) -> None:
    found = evaluate(rules, ONE, table_of(rules, [PLACE], [[]]))
    assert bounds(found, "B1") == (0.0, 1.0)
    assert of(found, "B") is None
    (lacking,) = found.explain(0).parts[1].answer.deciding
    assert lacking.code == "not_declared"


def test_an_area_within_bounds_keeps_every_completion(rules: Rules) -> None:
    vague = GREEN | {"measure.area": (10.0, 20.0), "measure.runoff_reduction": 20.0}
    assert bounds(judged(rules, ONE, GREEN, vague), "B1") == pytest.approx((1 / 3, 1.0))


def test_an_item_that_is_not_applicable_is_left_out(rules: Rules) -> None:
    found = judged(rules, realisation__monitoring="not_applicable", realisation__visibility="no")
    assert bounds(found, "C")[0] == pytest.approx(6 / 7)


def test_an_unanswered_item_counts_at_its_worst_and_at_its_best(rules: Rules) -> None:
    low, high = bounds(judged(rules, realisation__monitoring=None), "C")
    assert (low, high) == pytest.approx((7 / 8, 1.0))


def test_when_no_item_applies_part_c_is_not_applicable(rules: Rules) -> None:
    nothing = {f"realisation__{item}": "not_applicable" for item in REALISATION_ITEMS}
    found = judged(rules, **nothing)
    assert of(found, "C") == "not_applicable"
    assert found.explain(0).parts[2].answer.state == "not_applicable"
    # A 0.75 high, B high: the row of the matrix without C
    assert of(found, "D") == "high"
    assert "La parte C non si applica" in found.explain(0).parts[3].sentence.it


def test_an_unknown_that_does_not_matter_leaves_the_outcome_known(rules: Rules) -> None:
    found = judged(rules, drainage__draining_index=None)
    # A between (1 + 0 + 0.5)/3 and (1 + 1 + 0.5)/3: medium or high; B and C high: 5/6 or 1, high
    assert of(found, "A") is None
    assert of(found, "D") == "high"


def test_an_unknown_that_matters_names_the_classes_and_the_datum(rules: Rules) -> None:
    # A between 0.5/3 and 1.5/3: low or medium; B: rank 3, high; C: low -> 1/3 low or 1/2 medium
    found = judged(
        rules,
        ONE,
        GREEN,
        drainage__draining_index=None,
        drainage__unit_low_share=0.1,
        **{f"realisation__{item}": "no" for item in REALISATION_ITEMS},
    )
    outcome = found.explain(0).outcome
    assert outcome.state == "cannot_tell"
    assert outcome.possible == ("low", "medium")
    assert [d.subject for d in outcome.deciding] == ["drainage.draining_index"]


def test_no_outcome_rests_on_a_wholly_unknown_part_a(rules: Rules) -> None:
    nothing = dict.fromkeys(
        ("drainage__unit_low_share", "drainage__draining_index", "nature__runoff_regulation_rank")
    )
    wall = GREEN | {"measure.kind": "NBS10"}
    answers = {f"realisation__{item}": "no" for item in REALISATION_ITEMS}
    found = judged(rules, ONE, wall, **nothing, **answers)  # B and C low: the matrix says low
    assert found.codes("D").tolist() == [-1]
    reason = found.explain(0)
    assert (reason.outcome.state, reason.outcome.possible) == ("cannot_tell", ("low",))
    assert {each.subject for each in reason.outcome.deciding} == {
        "drainage.unit_low_share", "drainage.draining_index", "nature.runoff_regulation_rank",
    }  # fmt: skip
    assert "l'esito non poggia su una parte del tutto ignota" in reason.sentence.it


@pytest.mark.parametrize("incidence", [0.0, 0.049, 0.05, 0.199, 0.2, 0.499, 0.5, 1.0])
def test_more_of_the_area_treated_never_makes_part_b_worse(rules: Rules, incidence: float) -> None:
    order = {"low": 0, "medium": 1, "high": 2}
    for reduction in (10.0, 45.0, 80.0):
        measure = GREEN | {"measure.runoff_reduction": reduction}
        less = of(judged(rules, ONE, measure, measures__incidence=incidence / 2), "B")
        more = of(judged(rules, ONE, measure, measures__incidence=incidence), "B")
        assert order[less or ""] <= order[more or ""]
        assert more != "high" or incidence >= 0.2


def test_an_office_may_ask_more_where_the_unit_is_more_vulnerable(tmp_path) -> None:
    (tmp_path / "profile.yaml").write_text(
        "profile: p\nlabel: {it: P, en: P}\nstatus: proposed\nextends: contado\n", "utf-8"
    )
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "sheets.yaml").write_text(
        "sheet.incidence_breaks:\n"
        "  label: {it: Soglie, en: Breaks}\n"
        "  unit: share\n"
        "  by: {A1: vulnerability}\n"
        "  values:\n"
        "    - value: {low: [0.05, 0.2, 0.5], medium: [0.1, 0.3, 0.6], high: [0.1, 0.4, 0.7]}\n"
        "      reference: {title: P}\n"
        "      confidence: assumption\n",
        "utf-8",
    )
    own = Rules.load(tmp_path, on=ON, facts=specs())
    wanted = {0.1: "wide", 0.3: "wide", 0.6: "limited"}  # 0.35 of the area, by level A1
    for share, name in wanted.items():
        found = judged(own, drainage__unit_low_share=share, measures__incidence=0.35)
        assert of(found, "B2") == name
    unknown = judged(own, drainage__unit_low_share=None, measures__incidence=0.35)
    assert of(unknown, "B2") is None
    reason = unknown.explain(0).parts[1].criteria[1]
    assert reason.answer.possible == ("limited", "wide")
    assert [each.subject for each in reason.answer.deciding] == ["drainage.unit_low_share"]
    official = judged(
        own, drainage__unit_low_share=None, drainage__unit_official_level="high",
        measures__incidence=0.35,
    )  # fmt: skip
    assert (of(official, "A1"), of(official, "B2")) == ("high", "limited")
    against = judged(own, drainage__unit_official_level="low", measures__incidence=0.35)
    assert (of(against, "A1"), of(against, "B2")) == ("low", "wide")


def test_before_it_came_into_force_a_sheet_says_so(rules: Rules) -> None:
    early = Rules.load(on=date(2024, 2, 27), facts=specs())
    reason = evaluate(early, ONE, table_of(early, [PLACE], [[GREEN]])).explain(0)
    assert not reason.in_force
    assert "28/02/2024" in reason.sentence.it
    assert judged(rules).explain(0).in_force


@pytest.mark.parametrize("sheet", [ONE, TWO])
@pytest.mark.parametrize("exact", [True, False])
def test_many_places_are_judged_as_one_by_one(rules: Rules, sheet: str, exact: bool) -> None:
    table = random_table(rules, 300, np.random.default_rng(11), exact=exact)
    whole, single = evaluate(rules, sheet, table), evaluate(rules, sheet, table, chunk=1)
    for name in whole.masks:
        assert np.array_equal(whole.masks[name], single.masks[name]), name
    for name in whole.low:
        assert np.array_equal(whole.low[name], single.low[name]), name
        assert np.array_equal(whole.high[name], single.high[name]), name


@pytest.mark.parametrize("sheet", [ONE, TWO])
def test_reasons_say_what_the_verdicts_say(rules: Rules, sheet: str) -> None:
    table = random_table(rules, 60, np.random.default_rng(5), exact=False)
    verdicts = evaluate(rules, sheet, table)
    for row in range(60):
        reason = verdicts.explain(row)
        names = [verdicts.names[i] for i in range(3) if verdicts.possible[row] >> i & 1]
        assert list(reason.outcome.possible) == names
        for part in reason.parts[:3]:
            if part.score:
                assert part.score.low == verdicts.low[part.part][row]
                assert part.score.high == verdicts.high[part.part][row]
        if reason.outcome.state == "cannot_tell":
            assert reason.outcome.deciding

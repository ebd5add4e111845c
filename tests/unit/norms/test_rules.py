"""The plan on a day."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contado.errors import BadInput
from contado.facts import specs
from contado.norms import FactSpec, Range, Rules, diff, evaluate
from contado.norms.testing import random_table
from contado.terms import Text

ON = date(2024, 6, 1)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(on=ON, facts=specs())


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "profile.yaml").write_text(
        "profile: dated\nlabel: {it: Datato, en: Dated}\nstatus: proposed\nextends: contado\n"
    )
    (tmp_path / "parameters" / "limit.yaml").write_text(
        """\
limit:
  label: {it: Limite, en: Limit}
  unit: m
  values:
    - {from: 2020-01-01, value: 10, reference: {title: Atto 1}, confidence: known}
    - {from: 2022-01-01, to: 2023-12-31, value: 20, reference: {title: Atto 2}, confidence: verify}
"""
    )
    return tmp_path


@pytest.mark.parametrize(
    ("on", "value", "expired"),
    [
        (date(2020, 1, 1), 10, False),
        (date(2021, 12, 31), 10, False),
        (date(2022, 1, 1), 20, False),
        (date(2023, 12, 31), 20, False),
        (date(2024, 1, 1), 20, True),
    ],
)
def test_the_value_in_force_on_the_day_is_read(
    dated: Path, on: date, value: float, expired: bool
) -> None:
    use = Rules.load(dated, on=on).use("limit")
    assert (use.value, use.expired) == (value, expired)


def test_before_its_first_value_a_parameter_cannot_be_read(dated: Path) -> None:
    with pytest.raises(BadInput, match="had no value yet"):
        Rules.load(dated, on=date(2019, 12, 31)).number("limit")


def test_a_use_tells_reference_confidence_and_dates(dated: Path) -> None:
    use = Rules.load(dated, on=date(2023, 1, 1)).use("limit")
    assert use.reference.title == "Atto 2"
    assert use.confidence == "verify"
    assert (use.valid_from, use.valid_to) == (date(2022, 1, 1), date(2023, 12, 31))


def test_fractions_are_read_as_the_numbers_they_name(rules: Rules) -> None:
    assert rules.rows("sheet.part_a_weights")["A1",] == 1 / 3
    assert rules.use("sheet.part_a_weights").value == {"A1": 1 / 3, "A2": 1 / 3, "A3": 1 / 3}


def test_a_row_that_does_not_count_is_none(rules: Rules) -> None:
    table = rules.table("idren.weights")
    assert table["water"] is None
    assert table["permeable"] == Range(low=0.7, high=0.7)


def test_a_parameter_of_another_kind_is_refused(rules: Rules) -> None:
    with pytest.raises(BadInput, match="not of the kind"):
        rules.number("idren.breaks")


def test_the_abacus_has_the_seventeen_measures(rules: Rules) -> None:
    assert list(rules.measures) == [f"NBS{i:02}" for i in range(1, 18)]
    assert rules.measures["NBS14"].quantity("runoff_reduction").declare == "site"
    assert rules.measures["NBS03"].sheets == ("scheda-norma-1",)
    assert rules.use("abacus.NBS13.cooling").confidence == "known"
    assert rules.use("abacus.NBS01.cooling").value == {"low": 0.2, "high": 0.5}


def test_nothing_of_the_plan_is_without_reference_and_confidence(rules: Rules) -> None:
    for name in rules.parameters:
        use = rules.use(name)
        assert use.reference.title
        assert use.confidence in {"seed", "sourced", "known", "verify", "assumption"}


def test_the_final_matrix_follows_the_mean_of_the_three_classes(rules: Rules) -> None:
    points = {"low": 0.0, "medium": 0.5, "high": 1.0}
    for classes, final in rules.lookup("sheet.final_classes").items():
        counted = [points[one] for one in classes if one in points]  # not a C out of place
        mean = sum(counted) / len(counted)
        best = "medium" if classes[2] == "low" else "high"
        assert final == (best if mean >= 0.83 else "medium" if mean >= 0.5 else "low")


def test_more_in_any_part_never_makes_the_outcome_worse(rules: Rules) -> None:
    order = ("low", "medium", "high")
    for name in ("sheet.final_classes", "sheet.part_b_classes"):
        table = rules.lookup(name)
        axes = [
            list(dict.fromkeys(key[at] for key in table)) for at in range(len(next(iter(table))))
        ]
        for key, value in table.items():
            for at, axis in enumerate(axes):
                ranked = [one for one in axis if one != "not_applicable"]
                if key[at] in ranked[:-1]:
                    better = (*key[:at], ranked[ranked.index(key[at]) + 1], *key[at + 1 :])
                    assert order.index(table[better]) >= order.index(value)


@pytest.mark.parametrize("sheet", ["scheda-norma-1", "scheda-norma-2"])
@pytest.mark.parametrize("exact", [True, False])
def test_frozen_rules_evaluate_identically(rules: Rules, sheet: str, exact: bool) -> None:
    frozen = json.loads(json.dumps(rules.embed(["survey.minimum_coverage"], [sheet])))
    again = Rules.of(frozen)
    table = random_table(rules, 500, np.random.default_rng(3), exact=exact)
    one, two = evaluate(rules, sheet, table), evaluate(again, sheet, table)
    for name in one.masks:
        assert np.array_equal(one.masks[name], two.masks[name])
    for name in one.low:
        assert np.array_equal(one.low[name], two.low[name])
        assert np.array_equal(one.high[name], two.high[name])
    assert [one.explain(row) for row in range(20)] == [two.explain(row) for row in range(20)]
    assert again.embed(["survey.minimum_coverage"], [sheet]) == frozen


def test_frozen_rules_hold_only_what_was_used(rules: Rules) -> None:
    frozen = rules.embed(["people.around_distance"], ["scheda-norma-1"])
    assert "heat.anomaly_breaks" not in frozen["parameters"]
    assert "people.around_distance" in frozen["parameters"]
    assert set(frozen["sheets"]) == {"scheda-norma-1"}


def test_expired_values_stay_expired_once_frozen(dated: Path) -> None:
    late = Rules.load(dated, on=date(2025, 1, 1))
    assert Rules.of(late.embed(["limit"], [])).use("limit") == late.use("limit")
    assert late.use("limit").expired


def test_two_days_differ_by_the_value_that_changed(dated: Path) -> None:
    found = diff(*(Rules.load(dated, on=date(year, 6, 1)) for year in (2021, 2023)))
    assert {(d.kind, d.name) for d in found} == {("parameter", "limit")}
    (value,) = [d for d in found if d.path == "value"]
    assert (value.before, value.after) == (10, 20)


def test_two_profiles_differ_by_what_one_adds(dated: Path, rules: Rules) -> None:
    found = diff(rules, Rules.load(dated, on=ON))
    assert {(d.kind, d.name) for d in found} == {("profile", "profile"), ("parameter", "limit")}


def test_sheets_are_not_evaluated_without_the_catalogue() -> None:
    bare = Rules.load(on=ON)
    with pytest.raises(BadInput, match="catalogue"):
        evaluate(
            bare,
            "scheda-norma-1",
            random_table(Rules.load(on=ON, facts=specs()), 1, np.random.default_rng(0)),
        )


def test_an_absent_column_is_named(rules: Rules) -> None:
    table = random_table(rules, 3, np.random.default_rng(0))
    columns = {k: v for k, v in table.columns.items() if k != "drainage.draining_index"}
    with pytest.raises(BadInput, match=r"drainage\.draining_index"):
        evaluate(rules, "scheda-norma-1", type(table)(table.size, columns, table.children))


def test_a_sheet_nobody_wrote_is_named_with_those_there_are(rules: Rules) -> None:
    with pytest.raises(BadInput, match="scheda-norma-1, scheda-norma-2"):
        rules.sheet("scheda-norma-9")


def test_a_fact_with_a_unit_is_a_number() -> None:
    text = Text(it="area", en="area")
    assert FactSpec(label=text, of="intervention", unit="m2").is_number
    assert not FactSpec(label=text, of="intervention").is_number

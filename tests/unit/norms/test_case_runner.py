"""Cases of a profile: what differs is said with file and line; what is misspelt is refused."""

import re
from datetime import date
from pathlib import Path

import pytest

from contado.facts import specs
from contado.norms import Rules
from contado.norms.cases import read_cases, run

DOCS = Path(__file__).parents[3] / "docs" / "plan-format.md"
PROFILE = """\
profile: prova
label: {it: Prova, en: Trial}
extends: contado
status: proposed
"""
WEIGHTS = """\
sheet.part_a_weights:
  label: {it: Pesi, en: Weights}
  unit: "1"
  by: {criterion: part_a_criterion}
  weights: true
  values:
    - to: 2024-12-31
      value: {A1: 1/3, A2: 1/3, A3: 1/3}
      reference: {title: Prova}
      confidence: assumption
    - from: 2025-01-01
      value: {A1: 0.5, A2: 0.5, A3: 0}
      reference: {title: Prova}
      confidence: assumption
"""


@pytest.fixture
def profile(tmp_path):
    """Return a function that makes a profile with one file of cases."""

    def make(cases):
        for name, content in (
            ("profile.yaml", PROFILE),
            ("parameters/weights.yaml", WEIGHTS),
            ("cases/prova.yaml", cases),
        ):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path

    return make


def differing(folder):
    problems = []
    cases = read_cases(folder, problems)
    rules = Rules.load(folder, on=date(2024, 6, 1), facts=specs())
    for case in cases:
        problems.extend(run(case, rules))
    return problems


def one(expect, facts="drainage.draining_index: 0.2", on="2024-06-01"):
    return f"""\
"Un caso":
  sheet: scheda-norma-1
  on: {on}
  facts: {{{facts}}}
  measures: [{{measure: NBS02, area: 300}}]
  expect:
    {expect}
"""


@pytest.mark.parametrize(
    ("expect", "expected", "found"),
    [
        ("A2: medium", "medium", "low"),
        ("A2: {possible: [low, medium]}", "[low, medium]", "low"),
        ("A2: {score: 0.5}", "0.5", "0.75"),
        ("A2: {score: 0.750002}", "0.750002", "0.75"),
        ("A2: {score: {low: 0.5, high: 0.75}}", "0.5–0.75", "0.75"),
        ("A2: {margin: 0.04}", "0.04", "0.05"),
        ("A2: {deciding: [land_cover]}", "[land_cover]", "[]"),
        ("C: high", "high", "cannot_tell [high, low, medium]"),
        ("C: {possible: [medium, high]}", "[high, medium]", "cannot_tell [high, low, medium]"),
        ("B1: {each: [rank_2]}", "rank_2", "rank_3"),
        ("B1: {each: [rank_3, rank_3]}", "2", "1"),
        ("A1: {margin: 0.1}", "0.1", "-"),
    ],
)
def test_an_answer_that_differs_is_said_with_what_was_expected_and_found(
    profile, expect, expected, found
):
    (problem,) = differing(profile(one(expect)))
    assert problem.code == "norms.case_differs"
    assert problem.where == "cases/prova.yaml:7"
    assert (problem.values["expected"], problem.values["found"]) == (expected, found)
    assert expected in problem.line("it")
    assert expected in problem.line("en")


def test_all_differences_of_a_case_are_said_at_once(profile):
    problems = differing(profile(one("A2: {answer: good, score: 0}\n    B: low")))
    assert [p.values["step"] for p in problems] == ["A2 answer", "A2 score", "B answer"]


def test_a_sheet_not_in_force_must_be_expected(profile):
    (problem,) = differing(profile(one("A2: low", on="2024-01-01")))
    assert problem.values["step"] == "in_force"


@pytest.mark.parametrize(
    ("case", "code", "line"),
    [
        (one("A9: low"), "norms.case_unknown_step", 7),
        (one("A2: low", facts="drainage.index: 0.2"), "norms.case_unknown_fact", 4),
        (one("A2: low", facts="drainage.draining_index: tanto"), "norms.wrong_value", 4),
        (one("C1: 'yes'", facts="realisation.monitoring: forse"), "norms.wrong_value", 4),
        (one("A2: low", facts="realisations.*: 'yes'"), "norms.case_unknown_fact", 4),
        (one("A2: low").replace("area: 300", "width: 3"), "norms.case_unknown_fact", 5),
        (one("A2: low").replace("scheda-norma-1", "scheda-9"), "norms.unknown_sheet", 1),
        (one("A2: low").replace("sheet:", "scheda:"), "norms.missing_field", 1),
        (one("A2: {clas: low}"), "norms.unknown_field", 7),
        (one("A2: low").replace("2024-06-01", "ieri"), "norms.wrong_value", 3),
    ],
)
def test_a_case_that_is_misspelt_is_refused_at_its_line(profile, case, code, line):
    problems = differing(profile(case))
    assert code in {p.code for p in problems}
    first = next(p for p in problems if p.code == code)
    assert first.line("it")
    assert first.where == f"cases/prova.yaml:{line}"


def test_an_unknown_fact_times_weight_zero_is_known(profile):
    """From 2025 the profile gives A3 no weight: (1/2)·0.5 + (1/2)·0.75 = 0.625."""
    facts = "drainage.unit_low_share: 0.3, drainage.draining_index: 0.2"
    known = one("A: {answer: medium, score: 0.625, deciding: []}", facts, "2025-01-01")
    assert differing(profile(known)) == []
    before = one("A: {possible: [medium, high]}", facts, "2024-12-31")
    assert differing(profile(before)) == []


def test_a_profile_is_held_to_its_own_cases_only(profile):
    assert [case.title for case in read_cases(profile(one("A2: low")), [])] == ["Un caso"]


def test_the_example_of_the_documentation_holds(profile):
    page = DOCS.read_text(encoding="utf-8")
    (case,) = re.findall(r"```yaml\n(\"Più misure.*?)```", page, re.DOTALL)
    assert differing(profile(case)) == []

"""The cases of the built-in plan, one test each: the plan answers as its planner says."""

from datetime import date

import pytest

from contado.facts import specs
from contado.norms import Rules
from contado.norms.cases import read_cases, run

WRONG_FORM = []
CASES = read_cases("contado", WRONG_FORM)


@pytest.fixture(scope="module")
def rules():
    return Rules.load(on=date(2024, 6, 1), facts=specs())


def test_the_files_of_cases_are_well_formed():
    assert [problem.line() for problem in WRONG_FORM] == []


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.source.document.name}: {case.title}"
)
def test_case(case, rules):
    assert [problem.line() for problem in run(case, rules)] == []

"""A small run of the study of docs/discrimination.md: the sheets tell interventions apart."""

import sys
from pathlib import Path

import pytest

from contado.facts import specs
from contado.norms import Rules
from contado.territory.recipes import RecipeOptions, recipe

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from contado.territory import Territory
from discrimination import (
    LEAST_DECIDED,
    MOST_IN_A_CLASS,
    ON,
    PARTS,
    SEED,
    SHEETS,
    Study,
    on_territory,
)

COUNT = 600


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Study]:
    path = tmp_path_factory.mktemp("demo") / "territory"
    options = RecipeOptions(area="032", cell=50.0, seed=SEED)
    recipe("demo")(path, options, lambda _text, _share: None)
    rules = Rules.load(on=ON, facts=specs())
    return on_territory(Territory.open(path), rules, COUNT, SEED)


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_final_class_is_that_of_most_interventions(
    studies: dict[str, Study], sheet: str
) -> None:
    shares = studies[sheet].shares("D")
    assert studies[sheet].told.sum() > COUNT / 4
    assert max(shares.values()) <= MOST_IN_A_CLASS
    assert min(shares[each] for each in ("low", "medium", "high")) > 0


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_part_decides_some_interventions(studies: dict[str, Study], sheet: str) -> None:
    decided = {part: studies[sheet].decides(part) for part in PARTS}
    assert min(decided.values()) >= LEAST_DECIDED

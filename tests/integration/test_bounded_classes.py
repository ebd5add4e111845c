"""What the headline of vulnerability counts, and which classes a place without a datum may have."""

import numpy as np
import pytest

from contado.analyses import run
from contado.norms import Rules
from contado.territory.recipes import RecipeOptions, recipe

CLASSES = ("very_low", "low", "medium", "high", "very_high")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "territory"
    recipe("demo")(path, RecipeOptions(area="108", cell=50.0), lambda _text, _share: None)
    return path


@pytest.mark.parametrize("group", ["storm", "warm"])
def test_a_class_is_listed_only_where_the_bounds_allow_it(demo, group) -> None:
    breaks = Rules.load(on=None).numbers("vulnerability.breaks")
    units = run(f"{group}-vulnerability", territory=demo).tables["units"]
    for _, row in units.iterrows():
        low, high = row["vulnerability_low"], row["vulnerability_high"]
        if np.isnan(low):
            terms = [row["pressure_high"], row["sensitivity_high"], 1 - row["adaptation_low"]]
            low, high = 0.0, float(np.prod([1.0 if np.isnan(t) else t for t in terms]))
        first, last = (int(np.searchsorted(breaks, end, side="right")) for end in (low, high))
        assert row["possible"].split() == list(CLASSES[first : last + 1])


@pytest.mark.parametrize("group", ["storm", "warm"])
def test_the_headline_parts_the_certain_from_those_that_may_be(demo, group) -> None:
    result = run(f"{group}-vulnerability", territory=demo)
    units = result.tables["units"]
    lists = units["possible"].str.split()
    known = units["vulnerability_low"].notna()
    worst = {"high", "very_high"}
    certain = sum(set(each) <= worst for each in lists[known])
    perhaps = sum(bool(worst & set(each)) and not set(each) <= worst for each in lists[known])
    text = result.answer[0].it
    assert f"Certamente in classe 4 o 5: {certain};" in text
    assert f"altri che possono esserlo: {perhaps};" in text

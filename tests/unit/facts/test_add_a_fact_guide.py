"""What the guide shows is measured as it is written there."""
# ruff: noqa: PD011 - the values of a fact are no frame

import re
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.unit.facts.conftest import SOURCE, box, make
from tests.unit.facts.test_kinds_of_places import frame, point

from contado.facts import catalogue_of, measure
from contado.facts import stated as stated_facts
from contado.norms.rules import Rules
from contado.shipped import read_yaml
from contado.survey import Measured, Survey
from contado.territory import Places, Territory
from contado.values import Numbers

GUIDE = (Path(__file__).parents[3] / "docs" / "how-to" / "add-a-fact.md").read_text("utf-8")


def shown(language: str) -> list[str]:
    blocks = re.findall(rf"^ *```{language}\n(.*?)^ *```", GUIDE, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for block in blocks]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    def layers(made) -> None:
        excluded = frame([box(0, 0, 50, 100)], kind=["flood"], effect=["exclusion"])
        made.add_vector("constraints", excluded, source=SOURCE)
        made.add_vector("services", frame([point(150, 50)], kind=["school"]), source=SOURCE)

    return make(tmp_path_factory.mktemp("guide") / "guida", more=layers)


def test_the_entries_are_measured(ground: Territory, rules: Rules) -> None:
    known = catalogue_of(read_yaml(shown("yaml")[0]))
    place = {
        "parcels": Places("parcel", ["a"], np.array([box(0, 0, 100, 100)])),
        "frame": pd.DataFrame({"jobs": [7]}, index=["a"]),
        "network": None,
    }
    call = shown("python")[0].replace("rules,", "rules, catalogue=known,")
    scope = {"measure": measure, "territory": ground, "rules": rules, "known": known, **place}
    exec(call, scope)
    facts = scope["facts"]
    assert [fact.values.low[0] for fact in facts.values()] == [0.5, 7.0]
    stops = Places("stop", ["s"], np.array([point(100, 50)]))
    near = measure(stops, ["access.services_near"], ground, rules, catalogue=known)
    assert near["access.services_near"].values.low.tolist() == [1.0]
    for name, fact in {**facts, **near}.items():
        assert {use.parameter for use in fact.parameters} <= set(known[name].needs.parameters)
        assert {layer.partition("@")[0] for layer in fact.layers} <= set(known[name].needs.layers)


def test_every_function_of_the_table_is_there() -> None:
    rows = [row.split("|")[1] for row in GUIDE.splitlines() if row.startswith("| `")]
    functions = [name for row in rows[1:] for name in re.findall(r"`(\w+)`", row)]
    assert len(functions) == 10
    assert all(callable(getattr(stated_facts, name)) for name in functions)


def test_the_function_is_measured(ground: Territory, rules: Rules) -> None:
    scope = {
        "Survey": Survey, "Measured": Measured, "Numbers": Numbers, "np": np, "METHOD": "sealed.v1"
    }  # fmt: skip
    exec(shown("python")[1], scope)
    lots = np.array([box(50, 0, 150, 100), box(310, 0, 390, 100)])
    fact = scope["sealed_share"](Survey(ground, rules, Places("parcel", ["a", "b"], lots)))
    assert fact.values.low[0] == pytest.approx(0.5)
    assert fact.values.why(1).code == "outside_layer"

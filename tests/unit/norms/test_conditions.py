"""Conditions and gates: yes, no, or cannot tell."""

from datetime import date
from pathlib import Path

import pytest

from contado.facts import specs
from contado.norms import Rules, evaluate
from contado.norms.testing import Value, table_of
from contado.norms.trace import SheetReason

SHEET = """\
sheet: gates
label: {{it: Requisiti, en: Gates}}
of: intervention
in_force: {{from: 2024-01-01, is: approval, confidence: seed, reference: {{title: Atto 1}}}}
parts:
  - part: A
    label: {{it: Requisiti, en: Gates}}
    criteria:
      - criterion: G1
        kind: gate
        label: {{it: Requisito, en: Gate}}
        when: {condition}
    combine: {{all_hold: true}}
  - part: D
    label: {{it: Esito, en: Outcome}}
    outcome: {{table: gate.outcome, by: [A], classes: answer}}
"""
PLAN = {
    "profile.yaml": "profile: g\nlabel: {it: G, en: G}\nstatus: proposed\nextends: contado\n",
    "categories.yaml": (
        "answer:\n  label: {it: Risposta, en: Answer}\n"
        "  names: {no: {it: respinto, en: refused}, yes: {it: ammesso, en: admitted}}\n"
    ),
    "parameters/g.yaml": """\
gate.outcome:
  label: {it: Esito, en: Outcome}
  names: answer
  by: {A: answer}
  values: [{value: {no: no, yes: yes}, reference: {title: Atto}, confidence: seed}]
gate.area:
  label: {it: Area minima, en: Least area}
  unit: m2
  values: [{value: 100, reference: {title: Atto}, confidence: seed}]
gate.areas:
  label: {it: Aree, en: Areas}
  unit: m2
  values: [{value: {low: 100, high: 200}, reference: {title: Atto}, confidence: seed}]
gate.count:
  label: {it: Numero, en: Count}
  unit: "1"
  values: [{value: 2, reference: {title: Atto}, confidence: seed}]
""",
}


def decided(
    folder: Path,
    condition: str,
    place: dict[str, Value],
    measures: list[dict[str, Value]] | None = None,
) -> SheetReason:
    for name, text in (PLAN | {"sheets/g.yaml": SHEET.format(condition=condition)}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    rules = Rules.load(folder, on=date(2024, 6, 1), facts=specs())
    return evaluate(rules, "gates", table_of(rules, [place], [measures or []])).explain(0)


AREA = "place.area"
CASES: list[tuple[str, Value, str | None]] = [
    ("at_least: gate.area", 100.0, "yes"),
    ("at_least: gate.area", 99.9, "no"),
    ("above: gate.area", 100.0, "no"),
    ("above: gate.area", 100.1, "yes"),
    ("at_most: gate.area", 100.0, "yes"),
    ("at_most: gate.area", 100.1, "no"),
    ("below: gate.area", 100.0, "no"),
    ("below: gate.area", 99.9, "yes"),
    ("between: gate.areas", 100.0, "yes"),
    ("between: gate.areas", 199.9, "yes"),
    ("between: gate.areas", 200.0, "no"),
    ("between: gate.areas", 99.9, "no"),
    ("at_least: gate.area", (90.0, 110.0), None),
    ("at_least: gate.area", (100.0, 110.0), "yes"),
    ("at_least: gate.area", None, None),
    ("between: gate.areas", (150.0, 250.0), None),
]


@pytest.mark.parametrize(("test", "value", "expected"), CASES)
def test_a_number_is_set_against_the_plan(
    tmp_path: Path, test: str, value: Value, expected: str | None
) -> None:
    reason = decided(tmp_path, f"{{fact: place.area, {test}}}", {AREA: value})
    assert reason.outcome.value == expected
    assert reason.parts[0].criteria[0].answer.value == expected


YES, NO, OPEN = (
    f"{{fact: realisation.{item}, is: 'yes'}}"
    for item in ("soil_depth", "monitoring", "visibility")
)
ANSWERS: dict[str, Value] = {"realisation.soil_depth": "yes", "realisation.monitoring": "no"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (f"{{all: [{YES}, {OPEN}]}}", None),
        (f"{{all: [{NO}, {OPEN}]}}", "no"),
        (f"{{any: [{YES}, {OPEN}]}}", "yes"),
        (f"{{any: [{NO}, {OPEN}]}}", None),
        (f"{{not: {OPEN}}}", None),
        (f"{{not: {YES}}}", "no"),
        (f"{{all: [{YES}, {{not: {NO}}}]}}", "yes"),
        ("{fact: realisation.monitoring, one_of: [partly, 'no']}", "yes"),
    ],
)
def test_conditions_are_joined_in_three_values(
    tmp_path: Path, condition: str, expected: str | None
) -> None:
    assert decided(tmp_path, condition, ANSWERS).outcome.value == expected


def area(value: Value) -> dict[str, Value]:
    return {"measure.area": value}


SUM = "{reduce: {fact: measure.area, over: measure, by: sum}, at_least: gate.area}"
GREATEST = "{reduce: {fact: measure.area, over: measure, by: max}, at_least: gate.area}"
LEAST = "{reduce: {fact: measure.area, over: measure, by: min}, at_least: gate.area}"
COUNT = "{reduce: {fact: measure.area, over: measure, by: count}, at_least: gate.count}"
EACH = "{each: {of: measure, holds: {fact: measure.area, at_least: gate.area}}}"


@pytest.mark.parametrize(
    ("condition", "areas", "expected"),
    [
        (SUM, [60.0, 40.0], "yes"),
        (SUM, [60.0, 39.0], "no"),
        (SUM, [60.0, None], None),
        (SUM, [], "no"),
        (GREATEST, [60.0, 100.0], "yes"),
        (GREATEST, [60.0, 70.0], "no"),
        (GREATEST, [(60.0, 120.0)], None),
        (LEAST, [100.0, 120.0], "yes"),
        (LEAST, [99.0, 120.0], "no"),
        (COUNT, [1.0, None], "yes"),
        (COUNT, [1.0], "no"),
        (EACH, [100.0, 120.0], "yes"),
        (EACH, [100.0, 90.0], "no"),
        (EACH, [100.0, None], None),
        (EACH, [90.0, None], "no"),
        (EACH, [], "yes"),
    ],
)
def test_children_are_seen_by_each_and_reduce(
    tmp_path: Path, condition: str, areas: list[Value], expected: str | None
) -> None:
    reason = decided(tmp_path, condition, {}, [area(value) for value in areas])
    assert reason.outcome.value == expected


def test_a_gate_is_said_with_its_threshold(tmp_path: Path) -> None:
    reason = decided(tmp_path, "{fact: place.area, at_least: gate.area}", {AREA: 120.0})
    said = reason.parts[0].criteria[0].sentence
    assert said.it == "Superficie dell'intervento: 120 m², richiesto almeno 100 m². Requisito: sì."
    assert said.en == "Area of the intervention: 120 m², at least 100 m² is required. Gate: yes."


def test_an_open_gate_names_what_is_lacking(tmp_path: Path) -> None:
    outcome = decided(tmp_path, "{fact: place.area, at_least: gate.area}", {}).outcome
    assert outcome.state == "cannot_tell"
    assert [one.subject for one in outcome.deciding] == ["place.area"]


def test_a_condition_with_two_tests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="exactly one test among"):
        decided(tmp_path, "{fact: place.area, at_least: gate.area, below: gate.area}", {})

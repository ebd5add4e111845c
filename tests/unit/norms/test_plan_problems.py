"""Everything wrong with a plan is reported at once, each with its file and line."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from contado.errors import BadInput
from contado.facts import specs
from contado.norms import Rules

PROFILE = """\
profile: small
label: {it: Piccolo, en: Small}
status: proposed
"""
CATEGORIES = """\
level:
  label: {it: Livello, en: Level}
  names:
    low: {it: bassa, en: low}
    high: {it: alta, en: high}
item:
  label: {it: Voce, en: Item}
  names:
    A1: {it: uno, en: one}
"""
PARAMETERS = """\
breaks:
  label: {it: Soglie, en: Breaks}
  unit: "1"
  values:
    - to: 2023-12-31
      value: [0.3]
      reference: {title: Atto 1}
      confidence: sourced
    - from: 2024-01-01
      value: [0.4]
      reference: {title: Atto 2}
      confidence: sourced
points:
  label: {it: Punti, en: Points}
  unit: "1"
  by: {class: level}
  values:
    - value: {low: 0, high: 1}
      reference: {title: Atto 1}
      confidence: assumption
weights:
  label: {it: Pesi, en: Weights}
  unit: "1"
  by: {item: item}
  weights: true
  values:
    - value: {A1: 1}
      reference: {title: Atto 1}
      confidence: assumption
outcome:
  label: {it: Esito, en: Outcome}
  names: level
  by: {A: level}
  values:
    - value: {low: low, high: high}
      reference: {title: Atto 1}
      confidence: assumption
"""
SHEET = """\
sheet: small
label: {it: Piccola, en: Small}
of: intervention
in_force: {from: 2024-01-01, is: approval, confidence: seed, reference: {title: Atto 1}}
parts:
  - part: A
    label: {it: Parte A, en: Part A}
    criteria:
      - criterion: A1
        kind: class
        label: {it: Criterio, en: Criterion}
        fact: drainage.draining_index
        classify: {breaks: breaks, classes: level}
        points: points
    combine: {weighted_mean: weights}
    classify: {breaks: breaks, classes: level}
  - part: D
    label: {it: Parte D, en: Part D}
    outcome: {table: outcome, by: [A], classes: level}
"""
FILES = {
    "profile.yaml": PROFILE,
    "categories.yaml": CATEGORIES,
    "parameters/all.yaml": PARAMETERS,
    "sheets/small.yaml": SHEET,
}


def write_plan(folder: Path, **changed: tuple[str, str, str]) -> Path:
    """Write the small plan; each change is (file, old text, new text)."""
    texts = dict(FILES)
    for file, old, new in changed.values():
        assert texts[file].count(old) >= 1, old
        texts[file] = texts[file].replace(old, new, 1)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def load(folder: Path) -> Rules:
    return Rules.load(folder, on=date(2024, 6, 1), facts=specs())


def test_the_small_plan_is_sound(tmp_path: Path) -> None:
    assert load(write_plan(tmp_path)).numbers("breaks") == (0.4,)


PARAMETER_FILE, SHEET_FILE = "parameters/all.yaml", "sheets/small.yaml"
CASES = {
    "dates overlap": (PARAMETER_FILE, "from: 2024-01-01", "from: 2023-06-01", "overlap", 9),
    "dates leave a hole": (PARAMETER_FILE, "from: 2024-01-01", "from: 2024-02-01", "hole", 9),
    "a later value has no start": (
        PARAMETER_FILE,
        "- from: 2024-01-01\n      value",
        "- value",
        "overlap",
        9,
    ),
    "an end comes before its start": (
        PARAMETER_FILE,
        "- from: 2024-01-01",
        "- from: 2024-01-01\n      to: 2023-01-01",
        "ends_before_start",
        9,
    ),
    "a reference is missing": (
        PARAMETER_FILE,
        "      reference: {title: Atto 1}\n",
        "",
        "missing_field",
        5,
    ),
    "a confidence is missing": (
        PARAMETER_FILE,
        "      confidence: sourced\n",
        "",
        "missing_field",
        5,
    ),
    "a confidence is unheard of": (
        PARAMETER_FILE,
        "confidence: sourced",
        "confidence: sure",
        "wrong_value",
        8,
    ),
    "a unit is unknown": (PARAMETER_FILE, 'unit: "1"', "unit: furlong", "unknown_unit", 3),
    "a parameter has neither unit nor names": (
        PARAMETER_FILE,
        '  unit: "1"\n  values:\n    - to',
        "  values:\n    - to",
        "unit_or_names",
        1,
    ),
    "a category of rows is unknown": (
        PARAMETER_FILE,
        "by: {class: level}",
        "by: {class: levels}",
        "unknown_category",
        16,
    ),
    "a row is missing": (
        PARAMETER_FILE,
        "value: {low: 0, high: 1}",
        "value: {low: 0}",
        "missing_row",
        18,
    ),
    "a row is too many": (
        PARAMETER_FILE,
        "value: {low: 0, high: 1}",
        "value: {low: 0, high: 1, huge: 2}",
        "unknown_row",
        18,
    ),
    "weights do not add up": (
        PARAMETER_FILE,
        "value: {A1: 1}",
        "value: {A1: 0.9}",
        "weights_sum",
        27,
    ),
    "a weight is negative": (
        PARAMETER_FILE,
        "value: {A1: 1}",
        "value: {A1: -1}",
        "wrong_value",
        27,
    ),
    "weights are not declared as such": (
        PARAMETER_FILE,
        "  weights: true\n",
        "",
        "not_weights",
        15,
    ),
    "a name is not of its category": (
        PARAMETER_FILE,
        "value: {low: low, high: high}",
        "value: {low: low, high: vast}",
        "unknown_name",
        35,
    ),
    "a number is text": (PARAMETER_FILE, "[0.3]", '["0.3"]', "wrong_value", 6),
    "breaks do not increase": (PARAMETER_FILE, "[0.3]", "[0.3, 0.3]", "breaks_order", 13),
    "breaks are too many": (PARAMETER_FILE, "[0.3]", "[0.3, 0.5]", "breaks_count", 13),
    "a label lacks a language": (
        PARAMETER_FILE,
        "{it: Soglie, en: Breaks}",
        "{it: Soglie}",
        "missing_language",
        2,
    ),
    "a field is unknown": (PARAMETER_FILE, "weights: true", "weight: true", "unknown_field", 25),
    "a key is written twice": (
        PARAMETER_FILE,
        'unit: "1"\n  values',
        'unit: "1"\n  unit: m\n  values',
        "duplicate_key",
        4,
    ),
    "a fact is unknown": (
        SHEET_FILE,
        "drainage.draining_index",
        "drainage.drainage",
        "unknown_fact",
        12,
    ),
    "a fact is of another place": (
        SHEET_FILE,
        "drainage.draining_index",
        "measure.area",
        "wrong_place",
        12,
    ),
    "a fact is a label": (
        SHEET_FILE,
        "drainage.draining_index",
        "realisation.monitoring",
        "wrong_fact",
        12,
    ),
    "a fact is in another unit": (
        SHEET_FILE,
        "drainage.draining_index",
        "heat.night_anomaly",
        "unit_differs",
        13,
    ),
    "a fact has no such state": (
        SHEET_FILE,
        "fact: drainage.draining_index",
        "fact: drainage.unit_low_share\n        state: after",
        "no_state",
        12,
    ),
    "a class is stated by a number": (
        SHEET_FILE,
        "fact: drainage.draining_index",
        "fact: drainage.draining_index\n        stated_by: drainage.unit_low_share",
        "wrong_fact",
        13,
    ),
    "a class is stated by a label of any name": (
        SHEET_FILE,
        "fact: drainage.draining_index",
        "fact: drainage.draining_index\n        stated_by: place.municipality",
        "open_names",
        13,
    ),
    "a class is stated that is none": (
        SHEET_FILE,
        "fact: drainage.draining_index",
        "fact: drainage.draining_index\n        stated_by: drainage.unit_official_level",
        "unknown_name",
        13,
    ),
    "a class is stated of children": (
        SHEET_FILE,
        "fact: drainage.draining_index",
        "over: measure\n        mean_by: measure.area\n        stated_by: a\n        fact: a",
        "wrong_value",
        9,
    ),
    "a parameter is unknown": (
        SHEET_FILE,
        "points: points",
        "points: marks",
        "unknown_parameter",
        14,
    ),
    "a part is looked up before it is judged": (
        SHEET_FILE,
        "by: [A]",
        "by: [B]",
        "unknown_part",
        19,
    ),
    "a criterion in a mean has no points": (
        SHEET_FILE,
        "        points: points\n",
        "",
        "no_points",
        9,
    ),
    "a criterion has a kind unheard of": (
        SHEET_FILE,
        "kind: class",
        "kind: guess",
        "wrong_value",
        9,
    ),
    "an effect is no fact": (SHEET_FILE, "parts:", "effects: [wind]\nparts:", "unknown_fact", 5),
    "an effect has no state after": (
        SHEET_FILE,
        "parts:",
        "effects: [place.area]\nparts:",
        "no_state",
        5,
    ),
    "an effect is named twice": (
        SHEET_FILE,
        "parts:",
        "effects: [heat.mitigation, heat.mitigation]\nparts:",
        "duplicate_key",
        5,
    ),
    "the file is not YAML": (SHEET_FILE, "parts:", "parts: [", "unreadable", None),
    "a signature is missing": (
        "profile.yaml",
        "status: proposed",
        "status: signed",
        "wrong_value",
        1,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_problem_is_named_with_its_line(
    tmp_path: Path, case: tuple[str, str, str, str, int | None]
) -> None:
    file, old, new, code, line = case
    with pytest.raises(BadInput) as caught:
        load(write_plan(tmp_path, change=(file, old, new)))
    found = {(p.code, p.where) for p in caught.value.problems}
    if line is None:
        assert f"norms.{code}" in {code for code, _ in found}
    else:
        where_file = SHEET_FILE if code in ("breaks_order", "breaks_count", "not_weights") else file
        assert (f"norms.{code}", f"{where_file}:{line}") in found
    for problem in caught.value.problems:
        assert problem.line("it")
        assert problem.line("en")


def test_an_effect_whose_difference_nobody_measures_is_refused(tmp_path: Path) -> None:
    still = specs()["heat.mitigation"].model_copy(update={"change": None})
    plan = write_plan(tmp_path, change=(SHEET_FILE, "parts:", "effects: [heat.mitigation]\nparts:"))
    with pytest.raises(BadInput) as caught:
        Rules.load(plan, on=date(2024, 6, 1), facts=specs() | {"heat.mitigation": still})
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("norms.no_change", f"{SHEET_FILE}:5")
    ]


def test_effects_are_frozen_with_the_sheet(tmp_path: Path) -> None:
    effects = (SHEET_FILE, "parts:", "effects: [heat.mitigation]\nparts:")
    frozen = load(write_plan(tmp_path, change=effects)).embed([], ["small"])
    again = Rules.of(frozen)
    assert again.sheet("small").effects == ("heat.mitigation",)
    assert again.fact("heat.mitigation").change


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    folder = write_plan(
        tmp_path,
        one=(PARAMETER_FILE, 'unit: "1"', "unit: furlong"),
        two=(PARAMETER_FILE, "value: {A1: 1}", "value: {A1: 2}"),
        three=(SHEET_FILE, "points: points", "points: marks"),
        four=(SHEET_FILE, "drainage.draining_index", "none.such"),
    )
    with pytest.raises(BadInput) as caught:
        load(folder)
    codes = {problem.code for problem in caught.value.problems}
    assert {
        "norms.unknown_unit",
        "norms.weights_sum",
        "norms.unknown_parameter",
        "norms.unknown_fact",
    } <= codes


def test_a_folder_without_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no profile"):
        load(tmp_path)


def test_profiles_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).mkdir()
        (tmp_path / one / "profile.yaml").write_text(PROFILE + f"extends: ../{other}\n")
    with pytest.raises(BadInput, match="extends itself"):
        load(tmp_path / "a")


def test_a_profile_replaces_what_it_defines_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir(parents=True)
    (tmp_path / "profile.yaml").write_text(PROFILE + "extends: contado\n")
    (tmp_path / "parameters" / "own.yaml").write_text(
        """\
survey.minimum_coverage:
  label: {it: Copertura, en: Coverage}
  unit: "1"
  values:
    - {value: 0.9, reference: {title: Decreto}, confidence: sourced}
"""
    )
    own = load(tmp_path)
    assert own.number("survey.minimum_coverage") == 0.9
    assert own.number("people.around_distance") == 300
    assert {"scheda-norma-1", "scheda-norma-2"} < set(own.sheets)


@pytest.mark.parametrize(
    "bomb",
    [
        "\n".join(
            f"{c}: &{c} [{','.join([f'*{b}'] * 8)}]" for b, c in pairwise("abcdefgh")
        ).replace("b:", "a: &a [x]\nb:", 1),
        "a: &a [*a]\n",
        "[" * 200 + "]" * 200,
    ],
    ids=["references that multiply", "a reference to itself", "deep nesting"],
)
def test_a_hostile_file_is_refused_quickly(tmp_path: Path, bomb: str) -> None:
    write_plan(tmp_path)
    (tmp_path / "parameters" / "bomb.yaml").write_text(bomb)
    with pytest.raises(BadInput) as caught:
        load(tmp_path)
    assert {"norms.too_large", "norms.unreadable"} & {p.code for p in caught.value.problems}

"""A malformed profile is refused in our words, with file and line; it never crashes or loops."""

import json
import random
import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from contado.errors import BadInput, Problem
from contado.facts import specs
from contado.faults import fault
from contado.norms import Rules
from contado.norms.conditions import Compare
from contado.norms.dated import Range
from contado.norms.sheets import Combine, SheetOutcome

PLAN = Path(str(resources.files("contado") / "plan"))
ON = date(2026, 12, 1)
HEAD = "profile: p\nlabel: {it: P, en: P}\nstatus: proposed\nextends: contado\n"
ENGLISH = ("Input should", "was expected", "found ", "Error", "valid ", "expected")
VALUE = "  label: {it: a, en: a}\n  unit: '1'\n  values:\n"
END = "reference: {title: t}, confidence: seed}\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


def load(folder: Path) -> list[Problem]:
    problems = problems_of(folder)
    assert problems, "it was to be refused"
    return problems


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"a: \xff\xfe\n", "norms.unreadable", "parameters/x.yaml"),
        (b"\x00\x00", "norms.unreadable", "parameters/x.yaml"),
        (b"a:\n\tb: 1\n", "norms.unreadable", "parameters/x.yaml:2"),
        (BOMB.encode(), "norms.too_large", "parameters/x.yaml:"),
        (b"\na: " + b"[" * 5000 + b"]" * 5000, "norms.too_large", "parameters/x.yaml:2"),
        (b"b: 1\na: &x [*x]\n", "norms.unreadable", "parameters/x.yaml:2"),
        (b"b: 1\na:\n  - &x {c: [1, *x]}\n", "norms.unreadable", "parameters/x.yaml:3"),
        (b"b: 1\n? &x [*x]\n: 1\n", "norms.unreadable", "parameters/x.yaml:2"),
        (b"# " + b"x" * 3_000_000, "norms.too_large", "parameters/x.yaml"),
        (b"- a\n- b\n", "norms.wrong_value", "parameters/x.yaml:1"),
        (
            f"idren.breaks:\n{VALUE}    - {{value: [0.1], {END}".encode(),
            "norms.wrong_breaks", "sheets/scheda-norma-1.yaml",
        ),
        (
            f"runoff.lambda:\n{VALUE}    - {{value: much, {END}".encode(),
            "norms.wrong_value", "parameters/x.yaml:5",
        ),
    ],
    ids=[
        "bytes", "nul", "tab", "bomb", "deep", "self", "self below", "self as a key", "huge",
        "list", "breaks", "number",
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_named_with_its_line(
    tmp_path: Path, content: bytes, code: str, where: str
) -> None:
    (tmp_path / "profile.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "x.yaml").write_bytes(content)
    problems = load(tmp_path)
    if code != "norms.wrong_breaks":
        assert any(each.code.startswith(code) for each in problems)
    assert any(each.where.startswith(where) for each in problems)
    for each in problems:
        assert not any(word in each.line("it") for word in ENGLISH), each.line("it")


def test_what_stands_in_the_place_of_a_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "parameters").write_text("x", "utf-8")
    (tmp_path / "sheets" / "x.yaml").mkdir(parents=True)
    assert {each.code for each in load(tmp_path)} == {"norms.not_a_folder", "norms.not_a_file"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            HEAD.replace("proposed", "signed"),
            "profile.yaml:1: Il valore di «profile.yaml» non va bene: deve dire",
        ),
        (
            HEAD.replace("proposed", "signed") + "signed: 3\n",
            "profile.yaml:5: Il valore di «signed» non va bene: deve contenere",
        ),
    ],
    ids=["unsigned", "number"],
)
def test_a_signature_that_lacks_is_asked_for_in_italian(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "profile.yaml").write_text(text, "utf-8")
    lines = [each.line("it") for each in load(tmp_path)]
    assert any(line.startswith(said) for line in lines), lines
    assert not any(word in line for word in ENGLISH for line in lines)


@pytest.mark.parametrize(
    ("model", "data", "said"),
    [
        (Range, {"low": 2, "high": 1}, "ha il minimo sopra il massimo"),
        (Compare, {"above": "c"}, "deve avere «fact» oppure «reduce»"),
        (Compare, {"fact": "a"}, "deve avere una sola condizione tra at_least"),
        (Combine, {}, "deve avere «weighted_mean» oppure «all_hold: true»"),
        (
            SheetOutcome,
            {"table": "t", "by": ["A"], "classes": "c", "never_without": ["B"]},
            "ha in «never_without» una parte che non è in «by»",
        ),
    ],
)
def test_a_rule_of_a_definition_is_said_in_italian(
    model: type[BaseModel], data: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate_json(json.dumps(data))
    words = [fault(each) for each in refused.value.errors()]
    assert any(each.it.startswith(said) for each in words), words


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["from: 2026-02-01, to: 2026-01-01"], ["5: ends_before_start"]),
        (["from: 2020-01-01, to: 2026-05-01", "from: 2026-01-01"], ["6: overlap"]),
        (["from: 2026-01-01", "from: 2020-01-01"], ["6: overlap"]),
        (["from: 2020-01-01", "checked: 2020-01-01"], ["6: overlap"]),
        (["to: 9999-12-31", "from: 9999-12-31"], ["6: overlap"]),
        (["from: 0001-01-01, to: 0001-01-01", "from: 9999-12-31"], ["6: hole"]),
        (["from: 2020-13-01, to: ieri", "from: [1]"], ["5: wrong_value"] * 2 + ["6: wrong_value"]),
        (["from: 2020-01-01 10:00"], ["5: wrong_value"]),
    ],
    ids=["inverted", "overlap", "order", "no start", "last day", "hole", "no days", "hours"],
)
def test_dates_that_cannot_be_are_each_refused_at_their_line(
    tmp_path: Path, dates: list[str], said: list[str]
) -> None:
    (tmp_path / "profile.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "parameters").mkdir()
    values = "".join(f"    - {{value: 0.3, {each}, {END}" for each in dates)
    (tmp_path / "parameters" / "x.yaml").write_text(f"runoff.lambda:\n{VALUE}{values}", "utf-8")
    found = [f"{each.where}: {each.code}" for each in load(tmp_path)]
    own = [f"parameters/x.yaml:{each.replace(': ', ': norms.')}" for each in said]
    assert [each for each in found if each.startswith("parameters/x.yaml")] == own


def test_a_sheet_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "sheets").mkdir()
    text = (PLAN / "sheets" / "warm.yaml").read_text("utf-8")
    text = text.replace("  from: 2024-02-28", "  from: 2024-02-28\n  to: 2023-01-01")
    (tmp_path / "sheets" / "warm.yaml").write_text(text, "utf-8")
    assert [each.code for each in load(tmp_path)] == ["norms.ends_before_start"]
    assert load(tmp_path)[0].where == "sheets/warm.yaml:6"


@pytest.mark.parametrize("inner", [".", "b"])
def test_a_profile_that_extends_itself_is_refused(tmp_path: Path, inner: str) -> None:
    def text(of: str) -> str:
        return HEAD.replace("extends: contado", f"extends: {of}")

    (tmp_path / "profile.yaml").write_text(text(inner), "utf-8")
    if inner == "b":
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "profile.yaml").write_text(text(".."), "utf-8")
    assert "estende sé stesso" in load(tmp_path)[0].line("it")


ODD = ["", "[", "{", ": ", "- ", "null", '"', "'", "\t", "&a ", "*a", "1e999", ".nan", "-", "{}"]
ODD += [
    "2024-99-99",
    "2024-02-30",
    "true",
    "[]",
    "9" * 30,
    "<<: *x",
    "---",
    "%YAML 9",
    "?",
    "|",
    "@",
]


def _mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            lines[at] = chance.choice(ODD)
        case 1:
            del lines[at]
        case 2:
            lines.insert(at, chance.choice(lines))
        case 3:
            cut = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + chance.choice(ODD) + lines[at][cut:]
        case 4:
            lines[at] = lines[at].partition(":")[0] + ": " + chance.choice(ODD)
        case _:
            lines[at] = "  " + lines[at]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(120))
def test_a_plan_with_random_faults_loads_or_is_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = shutil.copytree(PLAN, tmp_path / "p")
    file = chance.choice(sorted(folder.rglob("*.yaml")))
    text = file.read_text("utf-8")
    for _ in range(chance.randint(1, 3)):
        text = _mutated(text, chance)
    file.write_text(text, "utf-8")
    assert all(each.where and each.line("it") for each in problems_of(folder))


def problems_of(folder: Path) -> list[Problem]:
    try:
        Rules.load(folder, on=ON, facts=specs())
    except BadInput as refused:
        return list(refused.problems)
    return []

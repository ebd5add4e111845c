"""A forged plan that is consistent with its numbers is found by ``--today``, field by field."""

import json
from pathlib import Path

import pytest

from contado.documents import digest_of

SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
FORGED = {"it": "Approvato con delibera n. 1.", "en": "Approved by resolution no. 1."}


@pytest.fixture
def assessed(contado, ground, square, tmp_path) -> Path:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    assert contado("assess", square, *words)[0] == 0
    return tmp_path / "out" / "piazza" / "dossier.json"


def today(contado, file: Path, ground, plan_change) -> list[str]:
    """Return what is otherwise today of a dossier whose embedded plan was changed."""
    content = json.loads(file.read_text(encoding="utf-8"))
    plan_change(content["plan"]["embedded"])
    content["digest"] = digest_of(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    words = ("verify", file, "--territory", ground.root, "--today", "--json")
    _, out, errors = contado(*words)
    assert out, errors
    return [each["subject"] for each in json.loads(out)["today"]]


def of_parameter(name: str, change):
    def changed(plan) -> None:
        change(plan["parameters"][name])

    return changed


def reference(parameter) -> None:
    parameter["values"][0]["reference"] = {"title": "DM 1/2024"}


def label(parameter) -> None:
    parameter["label"] = FORGED


def note(parameter) -> None:
    parameter["values"][0]["note"] = FORGED


def checked(parameter) -> None:
    parameter["values"][0]["checked"] = "2026-01-01"


@pytest.mark.parametrize(
    ("change", "field"),
    [(reference, "reference"), (label, "label"), (note, "note"), (checked, "checked")],
)
@pytest.mark.parametrize("name", ["idren.breaks", "sheet.final_classes"])
def test_what_is_written_of_a_value_is_named(  # noqa: PLR0917
    contado, assessed, ground, name, change, field
) -> None:
    assert f"{name} {field}" in today(contado, assessed, ground, of_parameter(name, change))


def other_measure(plan) -> None:
    code = next(code for code in plan["measures"] if code != "NBS01")
    plan["measures"][code]["label"] = FORGED


def other_profile(plan) -> None:
    plan["profile"]["label"] = FORGED


def test_a_measure_that_nobody_declared_and_the_profile_are_named(
    contado, assessed, ground
) -> None:
    def both(plan) -> None:
        other_measure(plan)
        other_profile(plan)

    said = today(contado, assessed, ground, both)
    assert {"NBS02", "profile label"} <= {*said}


def test_nothing_is_named_of_an_honest_dossier(contado, assessed, ground) -> None:
    assert today(contado, assessed, ground, lambda _: None) == []

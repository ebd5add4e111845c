"""What a frozen scenario says that its models were given is worked out again, and not trusted."""

import json
import shutil
from pathlib import Path

import pytest

from contado.documents import digest_of
from contado.scenarios.freeze import DIGEST_AT

FILED = Path(__file__).parents[2] / "data" / "filed"
DIFFERS = 4
TEXT = {"it": "Approvato.", "en": "Approved."}


def put(*path, value):
    """Return a change that puts a value at a place of the results."""

    def change(results) -> None:
        inner = results
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value

    return change


def taken(*path):
    def change(results) -> None:
        inner = results
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]

    return change


NOTICE = {"code": "scenarios.approved", "where": "piazza"} | TEXT
ATTACKS = {
    "rain": put("model", "rain_mm", value=40.0),
    "ratio": put("model", "lambda", value=0.05),
    "rural temperature": put("model", "t_ref", value=19.0),
    "heat island": put("model", "uhi_max", value=1.0),
    "mixing radius": put("model", "mixing_radius", value=60.0),
    "cooling distance": put("model", "cooling_distance", value=60.0),
    "draws": put("model", "draws", value=20_000),
    "seed": put("model", "seed", value=2),
    "area of a place": put("places", 0, "area_m2", value=1.0),
    "name of a place": put("places", 0, "name", value="Altra"),
    "unit": put("places", 0, "facts", "runoff_depth", "unit", value="m3"),
    "day": put("scenario", "on", value="2020-01-01"),
    "title": put("scenario", "title", value="Approvato"),
    "territory": put("territory", "name", value="Milano"),
    "snapshot": put("territory", "snapshot", value="0" * 64),
    "simulated": put("territory", "layers", 0, "simulated", value=True),
    "licence": put("territory", "layers", 0, "licence", value="CC0-1.0"),
    "a layer left out": taken("territory", "layers", 1),
    "a place left out": taken("places", 1),
    "an input left out": taken("model", "t_ref"),
    "notice of nobody": put("notices", value=[NOTICE]),
    "disclaimer": put("disclaimer", value=None),
    "a field of its own": put("approved_by", value="Città metropolitana"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_input_of_the_model_is_found(contado, tmp_path, name) -> None:
    ground = shutil.copytree(FILED / "territory", tmp_path / "territory")
    content = json.loads((FILED / "scenario.json").read_text(encoding="utf-8"))
    ATTACKS[name](content["frozen"]["results"])
    code, said = verified(contado, tmp_path, content, ground)
    assert (code, "si ripete" in said) == (DIFFERS, False)


def test_a_field_beside_the_results_is_named(contado, tmp_path) -> None:
    ground = shutil.copytree(FILED / "territory", tmp_path / "territory")
    content = json.loads((FILED / "scenario.json").read_text(encoding="utf-8"))
    content["frozen"]["approved_by"] = "Città metropolitana"
    code, said = verified(contado, tmp_path, content, ground)
    assert (code, "frozen.approved_by" in said) == (DIFFERS, True)


@pytest.mark.parametrize("field", ["description", "changes", "units", "draws"])
def test_a_field_of_the_scenario_that_is_not_there_is_named(contado, tmp_path, field) -> None:
    ground = shutil.copytree(FILED / "territory", tmp_path / "territory")
    content = json.loads((FILED / "scenario.json").read_text(encoding="utf-8"))
    del content[field]
    code, said = verified(contado, tmp_path, content, ground)
    assert (code, f"MANCA: il campo {field}" in said) == (DIFFERS, True)


def verified(contado, tmp_path, content, ground) -> tuple[int, str]:
    content["frozen"]["digest"] = digest_of(content, DIGEST_AT)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    code, said, errors = contado("verify", file, "--territory", ground)
    return code, said + errors


@pytest.mark.parametrize("name", ["scenario", "design"])
def test_today_names_a_forged_reference_of_any_kind(contado, tmp_path, name) -> None:
    ground = shutil.copytree(FILED / "territory", tmp_path / "territory")
    content = json.loads((FILED / f"{name}.json").read_text(encoding="utf-8"))
    plan = content["frozen"]["plan"] if name == "scenario" else content["plan"]
    forged = max(plan["parameters"])
    plan["parameters"][forged]["values"][0]["reference"] = {"title": "DM 1/2024"}
    at = DIGEST_AT if name == "scenario" else ("digest",)
    inner = content["frozen"] if name == "scenario" else content
    inner["digest"] = digest_of(content, at)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    words = ("--territory", ground) if name == "scenario" else ()
    _, out, _ = contado("verify", file, *words, "--today", "--json")
    assert any(each["subject"].startswith(forged) for each in json.loads(out)["today"])

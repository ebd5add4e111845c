"""A frozen scenario attached to a dossier: shown, checked by its digest, run again in its areas."""

import json
from pathlib import Path

import pytest

from contado.documents import digest_of
from contado.dossier.freeze import load
from contado.scenarios.freeze import DIGEST_AT

SCENARIO = """\
scenario: "1"
id: piazza
title: Piazza a verde
on: 2024-06-01
areas: {file: piazza.geojson}
model: {rain: {depth: 60}, cooling_distance: 100, mixing_radius: 120}
units: [municipalities]
draws: {count: 20, seed: 1}
"""
SHEET = ("--sheet", "scheda-norma-1")


@pytest.fixture
def frozen(contado, ground, square, tmp_path) -> Path:
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    out = tmp_path / "frozen.json"
    code, _, errors = contado("scenario", "freeze", file, "--territory", ground.root, "--out", out)
    assert code == 0, errors
    return out


@pytest.fixture
def annexed(contado, ground, square, frozen, tmp_path) -> Path:
    code, _, errors = contado(
        "assess", square, "--territory", ground.root, *SHEET, "--scenario", frozen,
        "--out", tmp_path / "out", "--format", "json,html,pdf",
    )  # fmt: skip
    assert code == 0, errors
    return tmp_path / "out" / "piazza" / "dossier.json"


def rewritten(path: Path, change) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    content["digest"] = digest_of(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_annex_holds_the_frozen_file_whole_and_the_pages_show_it(annexed, frozen) -> None:
    (annex,) = load(annexed).annexes
    assert annex.content == json.loads(frozen.read_text(encoding="utf-8"))
    assert annex.digest == annex.content["frozen"]["digest"]
    assert [one.title.it for one in annex.maps] == [
        "Differenza del deflusso",
        "Differenza della temperatura dell'aria",
    ]
    page = annexed.with_suffix(".html").read_text(encoding="utf-8")
    assert "Allegato: scenario «Piazza a verde»" in page
    assert "<svg" not in page.partition("Allegato: scenario")[2]  # pictures only, never run
    assert annexed.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_a_dossier_with_an_annex_repeats_also_after_its_ground_is_modelled_anew(
    contado, annexed, ground
) -> None:
    code, said, _ = contado("verify", annexed, "--territory", ground.root)
    assert (code, "si ripete" in said) == (0, True)


def change_result(content) -> None:
    place = content["annexes"][0]["content"]["frozen"]["results"]["places"][0]
    place["facts"]["air_temperature"]["difference"] += 1


def and_seal_again(content) -> None:
    change_result(content)
    annex = content["annexes"][0]
    annex["digest"] = digest_of(annex["content"], DIGEST_AT)
    annex["content"]["frozen"]["digest"] = annex["digest"]


def other_map(content) -> None:
    shown = content["annexes"][0]["maps"][0]
    shown["keys"][0]["colour"], shown["keys"][-1]["colour"] = "#00ff00", "#ff0000"


def other_title(content) -> None:
    content["annexes"][0]["title"] = "Approvato"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (change_result, "ALLEGATO ALTERATO"),
        (and_seal_again, "air_temperature difference"),
        (other_map, "ALLEGATO"),
        (other_title, "ALLEGATO"),
    ],
)
def test_a_rewritten_annex_is_found(contado, annexed, ground, change, said) -> None:
    rewritten(annexed, change)
    code, told, _ = contado("verify", annexed, "--territory", ground.root)
    assert code == 4
    assert said in told


def test_a_review_hands_the_annex_on(contado, annexed, ground, tmp_path) -> None:
    act = ("--office", "Ufficio", "--role", "verifica", "--date", "2024-07-01")
    words = ("--territory", ground.root, "--out", tmp_path / "reviewed", "--format", "json")
    code, _, errors = contado("review", annexed, *words, *act)
    assert code == 0, errors
    made = load(tmp_path / "reviewed" / "piazza" / "dossier.json")
    assert made.annexes == load(annexed).annexes


@pytest.mark.parametrize("which", ["not frozen", "altered"])
def test_only_a_sound_frozen_scenario_is_attached(  # noqa: PLR0917
    contado, ground, square, frozen, tmp_path, which
) -> None:
    file = tmp_path / "scenario.yaml"
    if which == "altered":
        file = frozen
        file.write_text(file.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'))
    code, _, errors = contado(
        "assess", square, "--territory", ground.root, *SHEET, "--scenario", file,
        "--out", tmp_path / "out", "--format", "json",
    )  # fmt: skip
    assert code == 2
    assert ("non è congelato" if which == "not frozen" else "scenario") in errors
    assert not (tmp_path / "out").exists()


def test_of_several_areas_all_together_are_told_and_checked_too(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    works = written(tmp_path / "piazza.geojson", feature("a", 300, 400), feature("b", 600, 700))
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    out = tmp_path / "frozen.json"
    contado("scenario", "freeze", file, "--territory", ground.root, "--out", out)
    code, _, errors = contado(
        "assess", works, "--territory", ground.root, *SHEET, "--scenario", out,
        "--out", tmp_path / "out", "--format", "json",
    )  # fmt: skip
    assert code == 0, errors
    dossier = tmp_path / "out" / "a" / "dossier.json"
    places = load(dossier).annexes[0].content["frozen"]["results"]["places"]
    assert [one["kind"] for one in places][:3] == ["area", "area", "all_areas"]
    code, _, _ = contado("verify", dossier, "--territory", ground.root)
    assert code == 0

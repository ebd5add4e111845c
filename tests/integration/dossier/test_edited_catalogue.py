"""The id of a snapshot is made of its rows, and is worked out again whenever it is opened."""

import json
from pathlib import Path

import pytest

SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
REFUSES, DIFFERS = 2, 4


def edited(ground, change) -> None:
    path = ground.root / "catalogue.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def of_stand_in(content) -> None:
    row = next(one for one in content["layers"] if one["stand_in"])
    row["stand_in"] = False


def other_file(content) -> None:
    one, two = (
        row for row in content["layers"] if row["role"] in {"land_cover", "population_grid"}
    )
    one["file"], one["sha256"] = two["file"], two["sha256"]


def other_producer(content) -> None:
    content["layers"][0]["producer"] = "ISTAT"


def other_date(content) -> None:
    content["layers"][0]["date"] = "2026-01-01"


def fewer_layers(content) -> None:
    content["history"][-1]["layers"] = content["history"][-1]["layers"][1:]


def other_id(content) -> None:
    content["history"][-1]["snapshot"] = "0" * 64


EDITS = (of_stand_in, other_file, other_producer, other_date, fewer_layers, other_id)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_catalogue_is_said_and_no_dossier_carries_its_id(
    contado, ground, square, tmp_path, edit
) -> None:
    edited(ground, edit)
    code, _, errors = contado("territory", "check", ground.root)
    assert (code, "Il catalogo è cambiato" in errors) == (REFUSES, True), errors
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    code, _, errors = contado("assess", square, *words)
    assert (code, "Il catalogo è cambiato" in errors) == (REFUSES, True), errors
    assert not (tmp_path / "out").exists()


def test_verify_says_that_the_catalogue_is_another(contado, ground, square, tmp_path) -> None:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    assert contado("assess", square, *words)[0] == 0
    file: Path = tmp_path / "out" / "piazza" / "dossier.json"
    edited(ground, of_stand_in)
    for more in ((), ("--today",)):
        code, said, _ = contado("verify", file, "--territory", ground.root, *more)
        assert (code, "catalogue.json" in said) == (DIFFERS, True)

"""The state *verificata* needs its act, and an act is linked by hash to what it verified."""

import json
from pathlib import Path

import pytest

from contado.documents import digest_of

SHEETS = ("--sheet", "scheda-norma-1")
REPEATS, DIFFERS = 0, 4
OFFICE = {"office": "Ufficio metropolitano", "role": "istruttore", "date": "2024-07-01"}
ACT = {"kind": "verification", "corrections": [], "of": "a" * 64} | OFFICE


@pytest.fixture
def assessed(contado, ground, square, tmp_path) -> Path:
    own = ("--office", "Comune", "--role", "RUP", "--date", "2024-06-03", "--format", "json")
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", *own)
    assert contado("assess", square, *words)[0] == 0
    return tmp_path / "out" / "piazza" / "dossier.json"


@pytest.fixture
def reviewed(contado, assessed, ground, tmp_path) -> Path:
    act = [part for key, value in OFFICE.items() for part in (f"--{key}", value)]
    more = ("--state", "verificata", "--out", tmp_path / "v", "--format", "json")
    assert contado("review", assessed, "--territory", ground.root, *act, *more)[0] == 0
    return next((tmp_path / "v").rglob("dossier.json"))


def rewritten(path: Path, **fields: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8")) | fields
    content["digest"] = digest_of(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def content_of(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_both_actors_dossiers_verify_and_their_acts_are_linked(
    contado, assessed, reviewed, ground
) -> None:
    for file in (assessed, reviewed):
        code, said, _ = contado("verify", file, "--territory", ground.root)
        assert (code, "NOTA" in said) == (REPEATS, False), said
    received, made = content_of(assessed), content_of(reviewed)
    assert made["acts"][-1]["of"] == made["based_on"] == received["digest"]
    assert made["acts"][0] == received["acts"][0]


FORGED = {
    "verified by nobody": {"state": "verificata"},
    "verified, no act at all": {"state": "verificata", "acts": []},
    "a draft again": {"state": "bozza"},
    "verified of nothing": {"state": "verificata", "acts": [ACT]},
    "verified of something else": {"state": "verificata", "acts": [ACT], "based_on": "b" * 64},
    "before its day": {
        "state": "verificata", "acts": [ACT | {"date": "2020-01-01"}], "based_on": "a" * 64
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_state_without_its_act_is_found(contado, assessed, ground, name) -> None:
    rewritten(assessed, **FORGED[name])
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "ATTO: " in said) == (DIFFERS, True)


def test_an_act_does_not_cover_what_was_declared_after_it(contado, assessed, ground) -> None:
    work = content_of(assessed)["intervention"]
    rewritten(assessed, intervention=work | {"cadastral": ["Milano 1/2"]})
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "ATTO: self_assessment Comune" in said) == (DIFFERS, True)


def test_a_review_based_on_another_dossier_is_found(contado, reviewed, ground) -> None:
    rewritten(reviewed, based_on="c" * 64)
    code, said, _ = contado("verify", reviewed, "--territory", ground.root)
    assert (code, "ATTO: verification" in said) == (DIFFERS, True)


def test_an_act_that_lost_its_link_is_not_older_than_its_dossier(contado, assessed, ground) -> None:
    (act,) = content_of(assessed)["acts"]
    del act["of"]
    rewritten(assessed, acts=[act])
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "MANCA: il campo acts.0.of" in said) == (DIFFERS, True)

"""Signed is never self-declared: a profile registered on the machine takes the disclaimer off."""

import json
from pathlib import Path

import pytest

from contado.documents import digest_of, read_content, unrecognised
from contado.dossier.html import html
from contado.norms import Rules

SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
SIGNED = {"office": "Settore Pianificazione", "act": "decreto n. 1/2025", "date": "2025-01-15"}
REPEATS, REFUSES, DIFFERS = 0, 2, 4
DECLARED = "non riconosciuta"


@pytest.fixture(autouse=True)
def register(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "registro" / "signatures.json"
    monkeypatch.setenv("CONTADO_SIGNATURES", str(path))
    return path


@pytest.fixture
def profile(tmp_path) -> Path:
    folder = tmp_path / "profilo"
    folder.mkdir()
    signed = ", ".join(f"{key}: {value}" for key, value in SIGNED.items())
    text = "profile: prova\nlabel: {it: Prova, en: Trial}\nextends: contado\nstatus: signed\n"
    (folder / "profile.yaml").write_text(f"{text}signed: {{{signed}}}\n", encoding="utf-8")
    return folder


@pytest.fixture
def assessed(contado, ground, square, tmp_path):
    def assess(profile: Path | str = "contado", out: str = "out") -> Path:
        toml = ground.root / "territory.toml"
        lines = toml.read_text(encoding="utf-8").splitlines()
        lines = [f'profile = "{profile}"' if x.startswith("profile") else x for x in lines]
        toml.write_text("\n".join(lines) + "\n", encoding="utf-8")
        words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / out)
        code, _, errors = contado("assess", square, *words, "--format", "json")
        assert code == 0, errors
        return tmp_path / out / "piazza" / "dossier.json"

    return assess


def content_of(file: Path) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))


def forged(file: Path) -> Path:
    """Write a dossier again as if its plan were signed, consistently."""
    content = content_of(file)
    content["disclaimer"] = None
    content["plan"] |= {"status": "signed", "signed": SIGNED}
    content["plan"]["embedded"]["profile"] |= {"status": "signed", "signed": SIGNED}
    content["digest"] = digest_of(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_a_forged_signature_is_declared_and_not_recognised(
    contado, assessed, ground, tmp_path
) -> None:
    file = forged(assessed())
    code, said, _ = contado("verify", file, "--territory", ground.root)
    assert (code, DECLARED in said.lower()) == (DIFFERS, True)
    act = ("--office", "Ufficio", "--role", "istruttore", "--date", "2024-07-01")
    words = ("--territory", ground.root, *act, "--out", tmp_path / "v", "--format", "json")
    assert contado("review", file, *words)[0] == REPEATS
    (made,) = (tmp_path / "v").rglob("dossier.json")
    assert DECLARED in content_of(made)["disclaimer"]["it"]
    page = html(read_content(content_of(made), "a").content)
    assert page.count(DECLARED) > 2
    assert "che si dichiara firmato il 15" in page


def test_a_profile_that_says_it_is_signed_keeps_the_disclaimer(contado, assessed, profile) -> None:
    file = assessed(profile)
    assert DECLARED in content_of(file)["disclaimer"]["it"]
    code, said, _ = contado("norms", "list", "--profile", profile)
    assert (code, DECLARED in said) == (0, True)


def test_a_registered_profile_is_signed_until_a_file_of_it_changes(
    contado, assessed, ground, profile
) -> None:
    assert contado("norms", "register", profile)[0] == 0
    file = assessed(profile)
    assert content_of(file)["disclaimer"] is None
    words = ("verify", file, "--territory", ground.root)
    assert contado(*words)[0] == REPEATS
    (profile / "parameters").mkdir()
    (profile / "parameters" / "a.yaml").write_text("{}\n", encoding="utf-8")
    code, said, _ = contado(*words)
    assert (code, DECLARED in said.lower()) == (DIFFERS, True)
    assert DECLARED in content_of(assessed(profile, out="later"))["disclaimer"]["it"]


def test_a_registered_signature_does_not_cover_other_values(
    contado, assessed, ground, profile
) -> None:
    contado("norms", "register", profile)
    file = assessed(profile)
    content = content_of(file)
    breaks = content["plan"]["embedded"]["parameters"]["sheet.final_classes"]["values"][0]
    breaks["note"] = {"it": "approvata", "en": "approved"}
    content["digest"] = digest_of(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    code, said, _ = contado("verify", file, "--territory", ground.root)
    assert (code, DECLARED in said.lower()) == (DIFFERS, True)


@pytest.mark.parametrize("text", ["", "{", '{"signatures": [{}]}', "[]"])
def test_a_register_that_cannot_be_read_signs_nothing(contado, register, profile, text) -> None:
    register.parent.mkdir()
    register.write_text(text, encoding="utf-8")
    code, _, errors = contado("norms", "list", "--profile", profile)
    assert (code, "registro" in errors) == (REFUSES, True)


def test_only_a_signed_profile_is_registered(contado, tmp_path, profile) -> None:
    head = (profile / "profile.yaml").read_text(encoding="utf-8").partition("status")[0]
    (profile / "profile.yaml").write_text(head + "status: proposed\n", encoding="utf-8")
    code, _, errors = contado("norms", "register", profile)
    assert (code, "non è firmato" in errors) == (REFUSES, True)


@pytest.mark.parametrize("kind", ["design", "scenario"])
def test_the_signature_of_a_report_and_of_a_scenario_is_not_believed(kind) -> None:
    filed = Path(__file__).parents[2] / "data" / "filed" / f"{kind}.json"
    content = content_of(filed)
    plan = content["plan"] if kind == "design" else content["frozen"]["plan"]
    plan["profile"] |= {"status": "signed", "signed": SIGNED}
    document = read_content(content, "a.json")
    found = next(iter(document.kind.judged(document.content)))
    assert (found.kind, found.subject) == ("signature", "contado")
    assert not list(unrecognised(Rules.load(on=None)))

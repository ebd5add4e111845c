"""``contado norms``: the plan read, compared and checked from the command line."""

import json
from importlib import resources

import pytest
from typer.testing import CliRunner

from contado.cli import app, main
from contado.cli.shell import Exit

PROFILE = """\
profile: prova
label: {it: Prova, en: Trial}
extends: contado
status: signed
signed: {office: Settore Pianificazione territoriale, act: decreto n. 1/2025, date: 2025-01-15}
"""
BREAKS = """\
idren.breaks:
  label: {it: Soglie di prova, en: Trial breaks}
  unit: "1"
  values:
    - to: 2024-12-31
      value: [0.15, 0.30, 0.50, 0.70]
      reference: {title: Atto di prova, url: "https://example.org/atto"}
      confidence: verify
    - from: 2025-01-01
      value: [0.20, 0.30, 0.50, 0.70]
      reference: {title: Atto nuovo}
      confidence: sourced
"""
CASE = """\
"Idren 0,18 dal 2025: molto bassa":
  sheet: scheda-norma-1
  on: 2025-01-01
  facts: {drainage.draining_index: 0.18}
  expect: {A2: very_low}
"""


@pytest.fixture
def folder(tmp_path):
    for name, content in (
        ("profile.yaml", PROFILE),
        ("parameters/idren.yaml", BREAKS),
        ("cases/idren.yaml", CASE),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def norms(monkeypatch):
    """Return a function that runs a command in a language and a wide terminal."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words, language="it"):
        monkeypatch.setenv("CONTADO_LANG", language)
        return CliRunner().invoke(app, ["norms", *map(str, words)])

    return run


def told(*words, monkeypatch, capsys):
    """Run the program as a person does; return its exit code and what it says of errors."""
    monkeypatch.setattr("sys.argv", ["contado", "norms", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code, capsys.readouterr().err


def test_a_parameter_is_shown_with_reference_validity_and_confidence(norms, folder):
    result = norms("show", "idren.breaks", "--on", "2024-06-01", "--profile", folder)
    assert result.exit_code == 0
    for words in ("0,15; 0,3; 0,5; 0,7", "fino al 31/12/2024", "Atto di prova https://example.org"):
        assert words in result.output
    assert "attendibilità: da verificare" in result.output
    assert "0,2; 0,3" not in result.output
    assert "Valori proposti" not in result.output  # this profile is signed


def test_without_a_day_all_the_values_of_a_parameter_are_shown(norms, folder):
    result = norms("show", "idren.breaks", "--profile", folder, language="en")
    assert "0.15; 0.3; 0.5; 0.7" in result.output
    assert "0.2; 0.3; 0.5; 0.7" in result.output
    assert "since 1 January 2025" in result.output


def test_the_plan_of_contado_says_that_its_values_are_proposed(norms):
    assert "non quelli approvati nelle STTM" in norms("list").output


def test_a_table_is_shown_with_the_names_of_its_rows(norms):
    assert "alta · media · bassa" in norms("show", "sheet.final_classes").output


def test_a_measure_says_what_must_be_declared(norms):
    output = norms("show", "NBS14").output
    assert "da dichiarare: dipende dal sito" in output
    assert "0,3–1 °C" in output
    assert "scheda-norma-1, scheda-norma-2" in output


def test_a_sheet_says_whether_it_is_in_force(norms):
    before = norms("show", "scheda-norma-1", "--on", "2024-01-01").output
    assert "non in vigore il 01/01/2024" in before
    after = norms("show", "scheda-norma-1", "--on", "2024-06-01").output
    assert "non in vigore" not in after
    assert "drainage.draining_index" in after


def test_a_measure_that_comes_later_is_not_shown_before_its_day(folder, monkeypatch, capsys):
    plan = resources.files("contado") / "plan" / "measures.yaml"
    later = plan.read_text(encoding="utf-8").replace(
        "    - reference: &abacus", "    - from: 2025-01-01\n      reference: &abacus"
    )
    (folder / "measures.yaml").write_text(later, encoding="utf-8")
    words = ("show", "NBS01", "--on", "2024-06-01", "--profile", folder)
    code, said = told(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == Exit.BAD_INPUT
    assert "2025-01-01" in said


@pytest.mark.parametrize("name", ["idren.breaks", "NBS13", "scheda-norma-2"])
def test_what_is_shown_is_json_too(norms, name):
    content = json.loads(norms("show", name, "--json").output)
    assert name in json.dumps(content)


def test_the_list_names_everything_the_plan_defines(norms):
    content = json.loads(norms("list", "--json").output)
    output = norms("list").output
    for kind in ("sheets", "parameters", "measures"):
        assert content[kind]
        assert all(name in output for name in content[kind])


def test_two_days_of_a_profile_differ_by_what_changed(norms, folder):
    result = norms("diff", "2024-06-01", "2025-06-01", "--profile", folder, "--json")
    changed = {(one["name"], one["path"]): one for one in json.loads(result.output)}
    assert changed["idren.breaks", "value.0"]["before"] == 0.15
    assert changed["idren.breaks", "value.0"]["after"] == 0.2
    assert {name for name, _ in changed} == {"idren.breaks", "invariance.application"}
    table = norms("diff", "2024-06-01", "2025-06-01", "--profile", folder).output
    assert "idren.breaks" in table
    assert "0,2" in table


def test_two_profiles_are_compared(norms, folder):
    found = json.loads(norms("diff", "contado", folder, "--json").output)
    assert {one["name"] for one in found} == {"idren.breaks", "profile"}
    assert "Nessuna differenza" in norms("diff", "contado", "contado").output


def test_the_plan_of_contado_holds(norms):
    result = norms("check")
    assert result.exit_code == Exit.DONE
    assert "nessun problema" in result.output
    assert json.loads(norms("check", "--json").output)["cases"] >= 40


def test_a_profile_is_checked_with_its_own_cases(norms, folder):
    assert json.loads(norms("check", "--profile", folder, "--json").output)["cases"] == 1


def test_a_case_that_fails_is_bad_input_with_file_and_line(folder, monkeypatch, capsys):
    (folder / "cases/idren.yaml").write_text(CASE.replace("very_low", "low"), encoding="utf-8")
    code, said = told("check", "--profile", folder, monkeypatch=monkeypatch, capsys=capsys)
    assert code == Exit.BAD_INPUT
    assert said.startswith("cases/idren.yaml:5: Caso «Idren 0,18")


def test_problems_of_the_plan_and_of_its_cases_are_said_together(folder, monkeypatch, capsys):
    (folder / "cases/idren.yaml").write_text(CASE.replace("expect", "atteso"), encoding="utf-8")
    breaks = BREAKS.replace("[0.20, 0.30", "[0.30, 0.20").replace("sourced", "sure")
    (folder / "parameters/idren.yaml").write_text(breaks, encoding="utf-8")
    code, said = told("check", "--profile", folder, monkeypatch=monkeypatch, capsys=capsys)
    assert code == Exit.BAD_INPUT
    assert "parameters/idren.yaml:12" in said
    assert "cases/idren.yaml" in said


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("show", "idren.break"), "idren.breaks"),
        (("show", "idren.breaks", "--on", "ieri"), "AAAA-MM-GG"),
        (("diff", "2024-13-01", "contado"), "AAAA-MM-GG"),
        (("list", "--profile", "non-esiste"), "profile.yaml"),
    ],
)
def test_bad_input_is_one_message_that_says_how_to_mend_it(words, part, monkeypatch, capsys):
    code, said = told(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == Exit.BAD_INPUT
    assert part in said
    assert "Traceback" not in said

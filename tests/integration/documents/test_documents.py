"""One envelope for what is frozen: recognised, verified and compared whatever its kind."""

import copy
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from contado.documents import (
    ComparedRow,
    Envelope,
    Finding,
    Kind,
    Registered,
    Side,
    digest_of,
    kinds,
    read,
)
from contado.documents.kind import kind_of
from contado.files import json_text
from contado.terms import Text

FILED = Path(__file__).parents[2] / "data" / "filed"
KINDS = {
    "sheet-1": "dossier",
    "review": "dossier",
    "invariance": "invariance_report",
    "design": "invariance_report",
    "scenario": "scenario",
}
REPEATS, REFUSED, DIFFERS = 0, 2, 4


@pytest.fixture
def territory(tmp_path: Path) -> Path:
    return shutil.copytree(FILED / "territory", tmp_path / "territory")


def filed(name: str) -> dict:
    return json.loads((FILED / f"{name}.json").read_text(encoding="utf-8"))


def sealed_again(name: str, folder: Path, change) -> Path:
    """Return a filed document, changed, with its digest made anew."""
    content = copy.deepcopy(filed(name))
    change(content)
    *path, last = kind_of(KINDS[name]).digest_at
    inner = content
    for key in path:
        inner = inner[key]
    inner[last] = digest_of(content, (*path, last))
    file = folder / "changed.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_known_by_its_fields_and_lifted_to_the_envelope(name) -> None:
    envelope = read(FILED / f"{name}.json").envelope
    assert envelope.kind == KINDS[name]
    assert envelope.subject
    assert envelope.plan["profile"]["profile"] == "contado"
    assert envelope.software == "contado 0.1.0"
    assert len(envelope.digest) == 64
    assert (envelope.snapshot is None) == (KINDS[name] == "invariance_report")


def test_the_distributions_of_a_dossier_are_in_its_envelope() -> None:
    references = read(FILED / "sheet-1.json").envelope.references
    assert "drainage.unit_low_share" in " ".join(references)


@pytest.mark.parametrize("name", KINDS)
def test_one_changed_number_is_altered_whatever_the_kind(
    contado, territory, tmp_path, name
) -> None:
    text = (FILED / f"{name}.json").read_text(encoding="utf-8")
    path = tmp_path / "altered.json"
    path.write_text(text.replace("0.8", "0.7", 1), encoding="utf-8")
    code, out, _ = contado("verify", path, "--territory", territory)
    assert (code, "ALTERATO" in out) == (DIFFERS, True)


def other_volume(content) -> None:
    content["required"] -= 10


def other_question(content) -> None:
    content["question"]["surfaces"]["sealed"] -= 100
    content["question"]["surfaces"]["permeable"] += 100


def other_step(content) -> None:
    content["steps"][0]["result"]["value"] = 0.5


def other_assumption(content) -> None:
    content["assumptions"] = content["assumptions"][1:]


def other_value_of_the_plan(content) -> None:
    plan = content["plan"]["parameters"]["invariance.discharge_limit"]["values"][0]["value"]
    plan["A"] = 20 if not isinstance(plan["A"], dict) else {**plan["A"], "value": 20}


@pytest.mark.parametrize(
    "change",
    [other_volume, other_question, other_step, other_assumption, other_value_of_the_plan],
)
def test_a_report_whose_digest_was_made_anew_is_found_by_the_rerun(
    contado, tmp_path, change
) -> None:
    code, out, _ = contado("verify", sealed_again("invariance", tmp_path, change))
    assert (code, "RISULTATO" in out) == (DIFFERS, True)


def test_a_design_whose_tank_grew_is_found_by_the_rerun(contado, tmp_path) -> None:
    def change(content) -> None:
        content["design"]["tanks"][0]["volume"] += 100

    code, out, _ = contado("verify", sealed_again("design", tmp_path, change), "--json")
    assert code == DIFFERS
    assert "available" in {finding["subject"] for finding in json.loads(out)["findings"]}


@pytest.mark.parametrize(
    ("hyetograph", "routing"), [("constant", "time_area"), ("chicago", "none"), (None, None)]
)
def test_a_report_of_any_method_repeats(contado, tmp_path, hyetograph, routing) -> None:
    chosen = [*(("--hyetograph", hyetograph) if hyetograph else ())]
    chosen += ["--routing", routing] if routing else []
    code, _, errors = contado(
        "storm", "invariance", "--area", 12000, "--sealed", 9000, "--permeable", 3000,
        "--criticality", "A", "--detailed", "--soil-group", "B", *chosen, "--on", "2026-05-04",
        "--rain", "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179",
        "--out", tmp_path / "r",
    )  # fmt: skip
    assert code == 0, errors
    code, out, _ = contado("verify", tmp_path / "r" / "relazione.json")
    assert (code, "si ripete" in out) == (REPEATS, True)


def test_a_report_that_could_never_have_been_written_is_refused(contado, tmp_path) -> None:
    def no_design(content) -> None:
        content["question"]["surfaces"] = {"area": "boh"}

    def other_version(content) -> None:
        content["format"] = "contado-invariance-report-9"

    for change in (no_design, other_version, lambda content: content.update(plan={})):
        code, _, errors = contado("verify", sealed_again("invariance", tmp_path, change))
        assert code == REFUSED
        assert errors


def other_result(content) -> None:
    content["frozen"]["results"]["places"][0]["facts"]["runoff_depth"]["after"] += 1


def other_measure(content) -> None:
    feature = content["areas"]["geojson"]["features"][0]
    feature["properties"]["measures"][0]["share"] = 0.3


@pytest.mark.parametrize("change", [other_result, other_measure])
def test_a_scenario_whose_digest_was_made_anew_is_found_by_the_rerun(
    contado, territory, tmp_path, change
) -> None:
    path = sealed_again("scenario", tmp_path, change)
    for words in (("verify",), ("scenario", "check")):
        code, out, _ = contado(*words, path, "--territory", territory)
        assert (code, "runoff_depth after" in out) == (DIFFERS, True)


def test_a_scenario_on_other_data_names_them(contado, territory) -> None:
    (territory / "rasters" / "soil_groups.1.tif").unlink()
    code, out, _ = contado("verify", FILED / "scenario.json", "--territory", territory)
    assert (code, "il file di soil_groups@1 non c'è più" in out) == (DIFFERS, True)


@pytest.mark.parametrize("name", ["sheet-1", "scenario"])
def test_what_was_made_on_a_territory_asks_for_it(contado, name) -> None:
    code, _, errors = contado("verify", FILED / f"{name}.json")
    assert (code, "--territory" in errors) == (REFUSED, True)


@pytest.mark.parametrize("text", ["{}", '{"document": "1", "kind": "boh"}', "[]", "a: 1"])
def test_a_file_that_is_no_document_is_refused(contado, tmp_path, text) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    assert contado("verify", path)[0] == REFUSED


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("self-assessment", "review"),
        ("invariance", "invariance-detailed"),
        ("scenario", "scenario"),
    ],
)
def test_two_documents_of_a_kind_stand_side_by_side(contado, one, two) -> None:
    files = (FILED / f"{one}.json", FILED / f"{two}.json")
    code, out, _ = contado("compare", *files, "--json")
    rows = json.loads(out)
    assert code == 0
    assert any(row["differs"] for row in rows) == (one != two)
    assert {"label", "a", "b", "differs"} < set(rows[0])
    code, out, _ = contado("compare", *files)
    assert (code, "≠" in out) == (0, one != two)


def test_documents_of_two_kinds_are_not_compared(contado) -> None:
    code, _, errors = contado("compare", FILED / "sheet-1.json", FILED / "design.json")
    assert (code, "relazione d'invarianza" in errors) == (REFUSED, True)


class Balance(Kind[Envelope]):
    """A kind to come: shares that add up."""

    on_territory = False

    def load(self, content, where) -> Envelope:
        return self.envelope(content, where)

    def judged(self, document):
        shares, total = document.content["shares"], document.content["total"]
        if abs(sum(shares) - total) > 1e-9:
            yield Finding("judgement", "total", total, sum(shares))

    def rows(self, a, b, language) -> list[ComparedRow]:  # noqa: ARG002 - numbers have none
        sides = (Side(str(each.content["total"])) for each in (a, b))
        return [ComparedRow(("balance", "total"), "Total", *sides)]


def test_a_new_kind_is_one_registration(contado, tmp_path, monkeypatch) -> None:
    room = ModuleType("toy_balance")
    room.Balance = Balance
    monkeypatch.setitem(sys.modules, "toy_balance", room)
    whole = Text(it="Il bilancio {digest}… è intatto.", en="The balance {digest}… is whole.")
    label = Text(it="bilancio", en="balance")
    entry = Registered(label=label, whole=whole, by="toy_balance:Balance")
    monkeypatch.setitem(kinds(), "balance", entry)
    files = []
    for total in (0.5, 0.6):
        envelope = Envelope(
            kind="balance", subject="Polo", content={"shares": [0.2, 0.3], "total": total},
            software="contado 1",
        ).sealed()  # fmt: skip
        files.append(tmp_path / f"{total}.json")
        files[-1].write_text(json_text(envelope.model_dump(mode="json")), encoding="utf-8")
    assert contado("verify", files[0])[:2] == (0, f"Il bilancio {_digest(files[0])}… è intatto.\n")
    code, out, _ = contado("verify", files[1])
    assert (code, "RISULTATO: total: da ciò che il documento contiene segue 0.5" in out) == (
        4,
        True,
    )
    code, out, _ = contado("compare", *files, "--json")
    (row,) = json.loads(out)
    assert (row["section"], row["item"], row["differs"]) == ("balance", "total", True)


def _digest(path: Path) -> str:
    return json.loads(path.read_text(encoding="utf-8"))["digest"][:16]

"""What is said once, what is drawn as a grid, what comes next: the order of the pages."""

from dataclasses import replace
from datetime import date

import pytest

from contado.dossier.html import html
from contado.dossier.model import Act, Correction
from contado.dossier.pages.page import page
from contado.dossier.pages.parameters import source_and_note
from contado.dossier.pdf import pdf
from contado.facts import specs
from contado.interventions.model import REALISATION_ITEMS
from contado.norms import Rules, evaluate
from contado.norms.testing import table_of
from contado.values import Labels, Missing

SHEETS = ("scheda-norma-1", "scheda-norma-2")
PLACE = {
    "drainage.unit_low_share": 0.3,
    "drainage.draining_index": 0.4,
    "nature.runoff_regulation_rank": 0.5,
    "heat.unit_hot_share": 0.3,
    "heat.night_anomaly": 1.5,
    "nature.microclimate_regulation_rank": 0.5,
    "measures.incidence": 0.5,
}
"""Part A medium on both sheets: every criterion 0.5."""

TREES = {
    "measure.kind": "NBS11",
    "measure.area": 100.0,
    "measure.share": 0.5,
    "measure.runoff_reduction": 27.5,
    "measure.cooling": 1.25,
}
"""Rank 1 on drainage (27.5 % is below 30 %), rank 3 on heat (1.25 °C is above 0.5 °C)."""


def judged(sample, answers, sheets=SHEETS):
    rules = Rules.load(on=date(2024, 6, 1), facts=specs())
    said = {f"realisation.{item}": answer for item, answer in answers.items()}
    table = table_of(rules, [{**PLACE, **said}], [[TREES]])
    silent = {
        f"realisation.{item}": Labels.absent(1, Missing("unanswered", item))
        for item in REALISATION_ITEMS
        if item not in answers
    }
    table = replace(table, columns={**table.columns, **silent})
    verdicts = [evaluate(rules, sheet, table).explain(0) for sheet in sheets]
    plan = sample.plan.model_copy(update={"embedded": rules.embed(set(), list(sheets))})
    return sample.model_copy(update={"verdicts": tuple(verdicts), "plan": plan})


@pytest.fixture(scope="module")
def answered(sample):
    return judged(sample, dict.fromkeys(REALISATION_ITEMS, "yes"))


@pytest.fixture(scope="module")
def silent(sample):
    return judged(sample, {"monitoring": "no"})


def reached(grid) -> dict[tuple[str, str, str], tuple[str, list[str]]]:
    return {
        (block["title"], row["name"], column): (cell["state"], cell["marks"])
        for block in grid["blocks"]
        for row in block["rows"]
        for column, cell in zip(grid["columns"], row["cells"], strict=True)
        if cell["state"]
    }


def test_a_part_that_both_sheets_answer_alike_is_said_once(answered) -> None:
    said = page(answered)
    assert [part["part"] for part in said["shared"]] == ["C"]
    assert said["shared"][0]["title"].endswith("valida per entrambe le schede")
    for sheet in said["sheets"]:
        assert [part["part"] for part in sheet["parts"]] == ["A", "B"]
    assert html(answered).count("Piano di manutenzione") == 1


def test_one_sheet_alone_keeps_all_its_parts(sample) -> None:
    said = page(judged(sample, dict.fromkeys(REALISATION_ITEMS, "yes"), SHEETS[:1]))
    assert said["shared"] == []
    assert [part["part"] for part in said["sheets"][0]["parts"]] == ["A", "B", "C"]


def test_the_final_table_is_a_grid_of_36_cells_with_the_one_each_sheet_reached(answered) -> None:
    """Drainage: A medium, B rank 1, C high. Heat: A medium, B rank 3, C high; C may not apply."""
    (grid,) = page(answered)["grids"]
    cells = [cell for block in grid["blocks"] for row in block["rows"] for cell in row["cells"]]
    assert len(cells) == 36
    assert reached(grid) == {
        ("Parte A: priorità media", "media", "alta"): ("is", ["1"]),
        ("Parte A: priorità media", "alta", "alta"): ("is", ["2"]),
    }


def test_while_part_c_is_open_its_three_classes_stay_possible(silent) -> None:
    found = reached(page(silent)["grids"][0])
    assert {state for state, _ in found.values()} == {"maybe"}
    classes = {column for (_, _, column), (_, marks) in found.items() if "1" in marks}
    assert classes == {"bassa", "media", "alta"}


def test_what_is_needed_is_one_list_by_who_acts(silent) -> None:
    (group,) = page(silent)["needed"]
    assert group["who"] == "Da dichiarare"
    (line,) = group["items"]
    assert line.startswith("Parte C, 7 voci su 8: ")


def test_an_unanswered_item_says_so_and_keeps_its_points_open(silent) -> None:
    rows = {row["code"]: row for row in page(silent)["shared"][0]["criteria"]}
    assert (rows["C1"]["answer"], rows["C1"]["points"]) == ("senza risposta", "0,00–1,00")
    assert (rows["C8"]["answer"], rows["C8"]["points"]) == ("no", "0,00")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("bozza", "Completare i dati"),
        ("autovalutata", "Sottoscrivere il fascicolo"),
        ("in_verifica", "Il fascicolo è all'esame di Città metropolitana"),
        ("verificata", "Allegare il fascicolo verificato"),
        ("rinviata", "Completare i dati"),
    ],
)
def test_the_next_step_follows_from_the_state(silent, state, said) -> None:
    assert page(silent.model_copy(update={"state": state}))["steps"][0].startswith(said)


def test_a_verified_dossier_says_on_its_first_page_who_verified_and_what_changed(answered) -> None:
    act = Act(
        kind="verification",
        office="Città metropolitana",
        role="istruttore",
        date=date(2024, 7, 10),
        corrections=(
            Correction(
                field="surfaces.after.permeable", before=2040.0, after=1840.0, reason="tavola 7"
            ),
        ),
    )
    dossier = answered.model_copy(update={"acts": (*answered.acts, act), "state": "verificata"})
    said = page(dossier)
    assert (
        said["verification"]["text"] == "Verificata il 10/07/2024 – Città metropolitana, istruttore"
    )
    assert said["verification"]["changed"] == [
        "Superficie permeabile dopo i lavori: da 2.040 m² a 1.840 m² (tavola 7)."
    ]
    municipality, metropolis = said["signatures"]
    assert municipality["office"] == "Ufficio tecnico comunale"
    assert (metropolis["role"], metropolis["date"]) == ("istruttore", "10/07/2024")
    assert pdf(dossier).startswith(b"%PDF")


def test_the_letter_and_the_next_step_come_before_the_reasons(answered) -> None:
    text = html(answered)
    order = [
        "protocollo-h",
        "lettera-h",
        "adesso-h",
        "opere-h",
        "firme-h",
        "motivi-h",
        "fonti-h",
        "ripetere-h",
    ]
    places = [text.index(f'id="{name}"') for name in order]
    assert places == sorted(places)


def test_the_note_of_a_source_is_what_follows_its_name() -> None:
    assert source_and_note("Proposta di Contado") == ("Proposta di Contado", "")
    assert source_and_note("Proposta: a; b") == ("Proposta", "a; b")

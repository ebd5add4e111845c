"""The life of a dossier by command: assess, verify, tamper, accept, review, compare."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contado.documents import digest_of
from contado.dossier.freeze import load
from contado.territory import Source, accept, add
from contado.territory.testing import LEGEND, land_cover, write_raster

SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
NEWER = Source(producer="Ente di prova", licence="CC-BY-4.0", date=date(2025, 1, 1))


@pytest.fixture
def assessed(contado, ground, square, tmp_path) -> Path:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    code, _, errors = contado("assess", square, *words)
    assert code == 0, errors
    return tmp_path / "out" / "piazza" / "dossier.json"


def rewritten(path: Path, change, *, seal: bool = False) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    if seal:
        content["digest"] = digest_of(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def contribute(ground, folder: Path) -> None:
    file = write_raster(folder / "greener.tif", np.full_like(land_cover(), 2))
    made = add(ground, "land_cover", file, source=NEWER, meta={"legend": LEGEND})
    accept(ground, made.layer_id)


def test_the_dossier_holds_the_verdicts_and_all_they_rest_on(assessed, ground) -> None:
    dossier = load(assessed)
    assert [verdict.sheet for verdict in dossier.verdicts] == ["scheda-norma-1", "scheda-norma-2"]
    assert all(verdict.outcome.state == "known" for verdict in dossier.verdicts)
    assert dossier.snapshot == ground.snapshot
    assert dossier.on == date(2024, 6, 1)
    assert {s.layer for s in dossier.provenance} >= {"land_cover@1", "night_temperature@1"}
    assert dossier.disclaimer is not None
    used = {p.parameter for p in dossier.assumptions}
    assert {"idren.breaks", "sheet.part_a_weights", "abacus.NBS01.runoff_reduction"} <= used
    assert not [name for name in used if name.startswith("abacus.NBS02")]
    index = next(f for f in dossier.facts if f.fact == "drainage.draining_index")
    assert index.source == "declared"
    assert index.declared.low == 0.0
    assert index.measured is not None
    stand_in = next(f for f in dossier.facts if f.fact == "place.landscape_unit")
    assert stand_in.flags == ("stand_in",)
    assert [n.code for n in dossier.warnings if n.code == "stand_in"]
    assert dossier.map.locator_at is not None


def test_the_effects_of_both_sheets_are_told_before_and_after(assessed) -> None:
    found = {effect.fact: effect for effect in load(assessed).effects}
    assert list(found) == [
        "drainage.event_runoff_volume",
        "drainage.retention_index",
        "drainage.draining_index",
        "heat.air_temperature",
        "heat.mitigation",
    ]
    index = found["drainage.draining_index"]
    assert index.difference.value.low == pytest.approx(0.42)  # 0.6 of 0.7, nothing before
    assert (index.before.source, index.after.source) == ("declared", "declared")
    runoff = found["drainage.event_runoff_volume"]
    assert (runoff.before.source, runoff.after.source) == ("declared", "declared")
    assert runoff.difference.value.high < 0
    assert {use.parameter for use in runoff.parameters} >= {"runoff.design_rain"}
    assert found["heat.air_temperature"].difference.value.high < 0
    assert found["heat.mitigation"].sheets == ("scheda-norma-2",)


def test_a_sheet_alone_shows_its_own_effects_and_measures_no_others(
    contado, ground, square, tmp_path
) -> None:
    words = ("--territory", ground.root, "--out", tmp_path / "one", "--format", "json")
    code, said, _ = contado("assess", square, *words, "--sheet", "scheda-norma-1")
    dossier = load(tmp_path / "one" / "piazza" / "dossier.json")
    assert code == 0
    assert "Effetti dell'intervento" in said
    assert {effect.sheets for effect in dossier.effects} == {("scheda-norma-1",)}
    assert not [fact for fact in dossier.facts if fact.fact.startswith("heat.air")]


def test_the_effects_are_a_table_with_names_in_the_geopackage(
    contado, ground, square, tmp_path
) -> None:
    import pyogrio

    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "gpkg")
    contado("assess", square, *words)
    rows = pyogrio.read_dataframe(tmp_path / "out" / "piazza" / "dossier.gpkg", layer="effects")
    assert len(rows) == 5
    assert rows["difference_low"].notna().all()
    assert rows["sheet"][0].startswith("Scheda Norma 1")


def test_every_format_is_written_and_the_same_input_gives_the_same_bytes(
    contado, ground, square, tmp_path
) -> None:
    words = ("--territory", ground.root, *SHEETS)
    for name in ("a", "b"):
        assert contado("assess", square, *words, "--out", tmp_path / name)[0] == 0
    first, second = (
        {f.name: f.read_bytes() for f in (tmp_path / name / "piazza").iterdir()} for name in "ab"
    )
    assert set(first) == {f"dossier.{kind}" for kind in ("json", "html", "pdf", "gpkg")}
    assert first == second


def test_an_untouched_dossier_repeats_also_after_a_new_layer_was_accepted(
    contado, assessed, ground, tmp_path
) -> None:
    assert contado("verify", assessed, "--territory", ground.root)[0] == 0
    contribute(ground, tmp_path)
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "il calcolo si ripete" in said) == (0, True)


def test_today_names_the_layer_and_what_it_changes(contado, assessed, ground, tmp_path) -> None:
    contribute(ground, tmp_path)
    code, said, _ = contado("verify", assessed, "--territory", ground.root, "--today")
    assert code == 0
    assert "strato land_cover: da land_cover@1 a land_cover@2" in said
    assert "dato drainage.draining_index_unit" in said


def test_today_names_the_parameter_that_changed(contado, assessed, ground) -> None:
    def older(content) -> None:
        breaks = content["plan"]["embedded"]["parameters"]["idren.breaks"]["values"][0]
        breaks["value"] = [0.1, 0.2, 0.4, 0.6]

    rewritten(assessed, older, seal=True)
    code, said, _ = contado("verify", assessed, "--territory", ground.root, "--today", "--json")
    found = json.loads(said)["today"]
    (changed,) = [each for each in found if each["kind"] == "parameter"]
    assert changed["subject"] == "idren.breaks"
    assert changed["before"]["value"] == [0.1, 0.2, 0.4, 0.6]
    assert changed["after"]["value"] == [0.15, 0.3, 0.5, 0.7]
    assert code == 4, "the breaks in the trace are no longer those of the embedded plan"


def test_nothing_would_change_today_with_the_same_plan_and_data(contado, assessed, ground) -> None:
    code, said, _ = contado("verify", assessed, "--territory", ground.root, "--today")
    assert (code, "nulla cambierebbe" in said) == (0, True)


def move(content) -> None:
    content["geometry"]["coordinates"][0][0][0] += 0.001


def lower(content) -> None:
    content["facts"][0]["value"]["low"] -= 1


def declare(content) -> None:
    content["intervention"]["surfaces"]["after"]["sealed"] = 1.0


def cool(content) -> None:
    content["effects"][3]["difference"]["value"]["low"] -= 1


def promote(content) -> None:
    content["verdicts"][0]["outcome"]["value"] = "low"


@pytest.mark.parametrize("change", [move, lower, declare, cool, promote])
@pytest.mark.parametrize("seal", [False, True], ids=["plain", "digest made again"])
def test_an_altered_dossier_is_found_even_with_a_new_digest(
    contado, assessed, ground, change, seal
) -> None:
    rewritten(assessed, change, seal=seal)
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert code == 4
    assert ("RISULTATO" if seal else "ALTERATO") in said


def test_an_altered_layer_file_is_named(contado, assessed, ground) -> None:
    file = ground.layers["night_temperature"].path
    file.write_bytes(file.read_bytes() + b"\0")
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert code == 4
    assert "DATI: il file di night_temperature@1 è cambiato" in said
    file.unlink()
    code, said, errors = contado("verify", assessed, "--territory", ground.root)
    assert code in {2, 4}
    assert "night_temperature" in said + errors


def test_another_territory_is_named_as_other_data(contado, assessed, tmp_path) -> None:
    from contado.territory.testing import make_territory

    other = make_territory(tmp_path / "altra")
    code, said, _ = contado("verify", assessed, "--territory", other.root)
    assert code == 4
    assert "non conosce lo stato dei dati" in said


def test_a_software_that_measures_otherwise_is_named_with_fact_and_number(
    contado, assessed, ground, monkeypatch
) -> None:
    import contado.facts.place as measuring
    from contado.values import Numbers

    original = measuring.area

    def larger(survey):
        from dataclasses import replace

        found = original(survey)
        return replace(found, values=Numbers.exact(found.values.low + 1))

    monkeypatch.setattr(measuring, "area", larger)
    monkeypatch.setattr("contado.__version__", "99.0")
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert code == 4
    assert "facts place.area value low: era 4800.0, ora 4801.0" in said
    assert "a contado 99.0" in said


def test_without_data_the_outcome_cannot_be_told_and_the_rest_is_written(
    contado, interventions, tmp_path
) -> None:
    from contado.territory.testing import make_territory

    feature, written = interventions
    file = written(tmp_path / "x.geojson", feature("x", 100, 100, realisation={}))
    bare = make_territory(tmp_path / "nuda")
    words = ("--territory", bare.root, *SHEETS, "--out", tmp_path / "out")
    code, said, _ = contado("assess", file, *words, "--json")
    assert code == 3
    (one,) = json.loads(said)
    outcome = one["verdicts"][1]["outcome"]
    assert outcome["state"] == "cannot_tell"
    assert len(outcome["possible"]) > 1
    assert outcome["deciding"]
    assert (tmp_path / "out" / "x" / "dossier.pdf").is_file()


def test_several_interventions_each_on_its_day_with_a_table(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    first = feature("b", 100, 100, filed_on="2024-03-01")
    second = feature("a", 1300, 100, filed_on="2024-09-01")
    file = written(tmp_path / "two.geojson", first, second)
    words = ("--territory", ground.root, *SHEETS, "--format", "json")
    code, said, _ = contado("assess", file, *words, "--out", tmp_path / "out", "--json")
    assert code == 0
    assert [each["on"] for each in json.loads(said)] == ["2024-03-01", "2024-09-01"]
    lines = (tmp_path / "out" / "esiti.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["b", "a"]
    assert (tmp_path / "out" / "esiti.xlsx").is_file()


def test_a_batch_gives_the_same_dossier_as_one_alone(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    one = feature("a", 300, 400)
    two = feature("b", 1300, 100, measures=[{"measure": "NBS02", "share": 0.2}])
    for name, features in (("alone", [one]), ("both", [one, two])):
        file = written(tmp_path / f"{name}.geojson", *features)
        words = ("--territory", ground.root, *SHEETS, "--format", "json")
        assert contado("assess", file, *words, "--out", tmp_path / name)[0] == 0
    alone, both = (tmp_path / name / "a" / "dossier.json" for name in ("alone", "both"))
    assert alone.read_bytes() == both.read_bytes()


def test_an_intervention_without_a_day_is_refused_and_nothing_written(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    file = written(tmp_path / "x.geojson", feature("x", 100, 100, filed_on=None))
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out")
    code, _, errors = contado("assess", file, *words)
    assert code == 2
    assert "--on AAAA-MM-GG" in errors
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "scheda-norma-9"), "scheda-norma-9"),
        (("--sheet", "scheda-norma-1", "--on", "ieri"), "ieri"),
        (("--sheet", "scheda-norma-1", "--format", "docx"), "docx"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_and_writes_nothing(  # noqa: PLR0917
    contado, ground, square, tmp_path, words, said
) -> None:
    out = ("--territory", ground.root, "--out", tmp_path / "out")
    code, _, errors = contado("assess", square, *out, *words)
    assert code == 2
    assert said in errors
    assert not (tmp_path / "out").exists()


def test_a_review_writes_a_new_dossier_that_repeats_and_leaves_the_first(
    contado, assessed, ground, tmp_path
) -> None:
    before = assessed.read_bytes()
    fixes = tmp_path / "fixes.yaml"
    fixes.write_text("- {field: realisation.monitoring, value: yes, reason: sonda vista}\n")
    act = ("--office", "Ufficio metropolitano", "--role", "istruttore", "--date", "2024-07-01")
    words = ("--territory", ground.root, *act, "--corrections", fixes, "--state", "verificata")
    code, _, errors = contado("review", assessed, *words, "--out", tmp_path / "v")
    assert code == 0, errors
    assert assessed.read_bytes() == before
    first, second = load(assessed), load(tmp_path / "v" / "piazza" / "dossier.json")
    assert second.based_on == first.digest
    assert second.state == "verificata"
    assert second.acts[-1].corrections[0].reason == "sonda vista"
    assert second.intervention.realisation["monitoring"] == "yes"
    new = tmp_path / "v" / "piazza" / "dossier.json"
    assert contado("verify", new, "--territory", ground.root)[0] == 0
    code, said, _ = contado("compare", assessed, new, "--differing", "--json")
    rows = {(row["sheet"], row["criterion"]): row for row in json.loads(said)}
    monitoring = rows["scheda-norma-1", "C8"]
    assert monitoring["a"]["value"] == "no"
    assert monitoring["b"]["value"] == "sì"
    assert "sonda vista" in monitoring["b"]["reason"]


def test_an_altered_dossier_is_not_reviewed(contado, assessed, ground, tmp_path) -> None:
    rewritten(assessed, declare)
    act = ("--office", "U", "--role", "r", "--date", "2024-07-01")
    code, _, errors = contado(
        "review", assessed, "--territory", ground.root, *act, "--out", tmp_path / "v"
    )
    assert code == 2
    assert "alterato" in errors
    assert not (tmp_path / "v").exists()


def test_the_comparison_is_a_table_for_people(contado, assessed) -> None:
    code, said, _ = contado("compare", assessed, assessed)
    assert code == 0
    assert "≠" not in said
    assert "A2" in said


@pytest.mark.parametrize("name", ["c.pdf", "c.html"])
def test_the_checklist_is_written_to_print(contado, tmp_path, name) -> None:
    assert contado("checklist", "--out", tmp_path / name)[0] == 0
    assert (tmp_path / name).stat().st_size > 10_000


def test_the_municipality_makes_the_assessment_its_own_with_office_role_and_day(
    contado, ground, square, tmp_path
) -> None:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    act = ("--office", "Ufficio tecnico", "--role", "responsabile", "--date", "2024-06-10")
    assert contado("assess", square, *words, *act)[0] == 0
    path = tmp_path / "out" / "piazza" / "dossier.json"
    made = load(path)
    assert made.state == "autovalutata"
    assert [(each.kind, each.office, each.role) for each in made.acts] == [
        ("self_assessment", "Ufficio tecnico", "responsabile")
    ]
    assert contado("verify", path, "--territory", ground.root)[0] == 0


def test_half_an_act_is_refused_and_names_what_is_missing(
    contado, ground, square, tmp_path
) -> None:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out")
    code, _, errors = contado("assess", square, *words, "--office", "Ufficio tecnico")
    assert code == 2
    assert "--role, --date" in errors
    assert not (tmp_path / "out").exists()


def test_a_correction_that_makes_the_surfaces_wrong_is_said_at_once_and_in_the_dossier(
    contado, assessed, ground, tmp_path
) -> None:
    fixes = tmp_path / "fixes.yaml"
    fixes.write_text("- {field: surfaces.after.permeable, value: 1000, reason: tavola 4}\n")
    act = ("--office", "U", "--role", "r", "--date", "2024-07-01", "--format", "json")
    words = ("--territory", ground.root, *act, "--corrections", fixes, "--out", tmp_path / "v")
    code, _, errors = contado("review", assessed, *words)
    assert code == 0
    assert "dopo i lavori sommano 2.920 m², il perimetro ne misura 4.800 m²" in errors
    made = load(tmp_path / "v" / "piazza" / "dossier.json")
    assert "surfaces_differ" in {notice.code for notice in made.warnings}


def test_what_is_declared_outside_the_measured_bounds_is_flagged(assessed) -> None:
    index, after = (
        next(
            f for f in load(assessed).facts if f.fact == "drainage.draining_index" and f.state == s
        )
        for s in ("before", "after")
    )
    outside = not index.measured.low <= index.declared.low <= index.measured.high
    assert ("disagrees" in index.flags) == outside
    assert "disagrees" not in after.flags, "nobody measures the future"


def test_coordinates_brought_from_an_old_system_say_so_in_the_dossier(
    contado, ground, interventions, tmp_path
) -> None:
    from pyproj import Transformer

    feature, _ = interventions
    one = feature("g", 300, 400)
    turn = Transformer.from_crs("EPSG:32632", "EPSG:3003", always_xy=True)
    ring = one["geometry"]["coordinates"][0]
    rows = "\n".join(f"g;{x};{y}" for x, y in (turn.transform(*point) for point in ring[:-1]))
    file = tmp_path / "g.csv"
    file.write_text(f"id;x;y\n{rows}\n", encoding="utf-8")
    words = ("--territory", ground.root, *SHEETS, "--on", "2024-06-01", "--crs", "EPSG:3003")
    code, _, errors = contado("assess", file, *words, "--out", tmp_path / "out", "--format", "json")
    assert code in {0, 3}, errors
    warnings = load(tmp_path / "out" / "g" / "dossier.json").warnings
    assert any("accuratezza" in each.text.it for each in warnings if each.code == "reader")

"""A dossier freezes what its sheets read: new facts, layers and methods leave the rest alone."""

import json
import shutil
from pathlib import Path

import pytest

from contado.documents import digest_of
from contado.dossier.again import judged_again
from contado.dossier.differences import differences
from contado.dossier.freeze import load
from contado.errors import BadInput
from contado.facts import Fact, catalogue
from contado.terms import Text

FILED = Path(__file__).parents[2] / "data" / "filed"
DOSSIERS = ("sheet-1", "sheet-2", "self-assessment", "review")
REPEATS, DIFFERS = 0, 4
MOVED = {
    "draining_index.v1": "draining_index.v2",
    "event_runoff.v1": "event_runoff.v2",
    "residents.v1": "residents.v2",
}
"""Methods that changed since these dossiers were filed; what they measured stays frozen."""


@pytest.fixture
def territory(tmp_path: Path) -> Path:
    return shutil.copytree(FILED / "territory", tmp_path / "territory")


@pytest.fixture
def made(contado, territory, tmp_path) -> Path:
    """Return a dossier of sheet 1 as it is written today."""
    code, _, errors = contado(
        "assess", FILED / "declared" / "aiuola.geojson", "--territory", territory,
        "--sheet", "scheda-norma-1", "--out", tmp_path / "out", "--format", "json",
    )  # fmt: skip
    assert code == 0, errors
    return tmp_path / "out" / "aiuola" / "dossier.json"


def never(_survey: object) -> None:
    raise AssertionError("measured all the same")


def moved_of(name: str) -> list[dict]:
    """Return what a dossier that nobody touched is told of, now."""
    filed = load(FILED / f"{name}.json")
    effects = {each.fact: each.method for each in filed.effects}
    listed = effects | {each.fact: each.method for each in filed.facts}
    same = (
        "drainage.draining_index_unit",
        "drainage.draining_index_municipality",
        "people.residents_in",
    )
    return [
        {"kind": "method", "subject": fact, "before": was, "after": MOVED[was]}
        for fact, was in listed.items()
        if was in MOVED and fact not in same
    ]


def repeats(contado, name: str, territory: Path) -> bool:
    """Verify an untouched dossier: nothing differs but the methods that changed since."""
    code, out, errors = contado(
        "verify", FILED / f"{name}.json", "--territory", territory, "--json"
    )
    moved = moved_of(name)
    assert (code, errors) == (DIFFERS if moved else REPEATS, ""), out
    return json.loads(out)["findings"] == moved


def rewritten(name: str, folder: Path, change) -> Path:
    content = json.loads((FILED / f"{name}.json").read_text(encoding="utf-8"))
    change(content)
    content["digest"] = digest_of(content)
    path = folder / "rewritten.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_what_no_sheet_reads_and_the_identity_does_not_name_is_left_out(made) -> None:
    listed = {reading.fact for reading in load(made).facts}
    assert {"drainage.unit_low_share", "nature.runoff_regulation_rank"} <= listed  # criteria
    assert {"drainage.event_runoff_volume", "drainage.event_runoff_volume_change"} <= listed
    assert {"place.area", "place.zone", "people.residents_around"} <= listed  # identity
    assert not {"heat.unit_hot_share", "heat.night_anomaly"} & listed  # of sheet 2 alone
    assert "night_temperature" not in {source.role for source in load(made).provenance}


def test_the_shipped_identity_names_facts_of_the_catalogue() -> None:
    from datetime import date

    from contado.norms import Rules

    for kind, facts in Rules.load(on=date(2026, 1, 1)).profile.identity.items():
        assert {catalogue()[fact].of for fact in facts} <= {kind, "measure"}


def test_a_profile_that_extends_has_the_identity_of_the_one_below_or_its_own(tmp_path) -> None:
    from datetime import date

    from contado.norms import Rules

    page = "profile: p\nlabel: {it: P, en: P}\nstatus: proposed\nextends: contado\n"
    (tmp_path / "profile.yaml").write_text(page, encoding="utf-8")
    below = Rules.load(on=date(2026, 1, 1)).profile.identity
    assert Rules.load(tmp_path, on=date(2026, 1, 1)).profile.identity == below
    own = "identity: {intervention: [place.area]}\n"
    (tmp_path / "profile.yaml").write_text(page + own, encoding="utf-8")
    rules = Rules.load(tmp_path, on=date(2026, 1, 1))
    assert rules.profile.identity == {"intervention": ("place.area",)}


@pytest.mark.parametrize("name", [*DOSSIERS, "made"])
def test_a_fact_added_to_the_catalogue_changes_nothing(
    contado, territory, made, monkeypatch, name
) -> None:
    fact = Fact(
        fact="place.shade", label=Text(it="Ombra", en="Shade"), of="intervention", unit="share",
        method="shade.v1", source="measured", needs={"layers": ["land_cover"]},
        measured_by={"before": f"{__name__}:never"},
    )  # fmt: skip
    monkeypatch.setitem(catalogue(), "place.shade", fact)
    if name != "made":
        assert repeats(contado, name, territory)
        return
    code, out, errors = contado("verify", made, "--territory", territory)
    assert (code, errors) == (REPEATS, ""), out


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_layer_added_changes_nothing(contado, territory, tmp_path, name) -> None:
    from contado.territory import Source, Territory, accept, add
    from contado.territory.testing import municipalities

    file = tmp_path / "districts.gpkg"
    named = municipalities()
    named.assign(code=named["istat_code"]).to_file(file)
    source = Source(producer="Comune", licence="CC-BY-4.0", date="2026-05-01")
    for role, path in (
        ("districts", file),
        ("population_grid", territory / "rasters" / "population_grid.1.tif"),
    ):
        offered = add(Territory.open(territory), role, path, source=source)
        accept(Territory.open(territory), offered.layer_id)
    assert Territory.open(territory).snapshot != load(FILED / f"{name}.json").snapshot
    assert repeats(contado, name, territory)


@pytest.mark.parametrize("name", ["sheet-1", "sheet-2", "self-assessment"])
@pytest.mark.parametrize(
    "fact",
    [
        "people.residents_in",
        "drainage.draining_index",
        "drainage.unit_low_share",
        "drainage.event_runoff_volume_change",
        "nature.runoff_regulation_rank",
        "heat.unit_hot_share",
        "heat.air_temperature",
        "measure.runoff_reduction",
        "realisation.monitoring",
    ],
)
def test_a_fact_measured_by_a_new_method_is_named_and_all_else_repeats(
    contado, territory, monkeypatch, name, fact
) -> None:
    listed = {reading.fact: reading.method for reading in load(FILED / f"{name}.json").facts}
    was, state = (
        catalogue()[fact],
        dict.fromkeys(catalogue()[fact].measured_by, f"{__name__}:never"),
    )
    new = was.model_copy(update={"method": "another.v9", "measured_by": state})
    monkeypatch.setitem(catalogue(), fact, new)
    words = ("--territory", territory, "--json")
    code, out, _ = contado("verify", FILED / f"{name}.json", *words)
    moved = [each for each in moved_of(name) if each["subject"] != fact]
    told = {"kind": "method", "subject": fact, "before": listed.get(fact), "after": "another.v9"}
    assert code == DIFFERS
    findings = json.loads(out)["findings"]
    assert [each for each in findings if each["subject"] != fact] == moved
    assert [each for each in findings if each["subject"] == fact] == [told] * (fact in listed)


def test_a_new_method_is_told_by_name_with_the_old_one(contado, territory, monkeypatch) -> None:
    fact = "people.residents_in"
    new = catalogue()[fact].model_copy(update={"method": "another.v9"})
    monkeypatch.setitem(catalogue(), fact, new)
    code, out, _ = contado("verify", FILED / "sheet-1.json", "--territory", territory)
    assert code == DIFFERS
    assert f"il metodo è cambiato: {fact} si misurava con residents.v1, ora con another.v9" in out
    assert not {"RISULTATO", "ALTERATO", "è cambiato il programma"} & set(out.split(":"))


def test_a_fact_that_is_measured_no_more_is_a_method_that_changed(
    contado, territory, monkeypatch
) -> None:
    for fact in ("people.residents_in", "drainage.unit_low_share"):
        monkeypatch.delitem(catalogue(), fact)
    code, out, _ = contado("verify", FILED / "sheet-1.json", "--territory", territory)
    count = len(moved_of("sheet-1")) + 2
    assert (code, out.count("METODO"), "RISULTATO" in out) == (DIFFERS, count, False)


def change_a_fact(content) -> None:
    reading = next(r for r in content["facts"] if r["fact"] == "people.residents_in")
    reading["value"] = reading["measured"] = {"low": 1.0, "high": 1.0}


def change_an_effect(content) -> None:
    content["effects"][0]["difference"]["value"]["low"] -= 1


def change_a_reference(content) -> None:
    content["references"][0]["content"]["seen"] = 0.5


def change_the_outcome(content) -> None:
    content["verdicts"][0]["outcome"]["value"] = "low"


def change_a_judged_fact(content) -> None:
    for reading in content["facts"]:
        if reading["fact"] in ("drainage.unit_low_share", "heat.unit_hot_share"):
            reading["value"] = reading["measured"] = {"low": 0.01, "high": 0.01}


@pytest.mark.parametrize("name", ["sheet-1", "sheet-2", "review"])
@pytest.mark.parametrize(
    "change",
    [
        change_a_fact,
        change_an_effect,
        change_a_reference,
        change_the_outcome,
        change_a_judged_fact,
    ],
)
def test_changed_numbers_under_a_new_digest_are_found_by_the_rerun(
    contado, territory, tmp_path, name, change
) -> None:
    path = rewritten(name, tmp_path, change)
    code, out, _ = contado("verify", path, "--territory", territory)
    assert (code, "RISULTATO" in out) == (DIFFERS, True)


@pytest.mark.parametrize("name", DOSSIERS)
def test_the_frozen_plan_judges_the_frozen_facts_without_a_territory(tmp_path, name) -> None:
    assert differences(*judged_again(load(FILED / f"{name}.json"))) == []
    for change in (change_the_outcome, change_a_judged_fact):
        assert differences(*judged_again(load(rewritten(name, tmp_path, change)))), change


def test_a_dossier_whose_readings_are_not_of_their_kind_is_found_or_refused(
    contado, territory, tmp_path
) -> None:
    def other_kinds(content) -> None:
        content["facts"] = [r for r in content["facts"] if r["fact"] != "drainage.unit_low_share"]
        for reading in content["facts"]:
            number = isinstance(reading["value"], dict)
            reading["value"] = "boh" if number else {"low": 0.0, "high": 1.0}
            if reading["lacking"]:
                reading["lacking"]["code"] = "boh"

    path = rewritten("sheet-1", tmp_path, other_kinds)
    assert contado("verify", path, "--territory", territory)[0] == DIFFERS
    with pytest.raises(BadInput):
        judged_again(load(path).model_copy(update={"plan": _no_plan(load(path).plan)}))


def _no_plan(plan):
    return plan.model_copy(update={"embedded": {}})

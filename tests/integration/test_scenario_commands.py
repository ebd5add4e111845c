"""``contado scenario`` on a small territory: from the file to tables, maps and back."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
import yaml
from typer.testing import CliRunner

from contado.cli import app
from contado.errors import BadInput
from contado.territory import Territory, building
from contado.territory.testing import (
    LEGEND,
    SETTINGS,
    SOURCE,
    SOUTH,
    WEST,
    land_cover,
    municipalities,
    write_raster,
)

FILES = {
    "Q_mm_after.tif", "Q_mm_before.tif", "Q_mm_difference.tif", "T_air_after.tif",
    "T_air_before.tif", "T_air_difference.tif", "differences.csv", "page.html", "places.csv",
    "places.geojson", "places.gpkg", "run.json", "table.csv", "tables.xlsx",
}  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two comuni, with soil groups and residents."""
    path = tmp_path_factory.mktemp("ground") / "prova"
    with building(path, SETTINGS) as new:
        new.add_vector("municipalities", municipalities(), source=SOURCE)
        cover = write_raster(new.work / "cover.tif", land_cover())
        new.add_raster("land_cover", cover, source=SOURCE, meta={"legend": LEGEND})
        soil = write_raster(new.work / "soil.tif", np.full((10, 20), 2, np.uint8), cell=100.0)
        new.add_raster("soil_groups", soil, source=SOURCE)
        density = np.full((10, 20), 5000, np.float32)
        people = write_raster(new.work / "people.tif", density, cell=100.0, nodata=-1)
        new.add_raster("population_grid", people, source=SOURCE)
    return path


def feature(id_: str, west: float, south: float, side: float, **said: object) -> dict:
    box = shapely.box(WEST + west, SOUTH + south, WEST + west + side, SOUTH + south + side)
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(box),
        "properties": {"id": id_, "name": f"Area {id_}"} | said,
    }


def scenario(path: Path, *features: dict, **said: object) -> Path:
    content = {
        "scenario": "1", "id": path.stem, "title": f"Scenario {path.stem}", "on": "2026-11-21",
        "areas": {"geojson": {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "EPSG:32632"}},
            "features": list(features),
        }},
        "model": {"rain": {"depth": 50}, "cooling_distance": 100, "mixing_radius": 60},
        "units": ["municipalities"], "draws": {"count": 40, "seed": 3},
    } | said  # fmt: skip
    path.write_text(yaml.safe_dump(json.loads(json.dumps(content))), encoding="utf-8")
    return path


def call(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["scenario", *map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


LAWN = {"measures": [{"measure": "NBS01", "share": 1.0}]}
ROOF = {"measures": [{"measure": "NBS08", "share": 1.0}]}


def facts_of(out: Path, kind: str, id_: str) -> dict:
    rows = [
        row for row in table(out / "differences.csv") if (row["kind"], row["id"]) == (kind, id_)
    ]
    assert rows
    return {row["fact"]: values_of(row) for row in rows}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def values_of(row: dict[str, str]) -> dict[str, float | None]:
    """Return the numbers of a fact by name; those that nobody drew are not there."""
    names = ("before", "after", "difference", "low", "high", "p5", "p50", "p95")
    known = {name: row[name] for name in names if name in row}
    drawn = {name: text for name, text in known.items() if text or not name.startswith("p")}
    return {name: float(text) if text else None for name, text in drawn.items()}


def codes_of(out: Path) -> list[str]:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return [notice["code"] for notice in record["notices"]]


def test_where_the_soil_is_not_known_the_interval_holds_every_group(tmp_path: Path) -> None:
    path = tmp_path / "prova"
    with building(path, SETTINGS) as new:
        new.add_vector("municipalities", municipalities(), source=SOURCE)
        cover = write_raster(new.work / "cover.tif", land_cover())
        new.add_raster("land_cover", cover, source=SOURCE, meta={"legend": LEGEND})
    file = scenario(tmp_path / "verde.yaml", feature("a", 300, 300, 200),
                    changes=[{"area": "a", "land_cover": "green_urban"}])  # fmt: skip
    call("run", file, "--territory", path, "--out", tmp_path / "out")
    assert "scenarios.soil_unknown" in codes_of(tmp_path / "out")
    told = facts_of(tmp_path / "out", "area", "a")["runoff_depth"]
    # sealed ground runs off 44.28 mm of 50; open space none on group A (CN 39, good),
    # 18.33 mm on group D (CN 84, fair): (50 - 0.2 * 48.381)^2 / (50 + 0.8 * 48.381)
    assert told["before"] == pytest.approx(44.28, abs=0.005)
    assert told["low"] == pytest.approx(-44.28, abs=0.005)
    assert told["high"] == pytest.approx(18.33 - 44.28, abs=0.01)
    assert told["low"] < told["difference"] < told["high"]
    assert "p5" not in told


def test_a_run_writes_tables_maps_and_a_page(ground: Path, tmp_path: Path) -> None:
    file = scenario(tmp_path / "tetti.yaml", feature("a", 300, 300, 200, **ROOF),
                    feature("b", 600, 300, 100, **LAWN))  # fmt: skip
    out = tmp_path / "out"
    call("run", file, "--territory", ground, "--out", out)
    assert {path.name for path in out.iterdir()} == FILES
    roof = facts_of(out, "area", "a")
    # CN 98 gives 44.28 mm of 50; the roof keeps 20 to 40 mm of it, on 40,000 m2
    assert roof["runoff_depth"]["before"] == pytest.approx(44.28, abs=0.005)
    assert roof["runoff_depth"]["low"] == pytest.approx(-40, abs=1e-4)
    assert roof["runoff_depth"]["high"] == pytest.approx(-20, abs=1e-4)
    assert roof["runoff_volume"]["difference"] == pytest.approx(-30 * 40, abs=1e-2)
    assert roof["retained_volume"]["difference"] == pytest.approx(30 * 40, abs=1e-2)
    assert roof["draining_index"]["difference"] == pytest.approx(0.3, abs=1e-6)
    for place, id_ in (("area", "b"), ("all_areas", "tetti"), ("municipalities", "015001")):
        told = facts_of(out, place, id_)
        for name, each in told.items():
            assert each["low"] <= each["difference"] <= each["high"], name
            # a percentile of draws is a mean of single precision maps: 1e-4 of what it measures
            slack = 1e-4 * max(1.0, abs(each["high"]), abs(each["low"]))
            if "p5" in each:
                assert each["low"] - slack <= each["p5"] <= each["p95"] <= each["high"] + slack
        assert told["air_temperature"]["high"] < 0
    # a roof reaches Levante's air but not its ground
    east = facts_of(out, "municipalities", "015002")
    assert east["runoff_volume"]["difference"] == 0


def test_the_difference_map_is_after_less_before(ground: Path, tmp_path: Path) -> None:
    file = scenario(tmp_path / "prato.yaml", feature("a", 300, 300, 205, **LAWN))
    out = tmp_path / "out"
    call("run", file, "--territory", ground, "--out", out)
    for name in ("T_air", "Q_mm"):
        with rasterio.open(out / f"{name}_difference.tif") as raster:
            change = raster.read(1, masked=True)
            assert raster.crs.to_epsg() == 32632
        parts = [rasterio.open(out / f"{name}_{state}.tif") for state in ("before", "after")]
        before, after = (part.read(1, masked=True) for part in parts)
        for part in parts:
            part.close()
        np.testing.assert_allclose(after - before, change, atol=1e-6)
        assert change.min() < -0.01
    kinds = {"area", "municipalities", "territory"}
    assert kinds == {row["kind"] for row in table(out / "differences.csv")}


def test_an_area_that_cuts_cells_changes_by_as_much_as_the_whole_does(
    ground: Path, tmp_path: Path
) -> None:
    """What is told of an area is of its own ground, not thinned by the rest of its cells."""
    file = scenario(tmp_path / "prato.yaml", feature("a", 303, 307, 93, **LAWN))
    out = tmp_path / "out"
    call("run", file, "--territory", ground, "--out", out)
    area, whole = facts_of(out, "area", "a"), facts_of(out, "territory", "Prova")
    for name in ("runoff_volume", "retained_volume"):
        assert area[name]["difference"] == pytest.approx(whole[name]["difference"], abs=0.02)
    after = area["draining_index"]["before"] + area["draining_index"]["difference"]
    assert after == pytest.approx(0.7)  # what the abacus gives to ground with its paving taken off


def test_the_whole_changes_by_what_its_cells_change(ground: Path, tmp_path: Path) -> None:
    """The mean of the whole, summed elsewhere, is that of the written map."""
    file = scenario(tmp_path / "prato.yaml", feature("a", 300, 300, 300, **LAWN))
    out = tmp_path / "out"
    call("run", file, "--territory", ground, "--out", out)
    whole = facts_of(out, "territory", "Prova")
    with rasterio.open(out / "T_air_difference.tif") as raster:
        total = raster.read(1, masked=True).sum(dtype=np.float64)
    assert whole["air_temperature"]["difference"] == pytest.approx(total / 20_000, abs=1e-5)


def test_the_page_is_whole_and_asks_nothing_of_anybody(ground: Path, tmp_path: Path) -> None:
    named = feature("a", 300, 300, 100, **LAWN)
    named["properties"]["name"] = "<script>alert(1)</script>"
    file = scenario(tmp_path / "prato.yaml", named, title="<b>Titolo</b>")
    call("run", file, "--territory", ground, "--out", tmp_path / "out")
    page = (tmp_path / "out" / "page.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="it">')
    assert "<script" not in page
    assert "<b>Titolo" not in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert page.count("<svg") == 2


def test_the_same_input_gives_the_same_bytes(ground: Path, tmp_path: Path) -> None:
    file = scenario(tmp_path / "a.yaml", feature("a", 310, 305, 105, **ROOF))
    for out in ("one", "two"):
        call("run", file, "--territory", ground, "--out", tmp_path / out)
    one, two = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_a_frozen_scenario_repeats_and_an_altered_one_is_found(
    ground: Path, tmp_path: Path
) -> None:
    file = scenario(tmp_path / "a.yaml", feature("a", 310, 305, 105, **ROOF))
    frozen = tmp_path / "a.json"
    call("freeze", file, "--territory", ground, "--out", frozen)
    assert "si ripete" in call("check", frozen, "--territory", ground)
    call("run", frozen, "--territory", ground, "--out", tmp_path / "again")
    content = json.loads(frozen.read_text(encoding="utf-8"))
    for place in content["frozen"]["results"]["places"]:
        facts = facts_of(tmp_path / "again", place["kind"], place["id"])
        frozen_facts = place["facts"].items()
        assert facts == {
            name: {k: v for k, v in fact.items() if k != "unit"} for name, fact in frozen_facts
        }
    assert content["frozen"]["plan"]["on"] == "2026-11-21"
    content["model"]["rain"]["depth"] = 51
    frozen.write_text(json.dumps(content), encoding="utf-8")
    assert "ALTERATO" in call("check", frozen, "--territory", ground, code=4)
    with pytest.raises(BadInput) as caught:
        call("run", frozen, "--territory", ground, "--out", tmp_path / "no")
    assert [problem.code for problem in caught.value.problems] == ["scenarios.altered"]


def test_a_frozen_number_that_no_longer_holds_is_told(ground: Path, tmp_path: Path) -> None:
    from contado.documents import digest_of
    from contado.scenarios.freeze import DIGEST_AT

    file = scenario(tmp_path / "a.yaml", feature("a", 310, 305, 105, **ROOF))
    frozen = tmp_path / "a.json"
    call("freeze", file, "--territory", ground, "--out", frozen)
    content = json.loads(frozen.read_text(encoding="utf-8"))
    fact = content["frozen"]["results"]["places"][0]["facts"]["runoff_depth"]
    fact["after"] += 1.0
    content["frozen"]["digest"] = digest_of(content, DIGEST_AT)
    frozen.write_text(json.dumps(content), encoding="utf-8")
    told = json.loads(call("check", frozen, "--territory", ground, "--json", code=4))
    assert [each["subject"] for each in told["findings"]] == ["area a runoff_depth after"]


def test_scenarios_stand_side_by_side(ground: Path, tmp_path: Path) -> None:
    lawn = scenario(tmp_path / "prato.yaml", feature("a", 300, 300, 200, **LAWN))
    roof = scenario(tmp_path / "tetto.yaml", feature("a", 300, 300, 200, **ROOF))
    out = tmp_path / "out"
    call("compare", lawn, roof, "--territory", ground, "--out", out)
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert list(record["summary"]["scenarios"]) == ["prato", "tetto"]
    rows = {(row["kind"], row["fact"]): row for row in table(out / "comparison.csv")}
    air = rows["territory", "air_temperature"]
    assert float(air["prato difference"]) < float(air["tetto difference"]) < 0
    assert (out / "page.html").read_text(encoding="utf-8").count("<svg") == 2


def test_scenarios_on_two_states_of_the_ground_tell_the_layers_of_both(
    ground: Path, tmp_path: Path
) -> None:
    land = shutil.copytree(ground, tmp_path / "land")
    lawn = feature("a", 300, 300, 200, **LAWN)
    first = scenario(tmp_path / "prima.yaml", lawn, snapshot=Territory.open(land).snapshot)
    fewer = np.full((10, 20), 100, np.float32)
    people = write_raster(tmp_path / "people.tif", fewer, cell=100.0, nodata=-1)
    about = ["--producer", "Prova", "--licence", "CC0-1.0", "--date", "2026-01-01"]
    for words in (["add", land, "population_grid", people, *about],
                  ["accept", land, "population_grid@2", "--on", "2026-01-02"]):  # fmt: skip
        done = CliRunner().invoke(app, ["territory", *map(str, words)])
        assert done.exit_code == 0, done.output
    last = scenario(tmp_path / "dopo.yaml", lawn)
    call("compare", first, last, "--territory", land, "--out", tmp_path / "out")
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    read = {layer["id"] for layer in record["layers"]}
    assert {"population_grid@1", "population_grid@2", "land_cover@1"} <= read
    snapshots = [each["snapshot"] for each in record["summary"]["scenarios"].values()]
    assert record["territory"]["snapshot"] == snapshots[0] != snapshots[1]


def test_a_class_of_cover_replaces_the_ground(ground: Path, tmp_path: Path) -> None:
    file = scenario(tmp_path / "verde.yaml", feature("a", 300, 300, 100),
                    changes=[{"area": "a", "land_cover": "green_urban"}])  # fmt: skip
    call("run", file, "--territory", ground, "--out", tmp_path / "out")
    told = facts_of(tmp_path / "out", "area", "a")
    # on group B grass is CN 61 to 69: 1.71 to 4.86 mm of 50
    assert told["runoff_depth"]["low"] == pytest.approx(1.71 - 44.28, abs=0.02)
    assert told["draining_index"]["after"] == pytest.approx(0.7, abs=1e-6)


@pytest.mark.parametrize(
    ("features", "said", "codes"),
    [
        ([feature("a", 300, 300, 100)], {}, ["scenarios.nothing_changes"]),
        (
            [feature("a", 300, 300, 100, **LAWN), feature("b", 350, 300, 100, **LAWN)],
            {}, ["scenarios.overlap"],
        ),
        (
            [feature("a", 300, 300, 100, **LAWN)],
            {"changes": [{"area": "c", "land_cover": "prato"},
                         {"area": "a", "land_cover": "sealed"},
                         {"area": "a", "land_cover": "sealed"}]},
            ["scenarios.unknown_area", "scenarios.unknown_class", "scenarios.changed_twice"],
        ),
        ([feature("a", 300, 300, 100, **LAWN)], {"areas": {"file": "../../etc/passwd"}},
         ["scenarios.file_missing"]),
        ([feature("a", 300, 300, 100, **LAWN)], {"snapshot": "0" * 64},
         ["territory.snapshot_unknown"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_left(
    ground: Path, tmp_path: Path, features: list, said: dict, codes: list[str]
) -> None:
    file = scenario(tmp_path / "a.yaml", *features, **said)
    out = tmp_path / "out"
    with pytest.raises(BadInput) as caught:
        call("run", file, "--territory", ground, "--out", out)
    assert [problem.code for problem in caught.value.problems] == codes
    assert not out.exists()


def test_measures_off_the_ground_are_said_to_change_nothing(ground: Path, tmp_path: Path) -> None:
    wall = {"measures": [{"measure": "NBS10", "share": 0.5}]}
    file = scenario(tmp_path / "a.yaml", feature("a", 300, 300, 100, **wall))
    call("run", file, "--territory", ground, "--out", tmp_path / "out")
    assert codes_of(tmp_path / "out") == ["scenarios.off_ground"]
    assert facts_of(tmp_path / "out", "area", "a")["air_temperature"]["difference"] == 0


def test_a_new_scenario_can_be_read(tmp_path: Path) -> None:
    from contado.scenarios.reading import read_scenario

    file = tmp_path / "mia piazza.yaml"
    call("new", file, "--on", "2026-11-21", "--title", 'Piazza: "nuova"')
    scenario_, _ = read_scenario(file)
    assert (scenario_.id, scenario_.title) == ("mia-piazza", 'Piazza: "nuova"')
    with pytest.raises(BadInput):
        call("new", file, "--on", "2026-11-21")


def test_facts_of_a_place_alone_are_those_of_its_scenario(ground: Path, tmp_path: Path) -> None:
    """Sheets and scenarios tell the same effect, though one models a window, the other all."""
    from datetime import date

    from contado.facts import measure, specs
    from contado.interventions import from_geojson, geometry_of
    from contado.norms import Rules
    from contado.survey import Declared
    from contado.territory import Places

    features = [feature("a", 300, 300, 200, **ROOF), feature("b", 600, 300, 100, **LAWN)]
    file = scenario(tmp_path / "a.yaml", features[0], model={})
    call("run", file, "--territory", ground, "--out", tmp_path / "out")
    territory = Territory.open(ground)
    rules = Rules.load(on=date(2026, 11, 21), facts=specs())
    content = {"type": "FeatureCollection", "features": features,
               "crs": {"type": "name", "properties": {"name": "EPSG:32632"}}}  # fmt: skip
    works = from_geojson(content, territory_crs=territory.crs, boundary=territory.boundary,
                         measures=tuple(rules.abacus)).interventions  # fmt: skip
    places = Places("intervention", ["a", "b"], np.array([geometry_of(w) for w in works]))
    names = ["heat.air_temperature", "heat.air_temperature@after", "heat.mitigation@after"]
    found = measure(places, names, territory, rules, declared=Declared.of(works))
    air = facts_of(tmp_path / "out", "area", "a")["air_temperature"]
    assert found[names[0]].values.low[0] == pytest.approx(air["before"], abs=1e-4)
    after = found[names[1]].values
    assert after.low[0] == pytest.approx(air["before"] + air["low"], abs=1e-4)
    assert after.high[0] == pytest.approx(air["before"] + air["high"], abs=1e-4)
    assert (after.low <= found[names[0]].values.low).all()

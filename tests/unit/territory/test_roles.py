"""Roles are data: one entry is enough."""

import sys
from importlib import resources
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import yaml

from contado.errors import BadInput
from contado.terms import Text
from contado.territory import Role, Territory, accept, add, check
from contado.territory.reference import describe_roles
from contado.territory.roles import PAGE, read_roles, roles
from contado.territory.testing import CRS, SOURCE, SOUTH, WEST, make_territory

QUARRIES = """
quarries:
  label: {it: Cave, en: Quarries}
  meaning: {it: Ambiti estrattivi, en: Extraction areas}
  kind: vector
  geometry: [polygon]
  key: [code]
  columns:
    code: {type: text, meaning: {it: Codice, en: Code}}
    depth: {type: number, unit: m, min: 0, max: 200, meaning: {it: Profondità, en: Depth}}
  source: {it: Piano cave, en: Quarry plan}
"""


def texts(part: object) -> list[Text]:
    if isinstance(part, Text):
        return [part]
    if isinstance(part, dict):
        return [text for value in part.values() for text in texts(value)]
    if hasattr(type(part), "model_fields"):
        return [text for name in type(part).model_fields for text in texts(getattr(part, name))]
    return []


@pytest.mark.parametrize("role", roles().values(), ids=lambda role: role.role)
def test_every_role_speaks_both_languages(role: Role) -> None:
    found = texts(role)
    assert len(found) >= 3
    assert all(text.it and text.en for text in found)


def test_the_roles_that_the_design_names_are_there() -> None:
    named = """municipalities zones landscape_units population population_grid land_cover
    soil_groups night_temperature stops services parcels parks water constraints green_network
    hydraulic_criticality basemap"""
    assert set(named.split()) <= set(roles())


def test_the_plan_knows_every_class_that_a_legend_of_land_cover_may_name() -> None:
    page = resources.files("contado.plan") / "categories.yaml"
    known = yaml.safe_load(page.read_text(encoding="utf-8"))["land_cover"]["names"]
    cells = roles()["land_cover"].cells
    assert cells is not None
    assert set(cells.classes) == set(known)


def test_the_page_of_roles_is_the_one_their_entries_write() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "layer-roles.md"
    assert page.read_text(encoding="utf-8") == describe_roles("en")


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_names_every_role_and_column(language: str) -> None:
    page = describe_roles(language)
    for role in roles().values():
        assert f"## `{role.role}`: {role.label.say(language)}" in page
        assert all(f"| `{name}` |" in page for name in role.columns)


def test_a_role_is_added_by_one_entry(tmp_path, monkeypatch, request) -> None:
    page = tmp_path / "roles.yaml"
    page.write_text(PAGE.read_text(encoding="utf-8") + QUARRIES, encoding="utf-8")
    monkeypatch.setattr(sys.modules["contado.territory.roles"], "PAGE", page)
    roles.cache_clear()
    request.addfinalizer(roles.cache_clear)
    territory = make_territory(tmp_path / "a")
    frame = gpd.GeoDataFrame(
        {"code": ["c1"], "depth": [250.0]},
        geometry=[shapely.box(WEST, SOUTH, WEST + 50, SOUTH + 50)],
        crs=CRS,
    )
    frame.to_file(tmp_path / "cave.gpkg")
    with pytest.raises(BadInput) as error:
        add(territory, "quarries", tmp_path / "cave.gpkg", source=SOURCE)
    assert [problem.code for problem in error.value.problems] == ["territory.out_of_range"]
    frame.assign(depth=20.0).to_file(tmp_path / "cave.gpkg")
    added = add(territory, "quarries", tmp_path / "cave.gpkg", source=SOURCE)
    layer = accept(territory, added.layer_id).layers["quarries"]
    assert layer.frame()["depth"].tolist() == [20.0]
    assert check(Territory.open(tmp_path / "a")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unit: m,", "unit: furlong,"),
        ("key: [code]", "key: [name]"),
        ("geometry: [polygon]", "geometry: []"),
        ("kind: vector", "kind: raster"),
        ("en: Depth", "fr: Profondeur"),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_roles(QUARRIES.replace(old, new))

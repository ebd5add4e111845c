"""A new role is one entry: checks, reference and the page's map know it from there alone."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import yaml

from contado.errors import BadInput
from contado.territory import Territory, accept, add, check
from contado.territory.reference import describe_roles
from contado.territory.roles import PAGE, roles
from contado.territory.testing import CRS, SOURCE, SOUTH, WEST, make_territory

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "add-a-layer-role.md"


@pytest.fixture
def entry(tmp_path, monkeypatch) -> Iterator[dict]:
    """The entry that the guide shows, laid over those that ship."""
    shown = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1]
    page = tmp_path / "roles.yaml"
    entry = yaml.safe_load(shown)
    page.write_text(PAGE.read_text(encoding="utf-8") + yaml.safe_dump(entry), encoding="utf-8")
    monkeypatch.setattr(sys.modules["contado.territory.roles"], "PAGE", page)
    roles.cache_clear()
    yield entry["quarries"]
    roles.cache_clear()


@pytest.fixture
def ground(entry, tmp_path, monkeypatch, service) -> Territory:
    """A territory with a quarry, where the service looks for its own."""
    territory = make_territory(tmp_path / "ground")
    shapes = [shapely.box(WEST, SOUTH, WEST + 50, SOUTH + 50)]
    frame = gpd.GeoDataFrame({"code": ["c1"], "depth": [250.0]}, geometry=shapes, crs=CRS)
    frame.to_file(tmp_path / "deep.gpkg")
    with pytest.raises(BadInput) as refused:
        add(territory, "quarries", tmp_path / "deep.gpkg", source=SOURCE)
    assert [problem.code for problem in refused.value.problems] == ["territory.out_of_range"]
    frame.assign(depth=20.0).to_file(tmp_path / "cave.gpkg")
    added = add(territory, "quarries", tmp_path / "cave.gpkg", source=SOURCE)
    with_quarry = accept(territory, added.layer_id)
    for module in ("layers", "tables"):
        monkeypatch.setattr(f"contado.site.{module}.territory", lambda: with_quarry)
    return with_quarry


def test_the_checks_know_it(ground) -> None:
    assert check(ground) == []


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_reference_describes_it(entry, language) -> None:
    page = describe_roles(language)
    assert f"## `quarries`: {entry['label'][language]}" in page
    assert entry["columns"]["depth"]["meaning"][language] in page


def test_the_site_lists_it_and_draws_it(ground, entry, anyone) -> None:
    layers = {each["id"]: each for each in anyone.get("/api/v1/layers").json()["layers"]}
    row, style = layers["quarries"], entry["map"]
    assert row["label"] == entry["label"]["it"]
    assert (row["draw"], row["colour"], row["on"]) == (style["draw"], style["colour"], True)
    assert list(layers).index("quarries") < list(layers).index("municipalities")
    drawn = json.loads(anyone.get("/api/v1/layers/quarries.geojson").content)
    assert [each["properties"]["code"] for each in drawn["features"]] == ["c1"]
    assert "c1" in anyone.get(row["table_url"]).content.decode()

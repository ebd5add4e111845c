"""One draining index before works and after them, in the dossier and in a scenario."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contado.cli import app
from contado.cli.shell import Exit

FILED = Path(__file__).parents[1] / "data" / "filed"
EXAMPLE = FILED / "declared" / "aiuola.geojson"


def contado(*words: object) -> None:
    done = CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code in {Exit.DONE, Exit.CANNOT_TELL}, done.output


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    import shutil

    return shutil.copytree(FILED / "territory", tmp_path / "territory")


@pytest.mark.parametrize("surfaces", [{"sealed": 0.98, "permeable": 0.02}, None])
def test_a_scenario_tells_the_index_of_the_dossier_of_the_same_area(
    ground: Path, tmp_path: Path, surfaces: dict | None
) -> None:
    content = json.loads(EXAMPLE.read_text("utf-8"))
    feature = content["features"][0] if "features" in content else content
    properties = feature["properties"]
    properties.pop("surfaces", None)
    properties["measures"] = [{"measure": "NBS01", "share": 0.4}]
    asked = tmp_path / "asked.geojson"
    asked.write_text(json.dumps(content), "utf-8")
    area = _area(asked)
    if surfaces is not None:
        declared = {kind: share * area for kind, share in surfaces.items()}
        properties["surfaces"] = {"before": declared}
        asked.write_text(json.dumps(content), "utf-8")
    out = tmp_path / "out"
    contado(
        "assess",
        asked,
        "--territory",
        ground,
        "--sheet",
        "scheda-norma-1",
        "--out",
        out,
        "--format",
        "json",
    )
    dossier = json.loads(next(out.glob("**/dossier.json")).read_text("utf-8"))
    effect = next(e for e in dossier["effects"] if e["fact"] == "drainage.draining_index")
    scenario = {
        "scenario": "1", "id": "s", "title": "S", "on": "2026-12-01",
        "areas": {"file": asked.name},
    }  # fmt: skip
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(scenario), "utf-8")
    contado("scenario", "run", file, "--territory", ground, "--out", tmp_path / "run")
    with (tmp_path / "run" / "differences.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    own = next(row for row in rows if (row["kind"], row["fact"]) == ("area", "draining_index"))
    told = {side: float(own[side]) for side in ("before", "difference")}
    for side, value in (("before", told["before"]), ("difference", told["difference"])):
        bounds = effect[side]["value"]
        assert bounds["low"] - 1e-5 <= value <= bounds["high"] + 1e-5, side
    if surfaces is not None:
        assert told["before"] == pytest.approx(0.02 * 0.7, abs=1e-6)
        assert told["difference"] == pytest.approx(0.4 * 0.7, abs=1e-6)


def _area(path: Path) -> float:
    import geopandas as gpd

    return float(gpd.read_file(path).to_crs(32632).area.iloc[0])

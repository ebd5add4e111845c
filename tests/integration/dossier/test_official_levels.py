"""A1 takes the official level of the UPA where the layer gives one, and the computed share else."""

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from contado.dossier.freeze import load
from contado.dossier.model import Dossier
from contado.dossier.pages.reasons import parts
from contado.territory import Source, accept, add
from contado.territory.testing import CRS, SOUTH, WEST

OFFICE = Source(producer="Ufficio di piano", licence="CC-BY-4.0", date=date(2024, 3, 15))
WHERE = {"ovest": 100, "centro": 900, "est": 1700}
LEVELS = {
    "livello_vulnerabilita_drenaggio": ["basso", "alto", None],
    "livello_vulnerabilita_calore": ["alto", "medio", ""],
}


@pytest.fixture
def assessed(contado, ground, interventions, tmp_path) -> dict[str, Dossier]:
    feature, written = interventions
    west = WEST + np.array([0.0, 700.0, 1400.0])
    east = WEST + np.array([700.0, 1400.0, 2000.0])
    upa = gpd.GeoDataFrame(
        {"code": ["U1", "U2", "U3"], "name": ["Uno", "Due", "Tre"], **LEVELS},
        geometry=shapely.box(west, SOUTH, east, SOUTH + 1000.0),
        crs=CRS,
    )
    upa.to_file(tmp_path / "upa.gpkg")
    layer = add(ground, "landscape_units", tmp_path / "upa.gpkg", source=OFFICE)
    accept(ground, [layer.layer_id])
    file = written(tmp_path / "opere.geojson", *(feature(n, x, 400) for n, x in WHERE.items()))
    out = tmp_path / "out"
    code, _, errors = contado(
        "assess", file, "--territory", ground.root, "--out", out, "--format", "json",
        "--format", "html", "--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2",
    )  # fmt: skip
    assert code == 0, errors
    return {name: load(out / name / "dossier.json") for name in WHERE}


def a1(dossier: Dossier, place: int, language: str = "it"):
    return next(c for c in parts(dossier, place, language)[0].criteria if c.code == "A1")


def levels(dossier: Dossier) -> list[str | None]:
    return [sheet.parts[0].criteria[0].answer.value for sheet in dossier.verdicts]


def test_the_official_level_holds_where_it_is_given(assessed) -> None:
    assert levels(assessed["ovest"]) == ["low", "high"]
    assert levels(assessed["centro"]) == ["high", "medium"]
    for sheet in assessed["est"].verdicts:
        assert [use.fact for use in sheet.parts[0].criteria[0].facts] in (
            ["drainage.unit_low_share"], ["heat.unit_hot_share"]
        )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "official", "computed", "layer"),
    [
        ("it", "Livello ufficiale di vulnerabilità", "il calcolo", "dato dallo strato"),
        ("en", "Official vulnerability level", "the computation", "given by the layer"),
    ],
)
def test_the_reason_names_the_layer_and_its_day_and_keeps_the_share(
    assessed, language, official, computed, layer
) -> None:
    for place in (0, 1):
        said = a1(assessed["ovest"], place, language)
        assert said.sentence.startswith(official)
        assert computed in said.sentence
        stated, measured = said.data
        assert stated.source.startswith(layer)
        assert "(Ufficio di piano, 2024-03-15)" in stated.source
        assert measured.value not in ("", "—")


def test_the_page_shows_the_level_its_layer_and_the_share(assessed, tmp_path) -> None:
    page = (tmp_path / "out" / "ovest" / "dossier.html").read_text(encoding="utf-8")
    assert "Livello ufficiale di vulnerabilità dell&#39;UPA, drenaggio" in page
    assert "(Ufficio di piano, 2024-03-15)" in page


def test_where_none_is_given_the_dossier_says_so_and_the_share_decides(assessed) -> None:
    reading = next(r for r in assessed["est"].facts if r.fact == "drainage.unit_official_level")
    assert reading.value is None
    assert "lo strato non lo dà per questa unità" in reading.lacking.text.it
    assert "il calcolo" not in a1(assessed["est"], 0).sentence


def test_a_dossier_with_an_official_level_verifies(contado, ground, assessed, tmp_path) -> None:
    for name in assessed:
        path: Path = tmp_path / "out" / name / "dossier.json"
        code, out, errors = contado("verify", path, "--territory", ground.root, "--json")
        assert (code, errors, json.loads(out)["findings"]) == (0, "", [])

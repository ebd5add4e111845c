"""What the guide to intervention files says is what the reader does."""

import json
import re
from pathlib import Path

import pytest
import shapely

from contado.interventions import from_geojson
from contado.interventions.checks import LEAST_AREA, MOST_AREA
from contado.interventions.declared import Declaration, MeasureInput
from contado.interventions.extents import SURFACE_TOLERANCE
from contado.interventions.flat import COLUMNS
from contado.interventions.model import REALISATION_ITEMS
from contado.interventions.reading import ACCEPTED
from contado.interventions.source import MAX_ALL_VERTICES, MAX_BYTES, MAX_FEATURES, MAX_VERTICES

DOCS = Path(__file__).parents[2] / "docs"


PAGES = {"intervention-files.md": ",", "file-di-intervento.it.md": "."}
"""The guides, each with the sign that its language writes between thousands."""


@pytest.mark.parametrize("page", PAGES)
def test_the_example_is_read_without_complaint(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    read = from_geojson(
        json.loads(example),
        territory_crs="EPSG:32632",
        boundary=shapely.box(500_000, 5_020_000, 530_000, 5_050_000),
        measures=["NBS01", "NBS11"],
    )
    assert len(read.interventions[0].measures) == 2
    assert not read.notices


@pytest.mark.parametrize("page", PAGES)
def test_every_field_ending_and_limit_is_named(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    fields = {*Declaration.model_fields, *MeasureInput.model_fields, *REALISATION_ITEMS}
    columns = {name for name in COLUMNS if not name.startswith("after_")}
    for name in fields | columns | set(ACCEPTED):
        assert f"`{name}`" in text, name
    for number in (MAX_FEATURES, MAX_VERTICES, MAX_ALL_VERTICES):
        assert f"{number:,}".replace(",", PAGES[page]) in text
    assert f"{MAX_BYTES >> 20} MiB" in text
    assert f"{100 * SURFACE_TOLERANCE:.0f} %" in text
    assert f"{LEAST_AREA:.0f} m²" in text
    assert f"{MOST_AREA / 1e6:.0f} km²" in text

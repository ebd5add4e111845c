"""The dossier as a GeoPackage that QGIS opens with its styles; its dates are the assessment's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.dossier.model import Dossier, FactReading, Interval, Value
from contado.dossier.words import TEMPLATES
from contado.interventions.model import DeclaredMeasure
from contado.norms.trace import CriterionReason, PartReason, SheetReason

if TYPE_CHECKING:
    import pandas as pd

STYLED = ("intervention", "verdicts")
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)
"""
_STYLE = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
    " styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)"
    " VALUES ('', '', ?, 'geom', 'contado', ?, '', 1, 'Contado', '', '', ?)"
)
_CONTENT = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
    " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)"
)


def write_geopackage(dossier: Dossier, path: Path) -> None:
    """Write the layers ``intervention``, ``measures``, ``facts``, ``verdicts`` and their styles.

    Parameters
    ----------
    dossier
        A sealed dossier.
    path
        A file that does not exist yet. The same dossier gives the same bytes.
    """
    import pyogrio

    moment = f"{dossier.on.isoformat()}T00:00:00.000Z"
    with _date_of_gdal(moment):
        for layer, frame in _layers(dossier):
            pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_STYLES)
        base.execute(_CONTENT, (moment,))
        for layer in STYLED:
            base.execute(_STYLE, (layer, _style(layer), moment))


@contextmanager
def _date_of_gdal(moment: str) -> Iterator[None]:
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _style(layer: str) -> str:
    return (TEMPLATES / f"{layer}.qml").read_text(encoding="utf-8")


def _layers(dossier: Dossier) -> Iterator[tuple[str, pd.DataFrame]]:
    import geopandas as gpd
    import pandas as pd
    import shapely

    geometry = shapely.from_wkb(dossier.intervention.geometry)
    crs = dossier.territory.crs
    yield "intervention", gpd.GeoDataFrame([_intervention(dossier)], geometry=[geometry], crs=crs)
    measures = pd.DataFrame([_measure(measure) for measure in dossier.intervention.measures])
    if len(measures):
        yield "measures", measures
    yield "facts", pd.DataFrame([_fact(reading) for reading in dossier.facts])
    rows = list(_answers(dossier))
    yield "verdicts", gpd.GeoDataFrame(rows, geometry=[geometry] * len(rows), crs=crs)


def _intervention(dossier: Dossier) -> dict[str, Any]:
    work = dossier.intervention
    outcomes = {
        sheet.sheet.replace("-", "_"): sheet.outcome.value or sheet.outcome.state
        for sheet in dossier.verdicts
    }
    return {
        "id": work.id,
        "name": work.name,
        "state": dossier.state,
        "on_date": dossier.on.isoformat(),
        **outcomes,
        "disclaimer": dossier.disclaimer.it if dossier.disclaimer else None,
        "snapshot": dossier.snapshot,
        "digest": dossier.digest,
    }


def _measure(measure: DeclaredMeasure) -> dict[str, Any]:
    columns: dict[str, Any] = measure.model_dump()
    for name in ("runoff_reduction", "cooling"):
        columns[name] = float("nan") if columns[name] is None else columns[name]
    return columns


def _fact(reading: FactReading) -> dict[str, Any]:
    return {
        "fact": reading.fact,
        "label": reading.label.it,
        "state": reading.state,
        "measure_row": -1 if reading.child is None else reading.child,
        "unit": reading.unit,
        **_bounds(reading.value, ""),
        **_bounds(reading.measured, "measured_"),
        **_bounds(reading.declared, "declared_"),
        "source": reading.source,
        "missing": reading.lacking.text.it if reading.lacking else None,
        "coverage": float("nan") if reading.coverage is None else reading.coverage,
        "flags": ", ".join(reading.flags),
        "layers": ", ".join(reading.layers),
        "method": reading.method,
    }


def _bounds(value: Value, prefix: str) -> dict[str, Any]:
    number = isinstance(value, Interval)
    return {
        f"{prefix}low": value.low if isinstance(value, Interval) else float("nan"),
        f"{prefix}high": value.high if isinstance(value, Interval) else float("nan"),
        f"{prefix}text": None if number else value,
    }


def _answers(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for sheet in dossier.verdicts:
        yield _answer(sheet.sheet, "", "", sheet)
        for part in sheet.parts:
            yield _answer(sheet.sheet, part.part, "", part)
            for criterion in part.criteria:
                yield _answer(sheet.sheet, part.part, criterion.criterion, criterion)


def _answer(
    sheet: str, part: str, criterion: str, reason: SheetReason | PartReason | CriterionReason
) -> dict[str, Any]:
    answer = reason.outcome if isinstance(reason, SheetReason) else reason.answer
    points = getattr(reason, "points", None) or getattr(reason, "score", None)
    return {
        "sheet": sheet,
        "part": part,
        "criterion": criterion,
        "label": reason.label.it,
        "state": answer.state,
        "answer": answer.label.it if answer.state == "known" else None,
        "possible": ", ".join(text.it for text in answer.possible_labels),
        "points_low": points.low if points else float("nan"),
        "points_high": points.high if points else float("nan"),
        "sentence": reason.sentence.it,
    }

"""GeoPackage: a layer of interventions and, beside it, a layer or table of their measures."""

from __future__ import annotations

from pathlib import Path

from shapely.geometry.base import BaseGeometry

from contado.archives import checked_size, printable
from contado.errors import BadInput, Problem
from contado.interventions.flat import measure_of, properties_of
from contado.interventions.rings import Budget
from contado.interventions.source import MAX_BYTES, Feature, Findings, SourceFile
from contado.interventions.vector_files import VectorLayer, layers_in, read_layer, shape_or_none
from contado.vectors import geopackage

LOTS = "interventions"
MEASURES = "measures"
KEY = "intervention_id"


def read_geopackage(path: Path, findings: Findings) -> SourceFile:
    """Read layer ``interventions`` (or the only layer) and ``measures``, tied by the id."""
    checked_size(path, MAX_BYTES)
    file = geopackage(path)
    layers = layers_in(file)
    spatial = [name for name, has_geometry in layers.items() if has_geometry and name != MEASURES]
    main = LOTS if LOTS in layers else spatial[0] if len(spatial) == 1 else None
    if main is None:
        values = {"layers": printable(", ".join(layers), 200)}
        raise BadInput(Problem("interventions.no_layer", path.name, values))
    lots = read_layer(file, main, findings)
    measures = read_layer(file, MEASURES, findings) if MEASURES in layers else None
    return _tied(path.name, lots, measures, findings)


def _tied(
    name: str, lots: VectorLayer, measures: VectorLayer | None, findings: Findings
) -> SourceFile:
    budget = Budget()
    under = _by_lot(name, lots, measures, budget, findings)
    features = []
    for number, (shape, row) in enumerate(zip(lots.geometries, lots.rows, strict=True), start=1):
        where = f"{name} #{number}"
        properties = properties_of(row)
        own = properties.get("measures", [])
        more = under.get(str(row.get("id")), [])
        if not isinstance(own, list):
            drawn_on = shape_or_none(shape, where, budget, findings)
            features.append(Feature(where, drawn_on, properties, {}))  # refused as no list
            continue
        listed = [*own, *(measure for measure, _ in more)]
        start = len(listed) - len(more)
        drawn = {start + at: drawn for at, (_, drawn) in enumerate(more) if drawn is not None}
        geometry = shape_or_none(shape, where, budget, findings)
        features.append(Feature(where, geometry, properties | {"measures": listed}, drawn))
    return SourceFile(name, tuple(features), lots.crs)


_Drawn = tuple[dict[str, object], BaseGeometry | None]


def _by_lot(
    name: str, lots: VectorLayer, measures: VectorLayer | None, budget: Budget, findings: Findings
) -> dict[str, list[_Drawn]]:
    """Return the measures of each id; those of no intervention are refused."""
    by_lot: dict[str, list[_Drawn]] = {}
    if measures is None:
        return by_lot
    known = {str(row.get("id")) for row in lots.rows}
    for number, (shape, row) in enumerate(
        zip(measures.geometries, measures.rows, strict=True), start=1
    ):
        where = f"{name} {MEASURES} #{number}"
        key = str(row.get(KEY))
        if key not in known:
            values = {"key": printable(key)}
            findings.problems.append(Problem("interventions.measure_of_nobody", where, values))
            continue
        measure = measure_of(row)
        drawn = None
        if shape is not None:
            drawn = shape_or_none(shape, where, budget, findings)
            measure["geometry"] = True
        by_lot.setdefault(key, []).append((measure, drawn))
    if measures.crs and lots.crs and measures.crs != lots.crs:
        values = {"first": printable(lots.crs), "second": printable(measures.crs)}
        findings.problems.append(Problem("interventions.two_systems", name, values))
    return by_lot

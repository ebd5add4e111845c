"""Zipped Shapefile: one intervention and one measure a feature."""

from __future__ import annotations

from pathlib import Path

from contado.archives import Limits
from contado.interventions.flat import properties_of
from contado.interventions.rings import Budget
from contado.interventions.source import MAX_BYTES, Feature, Findings, SourceFile
from contado.interventions.vector_files import read_layer, shape_or_none
from contado.vectors import zipped_shapefile

_LIMITS = Limits(archive=MAX_BYTES, total=8 * MAX_BYTES, members=100)


def read_shapefile(path: Path, findings: Findings) -> SourceFile:
    """Read the one Shapefile of a zip archive; columns as in `contado.interventions.flat`.

    What is assumed of the encoding of its text is a notice.
    """
    with zipped_shapefile(path, _LIMITS) as file:
        findings.notices.extend(file.notices)
        layer = read_layer(file, None, findings)
    budget = Budget()
    features = tuple(
        Feature(where, shape_or_none(geometry, where, budget, findings), properties_of(row))
        for where, geometry, row in zip(
            (f"{path.name} #{number}" for number in range(1, len(layer.rows) + 1)),
            layer.geometries,
            layer.rows,
            strict=True,
        )
    )
    return SourceFile(path.name, features, layer.crs)

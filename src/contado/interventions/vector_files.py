"""GDAL, through pyogrio, for files that were checked to be what their name says."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio.errors
import shapely
from shapely.geometry.base import BaseGeometry

from contado.archives import printable
from contado.encodings import mojibake_in
from contado.errors import BadInput, Problem
from contado.interventions.flat import rows_of
from contado.interventions.rings import Budget, vertex_problem
from contado.interventions.source import MAX_FEATURES, Findings
from contado.interventions.words import detail_of
from contado.vectors import VectorFile, gdal

_FAILURES = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
    UnicodeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Features that a layer may have, and the problem of one that has more."""

    features: int
    code: str

    def passed(self, where: str) -> Problem:
        """Return the problem, at a place."""
        return Problem(self.code, where, {"limit": self.features, "ours": MAX_FEATURES})


INTERVENTIONS = Limit(MAX_FEATURES, "interventions.too_many")
"""Of a layer each of whose features is declared."""


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """A layer as read: its declared system, and one geometry and one row of values a feature."""

    crs: str | None
    geometries: tuple[BaseGeometry | None, ...]
    rows: tuple[dict[str, object], ...]


def layers_in(file: VectorFile) -> dict[str, bool]:
    """Return the layers of a file, each with whether it has geometry."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if gdal().read_info(file.dataset, layer=0)["driver"] != file.driver:
                raise BadInput(_unreadable(file, f"≠ {file.driver}"))
            return file.layers()
    except _FAILURES as error:
        raise BadInput(_unreadable(file, str(error))) from None


def read_layer(
    file: VectorFile,
    layer: str | None,
    findings: Findings,
    limit: Limit = INTERVENTIONS,
    **options: str,
) -> VectorLayer:
    """Read a layer whole; geometries in two dimensions.

    What GDAL says while it reads is passed on as a notice.

    Raises
    ------
    BadInput
        Where GDAL cannot read it, or it has more features than the limit.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            meta, _, shapes, values = gdal().raw.read(
                file.dataset, layer=layer, force_2d=True, encoding=file.encoding,
                max_features=limit.features + 1, **options,
            )  # fmt: skip
    except _FAILURES as error:
        raise BadInput(_unreadable(file, str(error))) from None
    rows = tuple(rows_of(meta["fields"], values))
    if len(rows) > limit.features:
        raise BadInput(limit.passed(file.name))
    for text in dict.fromkeys(str(warning.message) for warning in caught):
        detail = {"detail": detail_of(text, Path(file.dataset))}
        findings.notices.append(Problem("interventions.reader_says", file.name, detail))
    if broken := mojibake_in(value for row in rows for value in row.values()):
        values = {"text": printable(broken)}
        findings.notices.append(Problem("vectors.mojibake", file.name, values))
    return VectorLayer(meta.get("crs"), _shapes(shapes, len(rows)), rows)


def _shapes(blobs: np.ndarray | None, count: int) -> tuple[BaseGeometry | None, ...]:
    if blobs is None:
        return (None,) * count
    with np.errstate(invalid="ignore"):  # what is no number is told later, with its place
        return tuple(shapely.from_wkb(blobs, on_invalid="ignore"))


def shape_or_none(
    shape: BaseGeometry | None, where: str, budget: Budget, findings: Findings
) -> BaseGeometry | None:
    """Return a feature's geometry where it has one and it fits the budget; note why not."""
    if shape is None:
        findings.problems.append(Problem("interventions.no_geometry", where))
        return None
    if not budget.take(int(shapely.get_num_coordinates(shape))):
        findings.problems.append(vertex_problem(where))
        return None
    return shape


def _unreadable(file: VectorFile, detail: str) -> Problem:
    values = {"detail": detail_of(detail, Path(file.dataset))}
    return Problem("interventions.unreadable", file.name, values)

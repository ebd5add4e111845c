"""From a file to interventions, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from contado.archives import printable
from contado.errors import BadInput, Problem
from contado.formats import format_of
from contado.interventions.checks import sized, sound
from contado.interventions.coordinates import read_coordinates
from contado.interventions.declared import Declaration, declaration_of, identifier_of
from contado.interventions.extents import check_surfaces, extent_problems, measures_of
from contado.interventions.geojson import features_of, read_geojson
from contado.interventions.geometry import near, normalised, stored
from contado.interventions.ground import TerritoryExtent, Way, placed, say_accuracy, way_of
from contado.interventions.model import Intervention
from contado.interventions.remarks import remarks_of
from contado.interventions.source import Feature, Findings, SourceFile


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: interventions in the file's order, and notices that did not refuse it."""

    interventions: tuple[Intervention, ...]
    notices: tuple[Problem, ...]


def read_interventions(
    path: Path,
    *,
    territory_crs: str,
    boundary: BaseGeometry,
    measures: Collection[str],
    crs: str | None = None,
    swap_axes: bool = False,
) -> Read:
    """Read the interventions that a file declares. The formats are in ``docs/intervention-files``.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, zipped Shapefile, DXF, or a list of coordinates (CSV, TXT).
    territory_crs
        Code of the territory's metric system, in which geometries are kept.
    boundary
        Area of the territory, in that system.
    measures
        Codes of the abacus.
    crs
        System of the file's coordinates; replaces the one the file declares, and says so.
    swap_axes
        Whether y stands before x in the file.

    Raises
    ------
    BadInput
        With all problems found, ``interventions.*``, ``archives.*`` or ``crs.*``.

    Examples
    --------
    >>> import json, shapely, tempfile
    >>> lot = {"type": "Feature", "geometry": shapely.geometry.mapping(shapely.box(0, 0, 50, 20)),
    ...     "crs": {"type": "name", "properties": {"name": "EPSG:32632"}},
    ...     "properties": {"id": "P1", "measures": [{"measure": "NBS01", "share": 0.6}]}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder) / "lot.geojson"
    ...     _ = page.write_text(json.dumps(lot))
    ...     read = read_interventions(page, territory_crs="EPSG:32632",
    ...         boundary=shapely.box(-9, -9, 99, 99), measures=["NBS01"])
    >>> read.interventions[0].measures[0].area
    600.0
    """
    findings = Findings()
    codes = tuple(measures)
    source = _source(path, codes, findings)
    ground = TerritoryExtent(territory_crs, boundary)
    return _judged(source, ground, codes, findings, crs=crs, swap_axes=swap_axes)


def from_geojson(
    content: Mapping[str, object],
    *,
    territory_crs: str,
    boundary: BaseGeometry,
    measures: Collection[str],
    crs: str | None = None,
    name: str = "geojson",
) -> Read:
    """Read interventions from a GeoJSON object, as a page sends it.

    The parameters are those of `read_interventions`; ``name`` stands for the file in messages.
    """
    findings = Findings()
    source = features_of(content, name, findings)
    ground = TerritoryExtent(territory_crs, boundary)
    return _judged(source, ground, tuple(measures), findings, crs=crs)


ACCEPTED = (".geojson", ".json", ".gpkg", ".zip", ".dxf", ".csv", ".txt")
"""Endings of the files that are read."""


def _source(path: Path, codes: tuple[str, ...], findings: Findings) -> SourceFile:
    """Read a file by its ending; GDAL is slow to load, so its readers are imported when needed."""
    if path.is_file() and (foreign := format_of(path)):
        raise BadInput(Problem("vectors.foreign", path.name, {"format": foreign}))
    match path.suffix.lower():
        case ".geojson" | ".json":
            return read_geojson(path, findings)
        case ".gpkg":
            from contado.interventions.geopackage import read_geopackage

            return read_geopackage(path, findings)
        case ".zip":
            from contado.interventions.shapefile import read_shapefile

            return read_shapefile(path, findings)
        case ".dxf":
            from contado.interventions.dxf import read_dxf

            return read_dxf(path, codes, findings)
        case ".csv" | ".txt":
            return read_coordinates(path, findings)
    values = {"suffix": printable(path.suffix) or "?", "accepted": ", ".join(ACCEPTED)}
    raise BadInput(Problem("interventions.unknown_format", path.name, values))


def _judged(
    source: SourceFile,
    ground: TerritoryExtent,
    codes: tuple[str, ...],
    findings: Findings,
    *,
    crs: str | None,
    swap_axes: bool = False,
) -> Read:
    """Judge every feature on every count, then refuse or return."""
    if not source.features:
        findings.problems.append(Problem("interventions.no_features", source.name))
    declared = [_declared(feature, codes, findings) for feature in source.features]
    _check_ids(source, findings)
    shaped = [_is_sound(feature, findings) for feature in source.features]
    way = way_of(source, ground, crs, swap_axes, findings)
    located = _Placing(ground, way, findings).located(source, declared, shaped) if way else []
    findings.refuse_if_any()
    kept = zip(source.features, located, strict=False)
    works = [_with_remarks(one, feature, source, findings) for feature, one in kept if one]
    return Read(tuple(works), findings.distinct_notices())


def _with_remarks(
    work: Intervention, feature: Feature, source: SourceFile, findings: Findings
) -> Intervention:
    """Return the intervention with the notices that bear on its result."""
    bearing = [
        notice
        for notice in findings.notices
        if (notice.where in (source.name, feature.where) or _below(notice.where, feature.where))
    ]
    return work.model_copy(update={"remarks": remarks_of(bearing)})


def _below(where: str, feature: str) -> bool:
    return where.startswith(f"{feature} ")


def _declared(feature: Feature, codes: tuple[str, ...], findings: Findings) -> Declaration | None:
    declared = declaration_of(feature.properties, feature.where, findings)
    measures = feature.properties.get("measures")
    findings.problems.extend(extent_problems(measures, codes, feature.where))
    findings.refuse_if_flooded()
    return declared


def _check_ids(source: SourceFile, findings: Findings) -> None:
    first: dict[str, str] = {}
    for feature in source.features:
        key = identifier_of(feature.properties)
        if key is None:
            continue
        if key in first:
            values = {"id": printable(key), "first": first[key]}
            findings.problems.append(Problem("interventions.id_twice", feature.where, values))
        first.setdefault(key, feature.where)


def _is_sound(feature: Feature, findings: Findings) -> bool:
    drawn = [
        sound(geometry, f"{feature.where} measures[{at}].geometry", findings)
        for at, geometry in feature.measure_shapes.items()
    ]
    if feature.geometry is None or not sound(feature.geometry, feature.where, findings):
        return False
    return all(drawn)


@dataclass(frozen=True, slots=True)
class _Placing:
    """Brings what a file draws to the territory, by the way that its coordinates are read."""

    ground: TerritoryExtent
    way: Way
    findings: Findings

    def located(
        self, source: SourceFile, declared: list[Declaration | None], shaped: list[bool]
    ) -> list[Intervention | None]:
        lots = [
            self._lot(feature) if ok else None
            for feature, ok in zip(source.features, shaped, strict=True)
        ]
        inside = placed(source, lots, self.ground, self.way, self.findings)
        say_accuracy(source, self.way, self.ground, self.findings)
        return [
            self._intervention(feature, lot if ok else None, one)
            for feature, lot, one, ok in zip(source.features, lots, declared, inside, strict=True)
        ]

    def _lot(self, feature: Feature) -> BaseGeometry | None:
        """Return a feature's area where the territory is; a change of system may have broken it."""
        moved = self.way.into(self.ground.crs, feature.geometry)
        if near(moved) and not sound(moved, feature.where, self.findings):
            return None
        return normalised(moved)

    def _drawn(self, feature: Feature) -> dict[int, BaseGeometry]:
        moved = {
            at: self.way.into(self.ground.crs, shape)
            for at, shape in feature.measure_shapes.items()
        }
        where = f"{feature.where} measures"
        return {at: one for at, one in moved.items() if sound(one, f"{where}[{at}]", self.findings)}

    def _intervention(
        self, feature: Feature, lot: BaseGeometry | None, declared: Declaration | None
    ) -> Intervention | None:
        if lot is not None and not sized(lot, feature.where, self.findings):
            lot = None
        if declared is None:
            return None
        check_surfaces(declared.surfaces, lot and lot.area, feature.where, self.findings)
        if lot is None:
            return None
        drawn = self._drawn(feature)
        return Intervention(
            id=declared.id,
            name=declared.name or declared.id,
            geometry=stored(lot),
            municipality=declared.comune,
            filed_on=declared.filed_on,
            measures=measures_of(declared, lot, drawn, feature.where, self.findings),
            surfaces=declared.surfaces,
            realisation=declared.realisation,
            cadastral=tuple(declared.cadastral),
        )

"""GeoJSON: features whose properties declare the intervention."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from contado.archives import checked_size, printable
from contado.crs import LONGITUDE_LATITUDE, named_in
from contado.errors import BadInput, Problem
from contado.interventions.flat import unfolded
from contado.interventions.rings import Budget, polygonal
from contado.interventions.source import MAX_BYTES, MAX_FEATURES, Feature, Findings, SourceFile
from contado.interventions.words import shown


def read_geojson(path: Path, findings: Findings) -> SourceFile:
    """Read a GeoJSON file (RFC 7946): longitude and latitude unless a ``crs`` member says else.

    Raises
    ------
    BadInput
        Where the text is not UTF-8 or not JSON; everything else goes to ``findings``.
    """
    checked_size(path, MAX_BYTES)
    return features_of(_parsed(path), path.name, findings)


def _parsed(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            Problem("interventions.encoding", path.name, {"byte": error.start})
        ) from None
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except RecursionError:
        raise BadInput(Problem("interventions.too_deep", path.name)) from None
    except _TwiceError as twice:
        values = {"field": printable(str(twice))}
        raise BadInput(Problem("interventions.field_twice", path.name, values)) from None
    except ValueError as error:
        values = {"detail": printable(str(error), 120)}
        raise BadInput(Problem("interventions.not_json", path.name, values)) from None


class _TwiceError(Exception):
    """A field is written twice in one object."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError(key)
            seen.add(key)
    return entries


def features_of(content: object, name: str, findings: Findings) -> SourceFile:
    """Return what a GeoJSON object declares: a Feature or a FeatureCollection.

    Parameters
    ----------
    content
        The object, from any JSON text.
    name
        The file's name, for messages.
    """
    if not isinstance(content, Mapping):
        raise BadInput(Problem("interventions.not_features", name, {"found": shown(content)}))
    entries = _entries(content, name)
    budget = Budget()
    features = tuple(
        _feature(entry, f"{name} #{number}", budget, findings)
        for number, entry in enumerate(entries, start=1)
    )
    return SourceFile(name, features, _declared_crs(content, name, findings))


def _entries(content: Mapping[str, object], name: str) -> list[object]:
    if content.get("type") == "Feature":
        return [content]
    entries = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(entries, list):
        found = {"found": shown(content.get("type"))}
        raise BadInput(Problem("interventions.not_features", name, found))
    if not entries:
        raise BadInput(Problem("interventions.no_features", name))
    if len(entries) > MAX_FEATURES:
        raise BadInput(Problem("interventions.too_many", name, {"limit": MAX_FEATURES}))
    return entries


def _declared_crs(content: Mapping[str, object], name: str, findings: Findings) -> str:
    if content.get("crs") is None:
        return LONGITUDE_LATITUDE
    if text := named_in(content["crs"]):
        return text
    findings.problems.append(Problem("vectors.crs_member", name))
    return LONGITUDE_LATITUDE


def _feature(entry: object, where: str, budget: Budget, findings: Findings) -> Feature:
    if not isinstance(entry, Mapping) or entry.get("type") != "Feature":
        found = entry.get("type") if isinstance(entry, Mapping) else entry
        values = {"found": shown(found)}
        findings.problems.append(Problem("interventions.not_features", where, values))
        return Feature(where, None, {"id": None})
    properties = entry.get("properties")
    if not isinstance(properties, Mapping):
        findings.problems.append(Problem("interventions.no_properties", where))
        properties = {}
    declared = unfolded(properties)
    if declared.get("id") is None and entry.get("id") is not None:
        declared["id"] = entry["id"]
    geometry = polygonal(entry.get("geometry"), where, budget, findings)
    return Feature(where, geometry, declared, _measure_shapes(declared, where, budget, findings))


def _measure_shapes(
    properties: Mapping[str, object], where: str, budget: Budget, findings: Findings
) -> dict[int, BaseGeometry]:
    listed = properties.get("measures")
    shapes: dict[int, BaseGeometry] = {}
    for at, measure in enumerate(islice(listed, 1000) if isinstance(listed, list) else ()):
        if isinstance(measure, Mapping) and measure.get("geometry") is not None:
            place = f"{where} measures[{at}].geometry"
            geometry = polygonal(measure["geometry"], place, budget, findings)
            if geometry is not None:
                shapes[at] = geometry
    return shapes

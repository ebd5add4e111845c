"""Analyses described as processes: inputs and outputs with their JSON schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from contado import __version__
from contado.analyses import CELLS, FILE_KINDS
from contado.site.analysis_forms import title_of
from contado.site.assessing import plan
from contado.site.ground import territory, today
from contado.site.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from contado.analyses import Analysis, Input

    Address = Callable[..., str]

ALWAYS = {"answer": "text/plain", "record": "application/json", "folder": "application/zip"}
"""What every analysis gives besides its tables and rasters."""

GEOTIFF = "image/tiff; application=geotiff"
_FILE: dict[str, Any] = {
    "type": "object",
    "required": ["value"],
    "properties": {
        "value": {"type": "string", "contentEncoding": "base64"},
        "mediaType": {"type": "string"},
        "encoding": {"type": "string", "enum": ["base64"]},
    },
}
_COLLECTION = {"type": "object", "required": ["type"], "format": "geojson-feature-collection"}


def summary(what: Analysis, address: Address, language: str) -> dict[str, Any]:
    """Return an analysis as the list of processes has it."""
    return {
        "id": what.id,
        "version": __version__,
        "title": what.label.say(language),
        "description": what.purpose.say(language),
        "jobControlOptions": ["sync-execute", "async-execute", "dismiss"],
        "outputTransmission": ["value", "reference"],
        "links": [_link(address("ogc-process", what.id), "self", what.label.say(language))],
    }


def process(what: Analysis, address: Address, language: str) -> dict[str, Any]:
    """Return an analysis as a process, with its inputs and outputs."""
    run = _link(address("ogc-execution", what.id), _REL + "execute", "execution")
    own = summary(what, address, language)
    return {
        **own,
        "links": [*own["links"], run],
        "inputs": {name: _input(spec, language) for name, spec in what.asked.items()},
        "outputs": dict(_outputs(what, language)),
    }


_REL = "http://www.opengis.net/def/rel/ogc/1.0/"


def _link(href: str, rel: str, title: str, kind: str = "application/json") -> dict[str, str]:
    return {"href": href, "rel": rel, "type": kind, "title": title}


def _input(spec: Input, language: str) -> dict[str, Any]:
    return {
        "title": title_of(spec, language),
        "description": (spec.hint or spec.title or spec.label).say(language),
        "minOccurs": 1 if spec.required else 0,
        "maxOccurs": "unbounded" if spec.many else 1,
        "schema": schema_of(spec),
    }


def schema_of(spec: Input) -> dict[str, Any]:
    """Return the JSON schema of one value of an input."""
    if spec.kind == "places":
        return {"oneOf": [_places(spec), {"type": "string", "minLength": 1}, _COLLECTION, _FILE]}
    if spec.kind in FILE_KINDS:
        named = [{"type": "string", "enum": list(spec.choices)}] if spec.choices else []
        return {"oneOf": [*named, _FILE, {"type": "object"}]}
    default = {} if spec.default is None else {"default": spec.default}
    return {**_plain(spec), **default}


def _plain(spec: Input) -> dict[str, Any]:
    """Return the JSON schema of a number, a name, a day or a text."""
    if spec.kind in {"number", "whole"}:
        bounds = {"minimum": spec.low, "maximum": spec.high}
        kept = {name: value for name, value in bounds.items() if value is not None}
        return {"type": "integer" if spec.kind == "whole" else "number", **kept}
    names = tuple(plan(today()).abacus) if spec.measures else spec.choices
    if names:
        return {"type": "string", "enum": list(names)}
    if spec.kind == "day":
        return {"type": "string", "format": "date"}
    return {"type": "boolean" if spec.kind == "flag" else "string"}


def _places(spec: Input) -> dict[str, Any]:
    layers = territory().layers
    return {
        "type": "string",
        "enum": [name for name in spec.choices if name == CELLS or name in layers],
    }


def _outputs(what: Analysis, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, kind in ALWAYS.items():
        own = {"type": "string" if kind == "text/plain" else "object", "contentMediaType": kind}
        yield name, {"title": WORDS(f"ogc.{name}", language), "schema": own}
    for name, table in what.tables.items():
        kind = "application/geo+json" if table.layer else "application/json"
        schema = {"type": "array", "items": {"type": "object"}, "contentMediaType": kind}
        yield name, {"title": table.label.say(language), "schema": schema}
    for name, raster in what.rasters.items():
        if not name.startswith("_") and name not in what.tables:
            schema = {"type": "string", "contentMediaType": GEOTIFF, "format": "uri"}
            yield name, {"title": raster.label.say(language), "schema": schema}

"""What a program asks: the body of an execution made into an analysis with its inputs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contado.analyses import FILE_KINDS
from contado.errors import BadInput, Problem
from contado.site.jobs.asking import Asked, HandedFile

if TYPE_CHECKING:
    from contado.analyses import Analysis, Input

_ENDS = {
    "text/csv": "csv", "application/geo+json": "geojson", "application/json": "json",
    "application/geopackage+sqlite3": "gpkg", "image/tiff": "tif", "application/zip": "zip",
    "application/yaml": "yaml", "text/yaml": "yaml", "image/vnd.dxf": "dxf",
    "application/vnd.google-earth.kml+xml": "kml", "application/flatgeobuf": "fgb",
}  # fmt: skip
_MOST = 50  # values of one input


@dataclass(frozen=True, slots=True)
class ExecutionBody:
    """The body of an execution: inputs, which outputs are wanted, and how."""

    inputs: Mapping[str, Any]
    outputs: Mapping[str, str] = field(default_factory=dict)  # transmission mode by name
    raw: bool = False


def body_of(content: bytes) -> ExecutionBody:
    """Return the body of an execution.

    Raises
    ------
    BadInput
        ``ogc.bad_body``.
    """
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise BadInput(Problem("ogc.bad_body", "body")) from None
    if not isinstance(body, dict):
        raise BadInput(Problem("ogc.bad_body", "body"))
    inputs, outputs = body.get("inputs", {}), body.get("outputs", {})
    response = body.get("response", "document")
    if not isinstance(inputs, dict):
        raise BadInput(Problem("ogc.bad_body", "inputs"))
    if not isinstance(outputs, dict) or not all(isinstance(o, dict) for o in outputs.values()):
        raise BadInput(Problem("ogc.bad_body", "outputs"))
    if response not in ("document", "raw"):
        raise BadInput(Problem("ogc.bad_body", "response"))
    modes = {name: each.get("transmissionMode", "value") for name, each in outputs.items()}
    if any(mode not in ("value", "reference") for mode in modes.values()):
        raise BadInput(Problem("ogc.bad_body", "outputs"))
    return ExecutionBody(inputs, modes, response == "raw")


def asked_by(what: Analysis, body: ExecutionBody, visitor: str, language: str) -> Asked:
    """Return the analysis with its inputs, as a form would give them.

    Raises
    ------
    BadInput
        Every problem of every input; ``ogc.unknown_output``.
    """
    specs, problems = what.asked, list(_unknown(what, body))
    texts: dict[str, list[str]] = {}
    files: dict[str, list[HandedFile]] = {}
    for name, given in body.inputs.items():
        spec = specs.get(name)
        if spec is None:
            problems.append(Problem("analyses.unknown_input", name, {"known": ", ".join(specs)}))
            continue
        values = given if isinstance(given, list) else [given]
        if len(values) > (_MOST if spec.many else 1):
            problems.append(Problem("ogc.too_many_values", name))
            continue
        for value in values:
            try:
                one = _value(name, spec, value)
            except BadInput as refused:
                problems += refused.problems
                continue
            kept: dict[str, list[Any]] = files if isinstance(one, HandedFile) else texts
            kept.setdefault(name, []).append(one)
    if problems:
        raise BadInput(problems)
    return Asked(what, texts, files, visitor, language)


def _unknown(what: Analysis, body: ExecutionBody) -> list[Problem]:
    from contado.site.ogc.results import names_of

    known = names_of(what)
    values = {"known": ", ".join(known)}
    return [
        Problem("ogc.unknown_output", name[:60], values)
        for name in body.outputs
        if name not in known
    ]


def _value(name: str, spec: Input, value: Any) -> str | HandedFile:  # noqa: ANN401 - JSON
    """Return a value as a text, or as a file."""
    if isinstance(value, dict) and "href" in value:
        raise BadInput(Problem("ogc.no_references", name))
    if spec.kind in FILE_KINDS or spec.kind == "places":
        if isinstance(value, dict):
            return _file(name, value)
        if isinstance(value, str):
            return value
        raise BadInput(Problem("analyses.bad_value", name, {"value": json.dumps(value)[:60]}))
    if isinstance(value, dict) and set(value) <= {"value", "mediaType", "schema"}:
        value = value.get("value")
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, str | int | float):
        return str(value)
    raise BadInput(Problem("analyses.bad_value", name, {"value": json.dumps(value)[:60]}))


def _file(name: str, value: Mapping[str, Any]) -> HandedFile:
    """Return a file that is given as base64, or a JSON object that stands for one."""
    inner = value.get("value")
    if "value" not in value or "type" in value:
        kind = "geojson" if "type" in value else "json"
        return HandedFile(f"{name}.{kind}", json.dumps(dict(value)).encode())
    kind = str(value.get("mediaType", "application/octet-stream")).partition(";")[0].strip()
    end = _ENDS.get(kind, "bin")
    if isinstance(inner, dict):
        return HandedFile(f"{name}.{end if end != 'bin' else 'json'}", json.dumps(inner).encode())
    if not isinstance(inner, str):
        raise BadInput(Problem("analyses.bad_value", name, {"value": json.dumps(inner)[:60]}))
    if value.get("encoding", "base64" if end in ("bin", "tif", "gpkg", "zip") else "") != "base64":
        return HandedFile(f"{name}.{end}", inner.encode())
    try:
        return HandedFile(f"{name}.{end}", base64.b64decode(inner, validate=True))
    except (binascii.Error, ValueError):
        raise BadInput(Problem("ogc.bad_base64", name)) from None

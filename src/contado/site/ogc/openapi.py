"""The definition of the API: OpenAPI 3.0, with the inputs of every analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contado import __version__
from contado.site.jobs.asking import offered
from contado.site.ogc.description import schema_of
from contado.site.ogc.results import STATUSES
from contado.site.words import WORDS

if TYPE_CHECKING:
    from contado.analyses import Analysis

_LANG = {
    "name": "lang", "in": "query", "required": False,
    "schema": {"type": "string", "enum": ["it", "en"]},
}  # fmt: skip
_LIMIT = {
    "name": "limit", "in": "query", "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
}  # fmt: skip
_JOB_ID = {"name": "jobID", "in": "path", "required": True, "schema": {"type": "string"}}
_PROCESS_ID = {"name": "processID", "in": "path", "required": True, "schema": {"type": "string"}}
_LINK = {
    "type": "object",
    "required": ["href"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
_MOMENT = {"type": "string", "format": "date-time"}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_SCHEMAS: dict[str, Any] = {
    "link": _LINK,
    "exception": {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "detail": {"type": "string"},
            "problems": {"type": "array", "items": {"type": "object"}},
        },
    },
    "statusInfo": {
        "type": "object",
        "required": ["jobID", "status", "type"],
        "properties": {
            "processID": {"type": "string"}, "type": {"type": "string", "enum": ["process"]},
            "jobID": {"type": "string"}, "status": {"type": "string", "enum": list(STATUSES)},
            "message": {"type": "string"},
            "progress": {"type": "integer", "minimum": 0, "maximum": 100},
            "created": _MOMENT, "started": _MOMENT, "finished": _MOMENT,
            "links": _LINKS,
        },
    },
    "landingPage": {"type": "object", "required": ["links"], "properties": {"links": _LINKS}},
    "conformance": {
        "type": "object", "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
    },
    "processList": {
        "type": "object", "required": ["processes", "links"],
        "properties": {
            "processes": {"type": "array", "items": {"$ref": "#/components/schemas/process"}},
            "links": _LINKS,
        },
    },
    "process": {"type": "object", "required": ["id", "version"]},
    "jobList": {
        "type": "object", "required": ["jobs", "links"],
        "properties": {
            "jobs": {"type": "array", "items": {"$ref": "#/components/schemas/statusInfo"}},
            "links": _LINKS,
        },
    },
    "results": {"type": "object"},
}  # fmt: skip


def about(language: str) -> str:
    """Return what the API is, in a sentence."""
    return WORDS("ogc.about", language)


def document(server: str, language: str) -> dict[str, Any]:
    """Return the definition of the API at an address."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Contado: OGC API - Processes",
            "version": __version__,
            "description": about(language),
            "license": {"name": "EUPL-1.2"},
        },
        "servers": [{"url": server.rstrip("/")}],
        "paths": {
            **_paths(),
            **{f"/processes/{each.id}/execution": _execution(each, language) for each in offered()},
        },
        "components": {"schemas": _SCHEMAS},
    }


def _paths() -> dict[str, Any]:
    return {
        "/": _get("landing", "landingPage"),
        "/conformance": _get("conformance", "conformance"),
        "/processes": _get("processes", "processList", _LIMIT),
        "/processes/{processID}": _get("process", "process", _PROCESS_ID, missing=True),
        "/jobs": _get("jobs", "jobList", _LIMIT),
        "/jobs/{jobID}": {
            **_get("job", "statusInfo", _JOB_ID, missing=True),
            "delete": {
                "operationId": "dismiss", "parameters": [_JOB_ID, _LANG],
                "responses": {"200": _answer("statusInfo"), **_problems("403", "404")},
            },
        },
        "/jobs/{jobID}/results": _get("results", "results", _JOB_ID, missing=True),
    }  # fmt: skip


def _get(name: str, schema: str, *parameters: Any, missing: bool = False) -> dict[str, Any]:  # noqa: ANN401
    wrong = ("400", "404", "500") if missing else ("400",)
    return {
        "get": {
            "operationId": name, "parameters": [*parameters, _LANG],
            "responses": {"200": _answer(schema), **_problems(*wrong)},
        }
    }  # fmt: skip


def _answer(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": schema, "content": content}


def _problems(*statuses: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/exception"}}
    content = {"application/problem+json": schema}
    return {status: {"description": "exception", "content": content} for status in statuses}


def _execution(what: Analysis, language: str) -> dict[str, Any]:
    specs = what.asked
    inputs = {
        name: {"oneOf": [schema_of(spec), {"type": "array", "items": schema_of(spec)}]}
        if spec.many
        else schema_of(spec)
        for name, spec in specs.items()
    }
    required = [name for name, spec in specs.items() if spec.required]
    own: dict[str, Any] = {"type": "object", "properties": inputs, "additionalProperties": False}
    if required:
        own["required"] = required
    body = {
        "type": "object",
        "properties": {
            "inputs": own,
            "outputs": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {
                        "transmissionMode": {"type": "string", "enum": ["value", "reference"]}
                    },
                },
            },
            "response": {"type": "string", "enum": ["document", "raw"]},
        },
    }
    prefer = {"name": "Prefer", "in": "header", "required": False, "schema": {"type": "string"}}
    return {
        "post": {
            "operationId": f"execute-{what.id}", "summary": what.label.say(language),
            "parameters": [prefer, _LANG],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {
                "200": _answer("results"), "201": _answer("statusInfo"),
                **_problems("400", "404", "413", "429", "500"),
            },
        }
    }  # fmt: skip

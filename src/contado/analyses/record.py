"""What a run writes of itself, one schema for all: on which ground, under which plan, from what."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado import __version__, pages
from contado.analyses.request import LAST_DAY
from contado.errors import Problem
from contado.files import sha256_of
from contado.terms import Text
from contado.territory import layer_of
from contado.tiles import in_threads

if TYPE_CHECKING:
    from contado.analyses.execution import Execution
    from contado.analyses.result import Result

SCHEMA = "contado/run/1"


def record(result: Result, outputs: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what ``run.json`` tells; its schema is ``docs/schema/run-1.schema.json``.

    It holds no clock and no path: the same inputs give the same bytes.

    Parameters
    ----------
    outputs
        SHA-256 of the files written, by name.
    """
    made = result.made
    return {
        "schema": SCHEMA,
        "analysis": made.analysis.id,
        "software": f"contado {__version__}",
        "disclaimer": pages.disclaimer(made.rules) if made.rules else None,
        "answer": [text.model_dump() for text in result.answer],
        "notices": [_notice(notice) for notice in result.notices],
        "inputs": _inputs(made),
        "plan": _plan(made),
        **ground_of(made),
        "parameters": [use.model_dump(mode="json") for use in made.parameters],
        "summary": dict(result.summary),
        "rows": {name: len(frame) for name, frame in result.tables.items()},
        "outputs": dict(outputs or {}),
    }


def _notice(notice: Text | Problem) -> dict[str, str]:
    """Return a notice in both languages, with its code where it has one."""
    code = {"code": notice.code} if isinstance(notice, Problem) else {}
    return {**code, **notice_text(notice).model_dump()}


def notice_text(notice: Text | Problem) -> Text:
    """Return what to beware of in both languages."""
    return notice if isinstance(notice, Text) else Text.by_language(notice.line)


def _inputs(made: Execution) -> dict[str, Any]:
    """Return what was asked, each file with its SHA-256, read once."""
    if not made.recorded:
        names = sorted(n for n in made.inputs if made.analysis.inputs[n].recorded)
        values = in_threads(_input, [made.inputs[name] for name in names])
        made.recorded.update(zip(names, values, strict=True))
    return made.recorded


def _input(value: Any) -> Any:  # noqa: ANN401 - of any kind
    """Return an input as it was asked; a file by its name and its SHA-256."""
    from contado.territory import Territory

    if isinstance(value, tuple | list):
        return [_input(each) for each in value]
    if isinstance(value, Territory):
        return value.root.name
    path, layer = layer_of(value) if isinstance(value, Path | str) else (None, None)
    if path is not None and path.is_file():
        own = {"file": path.name, "sha256": sha256_of(path)}
        return own if layer is None else {**own, "layer": layer}
    if isinstance(value, datetime.date):
        return value.isoformat()
    return path.name if isinstance(value, Path) and path else value


def _plan(made: Execution) -> dict[str, Any] | None:
    rules = made.rules
    if rules is None:
        return None
    return {
        "profile": rules.profile.profile,
        "status": "signed" if rules.recognised else "proposed",
        "on": None if rules.on == LAST_DAY else rules.on.isoformat(),
    }


def ground_of(made: Execution) -> dict[str, Any]:
    """Return the territory, the layers read of it and of its other states, and what they flag."""
    ground: dict[str, Any] = {"territory": None, "layers": [], "flags": []}
    for territory in (made.territory, *made.others) if made.territory else ():
        known = {layer["id"] for layer in ground["layers"]}
        more = pages.of_ground(territory, set(made.layers) - known)
        ground = {
            "territory": ground["territory"] or more["territory"],
            "layers": [*ground["layers"], *more["layers"]],
            "flags": sorted({*ground["flags"], *more["flags"]}),
        }
    return ground

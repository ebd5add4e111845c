"""What is asked of an analysis: values of any kind made into a typed request."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.analyses.declaration import FILE_KINDS
from contado.analyses.places import named_places
from contado.days import day_of
from contado.errors import BadInput, Problem, tried
from contado.territory import Territory

if TYPE_CHECKING:
    from contado.analyses.declaration import Analysis, Input
    from contado.analyses.execution import Execution
    from contado.analyses.result import Result
    from contado.norms import Rules

LAST_DAY = datetime.date.max
"""Stands for the last values of the plan, where no day is asked for."""

_PLAN = ("on", "profile")

Computation = Callable[[Any, "Execution"], "Result"]


@dataclass(frozen=True)
class TypedRequest:
    """A request that can be computed, with its ground and its plan."""

    computation: Computation
    request: Any
    inputs: Mapping[str, Any]  # as they were written, without what was left open
    territory: Territory | None
    rules: Rules | None


def request_of(analysis: Analysis, values: Mapping[str, Any]) -> TypedRequest:
    """Return the request that values make.

    Parameters
    ----------
    values
        By the name of the input: texts as people write them, or what they stand for.

    Raises
    ------
    BadInput
        With every problem of every input: ``analyses.required``, ``analyses.unknown_input``,
        ``analyses.bad_value``, ``analyses.outside``, ``analyses.no_file``, and those of the
        territory, the plan and the places.
    """
    given, read = _read_all(analysis, values)
    computation, kind = _typed(analysis)
    rules = _rules(read) if _asks_for_rules(kind, read) else None
    named = {field.name for field in fields(kind)}
    arguments = {name: value for name, value in read.items() if name in named}
    request = kind(**arguments, **({"rules": rules} if "rules" in named else {}))
    kept = {name: value for name, value in given.items() if value not in (None, (), False)}
    return TypedRequest(computation, request, kept, read.get("territory"), rules)


def values_of(analysis: Analysis, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of inputs, each of its kind; None where one is left open.

    Raises
    ------
    BadInput
        With every problem of every input; see `request_of`.
    """
    return _read_all(analysis, values)[1]


def _read_all(
    analysis: Analysis, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return inputs as they were written, and as values of their kinds."""
    problems = [
        Problem("analyses.unknown_input", name, {"known": ", ".join(analysis.inputs)})
        for name in values
        if name not in analysis.inputs
    ]
    given = {name: _given(spec, values.get(name)) for name, spec in analysis.inputs.items()}
    read: dict[str, Any] = {}
    for name, spec in analysis.inputs.items():
        value = tried(problems, partial(_read, name, spec, given[name], read.get("territory")))
        read[name] = value
    if problems:
        raise BadInput(problems)
    return given, read


def _given(spec: Input, value: object) -> Any:  # noqa: ANN401 - whatever a caller gives
    if spec.many:
        several = list(value) if isinstance(value, list | tuple) else [value]
        return tuple(each for each in several if each is not None)
    return spec.default if value is None or value == "" else value


def option_of(name: str, spec: Input) -> str:
    """Return what a person calls an input: its option, or what usage calls it."""
    return spec.argument or spec.option or f"--{name.replace('_', '-')}"


def _read(name: str, spec: Input, value: Any, ground: Territory | None) -> Any:  # noqa: ANN401 - of any kind
    where = option_of(name, spec)
    if value is None or value == ():
        if spec.required:
            raise BadInput(Problem("analyses.required", where, {"label": spec.label}))
        return value
    if spec.kind == "places":
        return named_places(ground, str(value), spec.choices) if ground else Path(str(value))
    if spec.many:
        return tuple(_one(where, spec, each) for each in value)
    return _one(where, spec, value)


def _one(where: str, spec: Input, value: Any) -> Any:  # noqa: ANN401 - of any kind
    if spec.kind == "territory":
        return _ground(value)
    if spec.kind in FILE_KINDS:
        return value if value in spec.choices else _file(where, Path(value))
    if spec.kind in {"number", "whole"}:
        return _number(where, spec, value)
    if spec.kind == "day":
        return day_of(value, where)
    if spec.kind == "choice" and value not in spec.choices:
        values = {"value": str(value)[:60], "known": ", ".join(spec.choices)}
        raise BadInput(Problem("analyses.bad_choice", where, values))
    return value


def _ground(value: Territory | Path | str) -> Territory:
    """Return the territory as nobody has read it yet: what a run reads is its own."""
    if isinstance(value, Territory):
        return Territory.open(value.root, value.snapshot or None, afresh=value.afresh)
    return Territory.open(Path(value))


def _file(where: str, path: Path) -> Path:
    if not path.is_file():
        raise BadInput(Problem("analyses.no_file", where, {"file": str(path)[:200]}))
    return path


def _number(where: str, spec: Input, value: object) -> float | int:
    kind = int if spec.kind == "whole" else float
    try:
        number = kind(str(value))
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise BadInput(Problem("analyses.bad_value", where, {"value": str(value)[:60]}))
    low = -float("inf") if spec.low is None else spec.low
    high = float("inf") if spec.high is None else spec.high
    if not low <= number <= high:
        values = {"value": number, "low": spec.low, "high": spec.high}
        code = (
            "outside" if isfinite(low) and isfinite(high) else "below" if number < low else "above"
        )
        raise BadInput(Problem(f"analyses.{code}", where, values))
    return number


def _asks_for_rules(kind: type, read: Mapping[str, Any]) -> bool:
    own = {field.name for field in fields(kind)}  # who takes the profile loads the plan by itself
    return "rules" in own or any(name in read and name not in own for name in _PLAN)


def _rules(read: Mapping[str, Any]) -> Rules:
    from contado.norms import BUILT_IN, Rules

    ground = read.get("territory")
    profile = read.get("profile") or (ground.profile if ground else BUILT_IN)
    where = profile if profile == BUILT_IN else Path(profile)
    on = read.get("on") or LAST_DAY
    if ground is None:  # of files only parameters are read
        return Rules.load(where, on=on)
    from contado.facts import specs

    return Rules.load(where, on=on, facts=specs())


def _typed(analysis: Analysis) -> tuple[Computation, type]:
    """Return the function that computes an analysis and the class of its request."""
    module, _, name = analysis.computation.partition(":")
    function: Computation = getattr(import_module(module), name)
    named = function.__annotations__["request"]
    kind: type = function.__globals__[named] if isinstance(named, str) else named
    own = {field.name for field in fields(kind)}
    if unknown := sorted(own - {*analysis.inputs, "rules"}):
        message = f"{analysis.id}: the request asks for {unknown}, which is not declared"
        raise TypeError(message)
    return function, kind


def lacking(analysis: Analysis, inputs: Mapping[str, Any], *names: str) -> Iterator[Problem]:
    """Yield a problem for each of some inputs that a way of asking needs and that lacks."""
    for name in names:
        if inputs.get(name) is None:
            spec = analysis.inputs[name]
            yield Problem("analyses.required", option_of(name, spec), {"label": spec.label})


def problems_of(inputs: Mapping[str, Any], *names: str) -> Iterator[Problem]:
    """Yield a problem for each of some inputs that was given where it has no place."""
    for name in names:
        if inputs.get(name) is not None:
            yield Problem("analyses.out_of_place", f"--{name.replace('_', '-')}")

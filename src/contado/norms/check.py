"""Whether a plan holds together: every name known, every table whole, every date in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

from contado.errors import Problem
from contado.faults import Unfit
from contado.norms.catalogue import FactSpec
from contado.norms.check_sheets import MOST_ROWS, sheet_problems
from contado.norms.dated import Dated, date_problems
from contado.norms.measures import MeasureEntry
from contado.norms.parameters import (
    Parameter,
    ParameterValue,
    Plain,
    expected_rows,
    plain,
    rows,
)
from contado.norms.profile import PlanContent, PlanEntry
from contado.norms.sheets import Sheet
from contado.units import RESOLUTION, UNITS


def check(plan: PlanContent, facts: Mapping[str, FactSpec] | None) -> list[Problem]:
    """Return everything wrong across the definitions of a plan, each with file and line.

    Parameters
    ----------
    plan
        The plan, as read.
    facts
        The catalogue of facts; without it what sheets say of facts is not checked.
    """
    problems: list[Problem] = []
    for name, parameter in plan.parameters.items():
        problems.extend(_parameter_problems(plan, name, parameter))
    for code, entry in plan.measures.items():
        source = plan.sources["measure", code]
        problems.extend(_dates(entry.values, source))
        problems.extend(_measure_problems(plan, entry, source))
    for name, sheet_ in plan.sheets.items():
        problems.extend(_force_problems(sheet_, plan.sources["sheet", name]))
        problems.extend(sheet_problems(plan, sheet_, facts))
    return problems


def _measure_problems(
    plan: PlanContent, entry: MeasureEntry, source: PlanEntry
) -> Iterator[Problem]:
    for i, sizing in enumerate(entry.values):
        for sheet in sizing.sheets:
            if ("sheet", sheet) not in plan.declared:
                values = {"sheet": sheet, "sheets": ", ".join(sorted(plan.sheets))}
                yield Problem("norms.unknown_sheet", source.where("values", i, "sheets"), values)


def _dates(values: tuple[Dated, ...], source: PlanEntry) -> Iterator[Problem]:
    for i, problem in date_problems(values):
        yield Problem(problem.code, source.where("values", i), problem.values)


def _force_problems(sheet: Sheet, source: PlanEntry) -> Iterator[Problem]:
    force = sheet.in_force
    if force.valid_to is not None and force.valid_to < force.valid_from:
        yield Problem("norms.ends_before_start", source.where("in_force"))


def _parameter_problems(plan: PlanContent, name: str, parameter: Parameter) -> Iterator[Problem]:
    source = plan.sources["parameter", name]
    yield from _dates(parameter.values, source)
    if (parameter.unit is None) == (parameter.names is None):
        yield Problem("norms.unit_or_names", source.where())
    if parameter.unit is not None and parameter.unit not in UNITS:
        values = {"unit": parameter.unit, "units": ", ".join(UNITS)}
        yield Problem("norms.unknown_unit", source.where("unit"), values)
    named = [("names", parameter.names)] if parameter.names else []
    unknown = [
        Problem("norms.unknown_category", source.where(*place), {"category": category})
        for *place, category in (*named, *(("by", k, c) for k, c in parameter.by.items()))
        if category not in plan.categories
    ]
    yield from unknown
    if not unknown:
        for i, value in enumerate(parameter.values):
            yield from _value_problems(plan, parameter, value, source, i)


def _value_problems(
    plan: PlanContent, parameter: Parameter, value: ParameterValue, source: PlanEntry, i: int
) -> Iterator[Problem]:
    place = ("values", i, "value")
    typed: dict[tuple[str, ...], Plain] = {}
    try:
        for key, row in rows(value.value, len(parameter.by)):
            typed[key] = plain(row.value, is_number=parameter.unit is not None)
    except Unfit as error:
        yield _wrong(source.where(*place), error)
        return
    yield from _row_problems(plan, parameter, typed, source, place)
    yield from _name_problems(plan, parameter, typed, source, place)
    if parameter.weights:
        yield from _weight_problems(typed, source, place)


def _wrong(where: str, unfit: Unfit) -> Problem:
    return Problem("norms.wrong_value", where, {"field": "value", "detail": unfit.text})


def _row_problems(
    plan: PlanContent,
    parameter: Parameter,
    typed: Mapping[tuple[str, ...], Plain],
    source: PlanEntry,
    place: tuple[str | int, ...],
) -> Iterator[Problem]:
    size = prod(len(plan.categories[c].names) for c in parameter.by.values())
    if size > MOST_ROWS:
        values = {"rows": size, "most": MOST_ROWS}
        yield Problem("norms.too_many_rows", source.where(*place), values)
        return
    expected = expected_rows(parameter, plan.categories)
    for key in sorted(expected - set(typed)):
        yield Problem("norms.missing_row", source.where(*place), {"row": ", ".join(key)})
    for key in sorted(set(typed) - expected):
        yield Problem("norms.unknown_row", source.where(*place, *key), {"row": ", ".join(key)})


def _name_problems(
    plan: PlanContent,
    parameter: Parameter,
    typed: Mapping[tuple[str, ...], Plain],
    source: PlanEntry,
    place: tuple[str | int, ...],
) -> Iterator[Problem]:
    if parameter.names is None:
        return
    allowed = plan.categories[parameter.names].names
    for key, value in typed.items():
        for name in value if isinstance(value, tuple) else (value,):
            if name not in allowed:
                values = {"name": name, "category": parameter.names}
                yield Problem("norms.unknown_name", source.where(*place, *key), values)


def _weight_problems(
    typed: Mapping[tuple[str, ...], Plain], source: PlanEntry, place: tuple[str | int, ...]
) -> Iterator[Problem]:
    weights = [value for value in typed.values() if isinstance(value, float)]
    if len(weights) < len(typed) or any(weight < 0 for weight in weights):
        yield _wrong(source.where(*place), Unfit.of("weight_expected"))
    elif abs(sum(weights) - 1) > RESOLUTION:
        yield Problem("norms.weights_sum", source.where(*place), {"sum": round(sum(weights), 9)})

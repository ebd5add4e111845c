"""Cases a planner can write: facts of one place, and the answers the plan must give.

They lie in ``cases/*.yaml`` of a profile and are described in ``docs/plan-format.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from contado.errors import BadInput, Problem
from contado.norms.case_entry import CaseEntry, Expectation
from contado.norms.case_table import case_table
from contado.norms.dated import Range
from contado.norms.profile import PlanEntry, folder_of, model_problems
from contado.norms.reading import entries, read_document
from contado.norms.trace import Answer, CriterionReason, Interval, PartReason, SheetReason
from contado.norms.verdicts import evaluate

if TYPE_CHECKING:
    from contado.norms.rules import Rules

TOLERANCE = 1e-6
"""How far a number of a case may be from the one found: cases are written with six decimals."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case, and where it stands.

    Parameters
    ----------
    title
        What it shows, in the words of a planner.
    """

    title: str
    entry: CaseEntry
    source: PlanEntry = field(repr=False)


def read_cases(profile: str | Path, problems: list[Problem]) -> list[Case]:
    """Read the cases of a profile: its own, not those of the profile it extends.

    Parameters
    ----------
    profile
        As `contado.norms.Rules.load` takes it.
    problems
        Receives everything wrong with the form of the files.

    Examples
    --------
    >>> len(read_cases("contado", [])) >= 40
    True
    """
    folder, cases = folder_of(profile), []
    for file in sorted((folder / "cases").glob("*.yaml")):
        document = read_document(file, file.relative_to(folder).as_posix(), problems)
        if document is None:
            continue
        for title, data in entries(document, problems):
            source = PlanEntry(document, (title,))
            try:
                entry = CaseEntry.model_validate_json(json.dumps(data))
            except ValidationError as error:
                problems.extend(model_problems(error, source))
            else:
                cases.append(Case(title, entry, source))
    return cases


def run(case: Case, rules: Rules) -> list[Problem]:
    """Return how the plan answers a case otherwise than it must; nothing where it agrees.

    Parameters
    ----------
    case
        The case.
    rules
        The plan, loaded with a catalogue of facts, on any day: the case has its own.
    """
    today = replace(rules, on=case.entry.on)
    try:
        table = case_table(case.entry, case.source, today)
        reason = evaluate(today, case.entry.sheet, table).explain(0)
    except BadInput as refused:
        return [_at(case, problem) for problem in refused.problems]
    return list(_differences(case, reason))


def _at(case: Case, problem: Problem) -> Problem:
    """Return a problem at its line of the case, the first line where it has none."""
    if problem.where.startswith(f"{case.source.document.name}:"):
        return problem
    return Problem(problem.code, case.source.where(), problem.values)


def _differences(case: Case, reason: SheetReason) -> Iterator[Problem]:
    if reason.in_force != case.entry.in_force:
        found = str(reason.in_force).lower()
        yield _differs(case, ("in_force",), str(case.entry.in_force).lower(), found)
    steps = _steps(reason)
    for name, expected in case.entry.expect.items():
        if name not in steps:
            values = {"case": case.title, "step": name, "steps": ", ".join(steps)}
            yield Problem("norms.case_unknown_step", case.source.where("expect", name), values)
        else:
            yield from _compare(case, ("expect", name), expected, steps[name])


Step = CriterionReason | PartReason


def _steps(reason: SheetReason) -> dict[str, Step]:
    steps: dict[str, Step] = {}
    for part in reason.parts:
        steps.update({criterion.criterion: criterion for criterion in part.criteria})
        steps[part.part] = part
    return steps


def _compare(
    case: Case, place: tuple[str | int, ...], wished: str | Expectation, step: Step
) -> Iterator[Problem]:
    expected = Expectation(answer=wished) if isinstance(wished, str) else wished
    for name, pair in _pairs(expected, step).items():
        if not pair.agree:
            yield _differs(case, (*place, name), pair.expected, pair.found)
    if expected.each is not None:
        children = step.children if isinstance(step, CriterionReason) else ()
        if len(children) != len(expected.each):
            yield _differs(case, (*place, "each"), str(len(expected.each)), str(len(children)))
        for i, (one, child) in enumerate(zip(expected.each, children, strict=False)):
            yield from _compare(case, (*place, "each", i), one, child)


@dataclass(frozen=True, slots=True)
class _Pair:
    """What is expected and what was found, as they are written, and whether they agree."""

    expected: str
    found: str
    agree: bool


def _pairs(expected: Expectation, step: Step) -> dict[str, _Pair]:
    answer, pairs = step.answer, dict[str, _Pair]()
    if expected.answer is not None:
        found = answer.value if answer.state == "known" else answer.state
        pairs["answer"] = _Pair(expected.answer, _written(answer), expected.answer == found)
    if expected.possible is not None:
        agree = answer.state == "cannot_tell" and set(expected.possible) == set(answer.possible)
        pairs["possible"] = _Pair(_set(expected.possible), _written(answer), agree)
    if expected.deciding is not None:
        subjects = {datum.subject for datum in answer.deciding}
        agree = subjects == set(expected.deciding)
        pairs["deciding"] = _Pair(_set(expected.deciding), _set(tuple(subjects)), agree)
    if expected.score is not None:
        score = step.points if isinstance(step, CriterionReason) else step.score
        pairs["score"] = _numbers(_bounds(expected.score), _bounds(score))
    if expected.margin is not None:
        margin = step.margin.distance if step.margin else None
        pairs["margin"] = _numbers(_bounds(expected.margin), _bounds(margin))
    return pairs


Bounds = tuple[float, float] | None


def _bounds(value: float | Range | Interval | None) -> Bounds:
    if value is None:
        return None
    return (value, value) if isinstance(value, float) else (value.low, value.high)


def _numbers(wanted: Bounds, found: Bounds) -> _Pair:
    pairs = zip(wanted, found, strict=True) if wanted and found else ()
    agree = wanted is not None and found is not None
    close = all(abs(one - other) <= TOLERANCE for one, other in pairs)
    return _Pair(_number(wanted), _number(found), agree and close)


def _number(bounds: Bounds) -> str:
    if bounds is None:
        return "-"
    low, high = (f"{end:.6g}" for end in bounds)
    return low if low == high else f"{low}–{high}"


def _written(answer: Answer) -> str:
    if answer.state == "cannot_tell":
        return f"cannot_tell {_set(answer.possible)}"
    return answer.value or answer.state


def _set(names: Sequence[str]) -> str:
    return f"[{', '.join(sorted(names))}]"


def _differs(case: Case, place: tuple[str | int, ...], expected: str, found: str) -> Problem:
    step = " ".join(str(one) for one in place if one != "expect")
    values: Mapping[str, str] = {
        "case": case.title,
        "step": step,
        "expected": expected,
        "found": found,
    }
    return Problem("norms.case_differs", case.source.where(*place), values)

"""A case as a planner writes it: the facts of a place, and the answers the plan must give."""

from __future__ import annotations

from datetime import date

from pydantic import Field, JsonValue

from contado.norms.dated import Number, PlanRecord, Range


class Expectation(PlanRecord):
    """What a criterion or a part must answer; what is left out may be anything.

    Parameters
    ----------
    answer
        The class, known; or ``not_applicable``.
    possible
        The classes still possible, where it is undecided.
    score
        Points of a criterion or score of a part: a number, or bounds.
    margin
        Distance from the nearest edge of the class.
    deciding
        The data that would decide: facts, or whatever the missing datum is.
    each
        For a criterion over measures, what it answers on each of them.
    """

    answer: str | None = None
    possible: tuple[str, ...] | None = None
    score: Number | Range | None = None
    margin: Number | None = None
    deciding: tuple[str, ...] | None = None
    each: tuple[str | Expectation, ...] | None = None


class CaseEntry(PlanRecord):
    """A case as it is written."""

    sheet: str
    on: date
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    measures: tuple[dict[str, JsonValue], ...] = ()
    in_force: bool = True
    expect: dict[str, str | Expectation] = Field(min_length=1)

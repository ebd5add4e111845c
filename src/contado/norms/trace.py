"""The verdict and its reasons, as people and programs read them.

These models are the contract between the engine, the dossier and the pages; their JSON schema is
published in ``docs/schema``.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from contado.models import Record
from contado.terms import Text

Confidence = Literal["seed", "sourced", "known", "verify", "assumption"]
RECALLED: Confidence = "known"
"""The mark of a value that is recalled and to be confirmed."""
UNCONFIRMED: tuple[Confidence, ...] = (RECALLED, "verify", "assumption")
"""Marks of values that no source confirms: recalled, to be checked, proposed."""


class Interval(Record):
    """A number known within bounds; exact where they are equal."""

    low: float
    high: float


class Lacking(Record):
    """A datum that would decide: why it does not (``code``) and which it is.

    ``code`` is as in `contado.values.Missing`, or ``within_bounds`` for a datum that is known only
    within bounds too wide to decide.
    """

    code: str
    subject: str
    text: Text


class Reference(Record):
    """Where a value is written."""

    title: str
    url: str | None = None


class ParameterUse(Record):
    """A dated value of the plan that was used, as it stood on the day of the evaluation."""

    parameter: str
    label: Text
    value: object
    unit: str
    valid_from: date | None
    valid_to: date | None
    checked: date | None
    reference: Reference
    confidence: Confidence
    expired: bool = False
    note: Text | None = None

    @property
    def doubtful(self) -> bool:
        """Whether nobody published or confirmed the value, or its time is over."""
        return self.expired or self.confidence in UNCONFIRMED


class Answer(Record):
    """One of a few classes, or *cannot tell* with the classes still possible.

    ``deciding`` names the data that would decide.
    """

    state: Literal["known", "cannot_tell", "not_applicable"]
    value: str | None
    label: Text
    possible: tuple[str, ...]
    possible_labels: tuple[Text, ...]
    deciding: tuple[Lacking, ...] = ()


class FactUse(Record):
    """A fact as a criterion read it. `contado.facts` adds how it came to be known."""

    fact: str
    label: Text
    unit: str
    state: Literal["before", "after"]
    value: Interval | str | None
    value_label: Text | None = None
    lacking: Lacking | None = None


class Margin(Record):
    """Distance from the nearest edge of the class, in the fact's unit, and the class beyond.

    ``sentence`` says it with the numbers as the reader sees them.
    """

    distance: float
    edge: float
    beyond: str
    beyond_label: Text
    sentence: Text | None = None


class CriterionReason(Record):
    """Why a criterion gave its answer. A criterion over children has one row a child."""

    criterion: str
    kind: Literal["gate", "class", "score", "table"]
    label: Text
    sentence: Text
    answer: Answer
    points: Interval | None
    weight: float | None
    margin: Margin | None
    facts: tuple[FactUse, ...]
    parameters: tuple[ParameterUse, ...]
    children: tuple[CriterionReason, ...] = ()


class PartReason(Record):
    """Why a part gave its answer. ``note`` is what the sheet says of how the part is read."""

    part: str
    label: Text
    sentence: Text
    answer: Answer
    score: Interval | None
    margin: Margin | None = None
    criteria: tuple[CriterionReason, ...]
    parameters: tuple[ParameterUse, ...]
    note: Text | None = None


class SheetReason(Record):
    """Verdict of a sheet on one place, with every reason."""

    sheet: str
    label: Text
    on: date
    in_force: bool
    outcome: Answer
    sentence: Text
    parts: tuple[PartReason, ...]

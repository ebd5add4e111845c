"""Sheets of the plan: parts made of criteria."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from contado.faults import Unfit
from contado.norms.catalogue import State
from contado.norms.conditions import Condition
from contado.norms.dated import PlanRecord
from contado.norms.trace import Confidence, Reference
from contado.terms import Text


class InForce(PlanRecord):
    """When a sheet came into force, and by which act."""

    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    is_: Literal["approval", "adoption", "publication", "entry_into_force", "proposal"] = Field(
        alias="is"
    )
    confidence: Confidence
    reference: Reference


class Classify(PlanRecord):
    """Turns a number into a class.

    ``breaks`` names a parameter with the breaks, ascending; ``classes`` a category with the
    classes, lowest first; ``names`` the classes used, where not all are. A value equal to a break
    belongs to the class above it.
    """

    breaks: str
    classes: str
    names: tuple[str, ...] | None = None


class _Criterion(PlanRecord):
    """What every criterion has; ``mean_classify`` gives the mean over children a class."""

    criterion: str
    label: Text
    over: str | None = None
    mean_by: str | None = None
    mean_classify: Classify | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> _Criterion:
        if (self.over is None) != (self.mean_by is None):
            raise Unfit.of("together", one="over", other="mean_by")
        if self.mean_classify and not self.over:
            raise Unfit.of("only_with", one="mean_classify", other="over")
        return self


class GateCriterion(_Criterion):
    """A requirement: it holds, does not hold, or is undecided."""

    kind: Literal["gate"]
    when: Condition


class ClassCriterion(_Criterion):
    """A number put into a class, and the points of the class.

    Where ``where`` does not hold the class is ``otherwise``. Where ``breaks_by`` names a criterion
    or part before it, the breaks are the row of its class in a table of breaks. ``stated_by`` names
    a label that may state the class: where it does, it is the class and the number stands beside.
    """

    kind: Literal["class"]
    fact: str
    state: State = "before"
    classify: Classify
    breaks_by: str | None = None
    stated_by: str | None = None
    points: str | None = None
    where: Condition | None = None
    otherwise: str | None = None

    @model_validator(mode="after")
    def _other_class(self) -> ClassCriterion:
        if (self.where is None) != (self.otherwise is None):
            raise Unfit.of("together", one="where", other="otherwise")
        if self.breaks_by and self.over:
            raise Unfit.of("not_with", one="breaks_by", other="over")
        for other in ("over", "where"):
            if self.stated_by and getattr(self, other) is not None:
                raise Unfit.of("not_with", one="stated_by", other=other)
        return self


class ScoreCriterion(_Criterion):
    """A label and its points: an answer of a checklist."""

    kind: Literal["score"]
    fact: str
    state: State = "before"
    points: str


class TableCriterion(_Criterion):
    """A class looked up by criteria of the same part that come before it."""

    kind: Literal["table"]
    table: str
    by: tuple[str, ...] = Field(min_length=1)
    classes: str
    points: str | None = None


Criterion = Annotated[
    GateCriterion | ClassCriterion | ScoreCriterion | TableCriterion, Field(discriminator="kind")
]


class Combine(PlanRecord):
    """How the criteria of a part become one answer.

    ``weighted_mean`` names a parameter with a weight for each criterion: the mean of the points,
    criteria that are not applicable left out. ``all_hold``: every gate must hold.
    """

    weighted_mean: str | None = None
    all_hold: bool | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Combine:
        if (self.weighted_mean is None) == (self.all_hold is not True):
            raise Unfit.of("either", one="weighted_mean", other="all_hold: true")
        return self


class SheetOutcome(PlanRecord):
    """An answer looked up by the classes of criteria or parts.

    It is not given, whatever the table says, where a part in ``never_without`` may still have any
    of its classes. A row ``not_applicable`` of the table answers where a part does not apply.
    """

    table: str
    by: tuple[str, ...] = Field(min_length=1)
    classes: str
    never_without: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _among_its_parts(self) -> SheetOutcome:
        if not set(self.never_without) <= set(self.by):
            raise Unfit.of("among", one="never_without", other="by")
        return self


class SheetPart(PlanRecord):
    """A part of a sheet: criteria combined into a class, or the final outcome.

    ``note`` tells the reader how to take its answer.
    """

    part: str
    label: Text
    note: Text | None = None
    criteria: tuple[Criterion, ...] = ()
    combine: Combine | None = None
    classify: Classify | None = None
    outcome: SheetOutcome | None = None

    @model_validator(mode="after")
    def _one_form(self) -> SheetPart:
        if (self.outcome is None) == (not self.criteria or self.combine is None):
            raise Unfit.of("either", one="criteria, combine", other="outcome")
        scored = self.combine is not None and self.combine.weighted_mean is not None
        if scored != (self.classify is not None):
            raise Unfit.of("together", one="weighted_mean", other="classify")
        return self


class Sheet(PlanRecord):
    """A sheet of the plan.

    Parameters
    ----------
    of
        The kind of place it judges.
    parts
        In the order they are read; the last gives the outcome of the sheet.
    effects
        Facts that are shown before and after the works, with the difference; never judged.
    """

    sheet: str
    label: Text
    of: str
    in_force: InForce
    parts: tuple[SheetPart, ...] = Field(min_length=1)
    effects: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _only_the_last(self) -> Sheet:
        if any(part.outcome and part.outcome.never_without for part in self.parts[:-1]):
            raise Unfit.of("last_part", one="never_without")
        return self

    @property
    def criteria(self) -> Iterator[tuple[SheetPart, Criterion]]:
        """Every criterion, with its part."""
        for part in self.parts:
            for criterion in part.criteria:
                yield part, criterion

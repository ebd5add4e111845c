"""Values of the plan that hold for a time, with where they are written and how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from contado.errors import Problem
from contado.faults import Unfit
from contado.models import Record
from contado.norms.trace import Confidence, Reference
from contado.terms import Text

_FRACTION = re.compile(r"(\d{1,6})/([1-9]\d{0,5})")


def _number(value: Any) -> Any:  # noqa: ANN401 - before validation it is anything
    """Read ``1/3`` as the number it names; leave the rest to the model."""
    if isinstance(value, str) and (found := _FRACTION.fullmatch(value)):
        return int(found[1]) / int(found[2])
    return value


_MOST = 1e12  # beyond it a number is a slip, and cannot be written with its decimals

Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False, ge=-_MOST, le=_MOST)]


class PlanRecord(Record):
    """Anything written in the plan: nothing unknown is let in, nothing changes afterwards."""

    model_config = ConfigDict(strict=True)


class Range(PlanRecord):
    """A number known within bounds.

    Examples
    --------
    >>> Range(low=50, high=80).midpoint
    65.0
    """

    low: Number
    high: Number

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise Unfit.of("low_above_high")
        return self

    @property
    def midpoint(self) -> float:
        """The middle of the bounds."""
        return (self.low + self.high) / 2


class Dated(PlanRecord):
    """What every dated value says of itself.

    ``from`` is the first day it holds (absent: since ever), ``to`` the last (absent: until the
    next value), ``checked`` the last look at the source.
    """

    valid_from: date | None = Field(default=None, alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    checked: date | None = None
    reference: Reference
    confidence: Confidence
    note: Text | None = None


D = TypeVar("D", bound=Dated)


def in_force(values: Sequence[D], on: date) -> tuple[D | None, bool]:
    """Return the value in force on a day, and whether it had expired by then.

    Past the end of the last value the last value is returned as expired; before the first there
    is none.

    Examples
    --------
    >>> in_force([], date(2024, 6, 1))
    (None, False)
    """
    begun = [v for v in values if v.valid_from is None or v.valid_from <= on]
    if not begun:
        return None, False
    last = begun[-1]
    return last, last.valid_to is not None and last.valid_to < on


def date_problems(values: Sequence[Dated]) -> Iterator[tuple[int, Problem]]:
    """Yield what is wrong with a series of dated values: index, problem without its place."""
    for i, value in enumerate(values):
        if value.valid_from and value.valid_to and value.valid_to < value.valid_from:
            yield i, Problem("norms.ends_before_start")
    for i, (one, two) in enumerate(pairwise(values), start=1):
        if two.valid_from is None or (one.valid_from and two.valid_from <= one.valid_from):
            yield i, Problem("norms.overlap", "", {"date": two.valid_from or "-"})
        elif one.valid_to is not None and one.valid_to >= two.valid_from:
            yield i, Problem("norms.overlap", "", {"date": two.valid_from})
        elif one.valid_to is not None and one.valid_to + timedelta(days=1) < two.valid_from:
            values_ = {"after": one.valid_to, "before": two.valid_from}
            yield i, Problem("norms.hole", "", values_)

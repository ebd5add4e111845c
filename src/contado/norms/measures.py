"""The abacus: measures that an intervention may take, with what each is expected to do."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from contado.faults import Unfit
from contado.norms.dated import Dated, Number, PlanRecord, Range
from contado.norms.trace import Confidence, Reference
from contado.terms import Text

Declare = Literal["site", "design", "soil", "tank", "none"]
"""Why the abacus gives no number: it depends on the site, the design, the soil or the tank, or the
quantity has no meaning for the measure."""

QUANTITIES = {
    "storage": "m3/m2",
    "runoff_coefficient": "1",
    "runoff_reduction": "%",
    "shade": "1",
    "albedo": "1",
    "crop_coefficient": "1",
    "cooling": "degC",
}
"""Columns of the abacus that hold a quantity, and their units. The cost has its own unit."""


Fit = Literal["ground", "roof", "facade", "waterside", "tank"]
"""Where a measure is made."""


class Quantity(PlanRecord):
    """A cell of the abacus: bounds, or what must be declared instead.

    Examples
    --------
    >>> Quantity(low=50, high=80).midpoint
    65.0
    >>> Quantity(declare="site").midpoint is None
    True
    """

    low: Number | None = None
    high: Number | None = None
    declare: Declare | None = None
    confidence: Confidence | None = None
    reference: Reference | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Quantity:
        if (self.low is None) != (self.high is None):
            raise Unfit.of("together", one="low", other="high")
        if (self.low is None) == (self.declare is None):
            raise Unfit.of("either", one="low, high", other="declare")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise Unfit.of("low_above_high")
        return self

    @property
    def range(self) -> Range | None:
        """The bounds, or None where the value must be declared."""
        if self.low is None or self.high is None:
            return None
        return Range(low=self.low, high=self.high)

    @property
    def midpoint(self) -> float | None:
        """The middle of the bounds, or None where the value must be declared."""
        return self.range.midpoint if self.range else None


class Cost(PlanRecord):
    """What a measure costs, VAT excluded: EUR per m², per tree or per m³ of tank."""

    low: Number
    high: Number
    per: Literal["m2", "tree", "m3"]


class Sizing(Dated):
    """What the abacus says of a measure for a time.

    Parameters
    ----------
    fits
        Where it is made; empty where the abacus does not say.
    least_area
        m² below which it is not that measure (a park over 2 ha).
    """

    sheets: tuple[str, ...]
    fits: tuple[Fit, ...] = ()
    least_area: Number | None = None
    storage: Quantity
    runoff_coefficient: Quantity
    runoff_reduction: Quantity
    shade: Quantity
    albedo: Quantity
    crop_coefficient: Quantity
    cooling: Quantity
    cost: Cost


class MeasureEntry(PlanRecord):
    """A row of the abacus, as it was and is."""

    label: Text
    synergic: bool = False
    values: tuple[Sizing, ...] = Field(min_length=1)


class Measure(PlanRecord):
    """A measure of the abacus on a day.

    Parameters
    ----------
    code
        ``NBS01`` to ``NBS17`` in the abacus of Contado.
    synergic
        True for works that go with nature-based solutions without being one.
    sizing
        Its quantities, the sheets it counts on, its reference and confidence.
    valid_from, valid_to, expired
        The time of these quantities, and whether it was over on that day.
    """

    code: str
    label: Text
    synergic: bool
    sizing: Sizing
    expired: bool = False

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets on which the measure counts."""
        return self.sizing.sheets

    def quantity(self, name: str) -> Quantity:
        """Return a column of the abacus by name (a key of `QUANTITIES`)."""
        quantity: Quantity = getattr(self.sizing, name)
        return quantity

    @property
    def valid_from(self) -> date | None:
        """First day of these quantities."""
        return self.sizing.valid_from

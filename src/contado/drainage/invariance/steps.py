"""The steps of an answer: formula, values, result and article, as a designer signs them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from contado.models import Record
from contado.norms import Confidence
from contado.numerals import readable, written
from contado.phrases import Phrases
from contado.terms import Text
from contado.units import UNITS, format_number, shown

if TYPE_CHECKING:
    from contado.norms import Rules

WORDS = Phrases.of("contado.drainage.invariance")
"""What the steps, their notes and what is assumed are called."""

_ORDER: tuple[Confidence, ...] = ("seed", "sourced", "known", "verify", "assumption")


_MORE = {"ha": 4}
"""Decimals of what has few by nature, so that a reader can redo the sum."""

_PLAIN = ("1", "m/s")
"""Units of numbers that are written with what digits they have: a coefficient, a permeability."""

_DIGITS = 4


class StepValue(Record):
    """A value that a step reads or gives.

    Parameters
    ----------
    symbol
        As the formula writes it: ``D_w``, ``S``.
    value
        A number in ``unit`` (money exact, to the cent), or words; None where it is missing.
    unit
        Code of a unit in `contado.units.UNITS`; empty for words.

    Examples
    --------
    >>> StepValue(symbol="W_0", value=867.64, unit="m3").say()
    'W_0 = 867,6 m³'
    """

    symbol: str
    value: float | Decimal | str | Text | None
    unit: str = ""

    def say(self, language: str = "it") -> str:
        """Return the quantity as people read it; a class or an area of a norm is a word."""
        return f"{self.symbol} = {self._said(language)}"

    def _said(self, language: str) -> str:
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, Text):
            return self.value.say(language)
        if self.value is None:
            return "–"
        number = float(self.value)
        if self.unit in _PLAIN:
            label = UNITS[self.unit].label.say(language)
            exact = written(shown(number, "1", _DIGITS), language, trimmed=True)
            return exact if self.unit == "1" else f"{readable(number, language)} {label}"
        return format_number(number, self.unit, language, decimals=_MORE.get(self.unit))


class Step(Record):
    """One step of an answer.

    Parameters
    ----------
    code
        Its name, the same in every answer: ``phi``, ``critical_duration``.
    label
        What it finds.
    formula
        As the norm or its source writes it.
    inputs
        Every value that the formula reads.
    result
        What it gives, at full precision.
    article
        Where the formula or the rule is written.
    confidence
        Of the weakest thing it stands on.
    parameters
        Identifiers of the parameters of the plan that it read.
    note
        What a reader must know of this step.

    Examples
    --------
    >>> hectares = Step(
    ...     code="impermeable_hectares",
    ...     label=Text(it="Ettari scolanti impermeabili", en="Impermeable contributing hectares"),
    ...     formula="S · φ_m",
    ...     inputs=(
    ...         StepValue(symbol="S", value=0.62, unit="ha"),
    ...         StepValue(symbol="φ_m", value=0.8419, unit="1"),
    ...     ),
    ...     result=StepValue(symbol="S_imp", value=0.522, unit="ha"),
    ...     article="r.r. Lombardia 7/2017, art. 2",
    ...     confidence="sourced",
    ... )
    >>> print(hectares.line())
    S · φ_m: S = 0,6200 ha; φ_m = 0,8419 → S_imp = 0,5220 ha
    """

    code: str
    label: Text
    formula: str
    inputs: tuple[StepValue, ...] = ()
    result: StepValue
    article: str
    confidence: Confidence
    parameters: tuple[str, ...] = ()
    note: Text | None = None

    def line(self, language: str = "it") -> str:
        """Return formula, values and result on one line."""
        read = "; ".join(quantity.say(language) for quantity in self.inputs)
        return f"{self.formula}: {read} → {self.result.say(language)}"

    def as_plain(self) -> dict[str, Any]:
        """Return the step for programs."""
        return self.model_dump(mode="json")


def weakest(confidences: Iterable[Confidence]) -> Confidence:
    """Return the confidence of what stands on all of these.

    Examples
    --------
    >>> weakest(["sourced", "verify", "known"])
    'verify'
    """
    return max(confidences, key=_ORDER.index, default="seed")


def confidence_of(rules: Rules, parameters: Iterable[str], *more: Confidence) -> Confidence:
    """Return the confidence of what stands on parameters of the plan, and on ``more``."""
    return weakest([*(rules.use(name).confidence for name in parameters), *more])

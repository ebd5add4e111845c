"""The regulation as dated norms: its values, and the sheet that gives class and method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contado.errors import BadInput, Problem
from contado.norms import Answer, ParameterUse, Rules, SheetReason, evaluate, in_force, rows
from contado.values import Column, Labels, Missing, Numbers, Table

SHEET = "invarianza"
_TABLE_AREA = "invariance.small_area"  # of table 1, whose areas r.r. 8/2019 changed
CRITICALITIES = ("A", "B", "C")

COEFFICIENTS = "invariance.runoff_coefficients"
DISCHARGE_LIMIT = "invariance.discharge_limit"
MINIMUM_VOLUME = "invariance.minimum_volume"
COEFFICIENT_P = "invariance.coefficient_p"
REDUCTION = "invariance.infiltration_reduction"
RETURN_PERIOD = "invariance.design_return_period"
CHECK_RETURN_PERIOD = "invariance.check_return_period"
EMPTYING_TIME = "invariance.emptying_time"
MONETISATION = "invariance.monetisation"
PHI_LIMIT = "invariance.phi_limit"
ARTICLES_TO_CHECK = "invariance.articles_to_check"
APPLICATION = "invariance.application"
HORTON = ("invariance.horton_initial", "invariance.horton_final", "invariance.horton_decay")

_TABLE_1 = ("invariance.sizes", "invariance.classes", "invariance.methods")


@dataclass(frozen=True, slots=True)
class Looked:
    """A number of the plan on a day.

    Parameters
    ----------
    value
        None where the row does not count.
    use
        The parameter as it was used: where the row speaks for itself, its own confidence,
        reference and note.
    """

    value: float | None
    use: ParameterUse

    @property
    def number(self) -> float:
        """The value, where the plan must have one."""
        assert self.value is not None, "the plan gives this row a number"
        return self.value

    @property
    def article(self) -> str:
        """Where it is written."""
        return self.use.reference.title


def look_up(rules: Rules, parameter: str, *row: str) -> Looked:
    """Return a number of the plan, or of a row of one of its tables.

    Raises
    ------
    BadInput
        ``norms.unknown_parameter``, or ``norms.too_early`` before its first value.

    Examples
    --------
    >>> from datetime import date
    >>> found = look_up(Rules.load(on=date(2026, 11, 21)), "invariance.minimum_volume", "B")
    >>> found.number, found.use.confidence
    (500.0, 'verify')
    """
    use = rules.use(parameter)
    value, _ = in_force(rules.parameter(parameter).values, rules.on)
    assert value is not None, "a use exists only where a value holds"
    one = dict(rows(value.value, len(row)))[row]
    number = rules.rows(parameter)[row]
    own: dict[str, object] = {
        "confidence": one.confidence,
        "reference": one.reference,
        "note": one.note,
    }
    changes = {name: given for name, given in own.items() if given is not None}
    if row:
        changes["value"] = {" · ".join(row): number}
    return Looked(number if isinstance(number, float) else None, use.model_copy(update=changes))


@dataclass(frozen=True, slots=True)
class Classified:
    """The class of the works and the method of calculation, with every reason.

    Parameters
    ----------
    reason
        What the sheet says, part by part.
    """

    reason: SheetReason

    @property
    def area_class(self) -> Answer:
        """The class, ``0`` to ``3``."""
        return self._part("class")

    @property
    def method(self) -> Answer:
        """The method: ``minimum_small``, ``minimum``, ``rain_only`` or ``detailed``."""
        return self._part("method")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Identifiers of the parameters that the sheet read."""
        gates = [use for part in self.reason.parts for c in part.criteria for use in c.parameters]
        return (*dict.fromkeys(use.parameter for use in gates), *_TABLE_1)

    def _part(self, name: str) -> Answer:
        return next(part.answer for part in self.reason.parts if part.part == name)


def _refuse_earlier_text(rules: Rules) -> None:
    """Refuse a day after the regulation came into force and before the first table 1 known."""
    sheet = rules.sheet(SHEET)
    values = rules.parameter(_TABLE_AREA).values
    first, day = values[0].valid_from, rules.on
    if day is None or first is None or not sheet.in_force.valid_from <= day < first:
        return
    values_of = {"on": day, "first": first, "article": values[0].reference.title}
    raise BadInput(Problem("invariance.earlier_text", "--on", values_of))


def classify(rules: Rules, area: float, phi: float, criticality: str | None) -> Classified:
    """Return class and method of the works (art. 9, table 1).

    Parameters
    ----------
    rules
        The plan on a day, loaded with the catalogue of facts.
    area
        Of the whole works, m².
    phi
        Mean runoff coefficient, at full precision.
    criticality
        Area A, B or C; None where it is not known.

    Raises
    ------
    BadInput
        ``norms.too_early`` on a day before the regulation, ``invariance.earlier_text`` on one of
        which the plan does not know table 1, ``norms.no_catalogue`` where the rules were loaded
        without facts.
    """
    _refuse_earlier_text(rules)
    unknown = Missing("not_declared", "invariance.criticality")
    columns: dict[str, Column] = {
        "invariance.area": Numbers.exact(np.array([area])),
        "invariance.runoff_coefficient": Numbers.exact(np.array([phi])),
        "invariance.criticality": Labels.of([criticality], unknown),
    }
    return Classified(evaluate(rules, SHEET, Table(1, columns)).explain(0))

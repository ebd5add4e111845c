"""The verdict of a design, a row each requirement, in few words."""

from __future__ import annotations

from collections.abc import Iterator

from contado.dossier.invariance.words import word
from contado.dossier.pages.say import answer
from contado.norms import CriterionReason, FactUse, Interval, SheetReason
from contado.terms import term
from contado.units import format_number

Row = dict[str, str]

_EXCUSED = {"design.method": ("minimum", "minimum_small")}
"""Names that answer a requirement by themselves, whatever is measured beside them."""


def requirements(verdict: SheetReason, language: str) -> Iterator[Row]:
    """Yield code, name, answer, reason and what is needed of each requirement.

    The reason gives each value that was read, and the limits of the plan; the whole sentence of
    the norm is in the JSON.
    """
    for part in verdict.parts:
        for row in part.criteria:
            yield {
                "code": row.criterion,
                "label": row.label.say(language),
                "answer": answer(row.answer, language),
                "state": row.answer.state,
                "value": row.answer.value or "",
                "sentence": _reason(row, language),
                "needed": "; ".join(one.text.say(language) for one in row.answer.deciding),
            }


def _reason(row: CriterionReason, language: str) -> str:
    excused = [use for use in row.facts if use.value in _EXCUSED.get(use.fact, ())]
    # Where a number decides, the names read beside it only say why it might not have to.
    uses = excused or [use for use in row.facts if use.unit] or list(row.facts)
    limits = [
        f"{use.label.say(language)}: {format_number(use.value, use.unit, language)}"
        for use in row.parameters
        if isinstance(use.value, float) and use.value != 0.0 and not excused
    ]
    return "; ".join([*(_fact(use, language) for use in uses), *limits]) + "."


def _fact(use: FactUse, language: str) -> str:
    if isinstance(use.value, Interval):
        text = _between(use.value, use.unit, language)
    elif use.value is None:
        text = term("cannot_tell", language) if use.unit else word("not_declared", language)
    else:
        text = use.value_label.say(language) if use.value_label else use.value
    return f"{use.label.say(language)}: {text}"


def _between(value: Interval, unit: str, language: str) -> str:
    low, high = (format_number(each, unit, language) for each in (value.low, value.high))
    return low if low == high else word("from_to", language, low=low, high=high)

"""What each area of criticality would ask for, where the one of the works is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contado.dossier.invariance.model import Alternative
from contado.drainage.invariance import CRITICALITIES, Method, Question, Reckoning
from contado.norms import Rules


def alternatives(question: Question, rules: Rules, method: Method) -> Iterator[Alternative]:
    """Yield a row for each area; nothing where the area is known."""
    if question.criticality is not None:
        return
    for area in CRITICALITIES:
        reckoning = Reckoning(replace(question, criticality=area), rules, method)
        yield Alternative(
            criticality=area,
            method=reckoning.procedure or "",
            discharge_limit=reckoning.discharge_limit,
            minimum=reckoning.minimum,
            required=reckoning.required,
        )

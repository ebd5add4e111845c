"""Answers, margins and facts of one row, as the trace holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contado.norms.catalogue import State, column_name
from contado.norms.masks import members
from contado.norms.means import Points
from contado.norms.sentences import (
    decimals_of,
    distance,
    exact,
    missing_text,
    number,
    quoted,
    say,
    why,
    written_apart,
)
from contado.norms.trace import Answer, FactUse, Interval, Lacking, Margin
from contado.norms.view import View
from contado.terms import TERMS, Text
from contado.values import Labels, Missing

if TYPE_CHECKING:
    from contado.norms.rules import Rules

_DIGITS = 9


def answer(
    mask: int, names: Sequence[str], labels: Sequence[Text], deciding: Iterable[Lacking] = ()
) -> Answer:
    """Return the answer of a mask; the bit above the classes is *not applicable*."""
    places = [i for i in members(mask) if i < len(names)]
    possible = tuple(names[i] for i in places)
    possible_labels = tuple(labels[i] for i in places)
    if not places:
        return Answer(
            state="not_applicable",
            value=None,
            label=TERMS["not_applicable"],
            possible=(),
            possible_labels=(),
        )
    if len(members(mask)) == 1:
        return Answer(
            state="known",
            value=possible[0],
            label=possible_labels[0],
            possible=possible,
            possible_labels=possible_labels,
        )
    return Answer(
        state="cannot_tell",
        value=None,
        label=TERMS["cannot_tell"],
        possible=possible,
        possible_labels=possible_labels,
        deciding=unique(deciding),
    )


def unique(lacking: Iterable[Lacking]) -> tuple[Lacking, ...]:
    """Return data in order, each once."""
    return tuple(dict.fromkeys(lacking))


def interval(points: Points | None) -> Interval | None:
    """Return the points of the first row, or None where they do not count."""
    if points is None or (points.counts is not None and points.counts[0] == 0):
        return None
    return Interval(low=float(points.low[0]), high=float(points.high[0]))


@dataclass(frozen=True, slots=True)
class ClassedValue:
    """A number that was put into a class.

    Parameters
    ----------
    value
        The number, in ``unit``.
    decimals
        Decimals it is written with at least; None for those of its unit.
    index
        Its class among ``used``.
    breaks
        Edges between the classes.
    used
        Name and label of each class.
    """

    value: Interval
    unit: str
    decimals: int | None
    index: int
    breaks: Sequence[float]
    used: Sequence[tuple[str, Text]]


def margin(one: ClassedValue) -> Margin | None:
    """Return the distance of a number from the nearest edge of its class.

    Where the number is within bounds, its nearest end counts.
    """
    value, breaks, index = one.value, one.breaks, one.index
    below = [(value.low - breaks[index - 1], index - 1, value.low)] if index else []
    above = [(breaks[index] - value.high, index + 1, value.high)] if index < len(breaks) else []
    if not (below or above):
        return None
    far, beyond, end = min(below + above)
    edge = breaks[min(index, beyond)]
    name, label = one.used[beyond]
    decimals = decimals_of(value, one.unit, breaks, one.decimals)
    return Margin(
        distance=max(round(far, _DIGITS), 0.0),
        edge=edge,
        beyond=name,
        beyond_label=label,
        sentence=say(
            "margin_below" if beyond < index else "margin_above",
            edge=exact(edge, one.unit),
            beyond=quoted([label]),
            distance=distance(end, edge, one.unit, decimals),
        ),
    )


def fact_use(rules: Rules, fact: str, state: State, view: View) -> FactUse:
    """Return a fact as the first row of a view has it."""
    spec, column = rules.fact(fact), column_name(fact, state)
    values = view.numbers(column) if spec.is_number else view.labels(column)
    missing = values.why(0)
    value: Interval | str | None = None
    label: Text | None = None
    if isinstance(values, Labels):
        value = values.name(0)
        label = _name_label(rules, fact, value)
    elif missing is None:
        value = Interval(low=float(values.low[0]), high=float(values.high[0]))
    return FactUse(
        fact=fact,
        label=spec.label,
        unit=spec.unit or "",
        state=state,
        value=value,
        value_label=label,
        lacking=lacking(missing, rules) if missing else None,
    )


def _name_label(rules: Rules, fact: str, name: str | None) -> Text | None:
    if name is None:
        return None
    measure = rules.measures.get(name)
    usual = measure.label if measure else Text.same(name)
    return rules.fact(fact).names.get(name, usual)


def lacking(missing: Missing, rules: Rules) -> Lacking:
    """Return a missing datum with its text."""
    return Lacking(code=missing.code, subject=missing.subject, text=missing_text(missing, rules))


def in_doubt(use: FactUse, rules: Rules) -> tuple[Lacking, ...]:
    """Return what is not known of a fact: it is missing, or known only within bounds."""
    if use.lacking:
        return (use.lacking,)
    if isinstance(use.value, Interval) and use.value.low < use.value.high:
        value = number(use.value, use.unit, least=rules.fact(use.fact).decimals)
        text = say("within_bounds", fact=use.label, value=value)
        return (Lacking(code="within_bounds", subject=use.fact, text=text),)
    return ()


def reason(use: FactUse) -> Text:
    """Return why a fact is missing; the datum is named only where it is not the fact itself."""
    if use.lacking is None:
        return say("unknown")
    own = use.lacking.text.it.startswith(f"{use.label.it}: ")
    return why(use.lacking.code) if own else use.lacking.text


def points_text(points: Interval) -> tuple[Text, Text]:
    """Return the bounds of points in words."""
    return written_apart(points.low, "1"), written_apart(points.high, "1")

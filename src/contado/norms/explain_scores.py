"""Scores, means and tables of one row, in words."""

from __future__ import annotations

from collections.abc import Sequence

from contado.norms.answers import ClassedValue, margin, points_text
from contado.norms.engine import Compiled
from contado.norms.sentences import class_range, join, quoted, say
from contado.norms.sheets import Classify
from contado.norms.trace import Answer, Interval, Lacking, Margin
from contado.terms import TERMS, Text


def classed_score(
    compiled: Compiled, classify: Classify, score: Interval, name: str
) -> tuple[Text, Margin | None]:
    """Return the range of the class that a score was put into, and its margin."""
    breaks = compiled.rules.numbers(classify.breaks)
    labels = compiled.rules.categories[classify.classes].names
    names = classify.names or tuple(labels)
    index = names.index(name)
    used = [(one, labels[one]) for one in names]
    edge = margin(ClassedValue(score, "1", None, index, breaks, used))
    return class_range(index, breaks, "1"), edge


def mean_of_points(points: Interval, doubts: tuple[Lacking, ...]) -> Answer:
    """Return the answer of a mean that has no class: its points."""
    known = points.low == points.high
    return Answer(
        state="known" if known else "cannot_tell",
        value=None,
        label=points_text(points)[0] if known else TERMS["cannot_tell"],
        possible=(),
        possible_labels=(),
        deciding=() if known else tuple(dict.fromkeys(doubts)),
    )


def table_sentence(
    inputs: list[tuple[str, Answer]], given: Answer, blind: Sequence[str] = ()
) -> Text:
    """Return how a table was read, in words.

    Parameters
    ----------
    blind
        Parts of which nothing is known, without which there is no answer.
    """
    read = [
        say("input_known", name=name, answer=one.label)
        if one.state != "cannot_tell"
        else say("input_open", name=name, classes=quoted(one.possible_labels))
        for name, one in inputs
    ]
    if given.state == "known":
        return say("table_known", inputs=join(read, ", "), answer=given.label)
    key = "table_open"
    if blind:
        key = "table_unsettled_one" if len(given.possible) == 1 else "table_unsettled"
    return say(
        key,
        inputs=join(read, ", "),
        parts=", ".join(blind),
        classes=quoted(given.possible_labels),
    )

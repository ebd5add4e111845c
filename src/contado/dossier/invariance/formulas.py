"""Formulas as pages set them: runs of text, each on the line, lowered or raised."""

from __future__ import annotations

import re

Run = dict[str, str]
"""``text`` and ``place``: ``line``, ``sub`` or ``sup``."""

_MARK = re.compile(
    r"_(?P<sub>[A-Za-z0-9,]+)|\^\((?P<in>[^()]+|[^()]*\([^()]*\)[^()]*)\)|\^(?P<sup>[\w]+)"
)


def runs(formula: str) -> list[Run]:
    """Return the runs of a formula.

    Examples
    --------
    >>> runs("W_0 = a · D^n") == [
    ...     {"text": "W", "place": "line"}, {"text": "0", "place": "sub"},
    ...     {"text": " = a · D", "place": "line"}, {"text": "n", "place": "sup"}]
    True
    >>> [run["text"] for run in runs("D^(n−1)")], runs("S")
    (['D', 'n−1'], [{'text': 'S', 'place': 'line'}])
    """
    runs: list[Run] = []
    end = 0
    for mark in _MARK.finditer(formula):
        runs.append({"text": formula[end : mark.start()], "place": "line"})
        lowered = mark["sub"]
        raised = mark["in"] or mark["sup"]
        runs.append({"text": lowered or raised, "place": "sub" if lowered else "sup"})
        end = mark.end()
    runs.append({"text": formula[end:], "place": "line"})
    return [run for run in runs if run["text"]]

"""Problems as a job keeps them: code, place, and the sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from contado.errors import LANGUAGES, Problem


def in_words(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as plain values.

    Examples
    --------
    >>> kept = in_words([Problem("files.exists", "out")])
    >>> kept[0]["code"], kept[0]["where"], sorted(kept[0]["it"])
    ('files.exists', 'out', ['mend', 'what', 'why'])
    """
    return [
        {
            "code": each.code,
            "where": each.where,
            **{language: asdict(each.say(language)) for language in LANGUAGES},
        }
        for each in problems
    ]

"""What verifying and comparing documents tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Why = Literal[
    "altered",
    "lacking",
    "unknown",
    "data",
    "method",
    "judgement",
    "software",
    "annex",
    "signature",
    "words",
    "reworded",
    "page",
    "act",
    "unproven",
]
"""Why a document does not repeat.

``altered``: its content is not that of its digest. ``lacking``: a field is not there, and nothing
stands in for it. ``unknown``: a field is there that its kind has not. ``data``: a layer is gone or
has other bytes. ``method``: a fact is measured otherwise now. ``judgement``: an outcome does not
follow from the facts and the plan that it holds. ``software``: a number comes out otherwise.
``annex``: something attached to it does. ``signature``: this machine does not recognise the
signature of its plan. ``words``: a sentence does not follow. ``reworded``: another state of the
software worded it. ``act``: a state has not its act, or an act is of something else. ``page``: a
page beside it is not its own. ``unproven``: whether a page says what the document does is not
known. ``reworded`` and ``unproven`` keep nothing from repeating.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps a document from repeating: why, what, and both values."""

    kind: Why
    subject: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Then:
    """One thing that is otherwise today: something of the plan, a layer, an outcome or a fact."""

    kind: Literal["parameter", "measure", "sheet", "category", "layer", "outcome", "fact", "field"]
    subject: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says of something: answer, data, where they come from, and why."""

    answer: str
    value: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing in both documents; a side is None where it has it not.

    Parameters
    ----------
    where
        The steps to it: the section first; alone it is that section as a whole.
    """

    where: tuple[str, ...]
    label: str
    a: Side | None
    b: Side | None

    @property
    def differs(self) -> bool:
        """Whether the two say something else."""
        return self.a != self.b


def differing(rows: Sequence[ComparedRow]) -> list[ComparedRow]:
    """Return the rows that differ, each section begun by its own row so that it is known which."""
    sections = {row.where[0] for row in rows if row.differs}
    return [
        row for row in rows if row.differs or (row.where[0] in sections and not any(row.where[1:]))
    ]

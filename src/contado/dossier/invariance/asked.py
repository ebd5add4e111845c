"""What is declared of works without a design, as a report keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from contado.drainage.invariance import Question


@dataclass(frozen=True, slots=True)
class Named:
    """What the works are called, and the municipality they are in; empty where it has none."""

    object: str
    municipality: str = ""


def plain_of(question: Question) -> dict[str, Any]:
    """Return a question as JSON keeps it; its remarks are among the assumptions."""
    values = asdict(question)
    del values["remarks"]
    if question.rain is not None:
        values["rain"]["imputed"] = list(question.rain.imputed)
    return values

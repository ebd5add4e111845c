"""The day whose law judges an intervention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contado.errors import Problem
from contado.interventions import Intervention


def by_day(
    works: Sequence[Intervention], on: date | None
) -> tuple[dict[date, list[int]], list[Problem]]:
    """Return the rows of the interventions judged on each day, days ascending, and who has none.

    The day is ``on``; where none is given, the day the intervention was filed. No day is
    presumed: an intervention without one is named (``dossier.no_date``), and the others go on.

    Examples
    --------
    >>> lot = Intervention(id="a", name="a", geometry="", filed_on=date(2024, 6, 1))
    >>> by_day([lot], None)
    ({datetime.date(2024, 6, 1): [0]}, [])
    """
    days = [on or work.filed_on for work in works]
    undated = [
        Problem("dossier.no_date", work.id, {"name": work.name[:80]})
        for work, day in zip(works, days, strict=True)
        if day is None
    ]
    known = sorted({day for day in days if day is not None})
    return {day: [row for row, each in enumerate(days) if each == day] for day in known}, undated

"""Tropical nights as rows for people and programs, and what a run says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.files import sha256_of
from contado.heat.tropical.nights import LEAST_HOURS, NightCount, tropical_nights, used
from contado.pages.record import of_plan

if TYPE_CHECKING:
    from contado.heat.tropical.series import Series
    from contado.norms import Rules


def record(series: Series, rules: Rules, file: Path) -> dict[str, Any]:
    """Return the count of every year and summer, and from what it was made."""
    counts = tropical_nights(series.minima(rules.number(LEAST_HOURS)), rules)
    return {
        "command": "warm tropical",
        "kind": "air",
        "series": {
            "file": file.name,
            "sha256": sha256_of(file),
            "column": series.name,
            "hourly": series.hourly,
            "values": len(series.values),
            "first": str(series.times.min()),
            "last": str(series.times.max()),
        },
        "rows": [_row(count) for count in counts],
        **of_plan(rules, used(rules, hourly=series.hourly)),
    }


def _row(count: NightCount) -> dict[str, Any]:
    """Return a count; ``nights`` is None where it is not computable or not exact."""
    exact = count.computable and count.nights == count.possible
    return {
        "year": count.year,
        "period": count.period,
        "nights": count.nights if exact else None,
        "at_least": count.nights,
        "at_most": count.possible,
        "days": count.days,
        "missing_days": count.missing,
        "computable": count.computable,
    }

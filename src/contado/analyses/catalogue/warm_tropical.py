"""The tropical nights of a station, year by year."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from contado.analyses import Execution, Line, Result
from contado.errors import BadInput, Problem
from contado.heat.night import Unit
from contado.heat.tropical import (
    LEAST_HOURS,
    THRESHOLD,
    NightCount,
    StationSeries,
    read_series,
    tropical_nights,
)
from contado.norms import Rules
from contado.pages import both, day, plain
from contado.terms import Text


@dataclass(frozen=True)
class TropicalRequest:
    """The table of a station, and how it is read."""

    file: Path
    time: str | None
    value: str | None
    missing: tuple[str, ...]
    unit: Unit
    rules: Rules


def tropical(request: TropicalRequest, execution: Execution) -> Result:
    """Return the tropical nights of every year and summer of a series."""
    columns = _columns(request.time, request.value)
    execution.step("counting", 0.1)
    missing, rules = request.missing, request.rules
    series = read_series(request.file, columns=columns, missing=missing, unit=request.unit)
    least_hours = rules.number(LEAST_HOURS) if series.hourly else 0.0
    counts = tropical_nights(series.minima(least_hours), rules)
    rows = pd.DataFrame([_row(count) for count in counts])
    rows["nights"] = pd.Series([_exact(count) for count in counts], dtype=object)
    known = rows[rows["computable"]]
    threshold = execution.phrase("above", threshold=both(plain, rules.number(THRESHOLD), "degC"))
    return Result(
        tables={"tropical": rows},
        charts={"nights": tuple(_bars(known, execution))} if len(known) else {},
        answer=tuple(_answer(rows, known, execution)),
        about=((execution.phrase("night"), threshold), _about(series, execution)),
        title={"station": request.file.name.partition(".")[0]},
        summary={"kind": "air", "series": _summary(series)},
        cannot_tell=not len(known),
    )


def _columns(time: str | None, value: str | None) -> tuple[str, str] | None:
    if time is None and value is None:
        return None
    if time is None or value is None:
        raise BadInput(Problem("night.half_the_columns", "--time --value"))
    return time, value


def _row(count: NightCount) -> dict[str, Any]:
    return {
        "year": count.year,
        "period": count.period,
        "at_least": count.nights,
        "at_most": count.possible,
        "days": count.days,
        "missing_days": count.missing,
        "computable": count.computable,
    }


def _exact(count: NightCount) -> int | None:
    """Return the nights; None where they are not computable or not exact."""
    exact = count.computable and count.nights == count.possible
    return count.nights if exact else None


def _summary(series: StationSeries) -> dict[str, Any]:
    return {
        "column": series.name,
        "hourly": series.hourly,
        "values": len(series.values),
        "first": str(series.times.min()),
        "last": str(series.times.max()),
    }


def _about(series: StationSeries, execution: Execution) -> tuple[Text, Text]:
    first, last = (str(end)[:10] for end in (series.times.min(), series.times.max()))
    key = "hourly" if series.hourly else "daily"
    span = execution.phrase(key, first=both(day, first), last=both(day, last))
    return execution.phrase("series"), span


def _bars(known: pd.DataFrame, execution: Execution) -> Iterator[Line]:
    for period in ("year", "summer"):
        own = known[known["period"] == period]
        yield Line(execution.phrase(period), own["year"], own["at_least"])


def _answer(rows: pd.DataFrame, known: pd.DataFrame, execution: Execution) -> Iterator[Text]:
    """Yield the summer with most nights, the mean of summers, and how many cannot be told."""
    if not len(known):
        yield execution.phrase("nothing")
        return
    summers = known[known["period"] == "summer"]
    if len(summers):
        most = summers.iloc[int(summers["at_least"].argmax())]
        yield execution.phrase("most", year=most["year"], nights=_span(most))
        mean = both(plain, float(summers["at_least"].mean()), "1", decimals=1)
        yield execution.phrase("mean", nights=mean, count=len(summers))
    if left := len(rows) - len(known):
        yield execution.phrase("untold", count=left, whole=len(rows))


def _span(row: "pd.Series[Any]") -> str:
    """Return nights as a number, or the bounds of them."""
    least, most = row["at_least"], row["at_most"]
    return str(least) if least == most else f"{least}–{most}"

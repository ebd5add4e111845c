"""Depths of rain of a place, by duration and return period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from contado.analyses import Execution, Line, Result
from contado.drainage.rainfall import (
    SHORT_EXPONENT,
    Rainfall,
    notices_of,
    rainfall_at,
    rainfall_in,
    rainfall_of,
)
from contado.errors import BadInput, Problem
from contado.norms import Rules
from contado.numerals import readable
from contado.pages import both, plain
from contado.terms import Text
from contado.territory import Territory

_PAIR = 2
_DRAWN = np.geomspace(1 / 12, 24.0, 60)  # hours


@dataclass(frozen=True)
class RainfallRequest:
    """Whose rain is asked for, how rare and how long."""

    rain: str | None
    territory: Territory | None
    municipality: str | None
    at: str | None
    return_period: str
    durations: str
    rules: Rules

    def curve(self) -> Rainfall:
        """Return the curve: as it is given, or that of a comune or of a point of a territory.

        Raises
        ------
        BadInput
            ``rainfall.no_source``, ``rainfall.bad_point``, and those of the room.
        """
        short = self.rules.number(SHORT_EXPONENT)
        if self.rain is not None and not any((self.territory, self.municipality, self.at)):
            return rainfall_of(self.rain, short)
        ways = (self.municipality is None) + (self.at is None)
        if self.rain is not None or self.territory is None or ways != 1:
            raise BadInput(Problem("rainfall.no_source"))
        if self.at is None:
            return rainfall_in(self.territory, self.municipality or "", self.rules)
        point = _numbers(self.at, "--at", "rainfall.bad_point")
        if len(point) != _PAIR:
            raise BadInput(Problem("rainfall.bad_point", "--at", {"value": self.at[:40]}))
        return rainfall_at(self.territory, point[0], point[1], self.rules)


def _numbers(text: str, where: str, code: str = "rainfall.bad_list") -> list[float]:
    try:
        numbers = [float(one) for one in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or not all(map(isfinite, numbers)) or "_" in text:
        raise BadInput(Problem(code, where, {"value": text[:40]}))
    return numbers


def rainfall(request: RainfallRequest, execution: Execution) -> Result:
    """Return the depth of each duration and return period, and the curves."""
    years = _numbers(request.return_period, "--return-period")
    hours = _numbers(request.durations, "--durations")
    curve = request.curve()
    source = request.rain or curve.source
    rows = [
        {"return_period": year, "duration_h": hour, "growth_factor": curve.growth(year),
         "mm": curve.depth(hour, year)}
        for year in years for hour in hours
    ]  # fmt: skip
    names = {year: execution.phrase("years", years=both(readable, year)) for year in years}
    return Result(
        tables={"heights": pd.DataFrame(rows)},
        charts={
            "curves": tuple(Line(names[year], _DRAWN, curve.depths(_DRAWN, year)) for year in years)
        },
        answer=tuple(_answer(curve, names, hours, execution)),
        about=((execution.phrase("source"), Text.same(source)),),
        notices=tuple(notices_of(curve, hours, request.rules)),
        summary={
            "parameters": curve.parameters,
            "imputed": list(curve.imputed),
            "source": curve.source,
            "growth": [{"return_period": year, "w_t": curve.growth(year)} for year in years],
        },
    )


def _answer(
    curve: Rainfall, names: dict[float, Text], hours: Sequence[float], execution: Execution
) -> Iterator[Text]:
    """Yield the depth of the shortest and of the longest duration, by return period."""
    ends = sorted({min(hours), max(hours)})
    for year, name in names.items():
        parts = [
            execution.phrase(
                "depth",
                depth=both(plain, curve.depth(hour, year), "mm"),
                hours=both(readable, hour),
            )
            for hour in ends
        ]
        first, *more = parts
        depths = execution.phrase("two", first=first, last=more[0]) if more else first
        yield execution.phrase("depths", years=name, depths=depths)

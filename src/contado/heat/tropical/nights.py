"""Tropical nights: days whose least air temperature stays above a threshold.

A day lacks data, or has too few hours, more often than a station likes. Such a day is never
counted as cool: one hour that is not above the threshold tells that it was not tropical, else it
is undecided and widens the count. A year that lacks too many days is not computable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.units import RESOLUTION
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import Rules

THRESHOLD = "night.tropical_threshold"
SUMMER_MONTHS = "night.summer_months"
LEAST_HOURS = "night.least_hours"
MISSING_YEAR = "night.missing_days_year"
MISSING_SUMMER = "night.missing_days_summer"

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class DailyMinima:
    """Least temperature of each day of a series, days ascending and without gaps.

    Parameters
    ----------
    days
        ``datetime64[D]``, shape ``(n,)``.
    least
        Least of the temperatures measured that day, °C; NaN where there is none. Shape ``(n,)``.
    whole
        Whether enough was measured for it to be the minimum of the day; shape ``(n,)``.
    """

    days: Days
    least: Floats
    whole: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NightCount:
    """Tropical nights of a year or of its summer.

    Parameters
    ----------
    year, period
        Which one; ``period`` is ``year`` or ``summer``.
    days, missing
        Days of the calendar in it, and those that lack a minimum.
    nights
        Days surely tropical.
    possible
        Days that may be: ``nights`` and those that are undecided.
    computable
        Whether few enough days are missing.
    """

    year: int
    period: str
    days: int
    missing: int
    nights: int
    possible: int
    computable: bool


def daily(days: Days, minima: npt.ArrayLike) -> DailyMinima:
    """Return a series of daily minima with the days that it lacks put in as missing.

    Parameters
    ----------
    days
        Days, each once, in any order.
    minima
        Least temperature of each, °C; NaN where missing.

    Examples
    --------
    >>> series = daily(np.array(["2024-06-03", "2024-06-01"], "datetime64[D]"), [20.5, 19.0])
    >>> series.least
    array([19. ,  nan,  20.5])
    """
    least = np.asarray(minima, dtype=np.float64)
    return _filled(days.astype("datetime64[D]"), least, np.isfinite(least))


def from_hours(times: Days, temperatures: npt.ArrayLike, least_hours: float) -> DailyMinima:
    """Return the daily minima of temperatures measured within the day.

    Parameters
    ----------
    times
        When each was measured, in the time that the station keeps; a day runs from midnight.
    temperatures
        °C; NaN where missing.
    least_hours
        Different hours of a day that must have a temperature for the least of them to be its
        minimum.
    """
    values = np.asarray(temperatures, dtype=np.float64)
    met = np.isfinite(values)
    days, group = np.unique(times.astype("datetime64[D]"), return_inverse=True)
    least = np.full(len(days), np.inf)
    np.minimum.at(least, group[met], values[met])
    hours = np.unique(times[met].astype("datetime64[h]"))
    measured = np.searchsorted(days, hours.astype("datetime64[D]"))
    whole = np.bincount(measured, minlength=len(days)) >= least_hours
    return _filled(days, np.where(np.isinf(least), np.nan, least), whole & np.isfinite(least))


def _filled(days: Days, least: Floats, whole: npt.NDArray[np.bool_]) -> DailyMinima:
    if not len(days):
        return DailyMinima(days, least, whole)
    every = np.arange(days.min(), days.max() + np.timedelta64(1, "D"))
    at = (days - every[0]).astype(np.int64)
    temperature, known = np.full(len(every), np.nan), np.zeros(len(every), dtype=bool)
    temperature[at], known[at] = least, whole
    return DailyMinima(every, temperature, known)


def tropical_nights(series: DailyMinima, rules: Rules) -> tuple[NightCount, ...]:
    """Count the tropical nights of every year of a series, and of its summer.

    Days of a year before the series begins or after it ends are missing like any other.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> june = np.arange("2024-06-01", "2024-09-01", dtype="datetime64[D]")
    >>> series = daily(june, np.where(np.arange(92) < 30, 21.0, 20.0))
    >>> whole, summer = tropical_nights(series, Rules.load(on=date(2026, 1, 1)))
    >>> whole.computable, (summer.computable, summer.nights, summer.missing)
    (False, (True, 30, 0))
    """
    months = tuple(int(month) for month in rules.numbers(SUMMER_MONTHS))
    limits = {"year": rules.number(MISSING_YEAR), "summer": rules.number(MISSING_SUMMER)}
    sure, possible = _answers(series, rules.number(THRESHOLD))
    years = series.days.astype("datetime64[Y]")
    return tuple(
        _count(period, days, (series, sure, possible), limits[period])
        for year in np.unique(years)
        for period, days in _periods(year, months)
    )


def _answers(
    series: DailyMinima, threshold: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell which days are surely tropical, and which may be."""
    # Compared as norms compare: above means by more than the resolution of the unit.
    cool = series.least <= threshold + RESOLUTION / 2
    return series.whole & ~cool, ~cool


def _periods(year: np.datetime64, months: tuple[int, ...]) -> Iterator[tuple[str, Days]]:
    ends = np.array([year, year + 1]).astype("datetime64[D]")
    days: Days = np.arange(*ends, dtype="datetime64[D]")
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    yield "year", days
    yield "summer", days[np.isin(month, months)]


def _count(
    period: str,
    days: Days,
    counted: tuple[DailyMinima, npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    limit: float,
) -> NightCount:
    series, sure, possible = counted
    inside = np.isin(series.days, days)
    beyond = len(days) - int(inside.sum())
    missing = int((~series.whole[inside]).sum()) + beyond
    year = int(str(days[0].astype("datetime64[Y]")))
    nights, may_be = int(sure[inside].sum()), int(possible[inside].sum()) + beyond
    return NightCount(year, period, len(days), missing, nights, may_be, missing <= limit)

"""The report of hydraulic invariance as it is frozen: what ``relazione.json`` holds."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from contado.drainage.invariance import Assumption, HyetographKind, RoutingKind, Step
from contado.models import Record
from contado.norms import ParameterUse, SheetReason
from contado.terms import Text

VERSION: Literal["contado-invariance-report-1"] = "contado-invariance-report-1"


class StormSeries(Record):
    """The critical storm over time.

    Parameters
    ----------
    hours, held
        Edges of the blocks, h, and what the store holds at them, m³.
    rain, inflow, outflow, infiltrated
        Of each block: mm/h, and l/s.
    """

    hours: tuple[float, ...]
    rain: tuple[float, ...]
    inflow: tuple[float, ...]
    outflow: tuple[float, ...]
    infiltrated: tuple[float, ...]
    held: tuple[float, ...]


class DurationRow(Record):
    """A duration of rain, h, its depth, mm, and the storage that it asks for, m³."""

    hours: float
    depth: float
    volume: float


class DesignStorm(Record):
    """The volume of one return period.

    Parameters
    ----------
    years
        Return period.
    hours, volume
        Critical duration, h, and volume, m³.
    bounded
        False where a longer duration might ask for more.
    imbalance
        Error of the water balance, m³.
    durations, series
        Every duration tried, and the critical storm.
    """

    years: float
    hours: float
    volume: float
    bounded: bool
    imbalance: float
    durations: tuple[DurationRow, ...]
    series: StormSeries


class RainRow(Record):
    """A duration of rain, h, and what comes in, what goes out and what is left of it, m³."""

    hours: float
    incoming: float
    outgoing: float
    volume: float


class RainCurve(Record):
    """The rain-only method over durations.

    Parameters
    ----------
    hours, volume
        Critical duration, h, and volume, m³.
    rows
        Even durations, and the critical one.
    """

    hours: float
    volume: float
    rows: tuple[RainRow, ...]


class Alternative(Record):
    """What would be asked in an area of criticality; None where that cannot be known either."""

    criticality: str
    method: str
    discharge_limit: float | None
    minimum: float | None
    required: float | None


class Chosen(Record):
    """How the detailed procedure was asked to be run; None is the plan's own value."""

    hyetograph: HyetographKind | None = None
    routing: RoutingKind | None = None
    peak_position: float | None = None
    routing_minutes: float | None = None


class Report(Record):
    """A report of hydraulic invariance.

    Parameters
    ----------
    format_
        Version of this format.
    disclaimer
        What every page opens with, while the plan is only proposed.
    software, profile
        What worked it out, and under which plan.
    on, dated
        The day whose law holds, None for the plan's last values, and the day of the report where
        one is given.
    object, municipality
        What the works are and where; empty where they have none.
    question
        What is declared of the works and their place.
    design
        What is declared of the design; None where only the volume is asked for.
    chosen
        How the detailed procedure was asked to be run; of a design, the design says it.
    answer
        What the regulation asks, as `contado storm invariance` answers it.
    steps, design_steps
        Every step, in order: what the regulation asks, and what the design does.
    verdict
        The check of the design, requirement by requirement.
    rain_only
        The rain-only method over durations; None where another sizes the works.
    sizing, check
        The storms of sizing and of the check; None where none is followed.
    available, required
        m³; None where they are not known.
    governed_by
        Which volume governs: ``rain_only``, ``detailed``, ``chosen``, ``as_designed`` or
        ``minimum``.
    why
        Why it governs.
    emptying
        How long the volume required takes to empty, h; None where it does not, or is not known.
    alternatives
        What each area of criticality would ask for, where it is not known.
    references
        Every value of the plan that was used, as it stood on the day.
    assumptions
        What the reader must check: values that nobody published or that are to be verified, and
        articles that were amended.
    plan
        The sheets and the values of the plan, as they stood on the day.
    digest
        SHA-256 of everything else.
    """

    format_: Literal["contado-invariance-report-1"] = Field(default=VERSION, alias="format")
    disclaimer: Text | None
    software: str
    profile: str
    on: date | None
    dated: date | None
    object: str
    municipality: str
    question: dict[str, Any]
    design: dict[str, Any] | None
    chosen: Chosen | None = None
    answer: dict[str, Any]
    steps: tuple[Step, ...]
    design_steps: tuple[Step, ...]
    verdict: SheetReason | None
    rain_only: RainCurve | None
    sizing: DesignStorm | None
    check: DesignStorm | None
    available: float | None
    required: float | None
    governed_by: str | None
    why: Text | None
    emptying: float | None
    alternatives: tuple[Alternative, ...] = ()
    references: tuple[ParameterUse, ...]
    assumptions: tuple[Assumption, ...]
    plan: dict[str, Any]
    digest: str = ""

"""Runoff and retention of a rain, from files of one's own or on a territory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from geopandas import GeoDataFrame
from pandas import Series

from contado.analyses import CannotTell, Execution, NamedPlaces, Result
from contado.analyses.places import ROLES, named_places
from contado.analyses.request import problems_of
from contado.drainage.runoff import (
    ABSTRACTION,
    MOISTURE,
    RAIN,
    TAKEN,
    AtRisk,
    Event,
    GroundOfTerritory,
    Rain,
    RainAsked,
    RunoffFiles,
    RunoffOfUnits,
    run_on_territory,
    run_runoff,
)
from contado.errors import BadInput, Problem
from contado.norms import Rules
from contado.pages import between, both, brackets, plain
from contado.terms import Text
from contado.territory import Territory, layer_of
from contado.tiles import Processing, grid_of_record

_VOLUME, _INDEX, _KEPT = "flood_vol", "rnf_rt_idx", "rnf_rt_m3"
_OWN = ("land_cover", "soil", "curve_numbers")
_NEEDED = {
    "land_cover": "--land-cover", "soil": "--soil", "curve_numbers": "--curve-numbers",
    "rain": "--rain", "by": "--units",
}  # fmt: skip


@dataclass(frozen=True)
class RunoffRequest:
    """The rain, and the ground that it falls on: files of one's own, or a territory."""

    territory: Territory | None
    by: NamedPlaces | Path | None
    land_cover: Path | None
    soil: Path | None
    curve_numbers: Path | None
    rain: str | None
    return_period: float | None
    duration: float | None
    municipality: str | None
    buildings: Path | None
    damage: Path | None
    ratio: float | None
    moisture: Literal["I", "II", "III"] | None
    cluster: str | None
    strict: bool
    rules: Rules

    def event(self, rain: Rain) -> Event:
        """Return the event of a rain, with the plan's values where nothing is asked."""
        return Event(
            rain.depth,
            self.rules.number(ABSTRACTION) if self.ratio is None else self.ratio,
            self.rules.name(MOISTURE) if self.moisture is None else self.moisture,
            rain.source,
        )


def runoff(request: RunoffRequest, execution: Execution) -> Result:
    """Return what runs off and what is kept in every unit, and the maps of both.

    Raises
    ------
    CannotTell
        Of a territory without soil groups, where bounds alone are not wanted.
    """
    _check(request, execution)
    asked = RainAsked(request.rain, request.return_period, request.duration, request.municipality)
    notices: Sequence[Problem] = ()
    processing = Processing(execution.step, request.cluster)
    folders = execution.folder, execution.out
    if request.territory is None:
        rain = asked.rain(request.rules)
        event = request.event(rain)
        units = run_runoff(_files(request), event, *folders, processing)
    else:
        ground = _ground(request, request.territory)
        notices = ground.notices()
        if notices and request.strict:
            raise CannotTell(notices)
        rain = asked.rain(request.rules, request.territory)
        event = request.event(rain)
        units = run_on_territory(ground, event, *folders, processing)
    result = _result(units, event, (*notices, *rain.notices), execution)
    return replace(result, thinned=processing.thinned)


def _check(request: RunoffRequest, execution: Execution) -> None:
    """Refuse what lacks, or has no place, in either way of asking."""
    inputs = execution.inputs
    if request.territory is not None:
        problems = list(problems_of(inputs, *_OWN))
    else:
        problems = [
            Problem("drainage.needs", "", {"option": option})
            for name, option in _NEEDED.items()
            if inputs.get(name) is None
        ]
        problems += problems_of(inputs, "municipality")
    if problems:
        raise BadInput(problems)


def _files(request: RunoffRequest) -> RunoffFiles:
    cover, soil, numbers = request.land_cover, request.soil, request.curve_numbers
    assert cover is not None
    assert soil is not None
    assert numbers is not None
    units, layer = layer_of(str(request.by))
    at_risk = AtRisk(request.buildings, request.damage)
    return RunoffFiles(cover, soil, numbers, units, layer, at_risk)


def _ground(request: RunoffRequest, territory: Territory) -> GroundOfTerritory:
    places = request.by or named_places(territory, ROLES[0])
    assert not isinstance(places, Path)
    at_risk = AtRisk(request.buildings, request.damage)
    return GroundOfTerritory(territory, request.rules, places.units(TAKEN), at_risk)


def _result(
    units: RunoffOfUnits, event: Event, notices: Sequence[Problem], execution: Execution
) -> Result:
    frame, depth = units.frame, both(plain, event.rain, "mm")
    source: Text | str = event.rain_source
    if source == RAIN:
        source = execution.phrase("of_plan")
    kept = frame[_INDEX]
    order = kept.fillna(1 + frame[f"{_INDEX}_low"]) if f"{_INDEX}_low" in frame else kept
    return Result(
        tables={"units": frame.assign(_order=order)},
        rasters=execution.written(*units.rasters),
        answer=tuple(_answer(frame, execution)),
        about=(
            (execution.phrase("rain"), both(_joined, depth, source) if source else depth),
            (execution.phrase("ratio"), both(plain, event.ratio, "1")),
            (execution.phrase("moisture"), Text.same(event.moisture)),
        ),
        notices=tuple(notices),
        summary={"model": "runoff", "event": event._asdict(), "grid": grid_of_record(units.grid)},
        title={"rain": depth},
        cannot_tell=bool(order.isna().all()),
    )


def _joined(*parts: Text | str, language: str) -> str:
    return " · ".join(part.say(language) if isinstance(part, Text) else part for part in parts)


def _answer(frame: GeoDataFrame, execution: Execution) -> Iterator[Text]:
    """Yield how much runs off, who keeps least, and how many cannot be told."""
    known = frame[frame[_VOLUME].notna()]
    bounded = f"{_VOLUME}_low" in frame
    within = frame[frame[f"{_VOLUME}_low"].notna()] if bounded else known
    if len(known):
        off, kept = known[_VOLUME].sum(), known[_KEPT].sum()
        yield execution.phrase(
            "total", count=len(known), volume=both(plain, off, "m3", decimals=0),
            interval=_beside(known.sum(numeric_only=True), _VOLUME, "m3"),
            kept=both(plain, kept / (kept + off) if kept + off else 0.0, "share"),
        )  # fmt: skip
        least = known.loc[known[_INDEX].idxmin()]
        yield execution.phrase(
            "worst", name=str(least.get("name") or least.iloc[0]),
            kept=both(plain, least[_INDEX], "share"), interval=_beside(least, _INDEX, "share"),
        )  # fmt: skip
    elif len(within):
        ends = (within[f"{_VOLUME}{end}"].sum() for end in ("_low", "_high"))
        interval = both(_interval, *ends, "m3")
        yield execution.phrase("bounds", count=len(within), interval=interval)
    else:
        yield execution.phrase("nothing")
        return
    if left := len(frame) - len(within):
        yield execution.phrase("untold", count=left, whole=len(frame))


def _beside(row: "Series[Any]", name: str, unit: str) -> Text:
    """Return the bounds of a value in brackets; nothing where it has none."""
    return both(brackets, row.get(f"{name}_low"), row.get(f"{name}_high"), unit, decimals=0)


def _interval(low: float, high: float, unit: str, language: str) -> str:
    """Return an interval in words; one number where both ends are one."""
    text = between(low, high, unit, language, decimals=0)
    return text or plain(low, unit, language, 0)

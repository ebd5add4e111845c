"""Places before and after the works of a scenario, with maps of what changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from contado import pages
from contado.analyses import Execution, RasterCells, Result, analysis
from contado.analyses.tables import TableRows
from contado.pages import between, both, brackets, difference, plain
from contado.scenarios import FACTS, FactChange, Maps, Outcome, PlaceChanges, Run, Session, kind_of
from contado.terms import TERMS, Text
from contado.territory import Territory
from contado.units import format_number

OWN = ("area", "all_areas")
"""Kinds of place that are the works' own."""

AROUND = {"runoff_volume": "runoff_volume_m3", "air_temperature": "air_temperature_c"}
"""Facts that a page tells of the places around the works, with their columns."""

VALUES = ("before", "after", "difference", "low", "high", "p5", "p50", "p95")
_HECTARE = 10_000.0
_MANY = 100  # hectares told without decimals
_KEPT = {"degC": 2, "1": 3, "person": 0}
_FACT_OF = {"rain": "runoff_volume", "heat": "air_temperature"}
_SIGNIFICANT = {"degC": 5e-4, "m3": 0.05, "mm": 0.05, "1": 5e-4}


@dataclass(frozen=True)
class ScenarioRequest:
    """A scenario file, and the ground and the plan it is run on."""

    territory: Territory
    file: Path
    profile: str | None


def run(request: ScenarioRequest, execution: Execution) -> Result:
    """Return facts of places before and after the works, and maps on the window they reach."""
    session = Session(request.territory.root, request.profile)
    prepared = session.read(request.file)
    execution.stand_on(prepared.territory, prepared.rules)
    scenario = session.run(prepared)
    outcome = outcome_of(scenario, execution)
    maps = Maps.of(scenario.works)
    maps.write(execution.folder)
    shown = shown_maps(maps, prepared.territory.crs)
    places = _places(outcome, scenario)
    around = places[~places["kind"].isin(OWN)]
    still = ", ".join(around.loc[~around["_moves"], "name"])
    own = outcome.head["scenario"]
    return Result(
        tables={"differences": differences(outcome.places), "places": places},
        rasters={**shown, **execution.written(*maps.by_name())},
        outlines=dict.fromkeys(shown, scenario.shapes),
        answer=tuple(answer(outcome)),
        about=tuple(about(outcome)),
        notices=outcome.notices,
        notes={"places": phrase("untouched", names=still)} if still else {},
        title={"title": own["title"]},
        summary={"scenario": own, "model": outcome.head["model"]},
    )


def phrase(key: str, /, **values: object) -> Text:
    """Return a sentence that scenarios share."""
    return analysis("scenario-run").phrase(key, **values)


def outcome_of(scenario: Run, execution: Execution) -> Outcome:
    """Return the outcome of a scenario, and tell how far it is by the kinds of place."""
    outcome = scenario.outcome(lambda kind, share: execution.step(kind_of(kind), share))
    layers = [layer["id"] for layer in outcome.head["territory"]["layers"]]
    execution.use(layers=layers, parameters=outcome.parameters)
    return outcome


def shown_maps(maps: Maps, crs: str) -> dict[str, RasterCells]:
    """Return the differences that a page shows, as rasters in memory."""
    return {
        f"_{name}": RasterCells(values, grid.left, grid.top, grid.cell, crs)
        for name, values, grid in maps.shown()
    }


# Sentences


def answer(outcome: Outcome) -> Iterator[Text]:
    """Yield what the works change in their own areas: runoff, then air."""
    own = [place for place in outcome.places if place.kind in OWN]
    place = next((each for each in own if each.kind == "all_areas"), own[0] if own else None)
    if place is not None:
        rain = both(plain, outcome.head["model"]["rain_mm"], "mm")
        area = both(area_of, place)
        yield _sentence("rain", place, rain=rain, area=area)
        yield _sentence("heat", place)


def _sentence(of: str, place: PlaceChanges, **values: object) -> Text:
    fact, unit = place.facts[_FACT_OF[of]], FACTS[_FACT_OF[of]].unit
    if fact.difference is None:
        return phrase(f"no_{of}")
    if all(abs(end or 0.0) < _SIGNIFICANT[unit] for end in (fact.difference, fact.low, fact.high)):
        return phrase(f"same_{of}", **values)
    low, high = fact.low, fact.high
    if low is not None and high is not None and low < 0 < high:
        ends = both(between, low, high, unit)
        middle = both(changed, fact.difference, _FACT_OF[of])
        return phrase(f"unsure_{of}", middle=middle, between=ends, **values)
    if low is not None and high is not None and high <= 0:  # how much less
        low, high = -high, -low
    return phrase(
        f"{'less' if fact.difference < 0 else 'more'}_{of}",
        amount=both(_unsigned, fact.difference, unit), interval=both(brackets, low, high, unit),
        before=both(plain, fact.before, unit), after=both(plain, fact.after, unit), **values,
    )  # fmt: skip


def _unsigned(value: float, unit: str, language: str) -> str:
    return difference(-abs(value), unit, language).removeprefix("-")


def area_of(place: PlaceChanges, language: str) -> str:
    """Return the area of a place: in hectares where it is large."""
    if place.area >= _HECTARE:
        hectares = place.area / _HECTARE
        return format_number(hectares, "ha", language, decimals=0 if hectares >= _MANY else 2)
    return format_number(place.area, "m2", language)


def about(outcome: Outcome) -> Iterator[tuple[Text, Text]]:
    """Yield what a scenario rests on, its own words first."""
    if description := outcome.head["scenario"]["description"]:
        yield phrase("about"), Text.same(description)
    model = outcome.head["model"]
    yield phrase("rain_depth"), both(plain, model["rain_mm"], "mm")
    for name in ("t_ref", "uhi_max"):
        yield phrase(name), both(plain, model[name], "degC")


# Tables


def differences(places: Iterable[PlaceChanges]) -> pd.DataFrame:
    """Return every fact of every place: a row each, with its words."""
    return pd.DataFrame([
        {
            "kind": place.kind, "id": place.id, "name": place.name, "area_m2": place.area,
            "fact": name, "unit": FACTS[name].unit, **fact.plain(), "_place": both(_named, place),
            "_fact": FACTS[name].label, "_own": place.kind in OWN, **_words(name, fact),
            "_draws": both(_drawn, fact, name) if place.drawn else None,
        }
        for place in places
        for name, fact in place.facts.items()
    ])  # fmt: skip


def place_tables(places: Sequence[PlaceChanges], language: str) -> Iterator[pages.PageTable]:
    """Yield the facts of areas before and after in words, a table each."""
    what = analysis("scenario-run")
    table = what.tables["differences"]
    name, frame = "differences", differences(places)
    return TableRows(name, table, frame, table.columns, None, what.phrases).on_page(language)


def _named(place: PlaceChanges, language: str) -> str:
    return f"{kind_of(place.kind).say(language)}: {place.name} ({area_of(place, language)})"


def _words(name: str, fact: FactChange) -> dict[str, Text]:
    """Return a fact in words: before, after, and the difference with its interval."""
    return {
        "_before": both(_number, fact.before, name),
        "_after": both(_number, fact.after, name),
        "_difference": both(changed, fact.difference, name),
        "_bounds": both(_interval, fact, name),
    }


def _drawn(fact: FactChange, name: str, language: str) -> str:
    if fact.percentiles is None and fact.low != fact.high:
        return ""  # nothing was drawn: the interval is no answer
    low, _, high = fact.percentiles or (None, None, None)
    return between(low, high, FACTS[name].unit, language) or _interval(fact, name, language)


def _number(value: float | None, fact: str, language: str) -> str:
    """Return a number of a fact with its unit; *not computable* where there is none."""
    unit = FACTS[fact].unit
    return plain(value, unit, language, _KEPT.get(unit)) or TERMS["not_computable"].say(language)


def changed(value: float | None, fact: str, language: str) -> str:
    """Return a difference of a fact with its sign and unit; words where it is too small to count.

    Examples
    --------
    >>> changed(-0.0022, "air_temperature", "it"), changed(-2e-5, "air_temperature", "it")
    ('-0,0022 °C', 'non apprezzabile')
    """
    unit = FACTS[fact].unit
    if unit == "person" and value is not None:
        value = float(round(value))
    if value and abs(value) < _SIGNIFICANT.get(unit, 0.0):
        return phrase("slight").say(language)
    return difference(value, unit, language) or TERMS["not_computable"].say(language)


def _interval(fact: FactChange, name: str, language: str) -> str:
    if fact.difference is None or not (fact.low or fact.high):
        return ""
    ends = between(fact.low, fact.high, FACTS[name].unit, language)
    return ends or phrase("exact").say(language)


def moves(name: str, change: float | None) -> bool:
    """Tell whether a difference at a place around the works is worth a row of a page."""
    return name in AROUND and abs(change or 0.0) >= _SIGNIFICANT[FACTS[name].unit]


def _places(outcome: Outcome, scenario: Run) -> gpd.GeoDataFrame:
    """Return a row a place with its shape: what changes of runoff and air."""
    shapes = scenario.place_shapes
    rows = [
        {
            "kind": place.kind, "id": place.id, "name": place.name, "area_m2": place.area,
            "_place": both(_named, place), "_moves": _shown(place), **_around(place),
        }
        for place in outcome.places
    ]  # fmt: skip
    geometry = [shapes[place.kind, place.id] for place in outcome.places]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=scenario.base.territory.crs)


def _shown(place: PlaceChanges) -> bool:
    if place.kind in {*OWN, "territory"}:
        return place.kind == "territory"
    return any(moves(name, place.facts[name].difference) for name in AROUND)


def _around(place: PlaceChanges) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, column in AROUND.items():
        fact = place.facts[name]
        columns |= {column: fact.difference, f"{column}_low": fact.low, f"{column}_high": fact.high}
        columns |= {f"_{name}{key}": text for key, text in _words(name, fact).items()}
    return columns

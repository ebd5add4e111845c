"""Facts of places in words and tables: the answer first, then before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contado.pages import Heading, Table, between, difference, plain
from contado.scenarios.outcome import FACTS
from contado.scenarios.words import kind_of_place, say
from contado.terms import term
from contado.units import format_number

if TYPE_CHECKING:
    from contado.scenarios.outcome import Outcome, PlaceTold, Told

_OWN = ("area", "all_areas")
SHOWN = ("runoff_volume", "air_temperature")
"""Facts that a page tells of the places around the works; the others are in its files."""
_HECTARE = 10_000.0
_MANY = 100  # hectares told without decimals
_KEPT = {"degC": 2, "1": 3, "person": 0}
_SIGNIFICANT = {"degC": 5e-4, "m3": 0.05, "mm": 0.05, "1": 5e-4}


def answer(outcome: Outcome, language: str) -> tuple[str, ...]:
    """Return what the works change in their own areas, in two sentences."""
    own = [place for place in outcome.places if place.kind in _OWN]
    place = next((each for each in own if each.kind == "all_areas"), own[0] if own else None)
    if place is None:
        return ()
    rain = plain(outcome.head["model"]["rain_mm"], "mm", language)
    about = {"area": area_of(place, language), "rain": rain}
    return _of_rain(place.facts["runoff_volume"], about, language), _of_heat(
        place.facts["air_temperature"], language
    )


def _of_rain(told: Told, about: dict[str, str], language: str) -> str:
    if told.difference is None:
        return say("no_rain", language)
    if unsure(told):
        return say("unsure_rain", language, **about, **_middle(told, "m3", language))
    if _slight(told, "m3"):
        return say("same_rain", language, **about)
    values = about | {
        "volume": _unsigned(told, "m3", language),
        "interval": _interval(told, "m3", language),
        "before": plain(told.before, "m3", language),
        "after": plain(told.after, "m3", language),
    }
    return say("less_rain" if told.difference < 0 else "more_rain", language, **values)


def _of_heat(told: Told, language: str) -> str:
    if told.difference is None:
        return say("no_heat", language)
    if _slight(told, "degC"):
        return say("same_heat", language)
    if unsure(told):
        return say("unsure_heat", language, **_middle(told, "degC", language))
    degrees, interval = (of(told, "degC", language) for of in (_unsigned, _interval))
    key = "less_heat" if told.difference < 0 else "more_heat"
    return say(key, language, degrees=degrees, interval=interval)


def unsure(told: Told) -> bool:
    """Tell whether the works may do one thing or the opposite."""
    return told.low is not None and told.high is not None and told.low < 0 < told.high


def _slight(told: Told, unit: str) -> bool:
    ends = (told.difference, told.low, told.high)
    return all(abs(end or 0.0) < _SIGNIFICANT[unit] for end in ends)


def _middle(told: Told, unit: str, language: str) -> dict[str, str]:
    return {
        "middle": difference(told.difference, unit, language),
        "interval": between(told.low, told.high, unit, language),
    }


def _unsigned(told: Told, unit: str, language: str) -> str:
    return difference(-abs(told.difference or 0.0), unit, language).removeprefix("-")


def _interval(told: Told, unit: str, language: str) -> str:
    """Return the interval of how much less or more there is, in brackets; nothing for one value."""
    low, high = told.low, told.high
    if low is not None and high is not None and high <= 0:
        low, high = -high, -low
    told_so = between(low, high, unit, language)
    return f" ({told_so})" if told_so else ""


def area_of(place: PlaceTold, language: str) -> str:
    """Return the area of a place: in hectares where it is large."""
    if place.area >= _HECTARE:
        hectares = place.area / _HECTARE
        return format_number(hectares, "ha", language, decimals=0 if hectares >= _MANY else 2)
    return format_number(place.area, "m2", language)


def own_tables(outcome: Outcome, language: str) -> Iterator[Table]:
    """Yield a table an area, and one of all areas."""
    for place in outcome.places:
        if place.kind in _OWN:
            yield place_table(place, language)


def place_table(place: PlaceTold, language: str) -> Table:
    """Return every fact of a place, before and after."""
    caption = f"{kind_of_place(place.kind, language)}: {place.name} ({area_of(place, language)})"
    rows = [_row(name, told, language) for name, told in place.facts.items()]
    drawn = any(told.percentiles for told in place.facts.values())
    keys = ("fact", "before", "after", "difference", "bounds", "draws")[: 6 if drawn else 5]
    return Table(caption, headings(keys, language), [row[: len(keys)] for row in rows])


def whole_table(outcome: Outcome, language: str) -> Table:
    """Return every fact of every place in one table, for a spreadsheet."""
    keys = ("place", "fact", "before", "after", "difference", "bounds", "draws")
    rows = [
        (_named(place, language), *_row(name, told, language))
        for place in outcome.places
        for name, told in place.facts.items()
    ]
    return Table(say("measured", language), headings(keys, language), rows)


def headings(keys: Sequence[str], language: str) -> tuple[Heading, ...]:
    """Return the headings of columns, the first of words and the others of numbers."""
    return tuple(Heading(say(key, language), number=at > 0) for at, key in enumerate(keys))


def _row(name: str, told: Told, language: str) -> tuple[str, ...]:
    drawn = told.percentiles or (None, None, None)
    unit = FACTS[name].unit
    return (
        FACTS[name].label.say(language),
        number(told.before, name, language),
        number(told.after, name, language),
        changed(told.difference, name, language),
        interval(told, name, language),
        between(drawn[0], drawn[2], unit, language) or interval(told, name, language),
    )


def number(value: float | None, fact: str, language: str) -> str:
    """Return a number of a fact with its unit; *not computable* where there is none.

    Examples
    --------
    >>> number(24.4649, "air_temperature", "it"), number(None, "runoff_depth", "it")
    ('24,46 °C', 'non calcolabile')
    """
    unit = FACTS[fact].unit
    return plain(value, unit, language, _KEPT.get(unit)) or term("not_computable", language)


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
        return say("slight", language)
    return difference(value, unit, language)


def interval(told: Told, fact: str, language: str) -> str:
    """Return the interval of a difference in words; *one value* where it is known exactly."""
    if told.difference is None:
        return ""
    if not told.low and not told.high:
        return ""
    return between(told.low, told.high, FACTS[fact].unit, language) or say("exact", language)


def around_table(outcome: Outcome, language: str) -> tuple[Table, list[str]]:
    """Return units and territory whose runoff or air changes, and the names of the others."""
    places = [place for place in outcome.places if place.kind not in _OWN]
    moved = [place for place in places if place.kind == "territory" or _moves(place)]
    names = [place.name for place in places if place not in moved]
    labels = [FACTS[name].label.say(language) for name in SHOWN]
    heads = (
        Heading(say("place", language)),
        *(
            Heading(f"{label}: {say(key, language).casefold()}", number=True)
            for label in labels
            for key in ("difference", "bounds")
        ),
    )
    rows = [(_named(place, language), *_both(place, language)) for place in moved]
    return Table(say("around_caption", language), heads, rows), names


def _named(place: PlaceTold, language: str) -> str:
    return f"{kind_of_place(place.kind, language)}: {place.name} ({area_of(place, language)})"


def _both(place: PlaceTold, language: str) -> Iterator[str]:
    for name in SHOWN:
        told = place.facts[name]
        yield changed(told.difference, name, language) or term("not_computable", language)
        yield interval(told, name, language)


def _moves(place: PlaceTold) -> bool:
    return any(tells(name, place.facts[name]) for name in SHOWN)


def tells(fact: str, told: Told | None) -> bool:
    """Tell whether a fact of a place around the works is worth a row of a page."""
    if told is None or fact not in SHOWN:
        return False
    return abs(told.difference or 0.0) >= _SIGNIFICANT[FACTS[fact].unit]

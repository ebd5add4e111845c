"""Several scenarios side by side: one row a place and fact, one column a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.files import folder_written, must_be_new
from contado.pages import (
    Head,
    Heading,
    Legend,
    Table,
    between,
    beware,
    document,
    figure,
    map_credits,
    section,
    trailer,
)
from contado.scenarios.maps import Maps
from contado.scenarios.outcome import FACTS
from contado.scenarios.page import about, difference_map, largest, reading
from contado.scenarios.telling import answer, changed, tells
from contado.scenarios.words import kind_of_place, say
from contado.scenarios.writing import as_json, write_text
from contado.terms import term
from contado.territory.plain_tables import write_plain_table

if TYPE_CHECKING:
    from contado.scenarios.outcome import Outcome, PlaceTold, Told
    from contado.scenarios.run import Run

_COMMON = ("all_areas", "landscape_units", "municipalities", "territory")


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of a place in every scenario; None where a scenario does not reach the place."""

    kind: str
    id: str
    name: str
    fact: str
    told: tuple[Told | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side.

    Parameters
    ----------
    ids, titles
        Of the scenarios, in the order asked.
    lines
        Places in the order in which they are met; the areas of each scenario count as one place.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[Line, ...]

    def plain(self) -> dict[str, Any]:
        """Return the comparison as plain values."""
        rows = [
            {"kind": line.kind, "id": line.id, "name": line.name, "fact": line.fact,
             "unit": FACTS[line.fact].unit,
             "scenarios": {
                 id_: None if told is None else told.plain()
                 for id_, told in zip(self.ids, line.told, strict=True)}}
            for line in self.lines
        ]  # fmt: skip
        return {"scenarios": dict(zip(self.ids, self.titles, strict=True)), "rows": rows}

    def columns(self) -> dict[str, list[object]]:
        """Return the comparison as a table: before, and the difference and bounds by scenario."""
        found: dict[str, list[object]] = {
            "kind": [line.kind for line in self.lines],
            "id": [line.id for line in self.lines],
            "name": [line.name for line in self.lines],
            "fact": [line.fact for line in self.lines],
            "unit": [FACTS[line.fact].unit for line in self.lines],
        }
        for at, id_ in enumerate(self.ids):
            for field in ("difference", "low", "high"):
                column = [None if (t := line.told[at]) is None else getattr(t, field)
                          for line in self.lines]  # fmt: skip
                found[f"{id_} {field}"] = list(column)
        return found


def compare(outcomes: Sequence[Outcome]) -> Comparison:
    """Return scenarios side by side.

    Raises
    ------
    BadInput
        ``scenarios.same_name``.
    """
    heads = [outcome.head["scenario"] for outcome in outcomes]
    ids = tuple(str(head["id"]) for head in heads)
    twice = {id_ for id_ in ids if ids.count(id_) > 1}
    if twice:
        raise BadInput(Problem("scenarios.same_name", "", {"id": id_}) for id_ in sorted(twice))
    told = [_common(outcome) for outcome in outcomes]
    keys = dict.fromkeys(key for each in told for key in each)
    order = sorted(keys, key=lambda key: _COMMON.index(key[0]) if key[0] in _COMMON else 1)
    lines = tuple(
        _line(key, told, fact) for key in order for fact in FACTS if _has(key, told, fact)
    )
    return Comparison(ids, tuple(str(head["title"]) for head in heads), lines)


_Key = tuple[str, str]


def _common(outcome: Outcome) -> dict[_Key, PlaceTold]:
    """Return the places that scenarios share; all areas of one are one place."""
    areas = [place for place in outcome.places if place.kind == "area"]
    together = [place for place in outcome.places if place.kind == "all_areas"] or areas
    found: dict[_Key, PlaceTold] = {("all_areas", ""): together[0]} if together else {}
    for place in outcome.places:
        if place.kind not in {"area", "all_areas"}:
            found[place.kind, place.id] = place
    return found


def _has(key: _Key, told: Sequence[Mapping[_Key, PlaceTold]], fact: str) -> bool:
    return any(key in each and fact in each[key].facts for each in told)


def _line(key: _Key, told: Sequence[Mapping[_Key, PlaceTold]], fact: str) -> Line:
    kind, id_ = key
    first = next(each[key] for each in told if key in each)
    values = tuple(each[key].facts.get(fact) if key in each else None for each in told)
    return Line(kind, id_, first.name if id_ else "", fact, values)


def write_comparison(
    outcomes: Sequence[Outcome], runs: Sequence[Run], out: Path, language: str = "it"
) -> Comparison:
    """Write ``comparison.json`` and ``.csv``, ``table.csv`` and ``page.html``, a map a scenario.

    ``table.csv`` is the table of the page, for a spreadsheet of the reader's country.

    Raises
    ------
    BadInput
        ``files.exists``, ``files.write_failed``; nothing is left behind.
    """
    must_be_new(out)
    comparison = compare(outcomes)
    with folder_written(out) as folder:
        write_text(folder / "comparison.json", as_json(comparison.plain()))
        write_plain_table(folder / "comparison.csv", comparison.columns())
        _whole(comparison, language).write(folder / "table.csv", language)
        write_text(folder / "page.html", _page(comparison, outcomes, runs, language))
    return comparison


def _page(
    comparison: Comparison, outcomes: Sequence[Outcome], runs: Sequence[Run], language: str
) -> str:
    layers = _layers(outcomes)
    disclaimer = outcomes[0].head["disclaimer"] if outcomes else None
    head = Head(
        kicker=say("kicker_compared", language),
        title=say("compared", language, count=len(outcomes)),
        answer=tuple(
            f"{title}. {' '.join(answer(outcome, language))}"
            for title, outcome in zip(comparison.titles, outcomes, strict=True)
        ),
        disclaimer=disclaimer and disclaimer[language],
        about=about(outcomes[0], language) if outcomes else (),
        notices=beware(layers, language),
    )
    body = [
        section(say("measured", language), _tables(comparison, language)),
        section(
            say("air", language), _maps(comparison, runs, map_credits(layers, language), language)
        ),
        reading(language),
        trailer({"layers": layers, "parameters": _parameters(outcomes)}, language),
    ]
    return document(head, body, language)


def _layers(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    used = [layer for outcome in outcomes for layer in outcome.head["territory"]["layers"]]
    return list({layer["id"]: layer for layer in used}.values())


def _parameters(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    uses = [use for outcome in outcomes for use in outcome.parameters]
    return [use.model_dump(mode="json") for use in {use.parameter: use for use in uses}.values()]


def _maps(comparison: Comparison, runs: Sequence[Run], data: str, language: str) -> str:
    """Return a map a scenario, all in the same classes: what is darker is more."""
    maps = [Maps.of(run.works) for run in runs]
    changes = [each.air[1] - each.air[0] for each in maps]
    most = max(map(largest, changes), default=0.0)
    legend = Legend.difference(most, "degC", say("air", language), language)
    drawn = (
        figure(
            title,
            difference_map(
                change, each.grid, run.shapes, legend,
                title=f"{title}: {legend.title}", language=language,
            ),
            legend.html(language),
            data,
        )
        for title, change, each, run in zip(comparison.titles, changes, maps, runs, strict=True)
    )  # fmt: skip
    return f"<div class=maps>{''.join(drawn)}</div>"


def _tables(comparison: Comparison, language: str) -> str:
    """Return what a page has room for: the areas, and places around where something moves."""
    shown = [line for line in comparison.lines if line.kind == "all_areas" or _moves(line)]
    by_place: dict[str, list[Line]] = {}
    for line in shown:
        by_place.setdefault(_place(line, language), []).append(line)
    return "".join(
        Table(
            f"{place}: {say('difference', language).casefold()}",
            (Heading(say("fact", language)), *_scenarios(comparison)),
            [_row(line, language) for line in lines],
        ).html()
        for place, lines in by_place.items()
    )


def _moves(line: Line) -> bool:
    return any(tells(line.fact, told) for told in line.told)


def _scenarios(comparison: Comparison) -> tuple[Heading, ...]:
    return tuple(Heading(title, number=True) for title in comparison.titles)


def _whole(comparison: Comparison, language: str) -> Table:
    """Return every place and fact in one table, for a spreadsheet."""
    heads = (Heading(say("place", language)), Heading(say("fact", language)))
    rows = [(_place(line, language), *_row(line, language)) for line in comparison.lines]
    return Table(say("difference", language), (*heads, *_scenarios(comparison)), rows)


def _place(line: Line, language: str) -> str:
    kind = kind_of_place(line.kind, language)
    return f"{kind}: {line.name}" if line.name else kind


def _row(line: Line, language: str) -> tuple[str, ...]:
    cells = (_cell(told, line.fact, language) for told in line.told)
    return FACTS[line.fact].label.say(language), *cells


def _cell(told: Told | None, fact: str, language: str) -> str:
    if told is None:
        return say("not_reached", language)
    middle = changed(told.difference, fact, language) or term("not_computable", language)
    span = between(told.low, told.high, FACTS[fact].unit, language)
    return f"{middle} ({span})" if span else middle

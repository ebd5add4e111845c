"""Several scenarios side by side: one row a place and fact, one column a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.files import folder_written
from contado.scenarios.maps import Maps
from contado.scenarios.outcome import FACTS
from contado.scenarios.page import WORDS, document, number, span
from contado.scenarios.pictures import picture
from contado.scenarios.writing import as_json, refuse_existing, write_text
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
    comparison: Comparison, runs: Sequence[Run], out: Path, language: str = "it"
) -> None:
    """Write ``comparison.json``, ``comparison.csv`` and ``index.html`` with a map a scenario.

    Raises
    ------
    BadInput
        ``scenarios.folder_exists``, ``files.write_failed``; nothing is left behind.
    """
    refuse_existing(out)
    with folder_written(out) as folder:
        write_text(folder / "comparison.json", as_json(comparison.plain()))
        write_plain_table(folder / "comparison.csv", comparison.columns())
        write_text(folder / "index.html", _page(comparison, runs, language))


def _page(comparison: Comparison, runs: Sequence[Run], language: str) -> str:
    title = WORDS["compared"].say(language)
    figures = "".join(
        _figure(run, said, language) for run, said in zip(runs, comparison.titles, strict=True)
    )
    body = (
        f"<p class=notice>{escape(term('proposed_values', language))}</p><h1>{escape(title)}</h1>"
        f"<div class=pair>{figures}</div>{_table(comparison, language)}"
        f"<p>{escape(WORDS['how'].say(language))}</p>"
    )
    return document(title, body, language)


def _figure(run: Run, title: str, language: str) -> str:
    maps = Maps.of(run.works)
    change = maps.air[1] - maps.air[0]
    label = f"{title}: {WORDS['air'].say(language)}"
    drawn = picture(change, maps.grid, run.shapes, language, label)
    return f"<figure><h2>{escape(label)}</h2>{drawn.svg}{drawn.legend(language, 'degC')}</figure>"


def _table(comparison: Comparison, language: str) -> str:
    head = "".join(f"<th scope=col>{escape(each)}</th>" for each in comparison.titles)
    rows = "".join(_row(line, language) for line in comparison.lines)
    names = [escape(WORDS[key].say(language)) for key in ("place", "fact", "difference")]
    return (
        f"<div class=wide><table><caption>{names[2]}</caption><thead><tr><th scope=col>{names[0]}"
        f"</th><th scope=col>{names[1]}</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(line: Line, language: str) -> str:
    kind = WORDS[line.kind].say(language) if line.kind in WORDS else line.kind
    place = f"{kind}: {line.name}" if line.name else kind
    cells = "".join(f"<td class=n>{_cell(told, line.fact, language)}</td>" for told in line.told)
    label = FACTS[line.fact].label.say(language)
    return f"<tr><th scope=row>{escape(place)}</th><th scope=row>{escape(label)}</th>{cells}</tr>"


def _cell(told: Told | None, fact: str, language: str) -> str:
    if told is None:
        return number(None, fact, language)
    middle = number(told.difference, fact, language, fine=True)
    if told.low == told.high:
        return middle
    return f"{middle}<br>({span(told.low, told.high, fact, language)})"

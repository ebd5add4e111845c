"""Several scenarios side by side: a row a place and fact, the values of each scenario."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from contado.analyses import Execution, OutputColumn, Result, analysis
from contado.analyses.catalogue.scenario_run import (
    OWN,
    VALUES,
    about,
    answer,
    changed,
    differences,
    moves,
    outcome_of,
    shown_maps,
)
from contado.analyses.declaration import OutputRaster
from contado.errors import BadInput, Problem
from contado.pages import both, brackets
from contado.phrases import filled
from contado.scenarios import FACTS, FactChange, Maps, Outcome, Session, kind_of
from contado.terms import Text
from contado.territory import Territory

_COMMON = ("all_areas", "landscape_units", "municipalities", "territory")


@dataclass(frozen=True)
class CompareRequest:
    """Scenario files, and the ground and the plan they are run on."""

    territory: Territory
    files: tuple[Path, ...]
    profile: str | None


def compare(request: CompareRequest, execution: Execution) -> Result:
    """Return the differences that each scenario makes in every place, and a map of air each."""
    session = Session(request.territory.root, request.profile)
    prepared = [session.read(file) for file in request.files]
    scenarios = [each.asked.scenario for each in prepared]
    _all_different([scenario.id for scenario in scenarios])
    runs = [session.run(each) for each in prepared]
    outcomes = {run.asked.scenario.id: outcome_of(run, execution) for run in runs}
    first, *others = prepared
    execution.stand_on(first.territory, first.rules, *(each.territory for each in others))
    titles = {scenario.id: scenario.title for scenario in scenarios}
    by_map = {f"_{run.asked.scenario.id}": run for run in runs}
    crs = first.territory.crs
    return Result(
        tables={"comparison": _frame(outcomes, execution.phrase("not_reached"))},
        rasters={name: shown_maps(Maps.of(run.works), crs)["_air"] for name, run in by_map.items()},
        maps={
            name: OutputRaster(
                label=execution.phrase("air", title=run.asked.scenario.title),
                unit="degC", colours="difference", page=True,
            )
            for name, run in by_map.items()
        },
        outlines={name: run.shapes for name, run in by_map.items()},
        columns={"comparison": dict(_columns(titles))},
        answer=tuple(_answer(titles[id_], each) for id_, each in outcomes.items()),
        about=tuple(about(outcomes[scenarios[0].id]))[-3:],
        title={"count": str(len(runs))},
        summary={"scenarios": {id_: _head(each) for id_, each in outcomes.items()}},
    )  # fmt: skip


def _all_different(ids: Sequence[str]) -> None:
    twice = {id_ for id_ in ids if ids.count(id_) > 1}
    if twice:
        raise BadInput(Problem("scenarios.same_name", "", {"id": id_}) for id_ in sorted(twice))


def _answer(title: str, outcome: Outcome) -> Text:
    sentences = list(answer(outcome))
    return Text.by_language(
        lambda language: f"{title}. {' '.join(text.say(language) for text in sentences)}"
    )


def _head(outcome: Outcome) -> dict[str, Any]:
    land = outcome.head["territory"]
    return {
        **outcome.head["scenario"],
        "snapshot": land["snapshot"],
        "model": outcome.head["model"],
    }


def _columns(titles: Mapping[str, str]) -> Iterator[tuple[str, OutputColumn]]:
    """Yield the columns of every scenario: values for programs, then their words."""
    named = analysis("scenario-run").tables["differences"].columns
    for id_, title in titles.items():
        for name in VALUES:
            label = filled(Text.same("{title}: {of}"), title=title, of=named[name].label)
            yield f"{id_} {name}", OutputColumn(label=label, page=False)
        yield f"_{id_}", OutputColumn(label=Text.same(title), unit="1")


def _frame(outcomes: Mapping[str, Outcome], not_reached: Text) -> pd.DataFrame:
    """Return a row a place and fact, the values of every scenario side by side."""
    parts = [_values(id_, outcome) for id_, outcome in outcomes.items()]
    wide = pd.concat(parts, axis=1, sort=False)
    places = list(dict.fromkeys(key[:2] for key in wide.index))
    places.sort(key=lambda key: _COMMON.index(key[0]) if key[0] in _COMMON else 1)
    facts = list(FACTS)
    order = sorted(wide.index, key=lambda key: (places.index(key[:2]), facts.index(key[3])))
    wide = wide.loc[order].reset_index()
    changes = wide[[f"{id_} difference" for id_ in outcomes]].to_numpy(dtype=float)
    words: dict[str, list[Any]] = {
        "_shown": [
            kind == "all_areas" or any(moves(fact, value) for value in values)
            for kind, fact, values in zip(wide["kind"], wide["fact"], changes, strict=True)
        ],
        "_place": [both(_named, *each) for each in zip(wide["kind"], wide["name"], strict=True)],
        "_fact": [FACTS[fact].label for fact in wide["fact"]],
    }
    for name in (f"_{id_}" for id_ in outcomes):
        words[name] = [cell if isinstance(cell, Text) else not_reached for cell in wide[name]]
    return wide.assign(**words)


def _values(id_: str, outcome: Outcome) -> pd.DataFrame:
    """Return the values of a scenario by place and fact; all areas of one are one place."""
    areas = [place for place in outcome.places if place.kind in OWN]  # all of them the last
    own = [replace(areas[-1], kind="all_areas", id="", name="")] if areas else []
    places = [*own, *(place for place in outcome.places if place.kind not in OWN)]
    frame = differences(places)
    words: list[Any] = [both(_cell, *fact) for place in places for fact in place.facts.items()]
    names = {name: f"{id_} {name}" for name in VALUES}
    frame = (
        frame.assign(**{f"_{id_}": words})
        .set_index(["kind", "id", "name", "fact", "unit"])
        .rename(columns=names)
    )
    return frame.reindex(columns=[*names.values(), f"_{id_}"])


def _cell(name: str, fact: FactChange, language: str) -> str:
    ends = brackets(fact.low, fact.high, FACTS[name].unit, language)
    return changed(fact.difference, name, language) + ends


def _named(kind: str, name: str, language: str) -> str:
    return f"{kind_of(kind).say(language)}{f': {name}' if name else ''}"

"""The page of a run: the answer, maps of what changes, and every place before and after."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.pages import (
    MOST_CELLS,
    Frame,
    Head,
    Legend,
    beware,
    cell_map,
    day,
    document,
    figure,
    map_credits,
    plain,
    section,
    trailer,
)
from contado.scenarios.telling import answer, around_table, own_tables
from contado.scenarios.words import say
from contado.tiles.grid import Window

if TYPE_CHECKING:
    import numpy.typing as npt

    from contado.scenarios.maps import Maps
    from contado.scenarios.outcome import Outcome
    from contado.survey.rings import Geometry
    from contado.tiles.grid import Grid


def page(outcome: Outcome, maps: Maps, areas: Geometry, language: str = "it") -> str:
    """Return the page of a run as HTML: difference maps with a table beside, and every place."""
    around, names = around_table(outcome, language)
    left = f"<p>{escape(say('untouched', language, names=', '.join(names)))}</p>" if names else ""
    body = [
        section(
            say("measured", language), *(table.html() for table in own_tables(outcome, language))
        ),
        section(say("maps", language), _maps(outcome, maps, areas, language)),
        section(say("around", language), around.html(), left),
        reading(language),
        trailer(_record(outcome), language),
    ]
    return document(_head(outcome, language), body, language)


def reading(language: str) -> str:
    """Return how the numbers are to be read, and what they do not tell."""
    texts = (f"<p>{escape(say(key, language))}</p>" for key in ("how", "limits"))
    return section(say("reading", language), *texts)


def _head(outcome: Outcome, language: str) -> Head:
    said, layers = outcome.head["scenario"], outcome.head["territory"]["layers"]
    disclaimer = outcome.head["disclaimer"]
    told = (said["description"],) if said["description"] else ()
    return Head(
        kicker=say("kicker", language),
        title=said["title"],
        answer=answer(outcome, language),
        disclaimer=disclaimer and disclaimer[language],
        about=about(outcome, language),
        notices=(
            *told,
            *beware(layers, language),
            *(notice.line(language) for notice in outcome.notices),
        ),
    )


def about(outcome: Outcome, language: str) -> tuple[tuple[str, str], ...]:
    """Return what a run rests on: label and value."""
    model, land, said = (outcome.head[key] for key in ("model", "territory", "scenario"))
    return (
        (say("rain_depth", language), plain(model["rain_mm"], "mm", language)),
        (say("t_ref", language), plain(model["t_ref"], "degC", language)),
        (say("uhi_max", language), plain(model["uhi_max"], "degC", language)),
        (say("ground", language), land["name"]),
        (say("snapshot", language), land["snapshot"][:8]),
        (say("as_of", language), day(said["on"], language)),
        (say("software", language), f"Contado {outcome.head['software']}"),
    )


def _maps(outcome: Outcome, maps: Maps, areas: Geometry, language: str) -> str:
    found = "".join(_drawn(outcome, maps, areas, language))
    return f"<div class=maps>{found}</div>"


def _drawn(outcome: Outcome, maps: Maps, areas: Geometry, language: str) -> Iterator[str]:
    named, layers = maps.by_name(), outcome.head["territory"]["layers"]
    shown = (
        ("rain", "Q_mm", "mm", maps.close),
        ("air", "T_air", "degC", Window.whole(maps.grid.shape)),
    )
    for key, name, unit, part in shown:
        values, title = named[f"{name}_difference"][part.slices], say(key, language)
        legend = Legend.difference(largest(values), unit, title, language)
        drawing = difference_map(values, maps.grid.part(part), areas, legend, language=language)
        yield figure(title, drawing, legend.html(language), map_credits(layers, language))


def difference_map(
    values: npt.NDArray[np.floating],
    grid: Grid,
    areas: Geometry,
    legend: Legend,
    *,
    title: str = "",
    language: str = "it",
) -> str:
    """Return the drawing of a difference, with the areas outlined.

    Parameters
    ----------
    title
        What is read aloud; the legend's by default.
    """
    step = max(1, -(-max(grid.shape) // MOST_CELLS))
    frame = Frame(grid.left, grid.top, grid.columns * grid.cell, grid.rows * grid.cell)
    codes = legend.codes(values[::step, ::step])
    return cell_map(codes, frame, legend, areas, title=title or legend.title, language=language)


def largest(values: npt.NDArray[np.floating]) -> float:
    """Return the largest absolute difference; 0 where there is none."""
    known = np.abs(values[np.isfinite(values)])
    return float(known.max()) if len(known) else 0.0


def _record(outcome: Outcome) -> dict[str, Any]:
    return {
        "layers": outcome.head["territory"]["layers"],
        "parameters": [use.model_dump(mode="json") for use in outcome.parameters],
    }

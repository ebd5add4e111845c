"""Frozen scenarios attached to a dossier, with their maps; checked and run again in their areas.

A scenario is modelled on the window that its works reach and are felt from, not on the whole
territory: that takes a second or two, and in the areas it gives what a full run does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.documents import Discrepancy
from contado.dossier.model import DifferenceMap, MapKey, ScenarioAnnex
from contado.errors import LANGUAGES, BadInput, Problem
from contado.norms import Document
from contado.scenarios import parts_of, results_apart, scenario_document
from contado.terms import Text

if TYPE_CHECKING:
    from contado.analyses import RasterCells
    from contado.scenarios import Prepared, Run
    from contado.territory import Territory

AREAS = ("area", "all_areas")
"""Kinds of place whose facts follow from the ground around the works alone."""


def attached(path: Path, territory: Territory) -> ScenarioAnnex:
    """Return a frozen scenario as an annex, with the maps of what it changes.

    Raises
    ------
    BadInput
        ``dossier.scenario_not_frozen``, ``dossier.scenario_differs`` where it does not repeat in
        its areas, ``scenarios.altered``, and everything wrong with the file.
    """
    document = scenario_document(path)
    run, frozen = _run(document, territory)
    if again := list(_differences(frozen, run)):
        raise BadInput(Problem("dossier.scenario_differs", path.name, {"count": len(again)}))
    return ScenarioAnnex(
        title=run.asked.scenario.title,
        digest=frozen["digest"],
        content=document.data,
        maps=tuple(_maps(run)),
    )


def apart(annex: ScenarioAnnex, territory: Territory, *, drawn: bool) -> Iterator[Discrepancy]:
    """Yield the numbers of an attached scenario that a rerun in its areas gives otherwise.

    Parameters
    ----------
    drawn
        Whether this very software drew its maps, which are then drawn again.

    Raises
    ------
    BadInput
        ``scenarios.altered``: what is attached is not what was frozen.
    """
    run, frozen = _run(Document(annex.title, annex.content), territory)
    if annex.digest != frozen["digest"]:
        raise BadInput(Problem("scenarios.altered", annex.title))
    yield from _differences(frozen, run)
    title = run.asked.scenario.title
    if annex.title != title:
        yield Discrepancy("title", annex.title, title)
    if drawn:
        yield from _maps_apart(annex.maps, tuple(_maps(run)))


def _maps_apart(
    maps: Sequence[DifferenceMap], again: Sequence[DifferenceMap]
) -> Iterator[Discrepancy]:
    for one, two in zip_longest(maps, again):
        if one != two:
            before, after = (each.title.it if each else None for each in (one, two))
            yield Discrepancy("map", before, after)


def _differences(frozen: Mapping[str, Any], run: Run) -> Iterator[Discrepancy]:
    return results_apart(
        _of_areas(frozen["results"]), {"places": [each.plain() for each in run.area_changes()]}
    )


def _run(document: Document, territory: Territory) -> tuple[Run, Mapping[str, Any]]:
    from contado.scenarios import Run, Session

    _, frozen = parts_of(document)
    if frozen is None:
        raise BadInput(Problem("dossier.scenario_not_frozen", document.name))
    prepared = Session(territory.root).prepared(document)
    return Run(prepared.asked, _base(prepared)), frozen


def _base(prepared: Prepared) -> Any:  # noqa: ANN401 - a Base
    """Return the models of the ground that is felt wherever the works are."""
    import shapely

    from contado.interventions import geometry_of
    from contado.scenarios import Base, open_cover, rain_of, settings_of

    territory, rules, model = prepared.territory, prepared.rules, prepared.asked.scenario.model
    settings = settings_of(model, rules)
    with open_cover(territory) as (_, grid):
        reach = settings.parks(grid).reach + settings.mixed(grid).reach
        shapes = np.array([geometry_of(work) for work in prepared.asked.works], dtype=object)
        west, south, east, north = shapely.total_bounds(shapes)
        own = grid.window((west, south, east, north))
        window = own.grown(2 * reach).within(grid.shape) if own.cells else grid.whole
    return Base(territory, rules, settings, rain_of(model, rules), window)


def _of_areas(results: Mapping[str, Any]) -> dict[str, Any]:
    return {"places": [one for one in results.get("places", ()) if one["kind"] in AREAS]}


def _maps(run: Run) -> Iterator[DifferenceMap]:
    """Yield the maps of runoff around the works and of the air where it changes."""
    from contado.analyses.catalogue import shown_maps
    from contado.scenarios import Maps

    for name, raster in shown_maps(Maps.of(run.works), run.base.territory.crs).items():
        yield _map(run, name, raster)


def _map(run: Run, name: str, raster: RasterCells) -> DifferenceMap:
    from contado.analyses import analysis, cells_seen, steps
    from contado.pages import cell_map, outline

    spec = analysis("scenario-run").rasters[name]
    legends = [
        steps([raster.values], spec.unit or "1", spec.colours, spec.label.say(language), language)
        for language in LANGUAGES
    ]
    labels = zip(*(legend.labels for legend in legends), strict=True)
    seen, frame = cells_seen(raster)
    codes = legends[0].codes(seen)
    return DifferenceMap(
        title=spec.label,
        drawing=cell_map(
            codes, frame, legends[0], outline(run.shapes, frame), title=legends[0].title
        ),
        keys=tuple(
            MapKey(
                colour=colour,
                label=Text(**dict(zip(LANGUAGES, names, strict=True))),
            )
            for colour, names in zip(legends[0].colours, labels, strict=False)
        ),
    )

"""From a scenario file to what it says, or to everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from contado.archives import printable
from contado.documents import read_plain
from contado.errors import BadInput, Problem
from contado.faults import fault
from contado.interventions import from_geojson, path_of, read_interventions
from contado.norms import Document, read_document
from contado.phrases import Phrases
from contado.scenarios.model import Change, Scenario

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from contado.interventions import Intervention, Read
    from contado.territory import Territory

_SHOWN = 50
_OWN = {
    "one_change": "scenarios.one_change",
    "one_rain": "scenarios.one_rain",
    "one_source": "scenarios.one_source",
}
_WORDS = Phrases.of("contado.scenarios")


@dataclass(frozen=True, slots=True)
class LocatedScenario:
    """A scenario with its areas in the territory's system.

    Parameters
    ----------
    scenario
        What the file says.
    works
        Its areas, in the file's order, with the measures declared.
    notices
        What the reader of the areas noticed without refusing.
    """

    scenario: Scenario
    works: tuple[Intervention, ...]
    notices: tuple[Problem, ...] = ()

    def change(self, area: str) -> Change | None:
        """Return what the ground of an area becomes where no measure takes it."""
        own = (change for change in self.scenario.changes if change.area == area)
        return next(own, None)


def read_scenario(path: Path) -> tuple[Scenario, dict[str, Any] | None]:
    """Read a scenario file, YAML or JSON.

    Returns
    -------
    scenario, frozen
        ``frozen`` is what `contado.scenarios.freeze` added, None in a scenario that is not frozen.

    Raises
    ------
    BadInput
        Every problem of the file: ``scenarios.unreadable``, ``scenarios.wrong_value``, …
    """
    return parts_of(scenario_document(path))


def scenario_document(path: Path) -> Document:
    """Read the plain values of a scenario file, YAML or JSON.

    Raises
    ------
    BadInput
        ``scenarios.unreadable``, ``scenarios.too_large``, ``scenarios.duplicate_key``; of JSON
        ``documents.unreadable``, ``documents.too_large``.
    """
    if path.suffix.lower() == ".json":
        return Document(path.name, read_plain(path))
    return _document(path)


def parts_of(document: Document) -> tuple[Scenario, dict[str, Any] | None]:
    """Return the scenario that plain values hold, and what freezing added; see `read_scenario`."""
    content = document.data
    if not isinstance(content, dict):
        raise BadInput(Problem("scenarios.not_fields", document.name))
    frozen = content.get("frozen")
    if frozen is not None and not isinstance(frozen, dict):
        raise BadInput(Problem("scenarios.not_fields", document.name))
    own = {key: value for key, value in content.items() if key != "frozen"}
    return scenario_of(own, document), frozen


def scenario_of(content: Mapping[str, Any], document: Document) -> Scenario:
    """Return the scenario that plain values hold.

    Raises
    ------
    BadInput
        One problem a field, each with its line where the document has lines.
    """
    try:
        return Scenario.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise BadInput(_wrong(detail, document) for detail in error.errors()[:_SHOWN]) from None


def _wrong(detail: ErrorDetails, document: Document) -> Problem:
    where, field = document.where(detail["loc"]), path_of(detail["loc"]) or "scenario"
    if code := _OWN.get(detail["type"]):
        return Problem(code, where)
    text = fault(detail)
    if detail["type"] in ("outside", "value_error"):
        text = _WORDS.text(f"faults.{detail['type']}", **detail.get("ctx", {}))
    return Problem("scenarios.wrong_value", where, {"field": field, "fault": text})


def _document(path: Path) -> Document:
    """Read YAML; the words of the plan's reader become those of scenarios."""
    problems: list[Problem] = []
    document = read_document(path, path.name, problems)
    if problems or document is None:
        raise BadInput(_renamed(problem) for problem in problems)
    return document


def _renamed(problem: Problem) -> Problem:
    if problem.code == "norms.duplicate_key":
        return Problem("scenarios.duplicate_key", problem.where, problem.values)
    if problem.code == "norms.too_large":
        return Problem("scenarios.too_large", problem.where)
    return Problem("scenarios.unreadable", problem.where, problem.values)


def located(
    scenario: Scenario,
    folder: Path,
    territory: Territory,
    *,
    measures: Collection[str],
    classes: Collection[str],
) -> LocatedScenario:
    """Return the scenario with its areas, read and placed on the territory.

    Parameters
    ----------
    folder
        Where the scenario file is: files it names are below it.
    measures, classes
        Codes of the abacus, and classes of land cover that the plan knows.

    Raises
    ------
    BadInput
        Everything wrong with the areas (``interventions.*``), and where those can be read with
        the changes, all at once.
    """
    read = _read(scenario, folder, territory, measures)
    problems = [*_change_problems(scenario, read.interventions, classes)]
    problems += _idle(scenario, read.interventions)
    if problems:
        raise BadInput(problems)
    return LocatedScenario(scenario, read.interventions, read.notices)


def _read(
    scenario: Scenario, folder: Path, territory: Territory, measures: Collection[str]
) -> Read:
    areas, crs, boundary = scenario.areas, territory.crs, territory.boundary
    if areas.geojson is not None:
        return from_geojson(
            areas.geojson, territory_crs=crs, boundary=boundary, measures=measures,
            crs=areas.crs, name="areas.geojson",
        )  # fmt: skip
    path = (folder / str(areas.file)).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        values = {"file": printable(str(areas.file), 200)}
        raise BadInput(Problem("scenarios.file_missing", "areas.file", values))
    return read_interventions(
        path, territory_crs=crs, boundary=boundary, measures=measures, crs=areas.crs
    )


def _change_problems(
    scenario: Scenario, works: tuple[Intervention, ...], classes: Collection[str]
) -> Iterator[Problem]:
    ids, seen = [work.id for work in works], set()
    for at, change in enumerate(scenario.changes):
        where = f"changes[{at}]"
        if change.area not in ids:
            values = {"area": printable(change.area), "areas": printable(", ".join(ids), 300)}
            yield Problem("scenarios.unknown_area", where, values)
        elif change.area in seen:
            yield Problem("scenarios.changed_twice", where, {"area": printable(change.area)})
        seen.add(change.area)
        if change.land_cover is not None and change.land_cover not in classes:
            known = ", ".join(sorted(classes))
            values = {"name": printable(change.land_cover), "classes": known}
            yield Problem("scenarios.unknown_class", where, values)


def _idle(scenario: Scenario, works: tuple[Intervention, ...]) -> list[Problem]:
    changed = {change.area for change in scenario.changes}
    return [
        Problem("scenarios.nothing_changes", work.id, {"area": work.id})
        for work in works
        if not work.measures and work.id not in changed
    ]

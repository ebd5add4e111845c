"""A scenario that can be run again: its areas, plan, snapshot and results in one file.

A rerun takes the plan and the snapshot that the file holds, never those of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from contado import __version__
from contado.documents import digest_of, is_whole
from contado.errors import BadInput, Problem
from contado.interventions import geometry_of
from contado.norms import Rules
from contado.scenarios.model import Areas

if TYPE_CHECKING:
    from contado.interventions import Intervention
    from contado.norms import Document
    from contado.scenarios.model import Scenario
    from contado.scenarios.outcome import Outcome
    from contado.scenarios.reading import LocatedScenario
    from contado.territory import Territory

DIGEST_AT = ("frozen", "digest")
"""Where the digest stands: it is of the whole file but itself."""

_GIVEN = ("overlapping", "runoff_reduction", "cooling")


def self_contained(asked: LocatedScenario, territory: Territory) -> Scenario:
    """Return the scenario with its areas inside and the snapshot named."""
    import shapely

    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(geometry_of(work)),
            "properties": {
                "id": work.id, "name": work.name,
                "measures": [
                    {"measure": one.measure, "share": one.share}
                    | {name: value for name in _GIVEN if (value := getattr(one, name)) is not None}
                    for one in work.measures
                ],
                **_surfaces(work),
            },
        }
        for work in asked.works
    ]  # fmt: skip
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": territory.crs}},
        "features": features,
    }
    return asked.scenario.model_copy(
        update={"areas": Areas(geojson=content), "snapshot": territory.snapshot}
    )


def _surfaces(work: Intervention) -> dict[str, Any]:
    """Return the surfaces that an area declares: its draining index follows from them."""
    declared = work.surfaces.model_dump(mode="json", exclude_none=True)
    return {"surfaces": declared} if any(declared.values()) else {}


def frozen(scenario: Scenario, outcome: Outcome, rules: Rules) -> dict[str, Any]:
    """Return what a frozen scenario file holds, as plain values.

    Parameters
    ----------
    scenario
        Self-contained: see `self_contained`.
    outcome
        Of that very scenario.
    rules
        The plan that it was run with.
    """
    results = outcome.plain()
    used = [use["parameter"] for use in results.pop("parameters")]
    content = scenario.model_dump(mode="json", exclude_none=True) | {
        "frozen": {
            "software": __version__,
            "plan": rules.embed(used, []),
            "results": results,
        }
    }
    content["frozen"]["digest"] = digest_of(content, DIGEST_AT)
    return content


def refuse_altered(document: Document, scenario: Scenario) -> None:
    """Refuse a frozen scenario that somebody changed.

    Raises
    ------
    BadInput
        ``scenarios.altered``; also where it names files, or holds no results.
    """
    content = document.data
    inside = scenario.areas.geojson is not None
    holds = isinstance(content["frozen"].get("results"), dict)
    if not (inside and holds and is_whole(content, DIGEST_AT)):
        raise BadInput(Problem("scenarios.altered", document.name))


def rules_of(inner: Mapping[str, Any], where: str) -> Rules:
    """Return the plan that a frozen scenario holds.

    Raises
    ------
    BadInput
        ``scenarios.altered`` where it holds none, and everything wrong with it.
    """
    plan = inner.get("plan")
    if not isinstance(plan, dict):
        raise BadInput(Problem("scenarios.altered", where))
    return Rules.of(plan)

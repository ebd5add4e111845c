"""A scenario that can be run again: its areas, plan, snapshot and results in one file.

The digest is that of the canonical JSON of the whole file but itself. A rerun takes the plan and
the snapshot that the file holds, never those of today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contado import __version__
from contado.errors import BadInput, Problem
from contado.files import digest
from contado.interventions import geometry_of
from contado.norms import Rules
from contado.scenarios.model import Areas
from contado.scenarios.outcome import FACTS

if TYPE_CHECKING:
    from contado.scenarios.model import Scenario
    from contado.scenarios.outcome import Outcome
    from contado.scenarios.reading import Asked
    from contado.territory import Territory

_SAID = ("overlapping", "runoff_reduction", "cooling")
_TOLERANCE = 5.0  # in the last digit kept


def self_contained(asked: Asked, territory: Territory) -> Scenario:
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
                    | {name: value for name in _SAID if (value := getattr(one, name)) is not None}
                    for one in work.measures
                ],
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
    content["frozen"]["digest"] = digest_of(content)
    return content


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a frozen scenario without its digest.

    Examples
    --------
    >>> one, other = {"frozen": {"digest": "x"}}, {"frozen": {}}
    >>> digest_of(one) == digest_of(other)
    True
    """
    inner = {key: value for key, value in content["frozen"].items() if key != "digest"}
    return digest(dict(content) | {"frozen": inner})


def checked(content: Mapping[str, Any], where: str) -> None:
    """Refuse a frozen scenario that somebody changed.

    Raises
    ------
    BadInput
        ``scenarios.altered``.
    """
    if content["frozen"].get("digest") != digest_of(content):
        raise BadInput(Problem("scenarios.altered", where))


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


@dataclass(frozen=True, slots=True)
class Differing:
    """A number that a rerun gives otherwise."""

    place: str
    fact: str
    value: str
    frozen: float | None
    again: float | None


def differing(results: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Differing]:
    """Yield the numbers that a rerun gives otherwise, beyond rounding."""
    first, second = (_numbers(each) for each in (results, again))
    for key in sorted(first.keys() | second.keys()):
        old, new = first.get(key), second.get(key)
        if key not in first or key not in second or not _agree(old, new, key[1]):
            yield Differing(*key, old, new)


def _agree(one: float | None, other: float | None, fact: str) -> bool:
    if one is None or other is None:
        return one is other
    kept = FACTS[fact].kept if fact in FACTS else 0
    return abs(one - other) <= _TOLERANCE * 10.0**-kept


def _numbers(results: Mapping[str, Any]) -> dict[tuple[str, str, str], float | None]:
    return {
        (f"{place['kind']} {place['id']}", fact, name): value
        for place in results.get("places", ())
        for fact, values in place["facts"].items()
        for name, value in values.items()
        if name != "unit"
    }

"""What differs between two runs of a dossier: numbers beyond tolerance, names, outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contado.documents import TOLERANCE, Discrepancy, RunComparison, disclaimers
from contado.facts import catalogue
from contado.norms import ORDER
from contado.survey import Distribution
from contado.terms import Text

COMPARED = (
    "on",
    "filed_on",
    "territory",
    "snapshot",
    "verdicts",
    "facts",
    "effects",
    "changes",
    "assumptions",
    "provenance",
    "references",
    "plan",
    "geometry",
)
"""Fields a rerun fills, compared as they stand. Of warnings and disclaimer see `differences`."""

LATER = (ORDER, "adds", "of")
"""Fields that dossiers of earlier versions have not."""

_OF_AREA = ("values", "areas")  # of a distribution: compared as a whole
_NAMES = ("label", "value_label", "beyond_label", "possible_labels", "labels", "scales")


class _OfDossier(RunComparison):
    later = LATER
    keys = ("sheet", "part", "criterion", "fact", "parameter", "reference", "layer", "field",
            "code")  # fmt: skip

    def tolerance(self, content: Mapping[str, Any], where: str, otherwise: float) -> float:
        fact = content.get("fact")
        known = catalogue().get(fact) if isinstance(fact, str) else None
        if known is not None and known.tolerance is not None:
            return known.tolerance
        return super().tolerance(content, where, otherwise)

    def name(self, item: object) -> str:
        name = super().name(item)
        if not (name and isinstance(item, dict) and item.get("fact") == name):
            return name
        after, child = item.get("state") == "after", item.get("child")
        return f"{name}{'@after' if after else ''}" + ("" if child is None else f"#{child}")

    def walk(
        self, before: object, after: object, where: str, allowed: float = TOLERANCE
    ) -> Iterator[Discrepancy]:
        one, two = Distribution.read(before), Distribution.read(after)
        if one is not None and two is not None and one.agrees(two):
            before, after = _without_areas(before), _without_areas(after)
        return super().walk(before, after, where, allowed)

    def named(self, key: str, before: dict[str, Any], after: dict[str, Any], where: str) -> bool:
        return key in _NAMES and all(_of_plan(content, where) for content in (before, after))


def _without_areas(content: object) -> object:
    assert isinstance(content, dict)
    return {key: value for key, value in content.items() if key not in _OF_AREA}


def _of_plan(content: dict[str, Any], where: str) -> bool:
    """Tell whether the labels here are names of the plan, not a number in words."""
    if "possible" in content:
        return content.get("state") != "known" or content.get("value") is not None
    return where.startswith("verdicts") or where == "plan"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Discrepancy]:
    """Return what differs between two dossiers as plain values, in the fields a rerun fills.

    Sentences are not compared, nor what facts and layers are called: they may be reworded without
    another result. What a verdict calls its answers is, for it follows from the plan in the
    dossier. Of warnings it is compared which there are and of how many things they speak; of the
    disclaimer, whether it is there, and between runs of one version also what it says.

    Examples
    --------
    >>> differences({"facts": [{"fact": "a", "unit": "m2", "value": 1.0}]},
    ...             {"facts": [{"fact": "a", "unit": "m2", "value": 1.5}]})
    [Discrepancy(where='facts a value', before=1.0, after=1.5, worded=False)]
    """
    comparison = _OfDossier()
    drawn = ("map",) if after.get("map") is not None else ()
    apart = list(comparison.differences(before, after, (*COMPARED, *drawn)))
    apart += comparison.walk(_warned(before), _warned(after), "warnings")
    return [*apart, *disclaimers(before, after)]


def reworded(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Discrepancy]:
    """Return the sentences and names that another run of a dossier words otherwise."""
    comparison, one, two = _OfDossier(), _spoken(before), _spoken(after)
    return list(comparison.reworded(one, two, (*COMPARED, "warnings")))


def _spoken(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a dossier whose warnings name what they speak of as words."""
    warnings = [
        {**one, "subjects": [Text.same(name).model_dump() for name in one["subjects"]]}
        for one in content.get("warnings") or ()
    ]
    return {**content, "warnings": warnings}


def _warned(content: Mapping[str, Any]) -> list[dict[str, object]]:
    return [
        {"code": one["code"], "subjects": len(one["subjects"])}
        for one in content.get("warnings") or ()
    ]

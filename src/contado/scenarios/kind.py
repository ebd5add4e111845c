"""The frozen scenario as a kind of document: run again whole, compared place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel

from contado.documents import (
    ComparedRow,
    Discrepancy,
    Envelope,
    Finding,
    Kind,
    Progress,
    RunComparison,
    Side,
    Then,
    disclaimers,
    plan_today,
    unrecognised,
    validated,
)
from contado.errors import LANGUAGES, BadInput, Problem
from contado.norms import ORDER, Document, Rules
from contado.scenarios.freeze import DIGEST_AT, rules_of
from contado.scenarios.outcome import FACTS, kind_of
from contado.scenarios.reading import parts_of
from contado.units import UNITS, format_number

if TYPE_CHECKING:
    from contado.scenarios.model import Scenario
    from contado.territory import Territory

_INNER = {"software", "plan", "results", "digest"}
_RERUN = ("schema_version", "scenario", "territory", "model", "notices")
_LAST_DIGITS = 5.0
"""How far two runs may be apart, in the last digit that is kept."""


class _FrozenLayer(BaseModel):
    id: str


class _FrozenGround(BaseModel):
    layers: tuple[_FrozenLayer, ...]


class _FrozenPlace(BaseModel):
    kind: str
    id: str
    facts: dict[str, dict[str, float | str | None]]


class Results(BaseModel):
    """Of what a frozen scenario gave, that which is read again."""

    territory: _FrozenGround
    places: tuple[_FrozenPlace, ...]


@dataclass(frozen=True, slots=True)
class FrozenScenario:
    """A frozen scenario: what it says, what freezing added, what it gave, and the whole file."""

    scenario: Scenario
    inner: dict[str, Any]
    results: Results
    document: Document


class ScenarioKind(Kind[FrozenScenario]):
    """A frozen scenario."""

    digest_at: ClassVar[tuple[str, ...]] = DIGEST_AT
    later: ClassVar[frozenset[str]] = frozenset((ORDER,))
    row_names: ClassVar[tuple[str, ...]] = ("place", "fact")

    def envelope(self, content: dict[str, Any], where: str) -> Envelope:
        """Return the envelope that a file is lifted to."""
        frozen = self.load(content, where)
        return Envelope(
            kind="scenario",
            subject=frozen.scenario.title,
            content=content,
            plan=frozen.inner["plan"],
            snapshot=frozen.scenario.snapshot,
            software=f"contado {frozen.inner.get('software')}",
            digest=str(frozen.inner.get("digest")),
        )

    def load(self, content: dict[str, Any], where: str) -> FrozenScenario:
        """Return the document that plain values hold."""
        document = Document(where, content)
        scenario, inner = parts_of(document)
        if inner is None or not isinstance(inner.get("plan"), dict):
            raise BadInput(Problem("scenarios.altered", where))
        results = validated(Results, inner.get("results"), f"{where}: frozen.results")
        return FrozenScenario(scenario, inner, results, document)

    def whole(self, document: FrozenScenario) -> Mapping[str, Any]:
        """Return a scenario as plain values with every field."""
        own = document.scenario.model_dump(mode="json", exclude_none=True)
        return own | {"frozen": {**dict.fromkeys(_INNER), "plan": {ORDER: None}}}

    def judged(self, document: FrozenScenario) -> Iterable[Finding]:
        """Yield a signature of its plan that is not recognised."""
        for name in document.inner.keys() - _INNER:
            yield Finding("unknown", f"frozen.{name}", document.inner[name], None)
        yield from unrecognised(rules_of(document.inner, document.document.name))

    def layers(self, document: FrozenScenario) -> Mapping[str, str | None]:
        """Return the layers that it read, each with its hash."""
        return {layer.id: None for layer in document.results.territory.layers}

    def repeated(
        self, document: FrozenScenario, territory: Territory, progress: Progress
    ) -> Iterable[Finding]:
        """Yield what comes out otherwise on its own snapshot and plan."""
        from contado.scenarios.session import Session

        session = Session(territory.root)
        prepared = session.prepared(document.document)
        title = document.scenario.title
        progress(title, 0.0)
        outcome = session.run(prepared).outcome(lambda _, share: progress(title, share))
        for each in all_apart(document.inner["results"], outcome.plain()):
            yield Finding("software", each.where, each.before, each.after)

    def today(
        self, document: FrozenScenario, territory: Territory | None, on: date | None
    ) -> tuple[Then, ...]:
        """Return what the installed plan says otherwise."""
        assert territory is not None
        new = Rules.load(territory.profile, on=on or document.scenario.on)
        return tuple(plan_today(rules_of(document.inner, document.document.name), new))

    def rows(self, a: FrozenScenario, b: FrozenScenario, language: str) -> list[ComparedRow]:
        """Return what both say, row by row."""
        left, right = (dict(_sides(each, language)) for each in (a, b))
        return [
            ComparedRow(key, _label(key, language), left.get(key), right.get(key))
            for key in dict.fromkeys((*left, *right))
        ]


def _label(key: tuple[str, ...], language: str) -> str:
    place, fact = key
    return f"{place}: {FACTS[fact].label.say(language) if fact in FACTS else fact}"


def _sides(frozen: FrozenScenario, language: str) -> Iterator[tuple[tuple[str, ...], Side]]:
    for place in frozen.results.places:
        name = f"{kind_of(place.kind).say(language)} {place.id}"
        for fact, values in place.facts.items():
            before, after, change = (
                _number(values.get(key), values.get("unit"), language)
                for key in ("before", "after", "difference")
            )
            yield (name, fact), Side(change, f"{before} → {after}")


def _number(value: float | str | None, unit: object, language: str) -> str:
    known = isinstance(value, float) and isinstance(unit, str) and unit in UNITS
    return format_number(value, unit, language) if known else "–"  # type: ignore[arg-type]


class _OfResults(RunComparison):
    def tolerance(self, content: Mapping[str, Any], where: str, otherwise: float) -> float:  # noqa: ARG002
        fact = where.rpartition(" ")[2]
        return _LAST_DIGITS * 10.0 ** -FACTS[fact].kept if fact in FACTS else otherwise


def results_apart(results: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Discrepancy]:
    """Yield the numbers of places that a rerun gives otherwise, beyond rounding."""
    return _OfResults().walk(_by_place(results), _by_place(again), "")


def all_apart(results: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Discrepancy]:
    """Yield all that a rerun gives otherwise: inputs of the models, layers, notices, places."""
    one, two = (_whole(each) for each in (results, again))
    comparison = _OfResults()
    yield from disclaimers(results, again)
    for key in results.keys() - again.keys():
        yield Discrepancy(key, results[key], None)
    yield from comparison.walk(one, two, "")
    for key in _RERUN:
        yield from comparison.reworded(one, two, [key])


def _whole(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a rerun is held to, each place by its kind and id with all that is said of it."""
    own = {key: results.get(key) for key in _RERUN}
    told = [
        {"code": one.get("code"), "where": one.get("where"), "text": _text(one)}
        for one in own["notices"] or ()
    ]
    places = {
        f"{one['kind']} {one['id']}": {**one, "facts": None, **one["facts"]}
        for one in results.get("places", ())
    }
    return {**own, "notices": told, **places}


def _text(notice: Mapping[str, Any]) -> dict[str, Any]:
    return {language: notice.get(language) for language in LANGUAGES}


def _by_place(results: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{one['kind']} {one['id']}": one["facts"] for one in results.get("places", ())}

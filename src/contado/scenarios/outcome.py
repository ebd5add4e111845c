"""What a run tells: facts of places before and after works, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.errors import LANGUAGES, Problem
from contado.phrases import Phrases
from contado.scenarios.draws import PERCENTILES
from contado.terms import Text
from contado.territory import roles

if TYPE_CHECKING:
    from contado.norms import ParameterUse
    from contado.scenarios.effects import Effect


@dataclass(frozen=True, slots=True)
class FactName:
    """A fact of a scenario: its label, unit and the decimals that are kept."""

    label: Text
    unit: str
    kept: int


_WORDS = Phrases.of("contado.scenarios")

_KEPT = {
    "runoff_depth": ("mm", 6),
    "runoff_volume": ("m3", 3),
    "retained_volume": ("m3", 3),
    "retention_index": ("1", 6),
    "draining_index": ("1", 6),
    "cooling_capacity": ("1", 6),
    "heat_mitigation": ("1", 6),
    "air_temperature": ("degC", 5),
    "residents_cooler": ("person", 3),
    "residents_warmer": ("person", 3),
}

FACTS = {
    name: FactName(_WORDS[f"facts.{name}"], unit, kept) for name, (unit, kept) in _KEPT.items()
}
"""The facts, in the order in which they are listed. The volume of runoff is what InVEST calls the
flooded volume."""


def kind_of(kind: str) -> Text:
    """Return what people call a kind of place."""
    own = _WORDS.get(f"places.{kind}")
    return own or (roles()[kind].label if kind in roles() else Text.same(kind))


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of one place: before, after, and the interval of the difference.

    Parameters
    ----------
    before, after, difference
        At the middle of the measures' bounds; None where it is undecided.
    low, high
        Bounds of the difference.
    percentiles
        5, 50 and 95 % of the difference over the draws; None where nothing was drawn.
    """

    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    percentiles: tuple[float | None, ...] | None = None

    def plain(self) -> dict[str, Any]:
        """Return the values by name."""
        names = [f"p{percent:g}" for percent in PERCENTILES]
        drawn = dict(zip(names, self.percentiles or (), strict=False))
        values = {
            "before": self.before, "after": self.after, "difference": self.difference,
            "low": self.low, "high": self.high,
        }  # fmt: skip
        return values | drawn

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> FactChange:
        """Return the fact that plain values hold."""
        drawn = [values[name] for percent in PERCENTILES if (name := f"p{percent:g}") in values]
        return cls(
            values["before"], values["after"], values["difference"],
            values["low"], values["high"], tuple(drawn) or None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceChanges:
    """A place and its facts.

    ``kind`` is ``area``, ``all_areas``, ``territory`` or the role of a layer of units.
    """

    kind: str
    id: str
    name: str
    area: float
    facts: Mapping[str, FactChange]

    @property
    def drawn(self) -> bool:
        """Whether differences were drawn."""
        return any(fact.percentiles for fact in self.facts.values())

    def plain(self) -> dict[str, Any]:
        """Return the place as plain values."""
        facts = {
            name: {"unit": FACTS[name].unit} | effect.plain() for name, effect in self.facts.items()
        }
        own = {"kind": self.kind, "id": self.id, "name": self.name, "area_m2": self.area}
        return own | {"facts": facts}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> PlaceChanges:
        """Return the place that plain values hold; facts that are no longer known are left out."""
        facts = {
            name: FactChange.of(each) for name, each in values["facts"].items() if name in FACTS
        }
        return cls(values["kind"], values["id"], values["name"], values["area_m2"], facts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run.

    Parameters
    ----------
    head
        Scenario, territory, software and the numbers of the models, as plain values.
    parameters
        Values of the plan that were used.
    notices
        What to beware of.
    places
        The areas first, then all of them, the units, the territory.
    """

    head: Mapping[str, Any]
    parameters: tuple[ParameterUse, ...]
    notices: tuple[Problem, ...]
    places: tuple[PlaceChanges, ...]

    def plain(self) -> dict[str, Any]:
        """Return the whole as plain values, ready for JSON."""
        return dict(self.head) | {
            "parameters": [use.model_dump(mode="json") for use in self.parameters],
            "notices": [
                {"code": notice.code, "where": notice.where}
                | {language: str(notice.say(language)) for language in LANGUAGES}
                for notice in self.notices
            ],
            "places": [place.plain() for place in self.places],
        }


def place_changes(
    kind: str,
    ids: Sequence[str],
    names: Sequence[str],
    areas: np.ndarray[Any, Any],
    effects: Mapping[str, Effect],
) -> Iterator[PlaceChanges]:
    """Yield each place with its facts, numbers rounded to what the models hold."""
    for row, (id_, name) in enumerate(zip(ids, names, strict=True)):
        facts = {fact: _fact(FACTS[fact].kept, effect, row) for fact, effect in effects.items()}
        yield PlaceChanges(kind, str(id_), str(name), round(float(areas[row]), 3), facts)


def _fact(kept: int, effect: Effect, row: int) -> FactChange:
    before, change = float(effect.before[row]), float(effect.middle[row])
    drawn = None
    if effect.percentiles is not None:
        drawn = tuple(_rounded(value, kept) for value in effect.percentiles[:, row])
    return FactChange(
        _rounded(before, kept),
        _rounded(before + change, kept),
        _rounded(change, kept),
        _rounded(float(effect.low[row]), kept),
        _rounded(float(effect.high[row]), kept),
        drawn,
    )


def _rounded(value: float, kept: int) -> float | None:
    """Return a rounded number, None where it is none; never a negative zero."""
    return round(float(value), kept) + 0.0 if np.isfinite(value) else None

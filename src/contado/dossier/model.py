"""The dossier: everything a verdict rests on, in one document that can be repeated.

The order of the fields is the order of ``dossier.json``: the disclaimer comes first.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from contado.interventions import Intervention, State
from contado.models import Record
from contado.norms import Answer, Confidence, Interval, Lacking, ParameterUse, SheetReason
from contado.terms import Text

FORMATS = ("json", "html", "pdf", "gpkg")
Value = Interval | str | None
Flag = Literal["simulated", "stand_in", "coarse", "disagrees"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FactReading(Record):
    """A fact of the intervention, or of one of its measures, and how it came to be known.

    ``value`` is the one that judged; ``measured`` and ``declared`` are both kept. ``child`` is the
    row of the measure, None for a fact of the intervention: what is not declared of a measure comes
    from the abacus. ``coverage`` is the share of the place that the data cover, None where that has
    no meaning. The flag ``disagrees``: what is declared lies outside the bounds that were measured.
    """

    fact: str
    label: Text
    unit: str
    state: Literal["before", "after"]
    child: int | None = None
    value: Value
    value_label: Text | None = None
    lacking: Lacking | None = None
    measured: Value = None
    declared: Value = None
    source: Literal["measured", "declared", "abacus", "missing"]
    coverage: float | None = None
    flags: tuple[Flag, ...] = ()
    layers: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    method: str
    basis: Text | None = None


class Changed(Record):
    """What would have to be declared otherwise: a field, its value now and the value it needs.

    ``field`` is a path in the intervention, for example ``measures.NBS01.share``.
    """

    field: str
    label: Text
    unit: str = ""
    before: Value
    after: Value


class PartChange(Record):
    """A part of the sheet to which a change gives another answer."""

    part: str
    label: Text
    before: Answer
    after: Answer


class Money(Record):
    """An amount between two bounds, EUR, VAT excluded."""

    low: Decimal
    high: Decimal


class LeastChange(Record):
    """One change that would give another outcome, found by evaluating it.

    ``answer`` is a question nobody answered yet; ``realisation`` turns an answer that was given.
    ``effects`` are the parts whose answer reads otherwise, the outcome left out. ``cost`` is that
    of the measure put in, or of what is added of one, by the abacus.
    """

    sheet: str
    kind: Literal["measure_share", "answer", "realisation", "other_measure"]
    sentence: Text
    changed: tuple[Changed, ...]
    outcome_before: Answer
    outcome_after: Answer
    effects: tuple[PartChange, ...] = ()
    cost: Money | None = None


class EffectSide(Record):
    """What a fact is in one state, or by how much it changes: the value, or why there is none.

    ``source``: ``abacus`` follows from the declared measures with the values of the abacus,
    ``declared`` from declared surfaces.
    """

    value: Interval | None
    lacking: Lacking | None = None
    source: Literal["measured", "declared", "abacus", "missing"]


class Used(Record):
    """A parameter that was used and how far to trust it; its value is in the plan."""

    parameter: str
    confidence: Confidence
    expired: bool = False


class WorksEffect(Record):
    """A fact that the works change, as some sheets show it: never judged.

    ``difference`` is measured by itself, of the same ground before and after: what is not known
    of the ground is not counted twice, so that it may be narrower than ``after`` less ``before``.
    """

    fact: str
    label: Text
    unit: str
    sheets: tuple[str, ...]
    before: EffectSide
    after: EffectSide
    difference: EffectSide
    coverage: float | None = None
    flags: tuple[Flag, ...] = ()
    layers: tuple[str, ...] = ()
    parameters: tuple[Used, ...] = ()
    method: str


class MapKey(Record):
    """A colour of a map and what it stands for."""

    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    label: Text


class DifferenceMap(Record):
    """A map of what a scenario changes: an SVG, shown as a picture and never run."""

    title: Text
    drawing: str
    keys: tuple[MapKey, ...]


class ScenarioAnnex(Record):
    """A frozen scenario attached to the dossier: the whole file, its digest and two maps."""

    title: str
    digest: Sha256
    content: dict[str, Any]
    maps: tuple[DifferenceMap, ...] = ()


class LayerUse(Record):
    """A layer that was used: who made it, on what terms, and which bytes it was.

    ``about`` is what the layer says of its content: season and years, size of the cells.
    """

    layer: str
    role: str
    title: Text
    producer: str
    date: str | None
    licence: str
    attribution: str
    sha256: Sha256
    flags: tuple[Flag, ...] = ()
    about: Text | None = None
    surface_temperature: bool = False


class ReferenceUse(Record):
    """A reference distribution of the whole territory, frozen as it was used.

    ``share`` is the part of the territory it saw.
    """

    reference: str
    label: Text
    content: dict[str, Any]
    share: float | None = None


class TerritoryName(Record):
    """The territory: its name and the metric CRS of its layers."""

    name: str
    crs: str


class FrozenPlan(Record):
    """The plan that judged: the profile, whether it is signed, and the sheets and parameters."""

    profile: str
    status: Literal["proposed", "signed"]
    signed: dict[str, str] | None = None
    embedded: dict[str, Any]
    labels: dict[str, Text] = Field(default_factory=dict)
    scales: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


class Notice(Record):
    """Something the reader must know before relying on the outcome."""

    code: Literal[
        "coarse",
        "data_newer",
        "data_older",
        "disagrees",
        "expired",
        "municipality_differs",
        "not_in_force",
        "partial_reference",
        "reader",
        "simulated",
        "stand_in",
        "surface_temperature",
        "surfaces_differ",
        "undetermined",
    ]
    subjects: tuple[str, ...]
    text: Text


class Correction(Record):
    """A declared value that the verification changed, and why.

    ``field`` is a path in the intervention, for example ``realisation.monitoring``.
    """

    field: str
    before: Any
    after: Any
    reason: Annotated[str, Field(min_length=3, max_length=2000)]


class Act(Record):
    """An act of one of the two actors: an office and a role, never a person's name.

    ``of`` is the digest of what it is an act of: the draft that was made one's own, or the dossier
    that was verified. Earlier versions linked none.
    """

    kind: Literal["self_assessment", "verification"]
    office: str
    role: str
    date: date
    corrections: tuple[Correction, ...] = ()
    of: Sha256 | None = None


class Shape(Record):
    """One thing drawn on the map: a class of the legend and its SVG path in tenths of a unit."""

    role: str
    label: Text | None
    path: str


class Name(Record):
    """A name written on the map."""

    x: float
    y: float
    text: str


class MapSheet(Record):
    """The map of the first page, clipped and simplified, with the whole territory beside it."""

    width: float
    height: float
    metres: float
    shapes: tuple[Shape, ...]
    names: tuple[Name, ...] = ()
    locator: tuple[Shape, ...] = ()
    locator_at: tuple[float, float] | None = None
    attributions: tuple[str, ...] = ()


class Dossier(Record):
    """A verdict with every reason, the data and the plan that gave it, and its digest."""

    disclaimer: Text | None
    schema_version: Literal["1"] = "1"
    state: State
    intervention: Intervention
    on: date
    filed_on: date | None
    territory: TerritoryName
    snapshot: str
    verdicts: tuple[SheetReason, ...]
    changes: tuple[LeastChange, ...] = ()
    warnings: tuple[Notice, ...] = ()
    facts: tuple[FactReading, ...]
    effects: tuple[WorksEffect, ...] = ()
    assumptions: tuple[ParameterUse, ...] = ()
    provenance: tuple[LayerUse, ...] = ()
    references: tuple[ReferenceUse, ...] = ()
    plan: FrozenPlan
    acts: tuple[Act, ...] = ()
    based_on: Sha256 | None = None
    annexes: tuple[ScenarioAnnex, ...] = ()
    geometry: dict[str, Any]
    map: MapSheet | None = None
    software: str
    digest: str = ""


__all__ = [
    "FORMATS",
    "Act",
    "Answer",
    "Changed",
    "Confidence",
    "Correction",
    "DifferenceMap",
    "Dossier",
    "EffectSide",
    "FactReading",
    "Flag",
    "FrozenPlan",
    "Interval",
    "LayerUse",
    "LeastChange",
    "MapKey",
    "MapSheet",
    "Name",
    "Notice",
    "PartChange",
    "ReferenceUse",
    "ScenarioAnnex",
    "Shape",
    "TerritoryName",
    "Used",
    "Value",
    "WorksEffect",
]

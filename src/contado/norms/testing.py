"""Facts to try the engine with, for tests and benchmarks: a small catalogue and random tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from contado.norms.catalogue import FactSpec, State, column_name
from contado.norms.uses import fact_states_of
from contado.terms import TERMS, Text
from contado.values import Children, Codes, Column, Labels, Missing, Numbers, Table

if TYPE_CHECKING:
    from contado.norms.rules import Rules

PLACE, MEASURE, PLOT = "intervention", "measure", "plot"
ANSWERS = {name: TERMS[name] for name in ("yes", "partly", "no", "not_applicable")}
ITEMS = {
    "treated_area": ("quota di area trattata", "share of the area treated"),
    "native_species": ("specie autoctone", "native species"),
    "soil_depth": ("spessore di suolo", "soil depth"),
    "maintenance_plan": ("piano di manutenzione", "maintenance plan"),
    "sewer_disconnection": ("disconnessione dalla fognatura", "disconnection from the sewer"),
    "accessibility": ("accessibilità", "accessibility"),
    "visibility": ("visibilità e didattica", "visibility and education"),
    "monitoring": ("monitoraggio", "monitoring"),
}
WAYS = {name: Text.same(name) for name in ("used", "not_feasible", "not_used")}
METHODS = {name: Text.same(name) for name in ("minimum_small", "minimum", "rain_only", "detailed")}


def _fact(
    it: str, en: str, unit: str | None, of: str = PLACE, states: tuple[State, ...] = ()
) -> FactSpec:
    return FactSpec(label=Text(it=it, en=en), unit=unit, of=of, states=states)


def _effect(it: str, en: str, unit: str) -> FactSpec:
    """Return a fact that works change, as sheets show their effects."""
    return _fact(it, en, unit, PLACE, ("before", "after")).model_copy(
        update={"change": f"{en}, change"}
    )


CATALOGUE: dict[str, FactSpec] = {
    "place.area": _fact("area", "area", "m2"),
    "drainage.draining_index": _effect("indice di superficie drenante", "draining index", "1"),
    "drainage.event_runoff_volume": _effect("volume di deflusso", "volume of runoff", "m3"),
    "drainage.retention_index": _effect("quota trattenuta", "share kept", "1"),
    "heat.air_temperature": _effect("temperatura dell'aria", "air temperature", "degC"),
    "heat.mitigation": _effect("mitigazione del calore", "heat mitigation", "1"),
    "drainage.unit_low_share": _fact(
        "quota dell'UPA nelle classi peggiori di superficie drenante",
        "share of the UPA in the worst draining classes",
        "share",
    ),
    "heat.night_anomaly": _fact(
        "anomalia della temperatura notturna", "night temperature anomaly", "degC"
    ),
    "heat.unit_hot_share": _fact(
        "quota dell'UPA nelle classi più calde", "share of the UPA in the hottest classes", "share"
    ),
    "nature.runoff_regulation_rank": _fact(
        "rango dell'offerta di regolazione degli eventi estremi",
        "rank of the supply of regulation of extreme events",
        "1",
    ),
    "nature.microclimate_regulation_rank": _fact(
        "rango dell'offerta di regolazione del microclima",
        "rank of the supply of microclimate regulation",
        "1",
    ),
    **{
        f"{room}.{index}": _fact(it, en, "1", "place")
        for room in ("drainage", "heat")
        for index, it, en in (
            ("pressure", "pressione", "pressure"),
            ("adaptation", "adattamento", "adaptation"),
            ("vulnerability", "vulnerabilità", "vulnerability"),
        )
    },
    "people.sensitivity": _fact("sensibilità", "sensitivity", "1", "place"),
    "invariance.area": _fact("superficie dell'intervento", "area of the works", "m2", PLOT),
    "invariance.runoff_coefficient": _fact(
        "coefficiente di deflusso medio", "mean runoff coefficient", "1", PLOT
    ),
    "invariance.criticality": FactSpec(
        label=Text(it="criticità idraulica", en="hydraulic criticality"),
        of=PLOT,
        names={name: Text.same(name) for name in ("A", "B", "C")},
    ),
    "measure.kind": _fact("misura", "measure", None, MEASURE),
    "measure.area": _fact("area della misura", "area of the measure", "m2", MEASURE),
    "measure.runoff_reduction": _fact("riduzione del deflusso", "runoff reduction", "%", MEASURE),
    "measure.cooling": _fact("raffrescamento", "cooling", "degC", MEASURE),
    **{
        f"realisation.{item}": FactSpec(label=Text(it=it, en=en), of=PLACE, names=ANSWERS)
        for item, (it, en) in ITEMS.items()
    },
    **{
        name: _fact(it, en, unit, "design")
        for name, it, en, unit in (
            (
                "design.volume_margin",
                "volume disponibile meno volume richiesto",
                "volume available less volume required",
                "m3",
            ),
            (
                "design.second_event_margin",
                "volume disponibile meno volume richiesto per due eventi ravvicinati",
                "volume available less volume required for two events close together",
                "m3",
            ),
            (
                "design.centennial_margin",
                "volume con franco meno volume dell'evento di verifica",
                "volume with freeboard less volume of the check event",
                "m3",
            ),
            (
                "design.discharge_margin",
                "limite di scarico meno portata scaricata",
                "discharge limit less discharge",
                "l/s",
            ),
            ("design.emptying", "tempo di svuotamento", "time to empty", "h"),
        )
    },
    **{
        f"design.{way}": FactSpec(label=Text(it=it, en=way), of="design", names=WAYS)
        for way, it in (
            ("reuse", "riuso"),
            ("infiltration", "infiltrazione"),
            ("water_body", "corpo idrico"),
            ("sewer", "fognatura"),
        )
    },
    "design.method": FactSpec(
        label=Text(it="modalità di calcolo", en="method"), of="design", names=METHODS
    ),
}
"""The facts that the sheets of the built-in plan read, without the rooms that measure them."""

Value = float | tuple[float, float] | str | None
"""A fact of a place: a number, bounds, a label, or nothing."""


def table_of(
    rules: Rules,
    places: Sequence[Mapping[str, Value]],
    measures: Sequence[Sequence[Mapping[str, Value]]] = (),
) -> Table:
    """Return the table of a few places; a fact that is not given is missing.

    Parameters
    ----------
    rules
        Rules loaded with a catalogue of facts.
    places
        For each place, its facts by column (``fact`` or ``fact@after``).
    measures
        For each place, the facts of each of its measures.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> rules = Rules.load(on=date(2024, 6, 1), facts=CATALOGUE)
    >>> table_of(rules, [{"drainage.draining_index": 0.3}]).size
    1
    """
    below = [measure for place in measures for measure in place]
    parent = np.repeat(np.arange(len(measures)), [len(place) for place in measures])
    children = Table(len(below), _columns(rules, MEASURE, below))
    return Table(len(places), _columns(rules, PLACE, places), {MEASURE: Children(parent, children)})


def _columns(rules: Rules, kind: str, rows: Sequence[Mapping[str, Value]]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for fact, spec in rules.facts.items():
        if spec.of == kind:
            for state in ("before", *spec.states):
                name = column_name(fact, state)
                values = [row.get(name) for row in rows]
                columns[name] = _column(values, Missing("not_declared", fact), spec.is_number)
    return columns


def _column(values: Sequence[Value], absent: Missing, is_number: bool) -> Column:
    if not is_number:
        return Labels.of([None if v is None else str(v) for v in values], absent)
    pairs = [v if isinstance(v, tuple) else (v, v) for v in values]
    low, high = (
        np.array([np.nan if pair[i] is None else pair[i] for pair in pairs], dtype=np.float64)
        for i in (0, 1)
    )
    missing = np.isnan(low).astype(np.int16)
    return Numbers(
        low, low if np.array_equal(low, high, equal_nan=True) else high, missing, (absent,)
    )


_SPREAD = {"share": 1.0, "1": 1.0, "degC": 4.5, "%": 100.0, "m2": 5_000.0}


def random_table(
    rules: Rules, size: int, random: np.random.Generator, *, exact: bool = True
) -> Table:
    """Return random facts for every column the sheets read.

    Parameters
    ----------
    rules
        Rules loaded with a catalogue of facts; all their sheets of interventions are served.
    size
        Number of places; each has from none to three measures.
    random
        Where chance comes from.
    exact
        False for facts within bounds, one in ten of them missing.
    """
    parent = np.repeat(np.arange(size), random.integers(0, 4, size))
    sizes = {PLACE: size, MEASURE: len(parent)}
    columns: dict[str, dict[str, Column]] = {PLACE: {}, MEASURE: {}}
    for sheet in (each for each in rules.sheets.values() if each.of == PLACE):
        for fact, state, kind in fact_states_of(sheet):
            name, spec = column_name(fact, state), rules.fact(fact)
            if name not in columns[kind]:
                make = _numbers if spec.is_number else _labels
                columns[kind][name] = make(rules, fact, sizes[kind], random, exact=exact)
    below = Children(parent, Table(len(parent), columns[MEASURE]))
    return Table(size, columns[PLACE], {MEASURE: below})


def _absent(size: int, random: np.random.Generator, *, exact: bool) -> Codes:
    return (random.random(size) < (0 if exact else 0.1)).astype(np.int16)


def _numbers(
    rules: Rules, fact: str, size: int, random: np.random.Generator, *, exact: bool
) -> Numbers:
    spread = _SPREAD[rules.fact(fact).unit or "1"]
    low = random.random(size) * spread
    missing = _absent(size, random, exact=exact)
    if exact:
        return Numbers(low, low, missing)
    low[missing > 0] = np.nan
    high = low + random.random(size) * 0.1 * spread
    return Numbers(low, high, missing, (Missing("low_coverage", fact),))


def _labels(
    rules: Rules, fact: str, size: int, random: np.random.Generator, *, exact: bool
) -> Labels:
    names = tuple(rules.fact(fact).names) or tuple(rules.measures)
    missing = _absent(size, random, exact=exact)
    codes = random.integers(0, len(names), size).astype(np.int16)
    codes[missing > 0] = -1
    return Labels(codes, names, missing, (Missing("unanswered", fact),))

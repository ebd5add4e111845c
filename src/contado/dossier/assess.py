"""Assess interventions: measure, judge, explain, and gather all of it into dossiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contado.dossier import provenance
from contado.dossier.cartography import Cartographer
from contado.dossier.changes import changes
from contado.dossier.effects import effects, measured_for, shown
from contado.dossier.freeze import sealed
from contado.dossier.intact import refuse_altered
from contado.dossier.model import Act, Dossier, Ground, Plan, ScenarioAnnex
from contado.dossier.notices import Grounds, notices
from contado.dossier.readings import names_of, readings
from contado.errors import BadInput, Problem
from contado.facts import Facts, catalogue, measure
from contado.interventions.geometry import geometry_of
from contado.norms import Verdicts, evaluate
from contado.survey.plan import MINIMUM_COVERAGE
from contado.terms import TERMS, Text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from contado.interventions.model import Intervention
    from contado.norms import Rules
    from contado.territory import Territory

Progress = Callable[[str, float], None]
_JUDGED = 0.9
_COORDINATE_DIGITS = 7


@dataclass(frozen=True)
class _Assessment:
    """What the dossiers of one batch share."""

    sheets: Sequence[str]
    territory: Territory
    rules: Rules
    facts: Facts
    verdicts: dict[str, Verdicts]
    effects: dict[str, tuple[str, ...]]
    embedded: dict[str, Any]
    municipalities: dict[str, str]
    draw: Cartographer | None = field(repr=False)


def assess(
    interventions: Sequence[Intervention],
    sheets: Sequence[str],
    territory: Territory,
    rules: Rules,
    *,
    progress: Progress | None = None,
    draw: bool = True,
    one_by_one: bool = True,
    act: Act | None = None,
    annexes: Sequence[ScenarioAnnex] = (),
) -> list[Dossier]:
    """Assess interventions on a territory under a plan: one sealed dossier each, in order.

    Parameters
    ----------
    interventions
        As `contado.interventions` reads them, geometry in the territory's CRS.
    sheets
        Identifiers of the sheets to apply, each once.
    territory, rules
        The ground at a snapshot, and the plan on a day.
    progress
        Told what is being done and which share of all is behind, 0 to 1.
    draw
        Whether to draw the map; a page that only shows the verdict needs none.
    one_by_one
        Whether effects that take a model for each place (air temperature) are measured; a page
        that answers at once leaves them out, and its dossier says so.
    act
        The act by which the municipality makes the assessment its own: the state becomes
        *autovalutata*. Without it a dossier is in the state of its intervention.
    annexes
        Frozen scenarios to attach to each: see `contado.dossier.annex.attached`.

    Raises
    ------
    BadInput
        An unknown sheet, a parameter that is not yet in force, an unusable layer, or one whose
        file is no longer the one that was added.
    """
    if not interventions:
        return []
    tell = progress or _silent
    asked = list(dict.fromkeys(sheets))
    _check_sheets(asked, rules)
    refuse_altered(territory)
    told = shown(rules, asked)
    more = measured_for(told, one_by_one=one_by_one)
    facts = _measured(interventions, more, territory, rules, tell)
    table = facts.table()
    batch = _Assessment(
        sheets=asked,
        territory=territory,
        rules=rules,
        facts=facts,
        verdicts={sheet: evaluate(rules, sheet, table) for sheet in asked},
        effects=told,
        embedded=rules.embed(_measuring(facts), asked),
        municipalities=_municipalities(interventions, territory),
        draw=Cartographer(territory) if draw else None,
    )
    made = []
    for row, intervention in enumerate(interventions):
        tell(intervention.name, _JUDGED + (1 - _JUDGED) * row / len(interventions))
        dossier = _dossier(batch, row, intervention)
        whole = dossier.model_copy(update={"annexes": tuple(annexes)})
        made.append(sealed(_acted(whole, act)))
    return made


def _check_sheets(sheets: Sequence[str], rules: Rules) -> None:
    problems: list[Problem] = []
    for sheet in sheets:
        try:
            rules.sheet(sheet)
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)


def _acted(dossier: Dossier, act: Act | None) -> Dossier:
    """Return the dossier with the act that makes it the municipality's."""
    if act is None:
        return dossier
    return dossier.model_copy(update={"acts": (act,), "state": "autovalutata"})


def _silent(_: str, __: float) -> None:
    """Tell nobody."""


def _measured(
    interventions: Sequence[Intervention],
    more: Sequence[str],
    territory: Territory,
    rules: Rules,
    tell: Progress,
) -> Facts:
    """Measure what every dossier states, and more facts."""
    import numpy as np

    from contado.survey import Declared
    from contado.territory import Places

    geometry = np.array([geometry_of(one) for one in interventions], dtype=object)
    places = Places("intervention", [one.id for one in interventions], geometry)
    return measure(
        places,
        [*names_of(), *more],
        territory,
        rules,
        declared=Declared.of(interventions),
        progress=lambda what, share: tell(what, _JUDGED * share),
    )


def _measuring(facts: Facts) -> set[str]:
    """Return the parameters that measuring these facts again may ask for."""
    said = {use.parameter for measured in facts.values() for use in measured.parameters}
    needed = {
        parameter
        for name in facts
        for parameter in catalogue()[name.removesuffix("@after")].needs.parameters
    }
    return said | needed


def _dossier(batch: _Assessment, row: int, work: Intervention) -> Dossier:
    rules, territory = batch.rules, batch.territory
    verdicts = tuple(batch.verdicts[sheet].explain(row) for sheet in batch.sheets)
    facts = readings(batch.facts, row)
    layers = provenance.sources(batch.facts, territory)
    codes = [measure.measure for measure in work.measures]
    used = provenance.parameters(batch.facts, verdicts, codes)
    references = provenance.references(batch.facts, rules)
    grounds = Grounds(
        on=rules.on,
        work=work,
        layers=layers,
        used=tuple(used.values()),
        verdicts=verdicts,
        facts=facts,
        references=references,
        enough=_enough(rules),
        municipalities=batch.municipalities,
    )
    geometry = geometry_of(work)
    return Dossier(
        disclaimer=None if rules.profile.status == "signed" else TERMS["proposed_values"],
        state=work.state,
        intervention=work,
        on=rules.on,
        filed_on=work.filed_on,
        territory=Ground(name=territory.name, crs=territory.crs),
        snapshot=territory.snapshot,
        verdicts=verdicts,
        changes=tuple(
            c for sheet in batch.sheets for c in changes(work, batch.verdicts[sheet], row)
        ),
        warnings=notices(grounds),
        facts=facts,
        effects=effects(batch.effects, batch.facts, facts, work),
        assumptions=provenance.assumptions(used.values()),
        provenance=layers,
        references=references,
        plan=_plan(batch, codes),
        geometry=_geojson(geometry, territory.crs),
        map=batch.draw.sheet(geometry) if batch.draw else None,
        software=_software(),
    )


def _municipalities(works: Sequence[Intervention], territory: Territory) -> dict[str, str]:
    """Return the names of the municipalities by code, where one is declared by its code."""
    layer = territory.layer("municipalities")
    if layer is None or not any((one.municipality or "").strip().isdigit() for one in works):
        return {}
    rows = layer.frame(["istat_code", "name"])
    return dict(zip(rows["istat_code"], rows["name"], strict=True))


def _enough(rules: Rules) -> float | None:
    return rules.number(MINIMUM_COVERAGE) if MINIMUM_COVERAGE in rules.parameters else None


def _plan(batch: _Assessment, codes: Sequence[str]) -> Plan:
    profile = batch.rules.profile
    signed = profile.signed.model_dump(mode="json") if profile.signed else None
    measures = batch.rules.measures
    return Plan(
        profile=profile.profile,
        status=profile.status,
        signed=signed,
        embedded=batch.embedded,
        labels={code: measures[code].label for code in codes if code in measures},
        scales={sheet: _scale(batch.rules, sheet) for sheet in batch.sheets},
    )


def _scale(rules: Rules, sheet: str) -> tuple[Text, ...]:
    """Return the classes of a sheet's outcome, lowest first."""
    outcome = rules.sheet(sheet).parts[-1].outcome
    if outcome is None:
        return ()
    return tuple(rules.categories[outcome.classes].names.values())


def _geojson(geometry: BaseGeometry, crs: str) -> dict[str, Any]:
    import shapely

    from contado.crs import LONGITUDE_LATITUDE, transformer

    turn = transformer(crs, LONGITUDE_LATITUDE)
    turned = shapely.transform(geometry, turn.transform, interleaved=False)
    return {key: _rounded(each) for key, each in shapely.geometry.mapping(turned).items()}


def _rounded(content: object) -> object:
    if isinstance(content, float):
        return round(content, _COORDINATE_DIGITS)
    if isinstance(content, dict):
        return {key: _rounded(each) for key, each in content.items()}
    if isinstance(content, list | tuple):
        return [_rounded(each) for each in content]
    return content


def _software() -> str:
    from contado import __version__

    return f"contado {__version__}"

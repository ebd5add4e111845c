"""Put dossiers together from what was measured and judged of a batch of interventions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from contado.documents import software_now
from contado.dossier import provenance
from contado.dossier.cartography import Cartographer
from contado.dossier.changes import changes
from contado.dossier.effects import effects, shown
from contado.dossier.model import Dossier, FrozenPlan, TerritoryName
from contado.dossier.notices import Grounds, notices
from contado.dossier.plan_values import own_parameters
from contado.dossier.readings import readings
from contado.facts import Facts
from contado.interventions import geometry_of
from contado.norms import Verdicts, evaluate
from contado.survey import MINIMUM_COVERAGE
from contado.terms import Text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from contado.dossier.model import FactReading
    from contado.interventions import Intervention
    from contado.norms import Rules
    from contado.territory import Territory
    from contado.values import Table

_COORDINATE_DIGITS = 7


@dataclass(frozen=True)
class Assembly:
    """What the dossiers of one batch share.

    Parameters
    ----------
    works
        The interventions, in the order of the rows of facts.
    sheets
        Identifiers of the sheets that judge.
    facts
        What was measured of all of them.
    table
        The facts as the sheets read them.
    embedded
        The plan as every dossier freezes it.
    draw
        Whether to draw maps.
    """

    works: Sequence[Intervention]
    sheets: Sequence[str]
    territory: Territory
    rules: Rules
    facts: Facts
    table: Table
    embedded: dict[str, Any]
    draw: bool = True

    @cached_property
    def verdicts(self) -> dict[str, Verdicts]:
        """The verdicts of each sheet on all the interventions."""
        return {sheet: evaluate(self.rules, sheet, self.table) for sheet in self.sheets}

    @cached_property
    def _municipalities(self) -> dict[str, str]:
        return _municipalities(self.works, self.territory)

    @cached_property
    def _cartographer(self) -> Cartographer | None:
        return Cartographer(self.territory) if self.draw else None

    def dossier(self, row: int, frozen: Sequence[FactReading] | None = None) -> Dossier:
        """Return the dossier of one intervention, not sealed.

        Parameters
        ----------
        frozen
            Its readings, where they are not those of what was measured.
        """
        rules, territory, work = self.rules, self.territory, self.works[row]
        verdicts = tuple(self.verdicts[sheet].explain(row) for sheet in self.sheets)
        facts = readings(self.facts, row) if frozen is None else tuple(frozen)
        layers = provenance.sources(self.facts, territory)
        codes = [measure.measure for measure in work.measures]
        asked = shown(rules, self.sheets)
        used = provenance.parameters(self.facts, verdicts, codes)
        used |= {name: rules.use(name) for name in own_parameters(rules, asked)}
        references = provenance.references(self.facts, rules)
        grounds = Grounds(
            on=rules.on,
            work=work,
            layers=layers,
            used=tuple(used.values()),
            verdicts=verdicts,
            facts=facts,
            references=references,
            enough=_enough(rules),
            municipalities=self._municipalities,
        )
        geometry = geometry_of(work)
        return Dossier(
            disclaimer=rules.disclaimer,
            state=work.state,
            intervention=work,
            on=rules.on,
            filed_on=work.filed_on,
            territory=TerritoryName(name=territory.name, crs=territory.crs),
            snapshot=territory.snapshot,
            verdicts=verdicts,
            changes=tuple(
                change
                for sheet in self.sheets
                for change in changes(work, self.verdicts[sheet], row)
            ),
            warnings=notices(grounds),
            facts=facts,
            effects=effects(asked, self.facts, facts, work),
            assumptions=provenance.assumptions(used.values()),
            provenance=layers,
            references=references,
            plan=self._plan(codes),
            geometry=_geojson(geometry, territory.crs),
            map=self._cartographer.sheet(geometry) if self._cartographer else None,
            software=software_now(),
        )

    def _plan(self, codes: Sequence[str]) -> FrozenPlan:
        profile, measures = self.rules.profile, self.rules.measures
        signed = profile.signed.model_dump(mode="json") if profile.signed else None
        return FrozenPlan(
            profile=profile.profile,
            status=profile.status,
            signed=signed,
            embedded=self.embedded,
            labels={code: measures[code].label for code in codes if code in measures},
            scales={sheet: _scale(self.rules, sheet) for sheet in self.sheets},
        )


def _municipalities(works: Sequence[Intervention], territory: Territory) -> dict[str, str]:
    """Return the names of the municipalities by code, where one is declared by its code."""
    layer = territory.layer("municipalities")
    if layer is None or not any((one.municipality or "").strip().isdigit() for one in works):
        return {}
    rows = layer.arrays(["istat_code", "name"])
    return dict(zip(rows["istat_code"], rows["name"], strict=True))


def _enough(rules: Rules) -> float | None:
    return rules.number(MINIMUM_COVERAGE) if MINIMUM_COVERAGE in rules.parameters else None


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

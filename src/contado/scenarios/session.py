"""Scenario files run on one territory, the ground modelled once for those that share a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import BadInput, Problem
from contado.norms import Rules
from contado.scenarios.base import Base
from contado.scenarios.freeze import frozen, refuse_altered, rules_of, self_contained
from contado.scenarios.plan import SHADE
from contado.scenarios.reading import LocatedScenario, located, parts_of, scenario_document
from contado.scenarios.run import Run, rain_of, settings_of
from contado.territory import Territory

if TYPE_CHECKING:
    from contado.norms import Document
    from contado.scenarios.model import Scenario
    from contado.scenarios.run import Progress


@dataclass
class Session:
    """A territory on which scenarios are run.

    Parameters
    ----------
    root
        The territory's folder.
    profile
        Plan profile; by default the territory's own.
    """

    root: Path
    profile: str | None = None
    _grounds: dict[str | None, Territory] = field(default_factory=dict)
    _plans: dict[object, Rules] = field(default_factory=dict)
    _bases: dict[object, Base] = field(default_factory=dict)

    def territory(self, snapshot: str | None = None) -> Territory:
        """Return the territory, at its last snapshot or at an earlier one."""
        if snapshot not in self._grounds:
            self._grounds[snapshot] = Territory.open(self.root, snapshot)
        return self._grounds[snapshot]

    def read(self, path: Path) -> Prepared:
        """Read a scenario file and place it on the territory.

        Raises
        ------
        BadInput
            Everything wrong with it; ``scenarios.altered`` where it was frozen and then changed.
        """
        return self.prepared(scenario_document(path), path.parent)

    def prepared(self, document: Document, folder: Path = Path()) -> Prepared:
        """Place the scenario that plain values hold on the territory; see `read`.

        Parameters
        ----------
        folder
            Where the files are that it names; a frozen one names none.
        """
        scenario, inner = parts_of(document)
        if inner is not None:
            refuse_altered(document, scenario)
        territory = self.territory(scenario.snapshot)
        rules = self._rules(scenario, territory, inner, document.name)
        return Prepared(self._located(scenario, folder, territory, rules), territory, rules, inner)

    def _located(
        self, scenario: Scenario, folder: Path, territory: Territory, rules: Rules
    ) -> LocatedScenario:
        classes = [key[0] for key in rules.rows(SHADE)]
        return located(scenario, folder, territory, measures=tuple(rules.abacus), classes=classes)

    def _rules(
        self, scenario: Scenario, territory: Territory, inner: dict[str, Any] | None, where: str
    ) -> Rules:
        if inner is not None:
            return rules_of(inner, where)
        key = scenario.on
        if key not in self._plans:
            self._plans[key] = Rules.load(self.profile or territory.profile, on=scenario.on)
        return self._plans[key]

    def run(self, prepared: Prepared) -> Run:
        """Return the run of a scenario; the ground is modelled once for all with its model."""
        model = prepared.asked.scenario.model
        territory, rules = prepared.territory, prepared.rules
        settings, rain = settings_of(model, rules), rain_of(model, rules)
        key = (id(territory), id(rules), settings, rain)
        if key not in self._bases:
            self._bases[key] = Base(territory, rules, settings, rain)
        return Run(prepared.asked, self._bases[key])

    def freeze(self, path: Path, progress: Progress | None = None) -> dict[str, Any]:
        """Return the scenario of a file frozen on this territory, as plain values.

        Raises
        ------
        BadInput
            ``scenarios.already_frozen``, and everything wrong with it.
        """
        prepared = self.read(path)
        if prepared.inner is not None:
            raise BadInput(Problem("scenarios.already_frozen", path.name))
        whole = self_contained(prepared.asked, prepared.territory)
        asked = self._located(whole, path.parent, prepared.territory, prepared.rules)
        again = Prepared(asked, prepared.territory, prepared.rules, None)
        outcome = self.run(again).outcome(progress)
        return frozen(whole, outcome, prepared.rules)


@dataclass(frozen=True)
class Prepared:
    """A scenario ready to run.

    Parameters
    ----------
    asked
        The scenario and its areas.
    territory, rules
        What it is run on and with.
    inner
        What freezing added; None where it is not frozen.
    """

    asked: LocatedScenario
    territory: Territory
    rules: Rules
    inner: dict[str, Any] | None

"""Judge every place by a sheet: facts measured together, the verdict of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.facts import Facts, measure
from contado.layer_roles import POPULATION
from contado.norms import evaluate
from contado.norms.sheets import ClassCriterion
from contado.survey import Flag
from contado.values import Floats, Numbers

if TYPE_CHECKING:
    from contado.atlas.places import Shown
    from contado.atlas.subjects import Subject
    from contado.norms import Rules, Verdicts
    from contado.norms.trace import ParameterUse
    from contado.survey import Measured
    from contado.territory import Territory

_KM2 = 1e6


@dataclass(frozen=True, slots=True)
class Judged:
    """Places with their facts and verdicts.

    Parameters
    ----------
    subject, shown
        What was asked, and of which places.
    territory, rules
        The ground and the plan.
    facts, verdicts
        What was measured, and the sheet's verdict of each place.
    beware
        What holds for every place: ``soils_unknown``, ``ages_unknown``, ``modelled``.
    """

    subject: Subject
    shown: Shown
    territory: Territory
    rules: Rules
    facts: Facts
    verdicts: Verdicts
    beware: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.shown)

    def fact(self, column: str) -> Measured:
        """Return the fact of a column."""
        return self.facts[self.subject.facts[column]]

    def numbers(self, column: str) -> Numbers:
        """Return the numbers of a column."""
        values = self.fact(column).values
        assert isinstance(values, Numbers)
        return values

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, the least vulnerable first."""
        return self.verdicts.names

    @property
    def codes(self) -> npt.NDArray[np.int16]:
        """Class of each place, -1 where it cannot be told."""
        return self.verdicts.codes(self.verdicts.compiled.outcome.name)

    @property
    def span(self) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
        """Lowest and highest class still possible; -1 where the index is missing."""
        masks = self.verdicts.possible.astype(np.int64)
        bits = (masks[:, None] >> np.arange(len(self.classes))) & 1 == 1
        told = self.numbers(self.subject.composite).missing == 0
        low = bits.argmax(axis=1)
        high = len(self.classes) - 1 - bits[:, ::-1].argmax(axis=1)
        return tuple(np.where(told, side, -1).astype(np.int16) for side in (low, high))  # type: ignore[return-value]

    @property
    def residents(self) -> Floats:
        """Residents of each place: an estimate, NaN where they cannot be told."""
        return np.asarray(self.numbers("density_per_km2").low * self.shown.places.area / _KM2)

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of the layers read."""
        own = (self.shown.layer.id,) if self.shown.layer else ()
        read = (layer for fact in self.facts.values() for layer in fact.layers)
        return tuple(dict.fromkeys((*own, *read)))

    @property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """Values of the plan used in measuring and judging."""
        uses = [use for fact in self.facts.values() for use in fact.parameters]
        breaks = [
            self.rules.use(criterion.classify.breaks)
            for _, criterion in self.rules.sheet(self.subject.sheet).criteria
            if isinstance(criterion, ClassCriterion)
        ]
        return tuple({use.parameter: use for use in (*uses, *breaks)}.values())

    def flags(self, row: int) -> tuple[str, ...]:
        """Return what to beware of in a place."""
        bits = int(self.fact(self.subject.composite).flags[row])
        layer = self.shown.layer
        if layer is not None:
            bits |= layer.simulated * Flag.SIMULATED | layer.stand_in * Flag.STAND_IN
        return (*Flag(bits).names, *self.beware)


def judge(
    subject: Subject,
    shown: Shown,
    territory: Territory,
    rules: Rules,
    progress: Callable[[str, float], None] | None = None,
) -> Judged:
    """Measure and judge places by the sheet of a subject."""
    names = list(subject.facts.values())
    facts = measure(shown.places, names, territory, rules, progress=progress)
    verdicts = evaluate(rules, subject.sheet, facts.table())
    return Judged(subject, shown, territory, rules, facts, verdicts, _beware(territory, facts))


def _beware(territory: Territory, facts: Facts) -> tuple[str, ...]:
    found = []
    if "drainage.pressure" in facts and territory.layer("soil_groups") is None:
        found.append("soils_unknown")
    if territory.layer(POPULATION) is None:
        found.append("ages_unknown")
    if "heat.pressure" in facts and territory.layer("night_temperature") is None:
        found.append("modelled")
    return tuple(found)

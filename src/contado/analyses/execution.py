"""One execution of an analysis: how far it is, where it writes, what it used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.errors import ContadoError
from contado.terms import Text

if TYPE_CHECKING:
    from contado.analyses.declaration import Analysis
    from contado.errors import Problem
    from contado.facts import Facts
    from contado.norms import ParameterUse, Rules
    from contado.territory import Territory
    from contado.values import Missing

Progress = Callable[[Text, float], None]
"""Is given what is being done, and a share from 0 to 1."""


class CannotTell(ContadoError):  # noqa: N818 - named as a person would
    """The analysis stops for want of data, and leaves nothing behind."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.line("en") for problem in self.problems))


class Cancelled(ContadoError):  # noqa: N818 - no error: somebody wants it so
    """The person who asked for the analysis no longer wants it."""


def silent(_: Text, __: float) -> None:
    """Tell nobody."""


@dataclass
class Execution:
    """What a computation is handed beside its request."""

    analysis: Analysis
    inputs: Mapping[str, Any]  # by name, as they were written
    folder: Path  # where a computation writes rasters that it makes a window at a time
    out: Path  # where results will be; an interrupted run is taken up again beside it
    territory: Territory | None = None
    rules: Rules | None = None
    progress: Progress = silent
    cancelled: Callable[[], bool] = lambda: False
    others: tuple[Territory, ...] = ()  # other states of the territory, whose layers count too
    recorded: dict[str, Any] = field(default_factory=dict, repr=False)  # inputs of ``run.json``
    _layers: set[str] = field(default_factory=set)
    _uses: dict[str, ParameterUse] = field(default_factory=dict)

    def step(self, what: str | Text, share: float) -> None:
        """Report how far the execution is, in a phrase of the analysis.

        Raises
        ------
        Cancelled
            Where it is no longer wanted.
        """
        if self.cancelled():
            raise Cancelled(self.analysis.id)
        self.progress(what if isinstance(what, Text) else self.analysis.phrase(what), share)

    def stand_on(self, territory: Territory, rules: Rules, *others: Territory) -> None:
        """Note the ground and the plan that a file names, and the grounds of other files."""
        self.territory, self.rules, self.others = territory, rules, others

    def written(self, *names: str) -> dict[str, Path]:
        """Return the files of rasters that a computation has written, by their names."""
        return {name: self.folder / f"{name}.tif" for name in names}

    def phrase(self, key: str, /, **values: object) -> Text:
        """Return a sentence of the analysis; see `Analysis.phrase`."""
        return self.analysis.phrase(key, **values)

    def why(self, missing: Missing | None) -> Text | None:
        """Return why a value is missing; None where it is there."""
        from contado.norms import missing_text

        return missing_text(missing, self.rules) if missing and self.rules else None

    def use(self, *, layers: Iterable[str] = (), parameters: Iterable[ParameterUse] = ()) -> None:
        """Note layers and values of the plan that were read otherwise than through both."""
        self._layers.update(layers)
        self._uses.update({use.parameter: use for use in parameters})

    def use_facts(self, facts: Facts) -> None:
        """Note what measuring facts took."""
        for fact in facts.values():
            self.use(layers=fact.layers, parameters=fact.parameters)

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of the layers read, in alphabetical order."""
        read = self.territory.read if self.territory else set()
        return tuple(sorted({*self._layers, *read}))

    @property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """Values of the plan used, in alphabetical order."""
        read = self.rules.read if self.rules else set()
        uses = {name: self.rules.use(name) for name in read} if self.rules else {}
        uses |= self._uses
        return tuple(uses[name] for name in sorted(uses))

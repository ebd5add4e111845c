"""Assess interventions: measure, judge, explain, and gather all of it into dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contado.dossier.acts import self_assessed
from contado.dossier.assembly import Assembly
from contado.dossier.effects import shown
from contado.dossier.freeze import sealed
from contado.dossier.intact import refuse_altered
from contado.dossier.model import Act, Dossier, ScenarioAnnex
from contado.dossier.plan_values import own_parameters
from contado.dossier.selection import frozen_names
from contado.errors import BadInput
from contado.facts import Facts, catalogue, measure
from contado.interventions import geometry_of

if TYPE_CHECKING:
    from contado.documents import Progress
    from contado.errors import Problem
    from contado.interventions import Intervention
    from contado.norms import Rules
    from contado.territory import Territory

_JUDGED = 0.9


def assess(
    interventions: Sequence[Intervention],
    sheets: Sequence[str],
    territory: Territory,
    rules: Rules,
    *,
    progress: Progress | None = None,
    draw: bool = True,
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
        FactChange what is being done and which share of all is behind, 0 to 1.
    draw
        Whether to draw the map; a page that only shows the verdict needs none.
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
    names = frozen_names(rules, asked)
    refuse_altered(territory, names)
    facts = measured(interventions, names, territory, rules, tell)
    batch = Assembly(
        works=interventions,
        sheets=asked,
        territory=territory,
        rules=rules,
        facts=facts,
        table=facts.table(),
        embedded=rules.embed(
            _measuring(facts) | set(own_parameters(rules, shown(rules, asked))), asked
        ),
        draw=draw,
    )
    made = []
    for row, intervention in enumerate(interventions):
        tell(intervention.name, _JUDGED + (1 - _JUDGED) * row / len(interventions))
        whole = batch.dossier(row).model_copy(update={"annexes": tuple(annexes)})
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
    return self_assessed(dossier, act)


def _silent(_: str, __: float) -> None:
    """Tell nobody."""


def measured(
    interventions: Sequence[Intervention],
    names: Sequence[str],
    territory: Territory,
    rules: Rules,
    progress: Progress | None = None,
) -> Facts:
    """Measure facts of interventions, with what is declared of them."""
    import numpy as np

    from contado.survey import Declared
    from contado.territory import Places

    tell = progress or _silent
    geometry = np.array([geometry_of(one) for one in interventions], dtype=object)
    return measure(
        Places("intervention", [one.id for one in interventions], geometry),
        names,
        territory,
        rules,
        declared=Declared.of(interventions),
        progress=lambda what, share: tell(what, _JUDGED * share),
    )


def _measuring(facts: Facts) -> set[str]:
    """Return the parameters that measuring these facts again may ask for."""
    used = {use.parameter for fact in facts.values() for use in fact.parameters}
    needed = {
        parameter
        for name in facts
        for parameter in catalogue()[name.removesuffix("@after")].needs.parameters
    }
    return used | needed

"""Where the numbers of a dossier come from: layers, references, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from contado.dossier.model import Flag, LayerUse, ReferenceUse
from contado.dossier.readings import ABACUS
from contado.dossier.words import phrase
from contado.norms import CriterionReason, ParameterUse, SheetReason
from contado.terms import Text

if TYPE_CHECKING:
    from contado.facts import Facts
    from contado.norms import Rules
    from contado.territory import Layer, Territory


def sources(facts: Facts, territory: Territory) -> tuple[LayerUse, ...]:
    """Return the layers that the facts and their reference distributions read, by id."""
    used = {layer for measured in facts.values() for layer in measured.layers}
    for reference in facts.references.values():
        used.update(dict(reference.get("layers", {})).values())
    return tuple(_source(layer) for layer in territory.layers.values() if layer.id in used)


def _source(layer: Layer) -> LayerUse:
    flags: list[Flag] = []
    flags += ["simulated"] if layer.simulated else []
    flags += ["stand_in"] if layer.stand_in else []
    return LayerUse(
        layer=layer.id,
        role=layer.role,
        title=layer.spec.label,
        producer=layer.producer,
        date=layer.date.isoformat(),
        licence=layer.licence,
        attribution=layer.attribution,
        sha256=layer.sha256,
        flags=tuple(flags),
        about=_about(layer),
        surface_temperature=layer.meta.get("kind") == "LST",
    )


def _about(layer: Layer) -> Text | None:
    """Return what a layer of temperature says of itself: the season, the cells it was made of."""
    season = layer.meta.get("season")
    cells = layer.meta.get("native_cell") or ([layer.cell] if layer.cell else [])
    if not season:
        return None
    about = _both(str(season))
    if not cells:
        return about
    sides = [f"{side:,.0f}" for side in cells]
    it, en = " × ".join(side.replace(",", ".") for side in sides), " × ".join(sides)
    return phrase("season_and_cells", season=about, cells=Text(it=it, en=en))


def _both(text: str) -> Text:
    """Return a text of a layer, which is written ``italiano / English`` where it has both."""
    it, bar, en = text.partition(" / ")
    return Text(it=_capital(it), en=_capital(en if bar else it))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def references(facts: Facts, rules: Rules) -> tuple[ReferenceUse, ...]:
    """Return the reference distributions that were used, as they were."""
    return tuple(
        ReferenceUse(
            reference=name,
            label=_reference_label(name, rules),
            content=dict(content),
            share=content.get("seen"),
        )
        for name, content in sorted(facts.references.items())
    )


def _reference_label(name: str, rules: Rules) -> Text:
    """Return the label of the parameter of that name, or of the fact whose name begins it."""
    from contado.facts import catalogue

    if name in rules.parameters:
        return rules.parameter(name).label
    facts = sorted(catalogue(), key=len)
    fact = next((fact for fact in reversed(facts) if name.startswith(fact)), None)
    return catalogue()[fact].label if fact else Text.same(name)


def parameters(
    facts: Facts, verdicts: Sequence[SheetReason], measures: Iterable[str]
) -> dict[str, ParameterUse]:
    """Return every parameter that measuring or judging one intervention used, by id.

    Parameters
    ----------
    measures
        Codes of the measures of this intervention: the abacus of others measured with it is left
        out.
    """
    own = tuple(f"{ABACUS}{code}." for code in measures)
    uses = {
        use.parameter: use
        for measured in facts.values()
        for use in measured.parameters
        if not use.parameter.startswith(ABACUS) or use.parameter.startswith(own)
    }
    for verdict in verdicts:
        uses.update((use.parameter, use) for use in _of_sheet(verdict))
    return dict(sorted(uses.items()))


def _of_sheet(verdict: SheetReason) -> Iterator[ParameterUse]:
    for part in verdict.parts:
        yield from part.parameters
        for criterion in part.criteria:
            yield from _of_criterion(criterion)


def _of_criterion(criterion: CriterionReason) -> Iterator[ParameterUse]:
    yield from criterion.parameters
    for child in criterion.children:
        yield from _of_criterion(child)


def assumptions(used: Iterable[ParameterUse]) -> tuple[ParameterUse, ...]:
    """Return the parameters that nobody published or confirmed, or whose time is over."""
    return tuple(use for use in used if use.doubtful)

"""Facts that the catalogue states in words alone, without a function of their own.

``options`` of the catalogue say which layer, which column and which of its classes; which parameter
of the plan a distance is; which provider or declared field is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.survey import (
    MINIMUM_COVERAGE,
    NO_PROVIDER,
    POINT,
    Features,
    Overlaps,
    choose,
    count_within,
    field,
    known,
    nearest,
    without,
)
from contado.survey.features import features
from contado.survey.overlaps import overlaps
from contado.survey.sizes import sizes
from contado.values import Column, Floats, Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

OVERLAP_METHOD = "overlap.v1"
PROXIMITY_METHOD = "proximity.v1"
STATED_METHOD = "stated_class.v1"
PROVIDED_METHOD = "provided.v1"
DECLARED_METHOD = "declared.v1"

Kinds = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayerFeatures:
    """Features that a fact is of: a layer, or some classes of one of its columns."""

    layer: str
    by: str | None
    kinds: Kinds


def overlap(survey: Survey, *, layer: str, by: str | None = None, kinds: Kinds = ()) -> Measured:
    """Return what each place shares with the features of a layer: m², m or how many points.

    Parameters
    ----------
    layer
        Role of a vector layer.
    by, kinds
        Column of classes, and those that count; all features by default. Ground of two features
        is counted once.
    """
    return _of_layer(survey, LayerFeatures(layer, by, kinds), OVERLAP_METHOD, _shared)


def overlap_share(
    survey: Survey, *, layer: str, by: str | None = None, kinds: Kinds = ()
) -> Measured:
    """Return the share of each place that lies on the features of a layer, as `overlap`."""
    return _of_layer(survey, LayerFeatures(layer, by, kinds), OVERLAP_METHOD, _share)


def features_met(
    survey: Survey, *, layer: str, by: str | None = None, kinds: Kinds = ()
) -> Measured:
    """Return how many features of a layer each place meets, at its edge at least."""
    return _of_layer(survey, LayerFeatures(layer, by, kinds), OVERLAP_METHOD, _met)


def distance(survey: Survey, *, layer: str, by: str | None = None, kinds: Kinds = ()) -> Measured:
    """Return how far the nearest feature of a layer is, m in a straight line."""
    return _of_layer(survey, LayerFeatures(layer, by, kinds), PROXIMITY_METHOD, _away)


def features_within(
    survey: Survey, *, layer: str, within: str, by: str | None = None, kinds: Kinds = ()
) -> Measured:
    """Return how many features of a layer lie within a distance of each place.

    Parameters
    ----------
    within
        Parameter of the plan with the distance, m.
    """
    reach = survey.rules.number(within)

    def counted(survey: Survey, chosen: Features) -> Floats:
        return count_within(survey.places.geometry, chosen, reach)

    return _of_layer(survey, LayerFeatures(layer, by, kinds), PROXIMITY_METHOD, counted, within)


def unit_class(
    survey: Survey, *, layer: str, by: str, kinds: tuple[str, ...], classes: tuple[str, ...]
) -> Measured:
    """Return the class that a layer states of the unit that holds most of each place.

    Parameters
    ----------
    layer
        Role of a layer that divides the territory.
    by
        Column that states the class; empty where it states none.
    kinds, classes
        What may be written there, and the class that each is.
    """
    units = survey.units(layer)
    if units is None:
        absent = Labels.absent(len(survey), Missing("no_layer", layer))
        return survey.measured(absent, STATED_METHOD, layers=[layer])
    written = survey.of_territory(f"written {layer} {by}", lambda: _written(survey, layer, by))
    named = dict(zip(kinds, classes, strict=True))
    said = [named.get(written.get(code, "")) for code in units.codes]
    labels = Labels.of(said, Missing("not_stated", layer))
    outside = Labels.absent(len(survey), Missing("outside_layer", layer))
    return survey.measured(
        choose(~known(units.labels), outside, labels),
        STATED_METHOD,
        layers=[layer],
        coverage=units.share,
    )


def _written(survey: Survey, role: str, column: str) -> dict[str, str]:
    """Return what a column says of each unit, by its code; nothing without such a column."""
    layer = survey.layer(role)
    rows = {} if layer is None else layer.arrays()
    if layer is None or column not in rows:
        return {}
    codes = map(str, rows[layer.spec.key[0]])
    return {code: text for code, text in zip(codes, rows[column], strict=True) if text}


def provided_number(survey: Survey, *, provider: str, quantity: str) -> Measured:
    """Return a number that a provider works out."""
    return _provided(survey, provider, quantity, Numbers.absent)


def provided_label(survey: Survey, *, provider: str, quantity: str) -> Measured:
    """Return a label that a provider works out."""
    return _provided(survey, provider, quantity, Labels.absent)


def declared_number(survey: Survey, *, name: str) -> Measured:
    """Return a number that is declared of each place."""
    return _declared(survey, name, Numbers.absent)


def declared_label(survey: Survey, *, name: str) -> Measured:
    """Return a label that is declared of each place."""
    return _declared(survey, name, Labels.absent)


def _overlaps(survey: Survey, chosen: Features) -> Overlaps:
    """Return what places share with features; facts of the same features share the work."""
    key = f"overlaps {id(chosen)}"  # kept with the survey, or with its territory
    return survey.once(key, lambda: overlaps(survey.places.geometry, chosen))


def _shared(survey: Survey, chosen: Features) -> Floats:
    return _overlaps(survey, chosen).sizes[:, 0]


def _share(survey: Survey, chosen: Features) -> Floats:
    return np.minimum(_shared(survey, chosen) / _sizes(survey), 1.0)


def _met(survey: Survey, chosen: Features) -> Floats:
    return _overlaps(survey, chosen).counts[:, 0]


def _away(survey: Survey, chosen: Features) -> Floats:
    return nearest(survey.places.geometry, chosen)[1]


def _sizes(survey: Survey) -> Floats:
    return sizes(survey.places.geometry, survey.places.dimension)


def _chosen(survey: Survey, asked: LayerFeatures) -> Features | Missing:
    if survey.layer(asked.layer) is None or survey.places.dimension < POINT:
        return survey.unread(asked.layer)
    kinds = (asked.kinds,) if isinstance(asked.kinds, str) else asked.kinds
    chosen = features(survey, asked.layer, asked.by if kinds else None, kinds)
    return Missing("no_column", f"{asked.layer}.{asked.by}") if chosen is None else chosen


def _of_layer(
    survey: Survey,
    asked: LayerFeatures,
    method: str,
    values: Callable[[Survey, Features], Floats],
    *parameters: str,
) -> Measured:
    """Return a fact of features; a place mostly beyond the territory has none, for layers end."""
    layer, chosen = asked.layer, _chosen(survey, asked)
    if isinstance(chosen, Missing):
        absent = Numbers.absent(len(survey), chosen)
        return survey.measured(absent, method, layers=[layer], parameters=parameters)
    numbers, coverage = Numbers.exact(values(survey, chosen)), None
    numbers = without(numbers, np.isnan(numbers.low), Missing("no_feature", layer))
    area = survey.territory.settings.area
    ground = features(survey, area)
    if ground is not None:
        inside = _shared(survey, ground)
        numbers, coverage = survey.covered(numbers, inside, layer, area=_sizes(survey))
        parameters = (*parameters, MINIMUM_COVERAGE)
    return survey.measured(
        numbers, method, layers=[layer, area], parameters=parameters, coverage=coverage
    )


def _provided(
    survey: Survey, provider: str, quantity: str, absent: Callable[[int, Missing], Column]
) -> Measured:
    made = survey.provided(provider, quantity)
    if made is None:
        missing = absent(len(survey), Missing(NO_PROVIDER, provider))
        return survey.measured(missing, PROVIDED_METHOD)
    return survey.measured(
        made.values, PROVIDED_METHOD,
        layers=made.layers, parameters=made.parameters, coverage=made.coverage,
    )  # fmt: skip


def _declared(survey: Survey, name: str, absent: Callable[[int, Missing], Column]) -> Measured:
    column = field(survey, name)
    if column is None:
        column = absent(len(survey), Missing("not_declared", name))
    return survey.measured(column, DECLARED_METHOD, declared=column, from_declared=known(column))

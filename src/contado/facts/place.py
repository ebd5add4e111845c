"""Where a place is: its area and the units it lies in most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contado.survey import AREA
from contado.values import Labels, Missing, Numbers

if TYPE_CHECKING:
    import numpy.typing as npt

    from contado.survey import Measured, Survey

AREA_METHOD = "area.v1"
UNIT_METHOD = "largest_overlap.v1"


def area(survey: Survey) -> Measured:
    """Return the area of each place, m²; of points and lines there is none."""
    numbers = Numbers.exact(survey.area)
    if survey.places.dimension < AREA:
        numbers = Numbers.absent(len(survey), Missing("not_applicable", "place.area"))
    return survey.measured(numbers, AREA_METHOD)


def municipality(survey: Survey) -> Measured:
    """Return the name of the municipality that holds most of each place."""
    return _unit(survey, "municipalities")


def zone(survey: Survey) -> Measured:
    """Return the name of the homogeneous zone that holds most of each place.

    A municipality that belongs to none is no gap in the data. The basis is the confidence of the
    membership, where the layer tells it.
    """
    units, ground = survey.units("zones"), survey.units("municipalities")
    if units is None:
        return _unit(survey, "zones")
    labels = units.labels
    if ground is not None:
        labels = _without_zone(labels, ground.labels.codes >= 0)
    return survey.measured(
        labels, UNIT_METHOD, layers=["zones"], coverage=units.share,
        basis=_confidence(survey, units.codes),
    )  # fmt: skip


def _without_zone(labels: Labels, known: npt.NDArray[np.bool_]) -> Labels:
    """Say of places in a known municipality and in no zone that they belong to none."""
    none = (labels.codes < 0) & known
    reasons = (*labels.reasons, Missing("no_place", "zones"))
    return replace(
        labels,
        missing=np.where(none, np.int16(len(reasons)), labels.missing).astype(np.int16),
        reasons=reasons,
    )


def _confidence(survey: Survey, codes: Sequence[str]) -> Labels | None:
    """Return the confidence with which each place's zone is known, None where no layer tells."""
    layer = survey.layer("zones")
    if layer is None:
        return None
    rows = layer.arrays()
    if "confidence" not in rows:
        return None
    confidence = dict(zip(rows["code"], rows["confidence"], strict=True))
    named = [confidence.get(code) if code else None for code in codes]
    return Labels.of(named, Missing("outside_layer", "zones"))


def landscape_unit(survey: Survey) -> Measured:
    """Return the name of the landscape unit that holds most of each place."""
    return _unit(survey, "landscape_units")


def _unit(survey: Survey, role: str) -> Measured:
    units = survey.units(role)
    if units is None:
        absent = Labels.absent(len(survey), Missing("no_layer", role))
        return survey.measured(absent, UNIT_METHOD, layers=[role])
    return survey.measured(units.labels, UNIT_METHOD, layers=[role], coverage=units.share)

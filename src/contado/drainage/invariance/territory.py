"""What a territory knows of the works: criticality and P of their comune, and its rain."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contado.drainage.invariance.steps import WORDS
from contado.drainage.rainfall.territory import ROLE as RAIN
from contado.drainage.rainfall.territory import rainfall_in
from contado.terms import Text

if TYPE_CHECKING:
    from contado.drainage.rainfall import Rainfall
    from contado.norms import Rules
    from contado.territory import Layer, Territory

CRITICALITY = "hydraulic_criticality"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the place of the works.

    Parameters
    ----------
    criticality
        Area A, B or C; None where it is not known.
    coefficient
        P of allegato C; None where it gives none.
    rain
        Of the site; None where it is not known.
    remarks
        What the reader must know of where this comes from.
    """

    criticality: str | None = None
    coefficient: float | None = None
    rain: Rainfall | None = None
    remarks: tuple[Text, ...] = ()


def known_of(territory: Territory, municipality: str, rules: Rules, declared: Known) -> Known:
    """Return what is declared, and for what is not, what the territory knows of a comune.

    Parameters
    ----------
    municipality
        ISTAT code, six digits.
    declared
        What is declared of the place, which goes before the territory.

    Raises
    ------
    BadInput
        Those of `contado.drainage.rainfall.rainfall_in`, but for a layer that is not there.
    """
    known = declared
    if declared.criticality is None:
        known = _with_criticality(known, territory.layer(CRITICALITY), municipality)
    if declared.rain is None:
        known = _with_rain(known, territory, municipality, rules)
    return known


def _with_criticality(known: Known, layer: Layer | None, municipality: str) -> Known:
    if layer is None:
        return _remarked(known, WORDS["notes.no_criticality_layer"])
    rows = layer.frame()
    own_rows = rows[rows["istat_code"] == municipality]
    if own_rows.empty:
        return _remarked(known, WORDS["notes.no_row"])
    row = own_rows.iloc[0].to_dict()
    given = row.get("coefficient_p")
    own = math.nan if given is None else float(given)
    return _remarked(
        replace(
            known,
            criticality=str(row["criticality"]),
            coefficient=known.coefficient or (None if math.isnan(own) else own),
        ),
        *_remarks_of(layer),
    )


def _with_rain(known: Known, territory: Territory, municipality: str, rules: Rules) -> Known:
    layer = territory.layer(RAIN)
    if layer is None:
        return _remarked(known, WORDS["notes.no_rain_layer"])
    rain = rainfall_in(territory, municipality, rules)
    return _remarked(replace(known, rain=rain), *_remarks_of(layer))


def _remarked(known: Known, *remarks: Text) -> Known:
    return replace(known, remarks=(*known.remarks, *remarks))


def _remarks_of(layer: Layer) -> tuple[Text, ...]:
    """Return the remarks on a layer whose data are not the real ones."""
    keys = ["notes.simulated"] * layer.simulated + ["notes.stand_in"] * layer.stand_in
    return tuple(
        WORDS.text("notes.of_layer", label=layer.spec.label, layer=layer.id, remark=WORDS[key])
        for key in keys
    )

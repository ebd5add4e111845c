"""From what is typed to a dossier: the only place of the service that asks for a verdict."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.crs import LONGITUDE_LATITUDE, transformer
from contado.errors import BadInput, Problem
from contado.interventions import Intervention, Read, from_geojson, read_interventions
from contado.site.ground import MEASURING, rules, territory

if TYPE_CHECKING:
    from contado.dossier import Dossier
    from contado.norms import Rules

_DIGITS = 9
"""Decimals of a degree that give back a vertex to a tenth of a millimetre."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A dossier, and what was noticed in the input without refusing it."""

    dossier: Dossier
    notices: tuple[Problem, ...]


def plan(on: date) -> Rules:
    """Return the plan of the territory's profile on a day."""
    return rules(territory().profile, on)


def sheets(on: date) -> list[str]:
    """Return the sheets that judge interventions, in order."""
    return sorted(name for name, sheet in plan(on).sheets.items() if sheet.of == "intervention")


def assessed(
    feature: Mapping[str, Any], on: date, name: str, *, draw: bool = False, whole: bool = False
) -> Assessed:
    """Judge one intervention with every sheet.

    Parameters
    ----------
    feature
        GeoJSON, with what is declared as properties.
    on
        The day whose law judges.
    name
        What messages call the input.
    draw
        Whether the dossier has its map.
    whole
        Whether effects that take a model of the place are measured; what answers while one types
        leaves them to the dossier that is kept.

    Raises
    ------
    BadInput
        Every problem of the declaration.
    """
    from contado.dossier.assess import assess

    read = read_feature(feature, on, name)
    with MEASURING:
        dossier = assess(
            [only_one(read, name)], sheets(on), territory(), plan(on), draw=draw, one_by_one=whole
        )[0]
    return Assessed(dossier, read.notices)


def read_feature(feature: Mapping[str, Any], on: date, name: str) -> Read:
    """Read what a GeoJSON feature declares."""
    known = territory()
    return from_geojson(
        feature,
        territory_crs=known.crs,
        boundary=known.boundary,
        measures=plan(on).measures,
        name=name,
    )


def read_bytes(content: bytes, name: str, on: date, crs: str | None = None) -> Read:
    """Read what a file declares; ``name`` tells its format."""
    known = territory()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _plain_name(name)
        path.write_bytes(content)
        return read_interventions(
            path,
            territory_crs=known.crs,
            boundary=known.boundary,
            measures=plan(on).measures,
            crs=crs,
        )


def _plain_name(name: str) -> str:
    """Return a file name that is only a name, whatever the browser sent."""
    kept = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in Path(name).name)
    return kept.lstrip(".")[-80:] or "file"


def only_one(read: Read, name: str) -> Intervention:
    """Return the intervention that was read; the page judges one at a time."""
    if len(read.interventions) > 1:
        raise BadInput(Problem("site.many", name, {"count": len(read.interventions)}))
    return read.interventions[0]


def on_map(intervention: Intervention) -> dict[str, Any]:
    """Return the geometry of an intervention as GeoJSON, longitude and latitude."""
    import numpy as np
    import shapely

    there = transformer(territory().crs, LONGITUDE_LATITUDE)
    degrees = shapely.transform(
        shapely.from_wkb(intervention.geometry), there.transform, interleaved=False
    )
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, _DIGITS))
    found: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return found

"""From what is typed to a dossier: the only place of the service that asks for a verdict."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from contado.archives import printable
from contado.crs import LONGITUDE_LATITUDE, transformer
from contado.errors import BadInput, Problem
from contado.interventions import Intervention, Read, from_geojson, geometry_of, read_interventions
from contado.site.declared import Values, laid
from contado.site.ground import rules, territory, today

if TYPE_CHECKING:
    from contado.dossier import Dossier
    from contado.norms import Rules

FORM = "modulo"
"""What messages call the form."""

_DIGITS = 9
"""Decimals of a degree that give back a vertex to a tenth of a millimetre."""
_SOME = 20
_LONGEST_NAME = 200  # bytes, of the 255 that file systems take


def plan(on: date) -> Rules:
    """Return the plan of the territory's profile on a day."""
    return rules(territory().profile, on)


def sheets(on: date) -> list[str]:
    """Return the sheets that judge interventions, in order."""
    return sorted(name for name, sheet in plan(on).sheets.items() if sheet.of == "intervention")


def assessed(work: Intervention, on: date, *, draw: bool = False) -> Dossier:
    """Judge one intervention with every sheet.

    Parameters
    ----------
    work
        As its reader gave it.
    on
        The day whose law judges.
    draw
        Whether the dossier has its map.
    """
    from contado.dossier.assess import assess

    return assess([work], sheets(on), territory(), plan(on), draw=draw)[0]


def laid_over(values: Values, base: Intervention, geometry: object, name: str = FORM) -> Read:
    """Read what the form declares over a declaration.

    Parameters
    ----------
    values
        The fields of the form.
    base
        The declaration under them.
    geometry
        GeoJSON from the map; where it is the one that ``base`` was shown with, the outline and
        every measure that nobody touched stay as they were read.

    Raises
    ------
    BadInput
        Every problem of the declaration.
    """
    declared = laid(values, base)
    feature = {"type": "Feature", "properties": declared.properties, "geometry": geometry}
    if not base.geometry or geometry != on_map(base):
        return read_feature(feature, name)
    own = json.loads(shapely.to_geojson(geometry_of(base)))
    crs = {"type": "name", "properties": {"name": territory().crs}}
    read = read_feature({**feature, "geometry": own, "crs": crs}, name)
    work = read.interventions[0]
    measures = tuple(old or new for old, new in zip(declared.kept, work.measures, strict=True))
    same = {"geometry": base.geometry, "remarks": base.remarks, "measures": measures}
    return Read((work.model_copy(update=same),), read.notices)


def read_feature(feature: Mapping[str, Any], name: str) -> Read:
    """Read what a GeoJSON feature declares."""
    ground = territory()
    return from_geojson(
        feature,
        territory_crs=ground.crs,
        boundary=ground.boundary,
        measures=plan(today()).abacus,
        name=name,
    )


def read_bytes(content: bytes, name: str, crs: str | None = None) -> Read:
    """Read what a file declares; ``name`` tells its format."""
    ground = territory()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / plain_name(name)
        path.write_bytes(content)
        return read_interventions(
            path,
            territory_crs=ground.crs,
            boundary=ground.boundary,
            measures=plan(today()).abacus,
            crs=crs,
        )


def plain_name(name: str) -> str:
    r"""Return a file name that is only a name, whatever the browser sent.

    Nothing else of it changes: a list of coordinates may have no other identifier.

    Examples
    --------
    >>> plain_name("../../Filare (1).csv"), plain_name("a\x00b.csv"), plain_name("..")
    ('Filare (1).csv', 'a_b.csv', 'file')
    """
    kept = "".join(
        "_" if sign in '/\\<>:"|?*' or not sign.isprintable() else sign for sign in Path(name).name
    )
    return kept.lstrip(".").encode()[-_LONGEST_NAME:].decode(errors="ignore") or "file"


def only_one(read: Read, name: str, chosen: str = "") -> Intervention:
    """Return the intervention that was read, or the one chosen by its id among several.

    Raises
    ------
    BadInput
        ``site.many``: the page judges one at a time.
    """
    works = read.interventions
    named = [one for one in works if one.id == chosen or len(works) == 1]
    if not named:
        some = "; ".join(one.id for one in works[:_SOME]) + ("; …" if len(works) > _SOME else "")
        raise BadInput(Problem("site.many", name, {"count": len(works), "ids": printable(some)}))
    return named[0]


@lru_cache(maxsize=8)
def _on_map(geometry: str, crs: str) -> str:
    import numpy as np

    there = transformer(crs, LONGITUDE_LATITUDE)
    degrees = shapely.transform(shapely.from_wkb(geometry), there.transform, interleaved=False)
    text: str = shapely.to_geojson(shapely.transform(degrees, lambda xy: np.round(xy, _DIGITS)))
    return text


def on_map(intervention: Intervention) -> dict[str, Any]:
    """Return the geometry of an intervention as GeoJSON, longitude and latitude."""
    shape: dict[str, Any] = json.loads(_on_map(intervention.geometry, territory().crs))
    return shape

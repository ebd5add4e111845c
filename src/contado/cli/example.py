"""The example intervention of ``contado demo``: a parcel of the territory and what is declared."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from contado.territory import Bounds, Territory

_REACH = 1500.0
"""Distance (m) from the busiest stop within which the parcel is looked for."""


def write_example(territory: Territory, path: Path) -> Path:
    """Write the example as GeoJSON, in the territory's own system.

    Parameters
    ----------
    territory
        With parcels and stops, as the demo recipe makes them.
    path
        File to write.
    """
    import yaml
    from shapely.geometry import mapping

    from contado.files import json_text, write_text

    text = (resources.files("contado.cli") / "example.yaml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    lot = _lot(territory, declared.pop("area"))
    for state in declared["surfaces"].values():
        state.update({kind: round(share * lot.area) for kind, share in state.items()})
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": territory.crs}},
        "features": [{"type": "Feature", "properties": declared, "geometry": mapping(lot)}],
    }
    write_text(path, json_text(content))
    return path


def _lot(territory: Territory, area: float) -> BaseGeometry:
    """Return the parcel nearest to ``area`` m² around the busiest stop."""
    parcels = territory.layers["parcels"].frame(columns=["id"], bbox=_around_busiest(territory))
    nearest = int((parcels.area - area).abs().to_numpy().argmin())
    parcel: BaseGeometry = parcels.geometry.iloc[nearest]
    return parcel


def _around_busiest(territory: Territory) -> Bounds:
    stops = territory.layers["stops"].frame(columns=["lines"])
    busiest = int(stops["lines"].fillna("").str.count(",").to_numpy().argmax())
    point = stops.geometry.iloc[busiest]
    return (point.x - _REACH, point.y - _REACH, point.x + _REACH, point.y + _REACH)

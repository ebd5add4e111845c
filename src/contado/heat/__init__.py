"""Heat: the summer night temperature above a reference of the territory."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contado.heat.exposure import exposed
    from contado.heat.night import night_anomaly
    from contado.heat.night_units import night_by_unit
    from contado.heat.tropical import tropical_nights
    from contado.heat.units import unit_hot_share

__all__ = ["exposed", "night_anomaly", "night_by_unit", "tropical_nights", "unit_hot_share"]

_MODULES = {
    "exposed": "exposure",
    "night_anomaly": "night",
    "night_by_unit": "night_units",
    "tropical_nights": "tropical",
    "unit_hot_share": "units",
}


def __getattr__(name: str) -> object:
    """Import a measure when it is asked for: the models of the room need none of them."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

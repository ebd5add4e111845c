"""Heat: the summer night temperature above a reference of the territory."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contado.heat.exposure.residents import exposed
    from contado.heat.night.anomaly import night_anomaly
    from contado.heat.night.shares import unit_hot_share
    from contado.heat.night.units import night_by_unit
    from contado.heat.tropical.nights import tropical_nights

__all__ = ["exposed", "night_anomaly", "night_by_unit", "tropical_nights", "unit_hot_share"]

_MODULES = {
    "exposed": "exposure.residents",
    "night_anomaly": "night.anomaly",
    "night_by_unit": "night.units",
    "tropical_nights": "tropical.nights",
    "unit_hot_share": "night.shares",
}


def __getattr__(name: str) -> object:
    """Import a measure when it is asked for: the models of the room need none of them."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

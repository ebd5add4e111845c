"""Drainage: the draining index, and the runoff of a rainfall event, of places and units."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contado.drainage.index import draining_index, draining_index_after, draining_index_change
    from contado.drainage.runoff.changes import (
        event_retention_index_change,
        event_runoff_volume_change,
    )
    from contado.drainage.runoff.facts import (
        event_retention_index,
        event_retention_index_after,
        event_runoff,
        event_runoff_after,
        event_runoff_volume,
        event_runoff_volume_after,
    )
    from contado.drainage.units import (
        draining_index_municipality,
        draining_index_unit,
        unit_low_share,
    )

__all__ = [
    "draining_index",
    "draining_index_after",
    "draining_index_change",
    "draining_index_municipality",
    "draining_index_unit",
    "event_retention_index",
    "event_retention_index_after",
    "event_retention_index_change",
    "event_runoff",
    "event_runoff_after",
    "event_runoff_volume",
    "event_runoff_volume_after",
    "event_runoff_volume_change",
    "unit_low_share",
]

_MODULES = {
    "draining_index": "index",
    "draining_index_after": "index",
    "draining_index_change": "index",
    "draining_index_municipality": "units",
    "draining_index_unit": "units",
    "event_retention_index": "runoff.facts",
    "event_retention_index_after": "runoff.facts",
    "event_retention_index_change": "runoff.changes",
    "event_runoff": "runoff.facts",
    "event_runoff_after": "runoff.facts",
    "event_runoff_volume": "runoff.facts",
    "event_runoff_volume_after": "runoff.facts",
    "event_runoff_volume_change": "runoff.changes",
    "unit_low_share": "units",
}


def __getattr__(name: str) -> object:
    """Import a measure when it is asked for: the models of the room need none of them."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

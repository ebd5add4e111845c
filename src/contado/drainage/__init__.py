"""Drainage: the draining index, and the runoff of a rainfall event, of places and units."""

from contado.drainage.index import draining_index, draining_index_after, draining_index_change
from contado.drainage.runoff_changes import (
    event_retention_index_change,
    event_runoff_volume_change,
)
from contado.drainage.runoff_facts import (
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

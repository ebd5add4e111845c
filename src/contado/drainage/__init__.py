"""Drainage: the draining index of lots, landscape units and municipalities."""

from contado.drainage.index import draining_index, draining_index_after
from contado.drainage.units import (
    draining_index_municipality,
    draining_index_unit,
    unit_low_share,
)

__all__ = [
    "draining_index",
    "draining_index_after",
    "draining_index_municipality",
    "draining_index_unit",
    "unit_low_share",
]

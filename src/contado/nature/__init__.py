"""Nature: the potential supply of ecosystem services, and how indices are made into composites."""

from contado.nature.supply import (
    microclimate_regulation,
    microclimate_regulation_rank,
    runoff_regulation,
    runoff_regulation_rank,
)

__all__ = [
    "microclimate_regulation",
    "microclimate_regulation_rank",
    "runoff_regulation",
    "runoff_regulation_rank",
]

"""Nature: the potential supply of ecosystem services."""

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

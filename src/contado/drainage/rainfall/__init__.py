"""Rain: depth-duration-frequency curves, and where their parameters come from."""

from contado.drainage.rainfall.curves import SITE_PARAMETERS, Rainfall
from contado.drainage.rainfall.options import rainfall_from, rainfall_of
from contado.drainage.rainfall.territory import (
    DURATIONS,
    municipality_at,
    notices_of,
    rainfall_at,
    rainfall_in,
)

__all__ = [
    "DURATIONS",
    "SITE_PARAMETERS",
    "Rainfall",
    "municipality_at",
    "notices_of",
    "rainfall_at",
    "rainfall_from",
    "rainfall_in",
    "rainfall_of",
]

"""Rain: depth-duration-frequency curves, and where their parameters come from."""

from contado.drainage.rainfall.curves import SITE_PARAMETERS, Rainfall
from contado.drainage.rainfall.options import rainfall_from, rainfall_of

__all__ = ["SITE_PARAMETERS", "Rainfall", "rainfall_from", "rainfall_of"]

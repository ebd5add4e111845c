"""Coordinate reference systems: which one, is it metric, and how to get there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

LONGITUDE_LATITUDE = "EPSG:4326"
"""Longitude and latitude, always in that order here (CRS84)."""


def read_crs(text: str | None, where: str) -> CRS:
    """Return the CRS that ``text`` names.

    Parameters
    ----------
    text
        A code such as ``EPSG:32632``, or WKT.
    where
        The file or field that declares it, for the message.

    Raises
    ------
    BadInput
        ``crs.missing`` or ``crs.unknown``.

    Examples
    --------
    >>> read_crs("EPSG:32632", "here").name
    'WGS 84 / UTM zone 32N'
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not text:
        raise BadInput(Problem("crs.missing", where))
    try:
        return CRS.from_user_input(text)
    except CRSError:
        raise BadInput(Problem("crs.unknown", where, {"crs": str(text)[:80]})) from None


def is_metric(crs: CRS) -> bool:
    """Tell whether areas and lengths in ``crs`` come out in metres.

    Examples
    --------
    >>> is_metric(read_crs("EPSG:32632", "")), is_metric(read_crs("EPSG:4326", ""))
    (True, False)
    """
    return bool(crs.is_projected) and all(axis.unit_name == "metre" for axis in crs.axis_info)


@cache
def transformer(source: str, target: str) -> Transformer:
    """Return the transformer between two codes, x before y on both sides."""
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)

"""Coordinate reference systems: which one, is it metric, and how to get there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

LONGITUDE_LATITUDE = "EPSG:4326"
"""Longitude and latitude, always in that order here (CRS84)."""

LIKELY = ("EPSG:32632", "EPSG:4326", "EPSG:3003", "EPSG:32633", "EPSG:3004", "EPSG:3857")
"""Systems that Italian drawings and maps are in; those that differ by centimetres stand for one."""

_LONGEST_TEXT = 10_000
_READS_FILES = ("init=", "grids=", "+file=")

Bounds = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""


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
        if len(text) > _LONGEST_TEXT or any(word in text for word in _READS_FILES):
            raise CRSError("not a plain definition")  # it could name a file of this machine
        return CRS.from_user_input(text)
    except (CRSError, ValueError):  # a text with odd signs is a ValueError
        raise BadInput(Problem("crs.unknown", where, {"crs": str(text)[:80]})) from None


def named_in(member: object) -> str | None:
    """Return the system that the ``crs`` member of a GeoJSON names; None where it names none.

    It is no part of RFC 7946, and was written in several ways before it. A link is not followed.

    Examples
    --------
    >>> named_in({"type": "name", "properties": {"name": "EPSG:3003"}})
    'EPSG:3003'
    >>> named_in({"type": "EPSG", "properties": {"code": 3003}}), named_in("EPSG:3003")
    ('EPSG:3003', 'EPSG:3003')
    >>> named_in({"type": "link", "properties": {"href": "http://there"}}) is None
    True
    """
    if isinstance(member, str):
        return member or None
    if not isinstance(member, Mapping) or not isinstance(member.get("properties"), Mapping):
        return None
    name, code = member["properties"].get("name"), member["properties"].get("code")
    if member.get("type") == "EPSG" and isinstance(code, int | str):
        return f"EPSG:{code}"
    return name if isinstance(name, str) and name else None


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


MOST_SHIFT = 5.0
"""Metres of accuracy of a change of system beyond which it is asked for, never just made."""


def accuracy_of(source: CRS, target: CRS) -> float | None:
    """Return how well the change between two systems is known, m; None where nobody says.

    Examples
    --------
    >>> accuracy_of(read_crs("EPSG:25832", ""), read_crs("EPSG:7791", "")) is None
    False
    """
    from pyproj.transformer import TransformerGroup

    if source.equals(target, ignore_axis_order=True):
        return 0.0
    best = TransformerGroup(source, target, always_xy=True).transformers
    return best[0].accuracy if best and best[0].accuracy >= 0 else None


@dataclass(frozen=True, slots=True)
class Guess:
    """A way to read coordinates that puts them where they are expected.

    Parameters
    ----------
    crs
        One of `LIKELY`.
    swapped
        Whether y stands before x.
    """

    crs: str
    swapped: bool

    @property
    def option(self) -> str:
        """The options that read the file so, with the name of the system."""
        swap = " --swap-axes" if self.swapped else ""
        return f"--crs {self.crs}{swap} ({read_crs(self.crs, '').name})"


def guesses(bounds: Bounds, area: Bounds, area_crs: str) -> tuple[Guess, ...]:
    """Return the likely ways to read coordinates that put all of them inside an area.

    A guess is for a message: it is offered, never applied.

    Parameters
    ----------
    bounds
        Bounds of the coordinates as they stand, in an unknown system.
    area
        Where they are expected, in ``area_crs``.
    area_crs
        Code of the system of ``area``.

    Examples
    --------
    >>> milan = (503000.0, 5026000.0, 522000.0, 5043000.0)
    >>> guesses((1514900.0, 5034500.0, 1515000.0, 5034600.0), milan, "EPSG:32632")
    (Guess(crs='EPSG:3003', swapped=False),)
    >>> guesses((45.46, 9.18, 45.47, 9.19), milan, "EPSG:32632")
    (Guess(crs='EPSG:4326', swapped=True),)
    """
    turned = (bounds[1], bounds[0], bounds[3], bounds[2])
    return tuple(
        Guess(crs, swapped)
        for swapped, box in ((False, bounds), (True, turned))
        for crs in LIKELY
        if _lies_in(box, crs, area, area_crs)
    )


def _lies_in(box: Bounds, crs: str, area: Bounds, area_crs: str) -> bool:
    corners: Sequence[tuple[float, float]] = (box[:2], box[2:])
    into = transformer(crs, area_crs)
    moved = [into.transform(x, y) for x, y in corners]
    return all(
        isfinite(x) and isfinite(y) and area[0] <= x <= area[2] and area[1] <= y <= area[3]
        for x, y in moved
    )

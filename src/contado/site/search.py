"""Find a place by its name or by its coordinates, whatever the accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from contado.crs import LONGITUDE_LATITUDE, transformer
from contado.site.ground import territory
from contado.site.layers import bounds
from contado.site.words import WORDS
from contado.terms import Text
from contado.territory import roles

if TYPE_CHECKING:
    from contado.territory import Layer

_SEARCHED = ("municipalities", "zones", "districts", "landscape_units", "stops", "parks")
_MOST = 12
_EAST, _NORTH = 180, 90
_NUMBER = r"[-+]?\d{1,8}(?:[.,]\d+)?"
_PAIR = re.compile(rf"^\s*({_NUMBER})\s*[;,\s]\s*({_NUMBER})\s*$")


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that was searched: its kind, its name, its code, and its box in degrees."""

    kind: Text
    role: str
    name: str
    code: str
    box: tuple[float, float, float, float]

    def json(self, language: str) -> dict[str, Any]:
        """Return the place for the page."""
        return {**asdict(self), "kind": self.kind.say(language)}


def fold(text: str) -> str:
    """Return text as it is compared: no accents, no case, apostrophes and hyphens as blanks.

    Examples
    --------
    >>> fold("Cassina de' Pècchi"), fold("  CITTÀ   Studi ")
    ('cassina de pecchi', 'citta studi')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", letters).split())


def search(query: str) -> list[FoundPlace]:
    """Return the places whose name or code answers ``query``, the closest first; or a point."""
    point = coordinates(query)
    if point is not None:
        return [point]
    wanted = fold(query)
    if not wanted:
        return []
    ground = territory()
    ranked = [
        (rank, order, place)
        for order, (name, place) in enumerate(_index(ground.snapshot))
        if (rank := _rank(wanted, name, place.code)) is not None
    ]
    return [place for _, _, place in sorted(ranked, key=lambda each: each[:2])[:_MOST]]


def municipality(istat: str) -> FoundPlace | None:
    """Return the comune with that ISTAT code, or None."""
    return place_of(istat, "municipalities")


def any_place(text: str) -> FoundPlace | None:
    """Return the place of a layer, as ``role:code`` tells it; without a role, the comune."""
    role, _colon, code = text.rpartition(":")
    return place_of(code, role or "municipalities")


def place_of(text: str, role: str) -> FoundPlace | None:
    """Return the one place of a layer that has that code or that name, or None."""
    wanted = fold(text)
    of_role = (each for each in _index(territory().snapshot) if each[1].role == role)
    found = [place for name, place in of_role if wanted in (name, fold(place.code))]
    return found[0] if len(found) == 1 else None


def _rank(wanted: str, name: str, code: str) -> int | None:
    """Return how close a name is: 0 the same, 3 somewhere in it, None not at all."""
    if wanted in (name, fold(code)):
        return 0
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if wanted in name else None


@lru_cache(maxsize=2)
def _index(_snapshot: str) -> tuple[tuple[str, FoundPlace], ...]:
    layers = territory().layers
    return tuple(
        (fold(place.name), place)
        for role in _SEARCHED
        if role in layers
        for place in _named(role, layers[role])
    )


def _named(role: str, layer: Layer) -> Iterator[FoundPlace]:
    spec = roles()[role]
    frame = layer.frame()
    if "name" not in frame:
        return
    boxes = frame.to_crs(LONGITUDE_LATITUDE).bounds.round(6).itertuples(index=False, name=None)
    codes = frame[spec.key[0]].astype(str)
    for name, code, box in zip(frame["name"], codes, boxes, strict=True):
        if isinstance(name, str) and name:
            yield FoundPlace(spec.label, role, name, code, box)


def coordinates(query: str) -> FoundPlace | None:
    """Read a pair of numbers as a point: latitude and longitude, or east and north in metres.

    The order of degrees is told by the territory: only one order falls near it. Decimals may be
    written with a comma where a semicolon or a blank stands between the numbers.
    """
    match = _PAIR.match(query)
    if match is None:
        return None
    first, second = (float(number.replace(",", ".")) for number in match.groups())
    for x, y in ((second, first), (first, second)):
        if abs(x) <= _EAST and abs(y) <= _NORTH and _inside(x, y):
            return _point(x, y)
    if max(abs(first), abs(second)) <= _EAST:
        return None
    x, y = transformer(territory().crs, LONGITUDE_LATITUDE).transform(first, second)
    return _point(x, y) if _inside(x, y) else None


def _inside(x: float, y: float) -> bool:
    west, south, east, north = bounds()
    return west <= x <= east and south <= y <= north


def _point(x: float, y: float) -> FoundPlace:
    name = f"{y:.5f}, {x:.5f}"
    return FoundPlace(WORDS["coordinates"], "point", name, name, (x, y, x, y))

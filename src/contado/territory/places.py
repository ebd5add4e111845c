"""Places: what facts are measured of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.values import Floats, Rows

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Places:
    """Places of one kind, with what stands under them.

    Parameters
    ----------
    kind
        ``intervention``, ``measure``, ``parcel``, ``municipality``, ``landscape_unit``, …
    ids
        One text a place, no two the same.
    geometry
        Shape ``(n,)``, shapely polygons or multipolygons in the territory's CRS (m).
    children
        Places under these, by kind: the row of the place above each, ascending, and the places.

    Raises
    ------
    ValueError
        Lengths differ, an id is repeated, a geometry is not a valid polygon with an area, or a
        parent is not one of these rows. Files are checked before they become places, so this is
        a programming error.

    Examples
    --------
    >>> import shapely
    >>> shapes = shapely.box(0.0, 0.0, np.array([2.0, 1.0]), np.array([3.0, 1.0]))
    >>> lots = Places("lot", ["a", "b"], shapes)
    >>> lots.area
    array([6., 1.])
    >>> lots.take(np.array([1])).ids
    ('b',)
    >>> len(Places("lot", [], np.array([], dtype=object)))
    0
    """

    kind: str
    ids: Sequence[str]
    geometry: Polygons
    children: Mapping[str, tuple[Rows, Places]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", tuple(self.ids))
        object.__setattr__(self, "geometry", np.asarray(self.geometry, dtype=object))
        _check_ids(self.ids, self.geometry)
        _check_polygons(self.geometry)
        for parent, places in self.children.values():
            _check_parents(parent, len(places), len(self))

    @classmethod
    def of(cls, frame: GeoDataFrame, kind: str = "place", id_column: str = "id") -> Places:
        """Return the places of a frame, their ids from ``id_column``."""
        return cls(kind, frame[id_column].astype(str).tolist(), frame.geometry.to_numpy())

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def area(self) -> Floats:
        """Area of each place, m²."""
        import shapely

        return np.asarray(shapely.area(self.geometry), dtype=np.float64)

    def take(self, rows: Rows | slice) -> Places:
        """Return the chosen rows, in ascending order, with what stands under them."""
        chosen = np.arange(len(self))[rows]
        children = {
            kind: _take_children(chosen, parent, places)
            for kind, (parent, places) in self.children.items()
        }
        ids = [self.ids[row] for row in chosen]
        return Places(self.kind, ids, self.geometry[chosen], children)


def _take_children(chosen: Rows, parent: Rows, places: Places) -> tuple[Rows, Places]:
    if (np.diff(chosen) <= 0).any():
        raise ValueError("places with children are taken in ascending order, each once")
    kept = np.flatnonzero(np.isin(parent, chosen))
    return np.searchsorted(chosen, parent[kept]).astype(np.intp), places.take(kept)


def _check_ids(ids: Sequence[str], geometry: npt.NDArray[Any]) -> None:
    if geometry.shape != (len(ids),):
        raise ValueError("as many geometries as ids")
    if len(set(ids)) != len(ids):
        raise ValueError("two places have the same id")


def _check_polygons(geometry: Polygons) -> None:
    import shapely

    polygonal = np.isin(shapely.get_type_id(geometry), (3, 6))
    if not (polygonal.all() and not shapely.is_empty(geometry).any()):
        raise ValueError("a place is a polygon with an area")
    if not shapely.is_valid(geometry).all():
        raise ValueError("a place is a valid polygon")


def _check_parents(parent: Rows, count: int, size: int) -> None:
    if parent.shape != (count,):
        raise ValueError("as many parents as children")
    if count and (parent[0] < 0 or parent[-1] >= size or (np.diff(parent) < 0).any()):
        raise ValueError("parents are rows of the places above, ascending")

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

Geometries = npt.NDArray[np.object_]
Polygons = Geometries

_MIXED = 7  # shapely's type of a collection of geometries


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
        Shape ``(n,)``, shapely points, lines or polygons in the territory's CRS (m), all of one
        dimension; None for every place of a kind that lies nowhere, as a design on paper.
    children
        Places under these, by kind: the row of the place above each, ascending, and the places.
    placed
        False for places that lie nowhere; see `nowhere`.

    Raises
    ------
    ValueError
        Lengths differ, an id is repeated, a geometry is not valid or is empty, dimensions differ,
        or a parent is not one of these rows. Files are checked before they become places, so this
        is a programming error.

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
    geometry: Geometries
    children: Mapping[str, tuple[Rows, Places]] = field(default_factory=dict)
    placed: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", tuple(self.ids))
        object.__setattr__(self, "geometry", np.asarray(self.geometry, dtype=object))
        _check_ids(self.ids, self.geometry)
        _check_shapes(self.geometry, placed=self.placed)
        for parent, places in self.children.values():
            _check_parents(parent, len(places), len(self))

    @classmethod
    def nowhere(cls, kind: str, ids: Sequence[str]) -> Places:
        """Return places that lie nowhere: only what is declared is known of them."""
        return cls(kind, ids, np.full(len(ids), None, dtype=object), placed=False)

    @classmethod
    def of(cls, frame: GeoDataFrame, kind: str = "place", id_column: str = "id") -> Places:
        """Return the places of a frame, their ids from ``id_column``."""
        return cls(kind, frame[id_column].astype(str).tolist(), frame.geometry.to_numpy())

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def area(self) -> Floats:
        """Area of each place, m²; 0 of points and lines, NaN of what lies nowhere."""
        import shapely

        return np.asarray(shapely.area(self.geometry), dtype=np.float64)

    @property
    def dimension(self) -> int:
        """2 of polygons, 1 of lines, 0 of points, -1 of what lies nowhere."""
        import shapely

        return int(shapely.get_dimensions(self.geometry[0])) if len(self) else 2

    def take(self, rows: Rows | slice) -> Places:
        """Return the chosen rows, in ascending order, with what stands under them."""
        chosen = np.arange(len(self))[rows]
        children = {
            kind: _take_children(chosen, parent, places)
            for kind, (parent, places) in self.children.items()
        }
        ids = [self.ids[row] for row in chosen]
        return Places(self.kind, ids, self.geometry[chosen], children, self.placed)


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


def _check_shapes(geometry: Geometries, *, placed: bool) -> None:
    import shapely

    dimensions = shapely.get_dimensions(geometry)
    if not placed:
        if dimensions.max(initial=-1) >= 0:
            raise ValueError("a place that lies nowhere has no geometry")
        return
    if shapely.is_missing(geometry).any() or shapely.is_empty(geometry).any():
        raise ValueError("a place has a geometry")
    if len(np.unique(dimensions)) > 1 or np.isin(shapely.get_type_id(geometry), _MIXED).any():
        raise ValueError("places are all points, all lines or all polygons")
    if not shapely.is_valid(geometry).all():
        raise ValueError("a place has a valid geometry")


def _check_parents(parent: Rows, count: int, size: int) -> None:
    if parent.shape != (count,):
        raise ValueError("as many parents as children")
    if count and (parent[0] < 0 or parent[-1] >= size or (np.diff(parent) < 0).any()):
        raise ValueError("parents are rows of the places above, ascending")

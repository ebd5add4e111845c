"""The features of vector layers as arrays, read once for a territory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.survey.rings import Geometry
from contado.survey.sizes import POINT

if TYPE_CHECKING:
    from shapely import STRtree

    from contado.survey.survey import Survey
    from contado.territory import Layer


@dataclass(frozen=True)
class Features:
    """Features of a layer, ``m`` of them, in ``K`` classes.

    Parameters
    ----------
    shapes
        Points, lines and polygons in the territory's CRS, shape ``(m,)``.
    names
        The classes, in the order of the alphabet; none where all are one.
    kind
        Class of each feature, shape ``(m,)``; ``K`` where it has none.
    """

    shapes: Geometry
    names: tuple[str, ...]
    kind: npt.NDArray[np.intp]

    @cached_property
    def tree(self) -> STRtree:
        """The features by where they are."""
        import shapely

        return shapely.STRtree(self.shapes)

    @cached_property
    def dimension(self) -> int:
        """The largest of the dimensions: 2 where a feature is a polygon."""
        import shapely

        return int(shapely.get_dimensions(self.shapes).max(initial=POINT))

    def only(self, kinds: Collection[str]) -> Features:
        """Return the features of some classes, all as one.

        Examples
        --------
        >>> shapes, names = np.array([None] * 3), ("bus", "metro")
        >>> len(Features(shapes, names, np.array([0, 1, 2])).only({"metro"}).shapes)
        1
        """
        rows = np.isin(self.kind, [at for at, name in enumerate(self.names) if name in kinds])
        return Features(self.shapes[rows], (), np.zeros(int(rows.sum()), dtype=np.intp))


def features(
    survey: Survey, role: str, by: str | None = None, kinds: Collection[str] = ()
) -> Features | None:
    """Return the features of a vector layer, in the classes of a column.

    Parameters
    ----------
    by
        Column of the classes; without it all features are one class.
    kinds
        Classes to keep, all as one; every class by default.

    Returns
    -------
    Features or None
        None where no layer plays the role, or where it has no such column.
    """
    layer = survey.layer(role)
    if layer is None:
        return None
    every = survey.of_territory(f"features {role} {by}", lambda: _read(layer, by))
    if every is None or not kinds:
        return every
    return survey.of_territory(f"features {role} {by} {sorted(kinds)}", lambda: every.only(kinds))


def _read(layer: Layer, by: str | None) -> Features | None:
    import pandas as pd

    frame = layer.frame(columns=[] if by is None else None)
    shapes = frame.geometry.to_numpy()
    if by is None:
        return Features(shapes, (), np.zeros(len(shapes), dtype=np.intp))
    if by not in frame:
        return None
    codes, names = pd.factorize(frame[by].astype("string"), sort=True)
    return Features(shapes, tuple(names), np.where(codes < 0, len(names), codes).astype(np.intp))

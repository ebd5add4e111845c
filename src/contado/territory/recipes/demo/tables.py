"""Layers that hold a row a comune: boundaries, residents, hydraulic criticality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

_BREAKS = (0.3, 0.65)
"""Shares of the comuni, from the least critical, that are C, then B."""


def municipalities(area: Area) -> GeoDataFrame:
    """Return the comuni with their real boundaries."""
    import geopandas as gpd

    columns = {"istat_code": list(area.codes), "name": list(area.names)}
    return gpd.GeoDataFrame(columns, geometry=area.geometry, crs=area.crs)


def population(area: Area) -> pd.DataFrame:
    """Return the real residents by comune, single year of age and sex."""
    rows = area.ages[["municipality", "age", "female", "male"]]
    return rows.rename(columns={"municipality": "istat_code"})


def hydraulic_criticality(scene: Scene) -> pd.DataFrame:
    """Return a simulated class a comune: higher where it is built up and near rivers."""
    import pandas as pd

    owner = scene.comuni[scene.inside]
    load = 0.6 * scene.urban + 0.4 * np.exp(-scene.river / 1_200.0)
    count = len(scene.area.codes)
    mean = np.bincount(owner, load[scene.inside], count) / np.maximum(
        np.bincount(owner, minlength=count), 1
    )
    rank = np.argsort(np.argsort(mean, kind="stable"), kind="stable") / max(count - 1, 1)
    classes = np.array(["C", "B", "A"])[np.digitize(rank, _BREAKS)]
    return pd.DataFrame({"istat_code": list(scene.area.codes), "criticality": classes})

"""Layers that hold a row a comune: boundaries, residents, hydraulic criticality, heavy rain."""

from __future__ import annotations

from math import gamma
from typing import TYPE_CHECKING

import numpy as np

from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.noise import Floats, fractal, salt
from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

_BREAKS = (0.3, 0.65)
"""Shares of the comuni, from the least critical, that are C, then B."""

_RAIN = {"a1": (30.0, 6.0), "n": (0.30, 0.04), "alpha": (0.30, 0.04), "kappa": (-0.04, 0.04)}
"""Parameters of heavy rain as in the plain around Milan, and how far they vary: half each way."""

_STORM = 40_000.0
"""Size of a bump of rain, m."""


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


def rainfall(scene: Scene) -> pd.DataFrame:
    """Return simulated depth-duration curves a comune, which vary smoothly over the area.

    The position of the growth factor is the one that makes its mean 1, as the index of a
    depth-duration curve is: ``ε = 1 − (α/κ)·(1 − Γ(1 + κ))``.
    """
    import pandas as pd
    import shapely

    points = shapely.get_coordinates(shapely.point_on_surface(scene.area.geometry))
    columns = {
        name: middle + spread * (_bumps(points, scene.seed, name) - 0.5)
        for name, (middle, spread) in _RAIN.items()
    }
    growth = np.array([(1.0 - gamma(1.0 + kappa)) / kappa for kappa in columns["kappa"]])
    columns["epsilon"] = 1.0 - columns["alpha"] * growth
    rounded = {name: np.round(values, 4) for name, values in columns.items()}
    return pd.DataFrame({"istat_code": list(scene.area.codes), **rounded})


def _bumps(points: Floats, seed: int, name: str) -> Floats:
    return fractal(points[:, 0], points[:, 1], _STORM, salt(seed, f"rainfall {name}"), octaves=2)

